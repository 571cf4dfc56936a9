"""The verdict on files: one message a batch, however the files came, when all were looked at."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.adapters.clock import START, real
from core.adapters.tables import attachments, identities, messages
from core.services import accounts, attaching, checks, digesting, entries, uploads
from tests import making


@pytest.fixture
def draft(house):
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-1", now=START)
        here = (identities.c.person == by, identities.c.kind == "oa")
        tx.run(update(identities).where(*here).values(heard_at=START, follows=True))
        return entries.start(house, tx, "2024-anhui", "innovation", by=by, now=START), by


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("photos")
    good = [
        making.jpeg(folder / f"good{n}.jpg", (1900 + n, 1300), dpi=300, bytes=1_100_000 + n, seed=n + 1)
        for n in range(2)
    ]
    return [*good, making.jpeg(folder / "low.jpg", (1900, 1300), dpi=72, bytes=1_100_000, seed=9)]


def arrives(house, draft, path, *, source="upload", title=""):
    entry, by = draft
    with house.db.write() as tx:
        made = attaching.add(
            house, tx, entry, "photos", filename=path.name, title=title, size=path.stat().st_size, place=f"in/{path.name}",
            state="received", source=source, by=by, now=START,
        )  # fmt: skip
        tx.after_commit.clear()
    house.files.put(f"in/{path.name}", path.read_bytes())
    return made


@pytest.fixture(autouse=True)
def _long_rest(monkeypatch):
    """Of eight seconds a busy machine may use some between two lines of a test."""
    monkeypatch.setattr(digesting, "REST", timedelta(hours=1))


def due(house):
    with house.db.read() as tx:
        return list(digesting.due(tx))


def rested(house):
    with house.db.write() as tx:
        tx.run(update(attachments).values(checked_at=real() - digesting.REST))


def said(house):
    with house.db.read() as tx:
        return [
            row.body["text"]
            for row in tx.rows(select(messages).where(messages.c.reason == "verdict").order_by(messages.c.id))
        ]


def test_many_at_once_are_one_message_when_the_last_was_looked_at(house, draft, photos):
    files = [arrives(house, draft, path, title=path.stem) for path in photos]
    for file in files[:2]:
        checks.check(house, file, now=START)
    rested(house)
    assert due(house) == []  # one is still looked at
    checks.check(house, files[2], now=START)
    assert due(house) == []  # perhaps more come
    rested(house)
    assert due(house) == [draft]
    assert digesting.tell(house, *draft, now=START) == "told"
    assert digesting.tell(house, *draft, now=START) == "nothing"
    assert due(house) == []
    (text,) = said(house)
    assert text.startswith("您刚才传的 3 个文件查完了：\n✓ 成果照片：2 个合格\n✗ 成果照片：1 个要改\n· low：")
    assert "/upload#" in text


def test_the_next_batch_is_a_message_of_its_own(house, draft, photos):
    for path in photos[:2]:
        checks.check(house, arrives(house, draft, path), now=START)
        digesting.tell(house, *draft, now=START)
    assert [text.startswith("✓ 您发来的成果照片已收好") for text in said(house)] == [True, True]


def test_an_upload_under_way_holds_the_message_back(house, draft, photos):
    entry, by = draft
    checks.check(house, arrives(house, draft, photos[0]), now=START)
    upload = uploads.create(house, entry, "photos", length=10, filename="b.jpg", by=by, now=START)
    rested(house)
    assert due(house) == []
    uploads.terminate(house, upload, by=by)
    assert due(house) == [draft]


def test_a_file_that_was_taken_out_is_not_spoken_of(house, draft, photos):
    entry, by = draft
    files = [arrives(house, draft, path) for path in photos]
    for file in files:
        checks.check(house, file, now=START)
    with house.db.write() as tx:
        attaching.remove(house, tx, entry, files[2], by=by, now=START)
    digesting.tell(house, entry, by, now=START)
    assert "2 个文件" in said(house)[0] and "都合格" in said(house)[0]


def test_who_uploads_from_a_page_and_does_not_chat_is_told_by_the_page_alone(house, draft, photos):
    later = START + timedelta(days=3)
    checks.check(house, arrives(house, draft, photos[0]), now=later)
    assert digesting.tell(house, *draft, now=later) == "silent"
    checks.check(house, arrives(house, draft, photos[1], source="chat"), now=later)
    assert digesting.tell(house, *draft, now=later) == "told"
    assert len(said(house)) == 1
