"""Signing out everywhere: cookies, tokens, uploads under way, links not used yet; of two who became one too; and whoever got
a new password is out at once. Whoever was removed has no office."""

import re

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import attachments
from core.domain.refusals import Refused
from core.services import accounts, entries, links, scanning, seats, sessions, staff, units
from server import doors
from tests import counting, filling
from tests.server.console.conftest import Browser
from tests.server.test_uploads import BODY, PATCH, SIZE, TUS, told

PASSWORD = "wuxiao-demo"


@pytest.fixture
def entry(house, people):
    with house.db.write() as tx:
        return entries.start(house, tx, "2024-anhui", "innovation", by=people["wang"], now=START)


def bearer(app, person):
    with app.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(person)}"}


def browser(app, house, person):
    """A browser that a one-time link has signed in: a cookie, and the token beside it."""
    with house.db.write() as tx:
        code = links.upload(house, tx, person, entry=None, field=None).partition("#")[2]
    client = app.test_client()
    token = client.post("/api/v1/links", json={"code": code}).get_json()["token"]
    return client, {"Authorization": f"Bearer {token}"}


def upload(client, headers, entry):
    more = {
        "Upload-Length": str(SIZE),
        "Upload-Metadata": told(entry=entry, field="photos", filename="a.jpg"),
    }
    return client.post("/api/v1/uploads", headers={**headers, **TUS, **more})


def patch(client, headers, where, offset, body):
    return client.patch(where, headers={**headers, **PATCH, "Upload-Offset": str(offset)}, data=body)


def test_one_tap_ends_every_session_and_token_on_every_device(app, house, people, entry):
    me = people["wang"]
    first, token = browser(app, house, me)
    second, _ = browser(app, house, me)
    phone = bearer(app, me)
    begun = upload(second, {}, entry)
    where = begun.headers["Location"]
    assert (begun.status_code, patch(second, {}, where, 0, BODY[:100]).status_code) == (201, 204)
    assert first.post("/api/v1/me/sign-out", json={"sure": True}, headers=phone).status_code == 204
    asked = {
        "cookie": second.get("/api/v1/entries"),
        "token of a link": app.test_client().get("/api/v1/entries", headers=token),
        "token of a phone": app.test_client().get("/api/v1/entries", headers=phone),
        "console": second.post("/console/account/sign-out"),
        "upload goes on": patch(second, {}, where, 100, BODY[100:]),
        "upload goes on by token": patch(app.test_client(), phone, where, 100, BODY[100:]),
        "upload begins": upload(app.test_client(), phone, entry),
        "upload is asked for": second.head(where, headers=TUS),
    }
    assert {what: answer.status_code for what, answer in asked.items()} == dict.fromkeys(asked, 401)
    assert "这里还不知道您是谁" in second.get("/me").get_data(as_text=True)
    assert second.get("/console/sign-in").status_code == 200  # and not sent round and round
    again = bearer(app, me)
    assert patch(app.test_client(), again, where, 100, BODY[100:]).status_code == 204  # nothing sent is lost


def test_what_would_open_another_door_is_void_too(app, house, people, entry):
    me = people["li"]
    with house.db.write() as tx:
        link = links.upload(house, tx, me, entry=entry, field=None).partition("#")[2]
        desk = links.desk(house, tx, me, entry=entry).partition("c=")[2]
        digits = links.join_code(tx, me, now=START)
        about = {"door": "console", "mark": scanning._mark("s")}
        code = accounts.give_code(tx, scanning.KIND, person=None, about=about, minutes=5)
        scanning.scanned(tx, code, by=me)
        scanning.confirm(tx, by=me)
        sessions.sign_out(tx, by=me, now=START)
    for use, refusal in (
        (lambda tx: links.take_upload(tx, link), "link.unknown"),
        (lambda tx: links.take_desk(tx, desk), "link.desk.unknown"),
        (lambda tx: links.join(tx, digits, by=people["wang"], now=START), "join.code.unknown"),
        (lambda tx: scanning.take(tx, code, "s"), "signin.unknown"),
    ):
        with house.db.write() as tx, pytest.raises(Refused) as refused:
            use(tx)
        assert refused.value.code == refusal


def test_nobody_else_is_signed_out(app, house, people):
    wang, li = bearer(app, people["wang"]), bearer(app, people["li"])
    assert app.test_client().post("/api/v1/me/sign-out", json={"sure": True}, headers=wang).status_code == 204
    assert app.test_client().get("/api/v1/entries", headers=li).status_code == 200


def test_a_session_of_before_two_became_one_lives_and_ends_with_them(app, house, people):
    with house.db.write() as tx:
        other = accounts.identify(tx, "mini", "app", "mini-1", now=START)
    before = bearer(app, other)
    with house.db.write() as tx:
        accounts.merge(tx, keep=people["wang"], gone=other, now=START)
    assert app.test_client().get("/api/v1/entries", headers=before).status_code == 200
    with house.db.write() as tx:
        sessions.sign_out(tx, by=people["wang"], now=START)
    assert app.test_client().get("/api/v1/entries", headers=before).status_code == 401


def test_a_token_of_before_there_were_epochs_is_of_the_first(app, house, people):
    with app.test_request_context():
        old = {"Authorization": f"Bearer {doors._signer('api').dumps(people['wang'])}"}
    assert app.test_client().get("/api/v1/entries", headers=old).status_code == 200
    with house.db.write() as tx:
        sessions.end_all(tx, people["wang"])
    assert app.test_client().get("/api/v1/entries", headers=old).status_code == 401


def test_the_console_has_one_button_for_it(app, house, people):
    here, there = Browser(app), Browser(app)
    assert [one.sign_in("li").status_code for one in (here, there)] == [303, 303]
    assert "在所有设备上退出" in here.see("/console/account")
    assert here.post("/console/account/sign-out").headers["Location"] == "/console/sign-in"
    assert "已在所有设备上退出" in here.see("/console/sign-in")
    assert there.get("/console/").headers["Location"] == "/console/sign-in"
    assert there.get("/console/sign-in").status_code == 200
    assert there.sign_in("li").status_code == 303 and there.get("/console/").status_code == 200


def test_a_new_password_ends_what_the_old_one_has_opened(app, house, people):
    officer = Browser(app)
    officer.sign_in("li")
    staff.add(
        house, "李干事", role="officer", unit="淮河医院工会", login="li", password="another-one-1", now=START
    )
    assert officer.get("/console/").status_code == 302
    assert officer.sign_in("li").status_code == 401
    assert officer.sign_in("li", "another-one-1").status_code == 303


def test_who_is_removed_has_no_office_and_stays_a_worker(app, house, people):
    officer, phone = Browser(app), bearer(app, people["li"])
    officer.sign_in("li")
    with house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        seats.remove(house, tx, unit, people["li"], by=people["zhao"], now=START)
    assert officer.get("/console/").status_code == 403
    assert app.test_client().get("/api/v1/entries", headers=phone).status_code == 200


def test_a_used_sign_in_link_opens_nothing_for_another(app, house, people):
    """Whoever it was forwarded to, with a session of their own or without, stays who they are."""
    with house.db.write() as tx:
        code = links.upload(house, tx, people["wang"], entry=None, field=None).partition("#")[2]
    assert app.test_client().post("/api/v1/links", json={"code": code}).status_code == 200
    nobody, other = app.test_client(), Browser(app)
    other.sign_in("li")
    for client in (nobody, other.client):
        refused = client.post("/api/v1/links", json={"code": code})
        assert (refused.status_code, refused.get_json()["problem"]["code"]) == (410, "link.unknown")
    assert nobody.get("/api/v1/entries").status_code == 401
    with other.client.session_transaction() as held:
        assert held["person"] == people["li"]


def test_a_desk_link_used_by_another_is_refused_and_says_what_to_do(app, house, people, approved):
    entry, _ = approved
    with house.db.write() as tx:
        code = links.desk(house, tx, people["li"], entry=entry).partition("c=")[2]
    first, second = Browser(app), Browser(app)
    assert first.post("/console/enter", code=code).status_code == 303
    refused = second.post("/console/enter", code=code)
    assert refused.status_code == 410 and "没有打开" in refused.get_data(as_text=True)
    assert second.get("/console/").status_code == 302


def files_of(answer):
    return re.findall(r"/files/[\w.-]+", answer.get_data(as_text=True))


def test_addresses_of_files_end_with_the_session_that_made_them(app, house, people):
    """Whoever kept the address of a photo, in a history or a forwarded link, has nothing after its owner signed out everywhere."""
    me, nobody = people["wang"], app.test_client()
    entry = filling.whole(house, by=me, now=START)
    with house.db.read() as tx:
        row = tx.one(select(attachments).where(attachments.c.entry == entry, attachments.c.field == "photos"))
        held = tx.rows(select(attachments.c.place, attachments.c.preview, attachments.c.thumb))
    for place in {place for one in held for place in one if place}:
        house.files.put(place, b"\xff\xd8\xff\xe0" + b"0" * 50)
    phone, other = bearer(app, me), bearer(app, people["li"])
    mine = files_of(app.test_client().get(f"/api/v1/entries/{entry}", headers=phone))
    assert mine and {nobody.get(one, buffered=True).status_code for one in mine} <= {200}
    with app.test_request_context(headers=other):
        doors.asking()
        theirs = doors.file_url(row.place, kind="original")
    with app.test_request_context():
        for_the_platform = doors.file_url(row.place, kind="preview")
    count = counting.statements(house, lambda: nobody.get(mine[0], buffered=True))
    assert count <= 2  # the session by its key, and nothing that grows
    with house.db.write() as tx:
        sessions.sign_out(tx, by=me, now=START)
    assert {nobody.get(one, buffered=True).status_code for one in mine} == {404}
    assert [nobody.get(one, buffered=True).status_code for one in (theirs, for_the_platform)] == [200, 200]
    again = files_of(app.test_client().get(f"/api/v1/entries/{entry}", headers=bearer(app, me)))
    assert {nobody.get(one, buffered=True).status_code for one in again} == {200}


def test_an_address_made_before_two_became_one_lives_and_ends_with_them(app, house, people):
    with house.db.write() as tx:
        other = accounts.identify(tx, "mini", "app", "mini-1", now=START)
    house.files.put("kept/x", b"\xff\xd8\xff\xe0" + b"0" * 50)
    with app.test_request_context(headers=bearer(app, other)):
        doors.asking()
        address = doors.file_url("kept/x", kind="original")
    with house.db.write() as tx:
        accounts.merge(tx, keep=people["wang"], gone=other, now=START)
    assert app.test_client().get(address, buffered=True).status_code == 200
    with house.db.write() as tx:
        sessions.sign_out(tx, by=people["wang"], now=START)
    assert app.test_client().get(address, buffered=True).status_code == 404
