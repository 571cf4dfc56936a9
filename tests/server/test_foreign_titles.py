"""A worker sees the titles of published entries and his own only (A2.8): no door says a foreign one, asked as he may."""

import json
import re
from html import unescape

import pytest
from sqlalchemy import select

from core.adapters.tables import attachments, messages
from core.services import acts, answering, entries
from server import doors
from tests import filling
from tests.wechat import Platform

FOREIGN = "雪域高原输电线路除冰机器人的研制与应用"
SPELLED = (
    "雪域高原 输电线路除冰机器人（的）研制与应用！"  # the same to A2.8, and as the worker himself writes it
)
PART = re.compile("除冰机器人的研制|雪域高原输电")
SAID = ("进度", "继续", "预览", "提交", "截止", "帮助", "模板", "人工", "修改 8", "AH24-000001", "除冰机器人", "申报", "搜索 除冰")  # fmt: skip


@pytest.fixture
def foreign(house, people, now):
    """Sent in by 李, of the unit that 王 works in."""
    entry = filling.whole(house, by=people["li"], now=now, title=FOREIGN)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["li"], now=now)
    return entry


@pytest.fixture
def own(house, people, now, foreign):
    """王's draft of the same name, as he spells it."""
    return filling.whole(house, by=people["wang"], now=now, title=SPELLED)


@pytest.fixture
def signed(client, people):
    with client.application.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(people['wang'])}"}


def paths(app, **filled):
    """Every address outside the console, with real ids of the foreign entry in it; (method, path)."""
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint.startswith(("console.", "sandbox"))
            or rule.endpoint == "static"
            or "wechat" in rule.rule
        ):
            continue
        path = re.sub(r"<any\((\w+).*?\):\w+>", r"\1", rule.rule)
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled.get(found[1], "none"), path)
        assert "<" not in path
        for method in rule.methods - {"HEAD", "OPTIONS"} or {"GET"}:
            yield method, path


@pytest.mark.parametrize("query", ["", "?q=除冰机器人", "?text=除冰机器人&limit=50"])
def test_no_address_says_it(app, client, house, people, foreign, own, signed, query):
    with house.db.read() as tx:
        file = tx.value(select(attachments.c.id).where(attachments.c.entry == foreign))
    filled = {"entry": foreign, "attachment": file, "field": "title", "code": "AH24-000001", "upload": file}
    asked = list(paths(app, **filled))
    assert len(asked) > 30
    for method, path in asked:
        sent = {"json": {"value": FOREIGN[:5], "seen": 1}} if method in ("POST", "PUT", "PATCH") else {}
        answer = client.open(path + query, method=method, headers=signed, **sent)
        assert not PART.search(unescape(answer.get_data().decode(errors="replace"))), (method, path)


def test_the_refusal_and_all_that_follows_say_his_own_spelling(client, house, people, own, signed):
    answer = client.post(f"/api/v1/entries/{own}/submit", json={}, headers=signed)
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, "entry.name.taken")
    assert SPELLED in answer.json["problem"]["message"]
    shown = client.get(f"/api/v1/entries/{own}", headers=signed)
    listed = client.get("/api/v1/entries", headers=signed)
    for said in (answer, shown, listed):
        assert not PART.search(json.dumps(said.json, ensure_ascii=False))


def test_the_chat_says_nothing_of_it(client, house, people, own):
    platform = Platform(house.settings, client)
    for text in SAID:
        assert not PART.search(platform.say("o-sandbox-wang", text)), text
    with house.db.read() as tx:
        told = tx.rows(select(messages.c.body).where(messages.c.person == people["wang"]))
    assert not PART.search(json.dumps([row.body for row in told], ensure_ascii=False))


def test_the_name_of_a_near_one_is_no_hindrance_and_no_news(client, house, people, now, own, signed):
    """A near name elsewhere is the auditor's matter: the worker is not even told that there is one."""
    with house.db.write() as tx:
        entry = entries.load(house, tx, own)
        answering.save(house, tx, entry, "title", FOREIGN + "二期", by=people["wang"], now=now)
    answer = client.post(f"/api/v1/entries/{own}/submit", json={}, headers=signed)
    assert answer.status_code == 200
    assert "相近" not in json.dumps(answer.json, ensure_ascii=False)
