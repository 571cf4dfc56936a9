"""The phone's doors for officers and helpers: overview, confirming, returning, inviting, sharing; and the first page."""

from datetime import datetime

import pytest

from core.services import accounts, acts, group_notes, unit_figures
from server import doors
from tests import filling, permitting


@pytest.fixture
def ask(app, people):
    """`ask(who, method, path, body)`: (status, JSON)."""

    def asked(who, method, path, body=None):
        with app.test_request_context():
            token = doors.token_for(people[who])
        answer = app.test_client().open(
            f"/api/v1{path}", method=method, json=body, headers={"Authorization": f"Bearer {token}"}
        )
        return answer.status_code, answer.get_json()

    return asked


@pytest.fixture
def submitted(house, people, now):
    entry = filling.whole(house, by=people["wang"], now=now)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["wang"], now=now)
        tx.after_commit.clear()
    return entry


def test_the_overview_shows_what_waits_and_how_far_the_unit_is(ask, submitted):
    status, told = ask("li", "GET", "/officer")
    assert status == 200
    assert [line["title"] for line in told["submitted"]["items"]] == [filling.TITLE]
    assert told["counts"] == {"submitted": 1}
    rows = {
        row["track"]: (row["count"], row["least"]) for reach in told["standings"] for row in reach["rows"]
    }
    assert rows == {"innovation": (1, 1), "roadshow": (0, 1)}


def test_a_draft_shows_what_it_lacks_and_never_its_name(house, ask, people, now):
    filling.whole(house, by=people["wang"], now=now)
    _, told = ask("li", "GET", "/officer")
    (line,) = told["drafts"]["items"]
    assert (line["title"], told["drafts"]["missing"][line["id"]]["labels"]) == ("", [])


def test_a_worker_has_no_overview(ask):
    status, told = ask("wang", "GET", "/officer")
    assert (status, told["problem"]["code"]) == (403, "grant.missing")


def test_an_officer_confirms_from_the_phone(ask, submitted):
    status, told = ask("li", "POST", f"/officer/entries/{submitted}/confirm", {})
    assert (status, told["state"]) == (200, "confirmed")
    assert ask("wang", "POST", f"/officer/entries/{submitted}/confirm", {})[0] == 403


def test_an_officer_returns_with_reasons(ask, submitted):
    path = f"/officer/entries/{submitted}/return"
    status, told = ask("li", "POST", path, {"reasons": {}})
    assert (status, told["problem"]["code"]) == (422, "entry.reasons.missing")
    status, told = ask("li", "POST", path, {"reasons": {"goal": "请写明数据来源"}})
    assert (status, told["state"], told["reviews"][0]["reasons"]) == (
        200,
        "returned",
        {"goal": "请写明数据来源"},
    )


def test_an_officer_invites_a_colleague_once(ask, house, people):
    status, told = ask("li", "POST", "/officer/invitations")
    assert status == 201
    assert told["url"].endswith("/console/invitation")
    assert told["picture"].startswith("data:image/png;base64,"), "also while the platform gives no code"
    assert (told["days"], told["minutes"]) == (14, 14 * 24 * 60)
    assert ask("wang", "POST", "/officer/invitations")[0] == 403
    accept = ("POST", "/invitations", {"code": told["code"]})
    status, own = ask("li", *accept)
    assert (status, own["problem"]["code"]) == (410, "invitation.already"), "nothing is used up by oneself"
    assert ask("wang", *accept) == (200, {"unit": told["unit"]})
    assert [grant["role"] for grant in ask("wang", "GET", "/home")[1]["grants"]] == ["officer"]
    assert ask("wang", *accept)[1]["problem"]["code"] == "invitation.used.self"
    assert ask("zhao", *accept)[1]["problem"]["code"] == "invitation.used.other"


def test_a_unit_with_five_officers_invites_nobody(ask, house, people, now):
    with house.db.write() as tx:
        (seat,) = [row for row in accounts.grants_of(tx, people["li"]) if row.role == "officer"]
        for number in range(accounts.OFFICERS_MOST - 1):
            other = accounts.identify(tx, "mini", house.platform.mini_app_id, f"o-{number}", now=now)
            accounts.grant(tx, other, "officer", unit=seat.unit, campaign=None, by=None, now=now)
    status, told = ask("li", "POST", "/officer/invitations")
    assert (status, told["problem"]["code"]) == (409, "unit.officers.full")


def test_a_group_hears_the_words_of_the_chat_and_sees_a_picture(ask, client, house, people, submitted, now):
    status, told = ask("li", "GET", "/officer/group")
    assert status == 200
    (note,) = told["items"]
    with house.db.read() as tx:
        (found,) = unit_figures.of_officer(house, tx, by=people["li"], now=now)
    assert note["text"] == group_notes.text(found, now=now)
    assert filling.TITLE not in str(note)
    assert client.get(note["picture"]).content_type == "image/png"
    assert ask("wang", "GET", "/officer/group")[0] == 403


def test_an_entry_is_handed_over_by_a_code(house, ask, people, now):
    entry = filling.whole(house, by=people["li"], now=now)
    _, told = ask("li", "POST", f"/entries/{entry}/shares", {"to_be": "owner"})
    assert ask("wang", "POST", "/shares", {"code": told["code"]}) == (200, {"entry": entry})
    _, shown = ask("wang", "GET", f"/entries/{entry}/people")
    assert [row["role"] for row in shown["items"]] == ["owner", "officer"]
    assert ask("zhao", "POST", "/shares", {"code": told["code"]})[0] == 410


def test_a_late_permit_of_their_unit_is_on_the_first_page_of_its_people_alone(ask, house, people):
    until = datetime.fromisoformat("2024-07-02T00:00:00+08:00")
    entry = filling.whole(house, by=people["wang"], now=house.clock.now())
    with house.db.read() as tx:
        (seat,) = [row for row in accounts.grants_of(tx, people["li"]) if row.role == "officer"]
    permitting.given(house, until, by=people["zhao"], unit=seat.unit)
    ends = {}
    for who in ("wang", "li", "zhao"):
        told = ask(who, "GET", "/home")[1]
        innovation = next(track for track in told["tracks"] if track["track"] == "innovation")
        ends[who] = (
            innovation["last_day"],
            innovation["days_left"],
            *(row["closes"] for row in told["entries"]),
        )
    late = "2024-07-02T00:00:00+08:00"
    assert ends == {"wang": ("7月1日", 49, late), "li": ("7月1日", 49), "zhao": ("6月28日", 46)}
    assert ask("wang", "GET", f"/entries/{entry}")[1]["closes"] == late
    assert [row["closes"] for row in ask("wang", "GET", "/entries")[1]["items"]] == [late]
    over = [ask("wang", "GET", f"/entries/{entry}")[1]["is_over"]]
    house.clock.move(until)
    assert [*over, ask("wang", "GET", "/home")[1]["entries"][0]["is_over"]] == [False, True]


def test_the_track_of_somebody_elses_permit_is_on_the_first_page_of_its_people_alone(ask, house, people):
    until = datetime.fromisoformat("2024-07-02T00:00:00+08:00")
    with house.db.read() as tx:
        (seat,) = [row for row in accounts.grants_of(tx, people["li"]) if row.role == "officer"]
    permitting.given(house, until, by=people["zhao"], track="roadshow", unit=seat.unit)
    house.clock.move(datetime.fromisoformat("2024-06-27T09:00:00+08:00"))
    shown = {
        who: [row["track"] for row in ask(who, "GET", "/home")[1]["tracks"]] for who in ("li", "wang", "zhao")
    }
    assert shown == {"li": ["innovation", "roadshow"], "wang": ["innovation"], "zhao": ["innovation"]}


def test_the_first_page_is_one_answer(ask, submitted):
    _, told = ask("wang", "GET", "/home")
    innovation = next(track for track in told["tracks"] if track["track"] == "innovation")
    assert (innovation["last_day"], innovation["is_open"], innovation["days_left"]) == ("6月28日", True, 46)
    assert [(row["id"], row["state"]) for row in told["entries"]] == [(submitted, "submitted")]
    assert told["grants"] == []
    assert [grant["role"] for grant in ask("li", "GET", "/home")[1]["grants"]] == ["officer"]


def test_the_declaration_comes_only_to_who_has_not_got_it(ask, submitted):
    _, told = ask("wang", "GET", f"/entries/{submitted}?form=")
    assert told["form"]["key"] == "2024-anhui"
    assert ask("wang", "GET", f"/entries/{submitted}?form={told['form']['mark']}")[1]["form"] is None
    assert ask("wang", "GET", f"/entries/{submitted}")[1]["form"] is None


def test_a_link_to_the_page_for_files_is_for_those_who_may_edit(ask, submitted, house, people, now):
    draft = filling.whole(house, by=people["wang"], now=now)
    status, told = ask("wang", "POST", f"/entries/{draft}/upload-links", {"field": "videos"})
    assert (status, "/upload#" in told["url"]) == (201, True)
    assert ask("li", "POST", f"/entries/{draft}/upload-links", {})[0] == 404


def test_a_shared_code_is_a_picture_and_a_page(client, ask, house, people, now):
    entry = filling.whole(house, by=people["wang"], now=now)
    _, told = ask("wang", "POST", f"/entries/{entry}/shares", {"to_be": "helper"})
    assert told["picture"].startswith("data:image/png;base64,")
    page = client.get(f"/s/{told['code']}").get_data(as_text=True)
    assert "扫码加入" in page
