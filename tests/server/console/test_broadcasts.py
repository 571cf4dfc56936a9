"""A word to many from the console: written, looked at with who would get what, and only then released, by restating the number."""

import re

import pytest
from sqlalchemy import select

from core.adapters.tables import broadcasts, log, messages
from core.services import accounts, broadcasting, pausing
from tests.counting import put, statements

PATH = "/console/broadcasts"
WORDS = {
    "campaign": "2024-anhui",
    "whom": "open",
    "kind": "时间调整",
    "unit": "安徽省总工会",
    "text": "公众号今晚维护，明早照常",
}


@pytest.fixture
def filled(house, people):
    put(house, "淮河医院护理部", "draft", owner=people["worker"])
    put(house, "淮河医院护理部", "returned", owner=people["other"])
    put(house, "淮河医院护理部", "submitted", owner=people["other"])
    with house.db.write() as tx:
        accounts.follows(tx, "o-sandbox-wang", house.settings.oa_app_id, follows=True)
    return house


def written(admin, **more):
    answer = admin.post(PATH, **WORDS | more)
    assert answer.status_code == 303
    return answer.headers["Location"]


def number(house):
    with house.db.read() as tx:
        return tx.value(select(broadcasts.c.id))


def posted(house):
    with house.db.read() as tx:
        return [
            row.person for row in tx.rows(select(messages.c.person).where(messages.c.reason == "broadcast"))
        ]


def test_it_is_written_shown_and_released_in_three_steps(filled, browser, people):
    admin = browser("administrator")
    page = admin.see(written(admin))
    assert "安徽省总工会：公众号今晚维护，明早照常" in page and "时间调整" in page
    assert re.search(r"公众号模板消息</b>：1 人", page) and "王师傅" in page
    assert (
        re.search(r"现在联系不上</b>：1 人", page)
        and "已取消关注" in page
        and "孙技师" in page
        or "孙" in page
    )
    assert "发给这 2 人，其中 1 人现在联系不上" in page and posted(filled) == []
    made = number(filled)
    refused = admin.post(f"{PATH}/release", broadcast=made, count="3")
    assert refused.status_code == 409 and "现在会发给 2 人" in refused.get_data(as_text=True)
    assert admin.post(f"{PATH}/release", broadcast=made, count="2").status_code == 303
    assert broadcasting.TELLING.spread(filled, made, now=filled.clock.now()) == 2
    assert set(posted(filled)) == {people["worker"], people["other"]}
    assert "已交给发送 2 人" in admin.see(PATH)
    where = broadcasting.address(filled, made).removeprefix(filled.settings.origin)
    read = browser(None).see(where)  # whoever got the template, signed in or not
    assert "公众号今晚维护，明早照常" in read and "安徽省总工会" in read and "王师傅" not in read
    assert browser(None).get(f"{where}x").status_code == 404
    assert "发给这 2 人" not in admin.see(f"{PATH}?broadcast={made}")
    with filled.db.read() as tx:
        acts = [
            (row.act, row.by)
            for row in tx.rows(select(log.c.act, log.c.by).where(log.c.act.like("broadcast.%")))
        ]
    assert acts == [("broadcast.draft", people["admin"]), ("broadcast.release", people["admin"])]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": " "}, "内容要有字"),
        ({"text": "长" * 301}, "不超过 300 字"),
        ({"kind": "别的"}, "类型是"),
        ({"whom": "nobody"}, "对象"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(filled, browser, more, said):
    answer = browser("administrator").post(PATH, **WORDS | {"unit": "某某单位"} | more)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in page and "某某单位" in page
    assert number(filled) is None


def test_at_night_and_while_sending_is_paused_the_page_says_so(filled, browser, monkeypatch):
    admin = browser("administrator")
    where = written(admin)
    with filled.db.write() as tx:
        pausing.pause(tx, by=None, now=filled.clock.now(), why="核对")
    night = filled.clock.now().replace(hour=22)
    monkeypatch.setattr(filled.clock, "now", lambda: night)
    page = admin.see(where)
    assert "现在是休息时间，发出后等到 08:00 才送达" in page and "消息发送已暂停" in page


def test_nobody_else_sees_or_sends(filled, browser):
    admin = browser("administrator")
    where = written(admin)
    for who in ("officer", "auditor"):
        other = browser(who)
        assert other.get(PATH).status_code == other.get(where).status_code == 403
        assert other.post(PATH, **WORDS).status_code == 403
        assert other.post(f"{PATH}/release", broadcast=number(filled), count="2").status_code == 403
        assert PATH not in other.see("/console/campaigns/2024-anhui")
    assert PATH in admin.see("/console/campaigns/2024-anhui")
    assert posted(filled) == []


def test_an_unknown_one_is_said(browser):
    admin = browser("administrator")
    assert admin.get(f"{PATH}?broadcast=none").status_code == 404
    assert admin.post(f"{PATH}/release", broadcast="none", count="1").status_code == 404


def test_three_and_thirty_take_the_same_queries(filled, browser):
    admin = browser("administrator")
    where = written(admin)
    admin.get(where)
    few = statements(filled, lambda: admin.get(where))
    for _ in range(27):
        put(filled, "淮河医院护理部", "draft")
    assert statements(filled, lambda: admin.get(where)) == few
