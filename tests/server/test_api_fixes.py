"""POST /entries/ID/fixes: one tap for all that it mends, a cut with its part, refusals in words (A2.15, A2.16)."""

import pytest
from sqlalchemy import select, update

from core.adapters.clock import START
from core.adapters.tables import attachments
from core.services import accounts, demo, entries, uploads
from server import doors

FILM = {
    "container": "mp4", "seconds": 400.0, "width": 1920, "height": 1080, "video_codec": "h264", "pixel_format": "yuv420p",
    "audio_codec": "aac", "fast_start": True, "fault": None,
}  # fmt: skip


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    with house.db.write() as tx:
        return entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)


@pytest.fixture
def film(house, me, entry):
    """Takes in a film of which a probe has said `facts`; its id."""

    def take(**facts):
        made = uploads.create(
            house, entry, "videos", length=3, filename="实拍.mp4", sha256=None, by=me, now=START
        )
        uploads.append(house, made, [b"abc"], offset=0, by=me, now=START)
        with house.db.write() as tx:
            attachment = uploads.attachment_of(tx, made).id
            known = {"state": "checked", "facts": FILM | facts}
            tx.run(update(attachments).where(attachments.c.id == attachment).values(**known))
        return attachment

    return take


@pytest.fixture
def fix(client, me, entry):
    with client.application.test_request_context():
        signed = {"Authorization": f"Bearer {doors.token_for(me)}"}

    def post(**asked):
        told = {"field": "videos", "fix": "trim", **asked}
        return client.post(f"/api/v1/entries/{entry}/fixes", json=told, headers=signed)

    return post


def wish(house, attachment):
    with house.db.read() as tx:
        row = tx.one(select(attachments).where(attachments.c.id == attachment))
    return row.fixing, row.fixing_with


def test_a_cut_is_asked_for_with_its_part(house, film, fix):
    long = film()
    answer = fix(attachment=long, start=10, end=300.5)
    assert (answer.status_code, answer.json) == (202, {"attachments": [long]})
    told = {"frame": [1920, 1080], "start": 10.0, "end": 300.5, "most": 301}
    assert wish(house, long) == ("trim", told)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"attachment": None, "start": 0, "end": 9}, 422, "fix.cut.which"),
        ({}, 422, "fix.cut.missing"),
        ({"start": 9, "end": 9}, 422, "fix.cut.order"),
        ({"start": 0, "end": 302}, 422, "fix.cut.long"),
        ({"start": 399, "end": 402}, 422, "fix.cut.beyond"),
        ({"start": -1, "end": 5}, 422, "request.invalid"),
        ({"start": "一", "end": 5}, 422, "request.invalid"),
        ({"start": 0, "end": 1e300}, 422, "request.invalid"),
        ({"field": "nothing"}, 404, "answer.field.unknown"),
        ({"fix": "mp4"}, 409, "attachment.fix.impossible"),
        ({"attachment": "0" * 36, "start": 0, "end": 9}, 409, "attachment.fix.impossible"),
    ],
)  # fmt: skip
def test_what_cannot_be_cut_is_refused_in_words_and_nothing_begins(house, film, fix, asked, status, code):
    long = film()
    answer = fix(**{"attachment": long, **asked})
    assert (answer.status_code, answer.json["problem"]["code"]) == (status, code)
    assert wish(house, long) == (None, None)


def test_one_tap_asks_for_all_films_that_it_mends(house, film, fix):
    films = [film(container="mov"), film(width=3840, height=2160), film(width=1280, height=720), film()]
    answer = fix(fix="mp4")
    assert answer.json == {"attachments": sorted(films[:2])}
    assert [wish(house, one)[0] for one in films] == ["mp4", "mp4", None, None]
