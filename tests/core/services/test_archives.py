"""All files of an entry in one archive: once a version, found again after a kill, late finishers refused, gone in time."""

import subprocess
import sys
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update

from core.adapters import documents
from core.adapters.clock import START, real
from core.adapters.tables import archives as table
from core.adapters.tables import attachments, log
from core.domain.refusals import Refused
from core.services import accounts, answering, archives, attaching, demo, entries, leasing, packing
from core.services.sweeping import Sweep
from tests import filling
from tests.running import ROOT

MB = 1024 * 1024
_MAKE = """
import sys
from pathlib import Path
from core import settings
from core.services import archives, house
made = house.build(settings.load(sandbox=True, data_dir=Path(sys.argv[1]), redis_url=sys.argv[2]))
write = archives.zips.write
def halted(*told_first, told, **more):
    def half(percent):
        told(percent)
        if percent >= 50:
            print("half", flush=True)
            sys.stdin.read()
    write(*told_first, told=half, **more)
archives.zips.write = halted
print(archives.make(made, sys.argv[3]))
"""


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    """A whole entry with bytes of its own under every file."""
    made = filling.whole(house, by=me, now=START)
    with house.db.read() as tx:
        for row in entries.load(house, tx, made).files.values():
            house.files.put(row.place, f"bytes of {row.filename}".encode())
    return made


def ask(house, me, entry):
    with house.db.write() as tx:
        return archives.ask(house, tx, entries.load(house, tx, entry), by=me, now=START)


def standing(house, entry):
    with house.db.read() as tx:
        return archives.of(house, tx, entries.load(house, tx, entry))


def rows(house):
    with house.db.read() as tx:
        return list(tx.rows(select(table)))


def change(house, archive, **values):
    with house.db.write() as tx:
        tx.run(update(table).where(table.c.id == archive).values(**values))


def say(house, me, entry, field, value):
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), field, value, by=me, now=START)


def packed(house, me, entry):
    held = ask(house, me, entry)
    assert archives.make(house, held.id) == "made"
    return zipfile.ZipFile(house.files.path(standing(house, entry).place))


def test_everything_is_in_named_folders_under_its_title(house, me, entry):
    with packed(house, me, entry) as made:
        assert made.testzip() is None
        assert made.namelist() == [
            "附件2 创新成果申报表.docx", "盖章材料/papers-1.jpg", "照片/photos-1.jpg", "照片/photos-2.jpg", "照片/photos-3.jpg",
            "视频/videos-1.mp4", "题库/bank-1.bin",
        ]  # fmt: skip
        assert made.read("照片/photos-2.jpg") == b"bytes of photos1.bin"
        stream = house.files.path("there.docx")
        stream.write_bytes(made.read("附件2 创新成果申报表.docx"))
    cells = {row[1]: row[3] for _, row in documents.tables(stream)[0].lines[1:] if len(row) > 3}
    assert cells["创新成果名称"] == filling.TITLE
    assert cells["联系电话"] == "055160000000" and cells["成果完成单位"] == "淮河医院护理部"
    assert cells["成果照片"] == "photos-1\nphotos-2\nphotos-3" and cells["成果题库"] == "bank-1（20 道题）"


def test_titles_that_no_file_may_have(house, me, entry):
    with house.db.read() as tx:
        first, second, third = entries.load(house, tx, entry).answers["photos"]
    titles = ["../../etc/passwd", "CON", "con"]
    value = [{**row, "title": title} for row, title in zip((first, second, third), titles, strict=True)]
    say(house, me, entry, "photos", value)
    with packed(house, me, entry) as made:
        photos = [name for name in made.namelist() if name.startswith("照片/")]
    assert photos == ["照片/..／..／etc／passwd.jpg", "照片/_CON.jpg", "照片/_con (2).jpg"]
    with house.db.read() as tx:
        assert packing.archive_name(entries.load(house, tx, entry)) == f"{filling.TITLE} 全部材料.zip"


def test_a_craftsmans_video_goes_by_the_craftsman_and_what_is_not_here_is_named(house, me, entry):
    honour = {"level": "省级", "title": "江淮工匠"}
    say(
        house,
        me,
        entry,
        "completers",
        [{"id": "p1", "name": "甲一", "honour": honour, "intro": "护士", "videos": []}],
    )
    with house.db.write() as tx:
        for place, state in (("kept/own", "checked"), ("parts/way", "received")):
            made = attaching.add(
                house, tx, entry, "completers", filename="a/b\\个人.MOV", title="", size=3, place=place, state=state,
                source="upload", by=me, now=START, item="p1",
            )  # fmt: skip
            tx.run(update(attachments).where(attachments.c.id == made).values(state=state))
        tx.after_commit.clear()
    house.files.put("kept/own", b"own")
    with packed(house, me, entry) as made:
        assert made.read("视频/甲一个人视频.mov") == b"own"
        left = made.read("没有打包的文件.txt").decode("utf-8-sig")
    assert "成果完成人：甲一个人视频" in left and left.count("\r\n") == 4 - 1


def test_the_same_version_is_one_archive_and_a_changed_entry_makes_another(house, me, entry):
    first = ask(house, me, entry)
    assert ask(house, me, entry).id == first.id and len(rows(house)) == 1
    assert archives.make(house, first.id) == "made"
    again = ask(house, me, entry)
    assert (again.id, again.state) == (first.id, "made") and archives.make(house, first.id) == "nothing"
    old = house.files.path(again.place)
    say(house, me, entry, "summary", "1.改过\n2.再改")
    assert standing(house, entry) is None
    with old.open("rb") as reading:  # whoever is fetching it
        other = ask(house, me, entry)
        assert other.id != first.id and [row.id for row in rows(house)] == [other.id] and not old.exists()
        assert zipfile.ZipFile(BytesIO(reading.read())).testzip() is None


def test_an_entry_that_changes_before_the_job_begins_gets_no_old_archive(house, me, entry):
    held = ask(house, me, entry)
    say(house, me, entry, "summary", "1.改过\n2.再改")
    assert archives.make(house, held.id) == "stale"
    assert rows(house) == []


def test_who_asked_is_in_the_log(house, me, entry):
    ask(house, me, entry)
    ask(house, me, entry)
    with house.db.read() as tx:
        found = tx.rows(select(log.c.by, log.c.entry, log.c.about).where(log.c.act == "archive.ask"))
    assert [(row.by, row.entry) for row in found] == [(me, entry)] * 2
    assert set(found[0].about) == {"archive", "version"}


def test_a_killed_maker_is_found_again_and_leaves_nothing_behind(house, me, entry):
    with house.db.read() as tx:
        place = next(
            row.place for row in entries.load(house, tx, entry).files.values() if row.field == "videos"
        )
    with house.files.path(place).open("wb") as film:
        film.truncate(20 * MB)
    held = ask(house, me, entry)
    target = house.files.path(f"archives/{held.id}-1.zip")
    command = [sys.executable, "-c", _MAKE, str(house.settings.data_dir), house.settings.redis_url, held.id]
    maker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert maker.stdout.readline() == b"half\n"  # and there it stands, however slow we are
    maker.kill()
    assert maker.communicate()[0] == b""
    assert target.stat().st_size > MB
    (row,) = rows(house)
    with house.db.read() as tx:
        assert archives.PACKING.due(tx, now=row.lease_until - leasing.LEASE / 2) == []  # its lease runs on
    change(house, held.id, lease_until=real() + timedelta(hours=1))
    assert archives.make(house, held.id) == "nothing"
    change(house, held.id, lease_until=real() - timedelta(seconds=1))
    with house.db.read() as tx:
        assert archives.PACKING.due(tx, now=real()) == [(held.id, 1)]
    with house.files.path(place).open("wb") as film:
        film.truncate(MB)
    assert archives.make(house, held.id) == "made"
    assert not target.exists() and standing(house, entry).place == f"archives/{held.id}-2.zip"
    with zipfile.ZipFile(house.files.path(standing(house, entry).place)) as made:
        assert made.testzip() is None


def test_a_late_finisher_is_refused_and_its_file_goes(house, me, entry, monkeypatch):
    held = ask(house, me, entry)
    write = archives.zips.write

    def slow(target, *arguments, **more):
        write(target, *arguments, **more)
        change(house, held.id, attempt=2)  # another has taken over meanwhile

    monkeypatch.setattr(archives.zips, "write", slow)
    assert archives.make(house, held.id) == "late"
    assert list(house.files.path("archives").iterdir()) == [] and rows(house)[0].state == "waiting"


def test_a_maker_that_hears_it_was_overtaken_stops_and_its_file_goes(house, me, entry, monkeypatch):
    held = ask(house, me, entry)

    def slow(target, *_arguments, told, **_more):
        target.write_bytes(b"half")
        change(house, held.id, attempt=2)
        raise archives.Unwanted

    monkeypatch.setattr(archives.zips, "write", slow)
    assert archives.make(house, held.id) == "late"
    assert list(house.files.path("archives").iterdir()) == [] and rows(house)[0].state == "waiting"


def test_what_kills_every_worker_fails_in_the_end_and_can_be_asked_for_again(house, me, entry):
    held = ask(house, me, entry)
    change(house, held.id, attempt=archives.PACKING.tries, lease_until=real() - timedelta(seconds=1))
    assert archives.make(house, held.id) == "failed"
    assert standing(house, entry).state == "failed"
    again = ask(house, me, entry)
    assert again.id != held.id and archives.make(house, again.id) == "made"


def test_a_full_disk_is_said_before_and_survived_after(house, me, entry, monkeypatch):
    held = ask(house, me, entry)

    def full(*_arguments, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives.zips, "write", full)
    assert archives.make(house, held.id) == "failed"
    monkeypatch.setattr(house.files, "has_room", lambda size: False)
    with pytest.raises(Refused, match="upload.disk.full"):
        ask(house, me, entry)


def test_the_sweep_hints_at_what_a_crash_dropped_and_removes_what_is_old(house, me, entry):
    held = ask(house, me, entry)
    sweep = Sweep(house)
    sweep.turn()
    assert [job.id for job in house.jobs._slow.jobs] == [f"archive-{held.id}-0"]
    assert archives.make(house, held.id) == "made"
    place = house.files.path(standing(house, entry).place)
    assert archives.expire(house) == 0
    change(house, held.id, lease_until=real() - timedelta(seconds=1))
    assert archives.expire(house) == 1
    assert rows(house) == [] and not place.exists()


def test_without_workers_nobody_is_told_to_wait(house, me, entry, monkeypatch):
    monkeypatch.setattr(house.jobs, "is_up", lambda: False)
    with pytest.raises(Refused, match="queue.unavailable"):
        ask(house, me, entry)
    assert rows(house) == []
