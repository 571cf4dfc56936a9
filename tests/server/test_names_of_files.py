"""Names as phones and computers give them: very long, with a path inside, with what file systems dislike."""

import base64

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import attachments
from core.services import accounts, checks, entries
from server import doors
from tests import making

TUS = {"Tus-Resumable": "1.0.0"}
NAMES = [
    ("设备" * 148 + ".jpg", "设备" * 98 + ".jpg", "设备" * 40),  # 300 characters: the last 200 are kept
    ("../../../etc/cron.d/现场.jpg", "现场.jpg", "现场"),
    ("C:\\Users\\wang\\图片\\主视图.jpg", "主视图.jpg", "主视图"),
    ("/storage/emulated/0/DCIM/IMG_1.jpg", "IMG_1.jpg", "IMG_1"),
    ("..", "..", "."),
    ('a"b<c>|?*:.jpg', 'a"b<c>|?*:.jpg', 'a"b<c>|?*:'),
]


@pytest.mark.parametrize(("given", "kept", "title"), NAMES, ids=range(len(NAMES)))
def test_a_photo_of_any_name_arrives_and_is_judged(client, house, tmp_path, given, kept, title):
    photo = making.jpeg(tmp_path / "photo.jpg", (1800, 1200), dpi=300, bytes=1_000_000)
    with house.db.write() as tx:
        by = accounts.identify(tx, "mini", "app", "mini-1", now=START)
        entry = entries.start(house, tx, "2024-anhui", "innovation", by=by, now=START)
    with client.application.test_request_context():
        headers = {"Authorization": f"Bearer {doors.token_for(by)}", **TUS}
    told = {"entry": entry, "field": "photos", "filename": given}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    content = photo.read_bytes()
    made = client.post(
        "/api/v1/uploads",
        headers={**headers, "Upload-Metadata": metadata, "Upload-Length": str(len(content))},
    )
    piece = {**headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    assert client.patch(made.headers["Location"], headers=piece, data=content).status_code == 204
    with house.db.read() as tx:
        row = tx.one(select(attachments))
    assert row.filename == kept
    assert checks.check(house, row.id, now=START) == "checked"
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
        row = tx.one(select(attachments))
    assert found.answers["photos"] == [{"attachment": row.id, "title": title}]
    assert [finding.rule for finding in found.findings() if finding.attachment == row.id] == []
    assert house.files.path(row.place).read_bytes() == content
    assert row.id in row.place and "现场" not in row.place
