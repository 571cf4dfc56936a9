"""Forms and archives over the API: a preview of the body, several answers at once, half downloads resumed."""

import threading
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.tables import log
from core.domain import forms
from core.domain.fieldtypes import Known
from core.services import accounts, acts, answering, archives, entries
from server import doors
from server.api import importing
from tests import annexes as making
from tests import filling


@pytest.fixture
def signed(client):
    """Headers of a person, by id."""

    def headers(person):
        with client.application.test_request_context():
            return {"Authorization": f"Bearer {doors.token_for(person)}"}

    return headers


@pytest.fixture
def entry(house, people, now):
    """A whole draft of wang, with bytes under its files."""
    made = filling.whole(house, by=people["wang"], now=now)
    with house.db.read() as tx:
        for row in entries.load(house, tx, made).files.values():
            house.files.put(row.place, row.filename.encode() * 50_000)
    return made


def submit(house, people, entry, now):
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["wang"], now=now)
        tx.after_commit.clear()


def form_of(house, tmp_path, entry):
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
    answers = filling.texts({"name": "淮河医院护理部"}, {"name": "皖江市总工会"})
    said = {
        line.field.key: line.answer for line in forms.filled(found.track, answers, Known()) if line.answer
    }
    return making.word(tmp_path / "form.docx", found.track, said).read_bytes()


# Import -----------------------------------------------------------------------------------------------------------------
def test_a_form_is_shown_and_what_is_chosen_is_kept(client, house, people, now, signed, tmp_path):
    headers = signed(people["wang"])
    started = {"campaign": "2024-anhui", "track": "innovation"}
    entry = client.post("/api/v1/entries", json=started, headers=headers).json["id"]
    content = form_of(house, tmp_path, entry)
    shown = client.post(f"/api/v1/entries/{entry}/imports", data=content, headers=headers)
    assert shown.status_code == 200
    items = {item["field"]: item for item in shown.json["items"]}
    assert (items["title"]["verdict"], items["title"]["value"], items["title"]["is_chosen"]) == (
        "new",
        filling.TITLE,
        True,
    )
    chosen = [
        {key: items[field][key] for key in ("field", "value", "seen")}
        for field in ("title", "completers", "unit")
    ]
    kept = client.post(f"/api/v1/entries/{entry}/answers", json={"answers": chosen}, headers=headers)
    assert kept.status_code == 200
    assert set(kept.json["answers"]) == {"title", "completers", "unit"}
    chosen[0]["value"] = "另一个名称"
    stale = client.post(f"/api/v1/entries/{entry}/answers", json={"answers": chosen}, headers=headers)
    assert (stale.status_code, stale.json["problem"]["code"]) == (409, "answer.stale")
    assert (stale.json["problem"]["theirs"], stale.json["problem"]["yours"]) == (filling.TITLE, "另一个名称")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "import.size.zero"),
        (b"%PDF-1.7", 422, "import.fault.not_word"),
        (making.ole("WordDocument"), 422, "import.fault.old_document"),
        (making.ole("Workbook"), 422, "import.fault.old_sheet"),
        (making.ole("EncryptedPackage"), 422, "import.fault.encrypted"),
    ],
)
def test_what_is_no_form_is_refused_in_words(client, people, entry, signed, content, status, code):
    shown = client.post(f"/api/v1/entries/{entry}/imports", data=content, headers=signed(people["wang"]))
    assert (shown.status_code, shown.json["problem"]["code"]) == (status, code)


def test_a_form_too_large_is_refused_before_it_is_read(client, people, entry, signed):
    told = {"CONTENT_LENGTH": str(40 * 1024 * 1024)}
    address, headers = f"/api/v1/entries/{entry}/imports", signed(people["wang"])
    shown = client.post(address, data=b"x", headers=headers, environ_overrides=told)
    assert (shown.status_code, shown.json["problem"]["code"]) == (413, "import.size.max")


def test_when_many_forms_are_read_the_next_one_waits_and_is_told(client, people, entry, signed, monkeypatch):
    monkeypatch.setattr(importing, "PATIENCE", 0.01)
    monkeypatch.setattr(importing, "_turns", threading.BoundedSemaphore(1))
    headers, address = signed(people["wang"]), f"/api/v1/entries/{entry}/imports"
    with importing._turns:
        shown = client.post(address, data=b"%PDF", headers=headers)
    assert (shown.status_code, shown.json["problem"]["code"]) == (503, "upload.busy")
    assert client.post(address, data=b"%PDF", headers=headers).status_code == 422  # its turn comes again


def test_strangers_and_staff_import_nothing(client, house, people, now, entry, signed, tmp_path):
    submit(house, people, entry, now)
    content = form_of(house, tmp_path, entry)
    for who, status in (("li", 404), ("zhao", 404), ("wang", 409)):
        shown = client.post(f"/api/v1/entries/{entry}/imports", data=content, headers=signed(people[who]))
        assert shown.status_code == status
    assert client.post(f"/api/v1/entries/{entry}/imports", data=content).status_code == 401


# Forms and archives -------------------------------------------------------------------------------------------------------
def test_the_form_blank_and_filled(client, people, entry, signed):
    blank = client.get("/api/v1/campaigns/2024-anhui/tracks/innovation/form.docx", buffered=True)
    assert blank.status_code == 200 and zipfile.ZipFile(BytesIO(blank.data)).testzip() is None
    address = f"/api/v1/entries/{entry}/form.docx"
    filled = client.get(address, headers=signed(people["wang"]), buffered=True)
    assert filled.status_code == 200 and "%E9%99%84%E4%BB%B62" in filled.headers["Content-Disposition"]
    assert client.get(address, headers=signed(people["li"])).status_code == 404
    assert client.get("/api/v1/campaigns/2024-anhui/tracks/none/form.docx").status_code == 404


def archive(client, house, entry, headers):
    """Asked for, made, and how it stands then."""
    asked = client.post(f"/api/v1/entries/{entry}/archive", headers=headers)
    assert (asked.status_code, asked.json["state"], asked.json["url"]) == (200, "waiting", None)
    with house.db.read() as tx:
        (held, _), *_ = archives.PACKING.due(tx, now=real())
    assert archives.make(house, held) == "made"
    shown = client.get(f"/api/v1/entries/{entry}/archive", headers=headers).json
    assert shown["state"] == "made"
    return shown


def test_half_a_download_is_resumed_byte_by_byte(client, house, people, now, entry, signed):
    shown = archive(client, house, entry, signed(people["wang"]))
    whole = client.get(shown["url"], buffered=True)
    assert (whole.status_code, len(whole.data)) == (200, shown["size"])
    assert (
        whole.headers["Content-Disposition"].startswith("attachment;")
        and whole.headers["Accept-Ranges"] == "bytes"
    )
    half = shown["size"] // 2
    first = client.get(shown["url"], headers={"Range": f"bytes=0-{half - 1}"}, buffered=True)
    again = {"Range": f"bytes={half}-", "If-Range": first.headers["ETag"]}
    rest = client.get(shown["url"], headers=again, buffered=True)
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.data + rest.data == whole.data
    assert zipfile.ZipFile(BytesIO(first.data + rest.data)).testzip() is None
    by_time = {"Range": f"bytes={half}-", "If-Range": first.headers["Last-Modified"]}
    assert client.get(shown["url"], headers=by_time, buffered=True).data == rest.data

    with house.db.write() as tx:
        answering.save(
            house, tx, entries.load(house, tx, entry), "summary", "1.新\n2.的", by=people["wang"], now=now
        )
    assert client.get(f"/api/v1/entries/{entry}/archive", headers=signed(people["wang"])).status_code == 404
    other = archive(client, house, entry, signed(people["wang"]))
    assert client.get(shown["url"]).status_code == 404  # the old one is gone
    changed = client.get(other["url"], headers=again, buffered=True)
    assert (changed.status_code, len(changed.data)) == (200, other["size"])  # not the one begun: whole


def test_who_may_have_the_archive(client, house, people, now, entry, signed):
    path = f"/api/v1/entries/{entry}/archive"
    assert client.post(path, headers=signed(people["li"])).status_code == 404  # a draft is its owner's
    submit(house, people, entry, now)
    for who in ("wang", "li", "zhao"):
        assert client.post(path, headers=signed(people[who])).status_code == 200
    with house.db.write() as tx:
        other = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-sun", now=now)
    assert client.post(path, headers=signed(other)).status_code == 404
    with house.db.read() as tx:
        asked = [
            row.by
            for row in tx.rows(select(log.c.by).where(log.c.act == "archive.ask", log.c.entry == entry))
        ]
    assert sorted(asked) == sorted(people[who] for who in ("wang", "li", "zhao"))
