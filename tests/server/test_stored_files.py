"""Stored files behind signed addresses: ranges, harmless headers, and who has opened what."""

import pytest
from sqlalchemy import select

from core.adapters.tables import attachments, log
from server import doors, stored
from tests import filling

JPEG = b"\xff\xd8\xff\xe0" + b"0123456789" * 30


def sign_in(client, person):
    with client.session_transaction() as cookie:
        cookie["person"] = person


@pytest.fixture
def file(app, house, people, now):
    """(address of a stored photo of wang, its attachment)."""
    entry = filling.whole(house, by=people["wang"], now=now)
    with house.db.read() as tx:
        row = tx.one(select(attachments).where(attachments.c.entry == entry, attachments.c.field == "photos"))
    house.files.put(row.place, JPEG)
    with app.test_request_context():
        return doors.file_url(row.place, kind="original", name="现场 照片", about=row.id), row.id


def test_a_photo_is_shown_inline_under_its_name_and_nothing_in_it_runs(client, file):
    shown = client.get(file[0], buffered=True)
    assert (shown.status_code, shown.data, shown.mimetype) == (200, JPEG, "image/jpeg")
    assert shown.headers["Content-Disposition"].startswith("inline;")
    assert "%E7%8E%B0%E5%9C%BA" in shown.headers["Content-Disposition"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert "private" in shown.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "status", "sent"),
    [
        ("bytes=0-3", 206, JPEG[:4]),
        ("bytes=100-", 206, JPEG[100:]),
        ("bytes=-5", 206, JPEG[-5:]),
        ("bytes=9999-", 416, None),
    ],
)
def test_a_part_of_a_file(client, file, asked, status, sent):
    shown = client.get(file[0], headers={"Range": asked}, buffered=True)
    assert shown.status_code == status
    assert sent is None or shown.data == sent


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe1\x00\x10Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
        (b"%PDF-1.7\n%\xe2", "application/pdf"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00", "video/mp4"),
        (b"\x00\x00\x00\x20ftypmp42\x00\x00", "video/mp4"),
        (b"\x00\x00\x00\x20ftypheic\x00\x00", None),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00", None),
        (b"ID3\x03\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns=", None),
        (b"PK\x03\x04", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_what_is_proven_harmless_by_its_own_bytes(tmp_path, head, kind):
    path = tmp_path / "x.jpg"
    path.write_bytes(head)
    assert stored.proven(path) == kind


def test_html_that_calls_itself_a_photo_is_handed_over_as_a_download(client, app, house):
    house.files.put("kept/x", b"<html><script>alert(1)</script>")
    with app.test_request_context():
        address = doors.file_url("kept/x", kind="original", name="照片.jpg")
    shown = client.get(address, buffered=True)
    assert shown.mimetype == "application/octet-stream"
    assert shown.headers["Content-Disposition"].startswith("attachment;")


def opened(house):
    with house.db.read() as tx:
        return [
            (row.by, row.about["attachment"]) for row in tx.rows(select(log).where(log.c.act == "file.open"))
        ]


@pytest.mark.parametrize(
    ("who", "headers", "noted"),
    [
        ("zhao", {}, True),
        ("zhao", {"Range": "bytes=0-10"}, True),
        ("zhao", {"Range": "bytes=10-20"}, False),
        ("wang", {}, False),
        (None, {}, False),
    ],
)
def test_only_staff_who_begin_to_read_have_opened_a_file(client, house, people, file, who, headers, noted):
    if who:
        sign_in(client, people[who])
    client.get(file[0], headers=headers, buffered=True)
    assert opened(house) == ([(people[who], file[1])] if noted else [])


def test_an_altered_or_expired_address_and_a_missing_file_are_404(client, app, house):
    with app.test_request_context():
        gone = doors.file_url("kept/never", kind="original")
    for address in ("/files/abc", gone[:-2] + "AA", gone):
        shown = client.get(address)
        assert (shown.status_code, shown.mimetype) == (404, "text/html")
        assert "没有找到这个文件" in shown.text


@pytest.mark.parametrize(("kind", "is_shown"), [("original", False), ("inert", True)])
def test_a_strangers_pdf_is_shown_only_when_a_check_found_that_it_does_nothing(
    app, client, house, file, kind, is_shown
):
    house.files.put("kept/p", b"%PDF-1.7 ...")
    with app.test_request_context():
        address = doors.file_url("kept/p", kind=kind, name="盖章.pdf")
    sent = client.get(address, buffered=True)
    policy = sent.headers["Content-Security-Policy"]
    assert sent.headers["Content-Disposition"].startswith("inline" if is_shown else "attachment")
    assert (sent.headers["X-Content-Type-Options"], "sandbox" in policy) == ("nosniff", not is_shown)


@pytest.mark.parametrize(
    ("facts", "kind"), [(None, "original"), ({"inert": False}, "original"), ({"inert": True}, "inert")]
)
def test_the_address_of_a_file_says_whether_it_is_inert(app, house, file, facts, kind):
    with house.db.write() as tx:
        here = attachments.c.id == file[1]
        tx.run(attachments.update().where(here).values(facts=facts))
        row = tx.one(select(attachments).where(here))
    with app.test_request_context():
        assert doors.read_file_url(doors.original_url(row).removeprefix("/files/"))["k"] == kind
