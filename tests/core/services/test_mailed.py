"""A project mailed straight to the province: entered whole, judged by the day it came; hostile mails lose nothing (N10)."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from core.adapters import mail_parts
from core.adapters.clock import START
from core.adapters.tables import attachments, receipts
from core.adapters.tables import entries as entry_table
from core.domain.refusals import Refused
from core.services import accounts, acts, checks, entries, mailed, vetting
from tests import making, sheets
from tests.core.services import roadshows

UNIT = "淮河医院工会"
SUBJECT = f"{UNIT}+输液架锁止微课堂+李干事"


@pytest.fixture
def people(house):
    return roadshows.people(house, START)


def mail(path, *, subject=SUBJECT, files=()):
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "officer@example.com", "province@example.com"
    made.set_content("材料见附件。")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(bytes(made))
    return path


def enter(house, people, path, *, files=(), by="auditor", at=START, unit=UNIT, now=START):
    return mailed.enter(
        house, roadshows.CAMPAIGN, unit, at, path, files, by=people[by], now=now
    )  # fmt: skip


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def refused(house, people, path, **more):
    with pytest.raises(Refused) as caught:
        enter(house, people, path, **more)
    assert roadshows.rows(house, entry_table) == [] and roadshows.rows(house, receipts) == []
    return caught.value.code


def test_a_mail_becomes_a_draft_with_its_attachments_and_is_kept_itself(house, people, tmp_path):
    bank = sheets.bank(tmp_path / "b.xlsx") or tmp_path / "b.xlsx"
    film = making.mp4(tmp_path / "f.mp4", 1) or tmp_path / "f.mp4"
    path = mail(
        tmp_path / "m.eml",
        files=[(f"{SUBJECT}.mp4", (tmp_path / "f.mp4").read_bytes()), (f"{SUBJECT}.xlsx", (tmp_path / "b.xlsx").read_bytes()),
               (f"{SUBJECT}.docx", b"PK word")],
    )  # fmt: skip
    whole = path.read_bytes()
    done = enter(house, people, path, at=START - timedelta(days=1))
    assert done.placed == ((f"{SUBJECT}.mp4", "课程视频"), (f"{SUBJECT}.xlsx", "配套题库"))
    assert done.left == (f"{SUBJECT}.docx",)
    entry = load(house, done.entry)
    assert (entry.row.title, entry.answers["contact"]) == ("输液架锁止微课堂", "李干事")
    for row in roadshows.rows(house, attachments):
        checks.check(house, row.id, now=START)
    files = load(house, done.entry).files.values()
    assert {(row.field, row.state, row.source) for row in files} == {
        ("video", "checked", "mailed"), ("bank", "checked", "mailed"),
    }  # fmt: skip
    (receipt,) = roadshows.rows(house, receipts)
    assert (receipt.how, receipt.received_at) == ("mailed", START - timedelta(days=1))
    assert house.files.path(receipt.place).read_bytes() == whole
    assert bank and film


def test_a_file_chosen_beside_the_mail_that_no_item_takes_is_said_not_to_be_here(house, people, tmp_path):
    """What came in the mail is kept with it; what was chosen beside it is kept nowhere, and nobody is told otherwise."""
    word, film = tmp_path / "w.docx", tmp_path / "f.mp4"
    word.write_bytes(b"PK word")
    film.write_bytes(b"film")
    path = mail(tmp_path / "m.eml", files=[("题库.xlsx", b"PK bank"), ("说明.docx", b"PK word")])
    done = enter(house, people, path, files=[("简介.docx", word), ("视频.mp4", film), ("又一封.eml", word)])
    assert done.placed == (("题库.xlsx", "配套题库"), ("视频.mp4", "课程视频"))
    assert (done.left, done.unkept) == (("说明.docx",), ("简介.docx", "又一封.eml"))
    here = {row.place for row in roadshows.rows(house, attachments)} | {
        roadshows.rows(house, receipts)[0].place
    }
    root = house.files.path("")
    assert {str(one.relative_to(root)) for one in root.rglob("*") if one.is_file()} == here


def test_files_of_which_no_item_takes_one_are_no_course(house, people, tmp_path):
    (tmp_path / "w.docx").write_bytes(b"PK word")
    assert refused(house, people, None, files=[("简介.docx", tmp_path / "w.docx")]) == "mailed.nothing"


def test_a_mailed_course_stays_one_when_the_day_it_came_is_written_anew(house, people, tmp_path):
    """The province corrects the day; it still may send the course in, and the window is judged by the day it came."""
    july = datetime.fromisoformat("2024-07-03T09:00:00+08:00")
    came = datetime.fromisoformat("2024-06-26T00:00:00+08:00")
    path = mail(tmp_path / "m.eml", files=[("a.mp4", b"film")])
    done = enter(house, people, path, at=came - timedelta(days=1), now=july)
    with house.db.write() as tx:
        vetting.note_receipt(tx, done.entry, "noted", received_at=came, by=people["auditor"], now=july)
    (receipt,) = roadshows.rows(house, receipts)
    assert (receipt.how, receipt.received_at, bool(receipt.place)) == ("mailed", came, True)
    with pytest.raises(Refused) as caught, house.db.write() as tx:
        acts.submit(house, tx, done.entry, by=people["auditor"], now=july)
    assert caught.value.code == "entry.incomplete"  # not entry.window.closed, not entry.nominate.unit


def test_who_is_of_the_province_no_more_has_no_mailed_course(house, people, tmp_path):
    done = enter(house, people, mail(tmp_path / "m.eml", files=[("a.mp4", b"film")]))
    with house.db.read() as tx:
        assert entries.open_for(house, tx, done.entry, by=people["auditor"], to_edit=True).id == done.entry
    with house.db.write() as tx:
        assert accounts.end(tx, people["auditor"], "auditor", unit=None, by=None, now=START)
    with house.db.read() as tx:
        with pytest.raises(Refused, match="entry.unknown"):
            entries.open_for(house, tx, done.entry, by=people["auditor"])
        assert entries.open_for(house, tx, done.entry, by=people["officer"], to_edit=True).id == done.entry


def test_the_window_is_judged_by_the_day_the_mail_came(house, people, tmp_path):
    """Entered in July; what came on 26 June is in time, what came on the 27th is not."""
    july = datetime.fromisoformat("2024-07-03T09:00:00+08:00")
    for day, code in (("26", "entry.incomplete"), ("27", "entry.window.closed")):
        came = datetime.fromisoformat(f"2024-06-{day}T00:00:00+08:00")
        path = mail(tmp_path / "m.eml", subject=f"{UNIT}+第{day}门+李", files=[("a.mp4", b"film")])
        done = enter(house, people, path, at=came, now=july)
        with pytest.raises(Refused) as caught, house.db.write() as tx:
            acts.submit(house, tx, done.entry, by=people["auditor"], now=july)
        assert caught.value.code == code


RAW = b"From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def test_a_name_of_no_charset_is_read(house, people, tmp_path):
    name = "微课堂.mp4".encode("gb18030")
    body = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: video/mp4\r\n'
        b'Content-Disposition: attachment; filename="../../' + name + b'"\r\n\r\nfilm\r\n--b--\r\n'
    )
    (tmp_path / "m.eml").write_bytes(RAW + body)
    assert enter(house, people, tmp_path / "m.eml").placed == (("微课堂.mp4", "课程视频"),)


def test_a_head_without_end_and_a_mark_of_windows_are_read(tmp_path):
    """Decoded as a whole the subject took a minute and a half."""
    subject = b"Subject: " + b" ".join([b"=?gbk?B?zqLC?="] * 100_000) + b"\r\n"
    body = b'Content-Type: video/mp4\r\nContent-Disposition: attachment; filename="a.mp4"\r\n\r\nfilm\r\n'
    (tmp_path / "m.eml").write_bytes(b"\xef\xbb\xbf" + subject + RAW.replace(b"Subject: x\r\n", b"") + body)
    folder = tmp_path / "out"
    folder.mkdir()
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        decoding = mail_parts.decode_header
        patch.setattr(mail_parts, "decode_header", lambda raw: calls.append(len(raw)) or decoding(raw))
        told = mail_parts.facts(tmp_path / "m.eml", folder)
    assert max(calls) <= 4000
    assert (told["fault"], [part["filename"] for part in told["parts"]]) == (None, ["a.mp4"])
    assert told["subject"] and "=?gbk" not in told["subject"][:100]


def nested(depth):
    return RAW + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "mailed.empty"),
        (b"\x00\x01\x02 no mail at all", "mailed.fault.no_mail"),
        (RAW + b"\r\nonly words", "mailed.nothing"),
        (nested(20), "mailed.fault.nested"),
        (nested(3000), "mailed.fault.nested"),
        (
            RAW + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
            + b'--b\r\nContent-Disposition: attachment; filename="a.mp4"\r\n\r\nx\r\n' * 80,
            "mailed.fault.many",
        ),
    ],
    ids=["empty", "no mail", "only words", "nested", "deeply nested", "many"],
)  # fmt: skip
def test_a_hostile_mail_is_refused_with_its_reason_and_leaves_nothing(house, people, tmp_path, content, code):
    (tmp_path / "m.eml").write_bytes(content)
    assert refused(house, people, tmp_path / "m.eml") == code


def test_nobody_else_enters_and_no_unit_is_made_up(house, people, tmp_path):
    path = mail(tmp_path / "m.eml", files=[("a.mp4", b"film")])
    assert refused(house, people, path, by="officer") == "entry.forbidden"
    assert refused(house, people, path, unit="没有的单位") == "mailed.unit.unknown"
    assert refused(house, people, path, at=START + timedelta(days=1)) == "course.received.future"
