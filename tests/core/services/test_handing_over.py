"""The hand-over: in the form's order, whole or what is new, once, within grants, found again after a kill."""

import hashlib
import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import delete, select, update

from core.adapters import titles
from core.adapters.clock import START, real
from core.adapters.tables import certificates, handed, log, messages
from core.adapters.tables import entries as entry_table
from core.adapters.tables import packages as table
from core.domain.refusals import Refused
from core.services import campaigns, entries, packages, privacy, reviews, units
from core.services.sweeping import Sweep
from tests import filling
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN, asked, row, sent, state

people, entry = collecting.province, collecting.ready


def opened(house, people, package):
    return zipfile.ZipFile(house.files.path(row(house, people, package).place))


def sheet(archive, name="innovation"):
    """Rows of the list; `name` is a track or the title of a sheet."""
    book = openpyxl.load_workbook(BytesIO(archive.read("转报清单.xlsx")))
    found = book[book.sheetnames[0]] if name == "innovation" else book[name]
    return [[cell.value or "" for cell in line] for line in found.iter_rows()]


def test_the_list_is_in_the_order_of_the_form_and_every_file_is_named(house, people, entry):
    package = asked(house, people)
    with opened(house, people, package) as found:
        assert found.testzip() is None
        head, line = sheet(found)
        with house.db.read() as tx:
            loaded = entries.load(house, tx, entry)
            labels = [field.label for field in campaigns.track(house, tx, CAMPAIGN, "innovation").fields]
            cells = [loaded.cell(field.key) for field in loaded.track.fields]
        assert head == ["编号", "变化", *labels, "提交时间", "审核时间", "文件夹"]
        assert line[:2] == ["AH24-000001", "新增"] and line[2:-3] == cells
        folder = f"AH24-000001 {filling.TITLE}"
        assert line[-1] == folder
        listed = sheet(found, "文件")[1:]
        assert [one[1] for one in listed] == found.namelist()[:-1]
        for _, name, size, digest in listed:
            content = found.read(name)
            assert (str(len(content)), hashlib.sha256(content).hexdigest()) == (size, digest)
        assert found.read(f"{folder}/照片/photos-2.jpg") == b"bytes of photos1.bin"
    assert row(house, people, package).counts == {
        "new": 1,
        "changed": 0,
        "same": 0,
        "withdrawn": 0,
        "files": 7,
        "left": 0,
    }


def test_a_file_that_is_gone_is_counted_and_named(house, people, entry):
    with house.db.read() as tx:
        lost = next(row for row in entries.load(house, tx, entry).files.values() if row.field == "photos")
    house.files.path(lost.place).unlink()
    package = asked(house, people)
    counts = row(house, people, package).counts
    assert (counts["files"], counts["left"]) == (7, 1)
    with opened(house, people, package) as found:
        (note,) = (name for name in found.namelist() if name.endswith("没有打包的文件.txt"))
        assert "照片" in found.read(note).decode("utf-8-sig")


def test_telephones_stay_here_unless_asked_for(house, people, entry):
    for has_secrets in (True, False):
        with opened(house, people, asked(house, people, about={"has_secrets": has_secrets})) as found:
            said = str(sheet(found))
            form = next(name for name in found.namelist() if name.endswith(".docx"))
            with zipfile.ZipFile(BytesIO(found.read(form))) as document:
                said += document.read("word/document.xml").decode()
        assert ("055160000000" in said) is has_secrets


def test_what_begins_like_a_formula_is_a_text(house, people):
    collecting.approved(house, people, title='=HYPERLINK("http://x","点我看看这个成果")')
    with opened(house, people, asked(house, people)) as found:
        book = openpyxl.load_workbook(BytesIO(found.read("转报清单.xlsx")))
    kinds = {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds
    assert '=HYPERLINK("http://x","点我看看这个成果")' in [cell.value for cell in book.worksheets[0][2]]


def test_the_next_one_holds_what_is_new_changed_and_taken_back(house, people, entry):
    gone = collecting.approved(house, people, title="后勤锅炉补水自动控制小改造", owner="sun")
    first = asked(house, people)
    lost = asked(house, people)  # made, never given over: it is no yardstick
    sent(house, people, first, 2)
    assert state(house, entry) == state(house, gone) == "forwarded" and lost
    new = collecting.approved(house, people, title="食堂油烟净化装置自动清洗小发明", owner="sun")
    with house.db.write() as tx:
        reviews.revoke(house, tx, gone, "成果系抄袭", by=people["zhao"], now=START)
        units.rename(tx, units.by_name(tx, "淮河医院护理部"), "淮河医院护理中心", now=START)
        tx.after_commit.clear()
    delta = asked(house, people, about={"is_delta": True})
    with opened(house, people, delta) as found:
        told = [(line[0], line[1]) for line in sheet(found)[1:]]
        assert told == [("AH24-000001", "有改动"), ("AH24-000003", "新增")]
        assert sheet(found, "撤回")[1:] == [["AH24-000002", "后勤锅炉补水自动控制小改造", "已撤销"]]
    sent(house, people, delta, 1)
    assert state(house, new) == "forwarded"
    empty = asked(house, people, about={"is_delta": True})
    counts = {"new": 0, "changed": 0, "same": 2, "withdrawn": 0, "files": 0, "left": 0}
    assert row(house, people, empty).counts == counts
    with house.db.read() as tx:
        kept = tx.rows(select(handed.c.entry, handed.c.change).where(handed.c.package == delta))
    assert {(one.entry, one.change) for one in kept} == {
        (entry, "changed"),
        (new, "new"),
        (gone, "withdrawn"),
    }


def test_who_was_forwarded_hears_of_it_once(house, people, entry):
    package = asked(house, people)
    with pytest.raises(Refused, match="package.changed"):
        sent(house, people, package, 7)
    sent(house, people, package, 1)
    assert packages.make(house, package, now=START) == "nothing"
    with pytest.raises(Refused, match="package.early"):
        sent(house, people, package, 1)
    with house.db.read() as tx:
        told = [m.body["text"] for m in tx.rows(select(messages).where(messages.c.reason == "forwarded"))]
        noted = [one.act for one in tx.rows(select(log).where(log.c.act.like("package.%")))]
    assert told == [
        f"您的申报“{filling.TITLE}”（AH24-000001）已转报全国平台。有编号和结果会再告诉您，回复“进度”随时可查。"
    ]
    assert noted == ["package.ask", "package.send"]


def test_a_unit_an_entry_and_a_bound_grant(house, people, entry):
    other = collecting.approved(
        house, people, title="大学实验室废液回收装置的改进", owner="sun", unit="皖江大学后勤集团"
    )
    with house.db.read() as tx:
        hospital = units.by_name(tx, "淮河医院工会")
    for more, numbers in (
        ({"unit": hospital}, ["AH24-000001"]),
        ({"entry": other}, ["AH24-000002"]),
        ({"by": "bound"}, ["AH24-000002"]),
        ({"track": "innovation"}, ["AH24-000001", "AH24-000002"]),
    ):
        made = asked(house, people, **more)
        with opened(house, people, made) as found:
            assert [line[0] for line in sheet(found)[1:]] == numbers
    with pytest.raises(Refused, match="package.empty"):
        asked(house, people, by="bound", unit=hospital)
    for who in ("li", "wang"):
        with pytest.raises(Refused, match="grant.missing"):
            asked(house, people, by=who)
    whole = asked(house, people)
    with pytest.raises(Refused, match="package.unknown"):
        row(house, people, whole, by="bound")
    assert row(house, people, whole, by="admin").id == whole


def test_a_campaign_of_the_national_platform_is_not_handed_over(house, people, entry):
    path = house.settings.campaigns_dir / "2024-anhui.toml"
    path.write_text(path.read_text("utf-8").replace('"collecting"', '"national"'), encoding="utf-8")
    campaigns.record(house, now=START)
    with pytest.raises(Refused, match="handover.national"):
        asked(house, people)


def test_a_killed_maker_is_found_again_and_begun_anew(house, people, entry, monkeypatch):
    package = asked(house, people, is_made=False)

    def killed(*_arguments, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(packages.handing_over.packing, "parts", killed)
        with pytest.raises(KeyboardInterrupt):
            packages.make(house, package, now=START)
    assert packages.make(house, package, now=START) == "nothing"  # its lease runs on
    late(house, package)
    with house.db.read() as tx:
        assert packages.MAKING.due(tx, now=real()) == [(package, 1)]
    Sweep(house).turn()
    assert f"package-{package}-1" in [job.id for job in house.jobs._slow.jobs]
    assert packages.make(house, package, now=START) == "made"
    assert not house.files.path(f"packages/{package}-1.zip").exists()
    with house.db.read() as tx:
        assert len(tx.rows(select(handed).where(handed.c.package == package))) == 1


def test_a_maker_that_hears_it_was_overtaken_stops_and_its_file_goes(house, people, entry, monkeypatch):
    package = asked(house, people, is_made=False)

    def slow(house, wish, target, *, told):
        target.write_bytes(b"half")
        raise packages.Unwanted

    maker = replace(packages.MAKERS["handover"], write=slow)
    monkeypatch.setitem(packages.MAKERS, "handover", maker)
    assert packages.make(house, package, now=START) == "late"
    assert list(house.files.path("packages").iterdir()) == []


def late(house, package, **values):
    with house.db.write() as tx:
        past = {"lease_until": real() - timedelta(seconds=1), **values}
        tx.run(update(table).where(table.c.id == package).values(**past))


def test_a_killed_forwarding_goes_on(house, people, entry, monkeypatch):
    collecting.approved(house, people, title="后勤锅炉补水自动控制小改造", owner="sun")
    package = asked(house, people)
    with house.db.write() as tx:
        packages.send(house, tx, package, 2, by=people["zhao"], now=START)
    monkeypatch.setattr(packages.forwarding, "_PIECE", 1)

    def killed(percent):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        packages.forwarding.run(house, package, by=people["zhao"], now=START, told=killed)
    assert packages.make(house, package, now=START) == "sent"
    with house.db.read() as tx:
        told = tx.rows(select(messages).where(messages.c.reason == "forwarded"))
    assert len(told) == 2


def test_what_kills_every_worker_fails_and_a_month_later_the_file_goes(house, people, entry):
    bad = asked(house, people, is_made=False)
    late(house, bad, attempt=packages.MAKING.tries)
    assert packages.make(house, bad, now=START) == "failed"
    package = asked(house, people)
    sent(house, people, package, 1)
    place = house.files.path(row(house, people, package).place)
    assert place.exists()
    late(house, package)
    late(house, bad)
    assert packages.expire(house) == 2 and not place.exists()
    assert (row(house, people, package).state, row(house, people, package).place) == ("sent", None)
    with pytest.raises(Refused, match="package.unknown"):
        row(house, people, bad)


def test_who_is_erased_is_in_no_archive_that_could_be_fetched(house, people, entry):
    package = asked(house, people, entry=entry)
    place = house.files.path(row(house, people, package).place)
    sent(house, people, package, 1)
    with house.db.write() as tx:
        privacy.erase(house, tx, people["wang"], now=START)
    assert not place.exists() and row(house, people, package).place is None
    assert state(house, entry) == "forwarded"


def test_a_draft_that_was_handed_over_once_can_be_erased(house, people, entry):
    sent(house, people, asked(house, people), 1)
    with house.db.write() as tx:
        tx.run(update(entry_table).where(entry_table.c.id == entry).values(state="withdrawn"))
        tx.run(
            delete(certificates)
        )  # as with a roadshow, which has none and can be withdrawn after it was sent out
        titles.drop(tx, entry)
        privacy.erase(house, tx, people["wang"], now=START)
    with house.db.read() as tx:
        assert tx.rows(select(handed)) == []
