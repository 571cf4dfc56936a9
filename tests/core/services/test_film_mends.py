"""Mends of films: asked for, made by a job, taken up again after a kill, judged again (A2.16)."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from core.adapters.clock import START, real
from core.adapters.tables import attachments
from core.domain.refusals import Refused
from core.services import accounts, checks, entries, leasing, mends, uploads
from tests import making
from tests.running import until

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def draft(house):
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", "app", "openid-1", now=START)
        return by, entries.start(house, tx, "2024-anhui", "innovation", by=by, now=START)


@pytest.fixture
def checked(house, draft):
    """Takes a film in and checks it; its id."""

    def take(path, field="videos"):
        by, entry = draft
        length = path.stat().st_size
        made = uploads.create(
            house, entry, field, length=length, filename=path.name, sha256=None, by=by, now=START
        )
        uploads.append(house, made, [path.read_bytes()], offset=0, by=by, now=START)
        with house.db.read() as tx:
            attachment = uploads.attachment_of(tx, made).id
        assert checks.check(house, attachment, now=START) == "checked"
        return attachment

    return take


def row_of(house, attachment):
    with house.db.read() as tx:
        return tx.one(select(attachments).where(attachments.c.id == attachment))


def ask(house, draft, fix, **told):
    with house.db.write() as tx:
        wanted = mends.request(house, tx, entries.load(house, tx, draft[1]), "videos", fix, **told)
        tx.after_commit.clear()
    return wanted


def standing(house, draft):
    """The one file of the answer, and what is found of it."""
    with house.db.read() as tx:
        entry = entries.load(house, tx, draft[1])
    (listed,) = entry.answers["videos"]
    found = [(f.rule, f.fix) for f in entry.findings() if f.attachment == listed["attachment"]]
    return listed["attachment"], found


@pytest.fixture(scope="module")
def long_film(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    look = ["-f", "lavfi", "-i", "testsrc=s=1920x1080:r=10:d=2", "-f", "lavfi", "-i", "sine=r=48000:d=2"]
    making.ffmpeg(
        *look,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        folder / "clip.mp4",
    )
    making.ffmpeg("-stream_loop", -1, "-i", folder / "clip.mp4", "-c", "copy", "-t", 310, folder / "film.mp4")
    return folder / "film.mp4"


def test_one_tap_makes_an_mp4_that_passes(house, draft, checked, tmp_path):
    original = checked(making.mp4(tmp_path / "large.mov", 2, (3840, 2160), rate=5))
    assert standing(house, draft) == (original, [("videos.container.is", "mp4"), ("videos.frame.is", "mp4")])
    assert ask(house, draft, "mp4") == [original]
    assert row_of(house, original).fixing_with == {"frame": [1920, 1080]}
    assert mends.mend(house, original, now=START) == "mended"
    copy, _ = standing(house, draft)
    assert checks.check(house, copy, now=START) == "checked"
    assert standing(house, draft) == (copy, [])
    assert house.files.path(row_of(house, copy).preview).exists()
    assert house.files.path(row_of(house, original).place).exists()


def test_a_cut_is_asked_for_one_film_with_its_part(house, draft, checked, long_film):
    original = checked(long_film)
    assert standing(house, draft) == (original, [("videos.seconds.max", "trim")])
    for told, code in (
        ({}, "fix.cut.which"),
        ({"attachment": original}, "fix.cut.missing"),
        ({"attachment": original, "options": {"start": 0, "end": 305}}, "fix.cut.long"),
        ({"attachment": original, "options": {"start": 200, "end": 320}}, "fix.cut.beyond"),
        ({"attachment": "elsewhere", "options": {"start": 0, "end": 9}}, "attachment.fix.impossible"),
    ):
        with pytest.raises(Refused) as refused:
            ask(house, draft, "trim", **told)
        assert refused.value.code == code
    assert row_of(house, original).fixing is None
    ask(house, draft, "trim", attachment=original, options={"start": 0, "end": 300})
    assert mends.mend(house, original, now=START) == "mended"
    copy, _ = standing(house, draft)
    checks.check(house, copy, now=START)
    assert standing(house, draft) == (copy, [])
    assert row_of(house, copy).facts["seconds"] == pytest.approx(300, abs=0.2)


def test_a_second_tap_while_it_is_mended_changes_nothing(house, draft, checked, long_film):
    original = checked(long_film)
    ask(house, draft, "trim", attachment=original, options={"start": 0, "end": 100})
    with house.db.write() as tx:
        tx.run(update(attachments).values(attempt=1, lease_until=real() + timedelta(hours=1)))
    assert ask(house, draft, "trim", attachment=original, options={"start": 5, "end": 9}) == [original]
    row = row_of(house, original)
    assert (row.attempt, row.fixing_with["end"]) == (1, 100)


_WORKER = """
import sys
from core import settings
from core.adapters.clock import START
from core.services import house, mends
print(mends.mend(house.build(settings.load()), sys.argv[1], now=START), flush=True)
"""


def programs_of(place, name=""):
    """Processes that have the file open which is being made."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = path.read_bytes().decode(errors="replace")
            if place in line and name in line.partition("\0")[0]:
                found.append(int(path.parent.name))
    return found


def halted(place):
    """The ffmpeg that writes it, which stands still from now on and does not end before we look again."""
    found = programs_of(place, "ffmpeg")
    for pid in found:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    return found


def test_a_killed_workers_mend_is_taken_up_again_and_its_ffmpeg_dies_with_it(
    house, draft, checked, long_film
):
    original = checked(long_film)
    ask(house, draft, "trim", attachment=original, options={"start": 1, "end": 50})
    told = {"SANDBOX": "1", "DATA_DIR": str(house.settings.data_dir), "REDIS_URL": house.settings.redis_url}
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, original],
        cwd=ROOT,
        env={**os.environ, **told},
        stdout=subprocess.PIPE,
    )
    place = f"parts/mend-{original}-1"
    until(lambda: halted(place), every=0.01, what="the mend is under way")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    until(lambda: not programs_of(place), what="nobody writes it any more")
    row = row_of(house, original)
    assert (row.fixing, row.attempt) == ("trim", 1)
    with house.db.read() as tx:
        assert mends.MENDING.due(tx, now=row.lease_until - leasing.LEASE / 2) == []  # its lease still holds
    with house.db.write() as tx:
        tx.run(update(attachments).where(attachments.c.id == original).values(lease_until=real()))
    with house.db.read() as tx:
        assert mends.MENDING.due(tx, now=real()) == [(original, 1, "trim")]
    assert mends.mend(house, original, now=START) == "mended"
    assert standing(house, draft)[0] != original
