"""tus: limits at creation, any chunk size, resuming, checksums, locks, the disk that fills."""

import base64
import hashlib

import pytest
from sqlalchemy import select, update

from core.adapters import files, ids
from core.adapters.clock import START, real
from core.adapters.tables import attachments, uploads
from core.services import accounts, entries
from core.services import uploads as uploading
from server import doors

BODY = b"0123456789" * 1000
SIZE = len(BODY)
TUS = {"Tus-Resumable": "1.0.0"}
PATCH = {**TUS, "Content-Type": "application/offset+octet-stream"}


@pytest.fixture
def worker(house, client):
    """Headers of a signed-in worker, and a draft of theirs."""
    with house.db.write() as tx:
        person = accounts.identify(tx, "mini", "app", "mini-1", now=START)
        entry = entries.start(house, tx, "2024-anhui", "innovation", by=person, now=START)
    with client.application.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(person)}"}, entry


def told(**pairs):
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def create(client, worker, *, length=SIZE, field="photos", entry=None, **more):
    headers, mine = worker
    metadata = told(entry=entry or mine, field=field, filename="现场 照片.jpg", **more)
    sent = {**headers, **TUS, "Upload-Metadata": metadata}
    if length is not None:
        sent["Upload-Length"] = str(length)
    return client.post("/api/v1/uploads", headers=sent)


def patch(client, worker, where, offset, body, **more):
    return client.patch(
        where, headers={**worker[0], **PATCH, "Upload-Offset": str(offset), **more}, data=body
    )


def code(response):
    return response.status_code, response.json["problem"]["code"]


def test_a_file_in_pieces_becomes_an_attachment_in_its_answer(client, house, worker):
    where = create(client, worker, title="正面").headers["Location"]
    for start in range(0, len(BODY), 3333):
        answer = patch(client, worker, where, start, BODY[start : start + 3333])
        assert answer.status_code == 204
    assert answer.headers["Upload-Offset"] == str(len(BODY))
    with house.db.read() as tx:
        entry = entries.load(house, tx, worker[1])
        row = tx.one(select(attachments))
    assert entry.answers["photos"] == [{"attachment": row.id, "title": "正面"}]
    assert (row.state, row.size, row.filename) == ("received", len(BODY), "现场 照片.jpg")
    assert house.files.path(row.place).read_bytes() == BODY


def test_an_empty_patch_and_a_head_tell_where_to_go_on(client, worker):
    where = create(client, worker).headers["Location"]
    patch(client, worker, where, 0, BODY[:700])
    assert patch(client, worker, where, 700, b"").headers["Upload-Offset"] == "700"
    head = client.head(where, headers={**worker[0], **TUS})
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("700", str(len(BODY)))


def test_post_with_the_override_counts_as_patch(client, worker):
    where = create(client, worker).headers["Location"]
    headers = {**worker[0], **PATCH, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(where, headers=headers, data=BODY).headers["Upload-Offset"] == str(len(BODY))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"length": None}, (400, "upload.size.unknown")),
        ({"length": 0}, (400, "upload.size.zero")),
        ({"length": 200 * 1024 * 1024}, (413, "upload.size.max")),
        ({"field": "title"}, (422, "upload.field.wrong")),
        ({"field": "nothing"}, (404, "answer.field.unknown")),
        ({"entry": "foreign"}, (404, "entry.unknown")),
    ],
)
def test_what_is_refused_before_a_byte_is_sent(client, worker, more, expected):
    assert code(create(client, worker, **more)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Tus-Resumable": "0.2"}, (412, "upload.version.wrong")),
        ({"Content-Type": "text/plain"}, (415, "upload.type.wrong")),
        ({"Upload-Offset": "5"}, (409, "upload.offset.wrong")),
        ({"Upload-Offset": "x"}, (400, "upload.metadata.wrong")),
        ({"Upload-Checksum": "crc32 AAAA"}, (400, "upload.checksum.unknown")),
        ({"Upload-Checksum": "sha256 AAAA"}, (460, "upload.checksum.mismatch")),
        ({"Authorization": "Bearer no"}, (401, "login.required")),
    ],
)
def test_wrong_headers_keep_what_was_there(client, house, worker, headers, expected):
    where = create(client, worker).headers["Location"]
    sent = {**worker[0], **PATCH, "Upload-Offset": "0", **headers}
    assert code(client.patch(where, headers=sent, data=BODY[:100])) == expected
    with house.db.read() as tx:
        assert tx.value(select(uploads.c.offset)) == 0


def test_a_right_checksum_passes(client, worker):
    where = create(client, worker).headers["Location"]
    digest = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert patch(client, worker, where, 0, BODY, **{"Upload-Checksum": f"sha256 {digest}"}).status_code == 204


def test_more_than_was_announced_is_refused_and_the_announced_part_is_kept(client, house, worker):
    where = create(client, worker, length=100).headers["Location"]
    assert code(patch(client, worker, where, 0, BODY)) == (413, "upload.length.exceeded")
    head = client.head(where, headers={**worker[0], **TUS})
    assert head.headers["Upload-Offset"] == "100"


def test_a_second_writer_waits(client, house, worker):
    where = create(client, worker).headers["Location"]
    with uploading.locked(house, where.rsplit("/", 1)[1], by=person(house)):
        assert code(patch(client, worker, where, 0, BODY)) == (423, "upload.locked")
    assert patch(client, worker, where, 0, BODY).status_code == 204


def person(house):
    with house.db.read() as tx:
        return accounts.identify(tx, "mini", "app", "mini-1", now=START)


def cut(pieces):
    yield from pieces
    raise ConnectionError


def test_a_cut_connection_keeps_what_came(client, house, worker):
    where = create(client, worker).headers["Location"]
    upload = where.rsplit("/", 1)[1]
    reached = uploading.append(house, upload, cut([BODY[:4000]]), offset=0, by=person(house), now=START)
    assert reached == 4000
    checked = ("sha256", hashlib.sha256(BODY[4000:]).digest())
    reached = uploading.append(
        house, upload, cut([BODY[4000:5000]]), offset=4000, checksum=checked, by=person(house), now=START
    )
    assert reached == 4000  # half of what a checksum covers is worth nothing
    assert patch(client, worker, where, 4000, BODY[4000:]).status_code == 204
    assert house.files.part(upload).read_bytes() == BODY


def test_bytes_nobody_acknowledged_are_dropped(client, house, worker):
    """A kill -9 in the middle: the file is longer than the row says."""
    where = create(client, worker).headers["Location"]
    house.files.part(where.rsplit("/", 1)[1]).write_bytes(b"x" * 9000)
    assert patch(client, worker, where, 0, BODY).status_code == 204
    assert house.files.part(where.rsplit("/", 1)[1]).read_bytes() == BODY


def test_a_part_that_lost_its_end_with_the_power_is_asked_for_again(client, house, worker):
    where = create(client, worker).headers["Location"]
    patch(client, worker, where, 0, BODY[:5000])
    with house.files.part(where.rsplit("/", 1)[1]).open("r+b") as handle:
        handle.truncate(3000)
    assert client.head(where, headers={**worker[0], **TUS}).headers["Upload-Offset"] == "3000"
    refused = patch(client, worker, where, 5000, BODY[5000:])
    assert code(refused) == (409, "upload.offset.wrong")
    assert patch(client, worker, where, 3000, BODY[3000:]).status_code == 204
    assert house.files.part(where.rsplit("/", 1)[1]).read_bytes() == BODY


def test_the_last_request_again_gets_its_answer_again(client, house, worker):
    where = create(client, worker).headers["Location"]
    assert patch(client, worker, where, 0, BODY).status_code == 204
    assert patch(client, worker, where, SIZE, b"").headers["Upload-Offset"] == str(SIZE)
    with house.db.read() as tx:
        assert len(tx.rows(select(attachments.c.id))) == 1


def test_a_full_disk_keeps_the_offset_true(client, house, worker, monkeypatch):
    where = create(client, worker).headers["Location"]
    patch(client, worker, where, 0, BODY[:2000])

    class Full:
        def start(self, offset):
            return None

        def write(self, chunk):
            raise files.DiskFull

        def close(self):
            return None

    monkeypatch.setattr(type(house.files), "open_part", lambda self, upload: Full())
    assert code(patch(client, worker, where, 2000, BODY[2000:])) == (507, "upload.disk.full")
    monkeypatch.undo()
    assert patch(client, worker, where, 2000, BODY[2000:]).status_code == 204
    assert house.files.part(where.rsplit("/", 1)[1]).read_bytes() == BODY


def test_an_expired_upload_is_gone(client, house, worker):
    where = create(client, worker).headers["Location"]
    patch(client, worker, where, 0, BODY[:10])
    with house.db.write() as tx:
        tx.run(update(uploads).values(expires_at=real() - uploading.LIVES))
    assert code(patch(client, worker, where, 10, BODY[10:])) == (410, "upload.expired")
    assert uploading.expire(house) == 1
    assert not house.files.part(where.rsplit("/", 1)[1]).exists()
    assert client.head(where, headers={**worker[0], **TUS}).status_code == 404


def test_terminated_is_gone(client, house, worker):
    where = create(client, worker).headers["Location"]
    assert client.delete(where, headers={**worker[0], **TUS}).status_code == 204
    assert client.head(where, headers={**worker[0], **TUS}).status_code == 404


def test_an_upload_under_way_blocks_the_submission(house, client, worker):
    create(client, worker)
    answer = client.post(f"/api/v1/entries/{worker[1]}/submit", headers=worker[0], json={})
    rules = {finding["rule"] for finding in answer.json["problem"]["findings"]}
    assert code(answer) == (422, "entry.incomplete")
    assert "photos.stored.is" in rules


def test_a_foreign_upload_is_unknown(client, house, worker):
    where = create(client, worker).headers["Location"]
    with house.db.write() as tx:
        other = accounts.identify(tx, "mini", "app", ids.new(), now=START)
    with client.application.test_request_context():
        headers = {"Authorization": f"Bearer {doors.token_for(other)}", **TUS}
    assert client.head(where, headers=headers).status_code == 404


def test_options_say_what_is_spoken(client):
    answer = client.options("/api/v1/uploads")
    assert answer.headers["Tus-Extension"] == "creation,checksum,expiration,termination"
