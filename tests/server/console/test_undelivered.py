"""The number of messages that did not arrive leads to which, whose and why."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from core.adapters import ids
from core.adapters.tables import deliveries, messages
from core.domain import phrases
from core.services import messages as messages_service
from core.services import staff, undelivered
from core.services.undelivered import Page
from tests import counting
from tests.server.console.conftest import PASSWORD, Browser

SECRET = "没有提交的草稿名"  # in a message's text


@pytest.fixture
def post(house, now):
    """One message as its sender left it: (channel, outcome, errcode) of each try."""

    def posted(person, state, *tries, at=now, reason="approved", occasion=None):
        made = ids.new()
        row = {"person": person, "reason": reason, "occasion": occasion or made, "state": state, "at": at}
        with house.db.write() as tx:
            tx.run(insert(messages).values(id=made, body={"text": SECRET}, attempt=1, due_at=at, **row))
            for attempt, (channel, outcome, errcode) in enumerate(tries, 1):
                told = {"channel": channel, "outcome": outcome, "errcode": errcode, "at": at}
                tx.run(insert(deliveries).values(id=ids.new(), message=made, attempt=attempt, **told))
        return made

    return posted


def lines(page):
    """[(unit, whom, about, why)] of the table."""
    rows = re.findall(r"<tr>\s*<td class=\"at\">.*?</tr>", page, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows]
    return [tuple(re.sub(r"<[^>]+>", " ", cell).strip() for cell in row[1:]) for row in cells]


def test_a_number_leads_to_the_messages_behind_it(browser, people, submitted, post, now):
    post(people["worker"], "failed", ("template", "refused", 43004), ("none", "late", None))
    post(
        people["officer"],
        "failed",
        ("template", "error:slow", -1),
        ("none", "late", None),
        reason="seat_applied",
    )
    post(people["other"], "failed", ("template", "refused", 40037), ("subscription", "lost:user block", None))
    post(people["other"], "dropped", ("none", "replaced", None))
    post(people["other"], "sent", ("template", "sent", None))
    post(people["other"], "failed", ("none", "failed", None), at=now - timedelta(days=1))
    auditor = browser("auditor")
    page = auditor.see("/console/campaigns/2024-anhui")
    found = re.search(r'<a href="(/console/sending/messages\?what=failed[^"]+)">3</a>', page)
    assert found and re.search(r'what=dropped[^"]+">1</a>', page)  # apart from those that failed
    late = "一直没能送到，过了有用的时间，不再发"
    shown = auditor.see(found[1])
    assert sorted(lines(shown)) == [
        ("没有填单位", "孙师傅", "申报进度通知", "公众号通知：微信不收这一条；小程序订阅：对方拉黑了公众号 微信错误码 40037"),
        ("淮河医院工会", "李干事", "待办事项提醒", f"公众号通知：平台没有应答或出错；{late} 微信错误码 -1"),
        ("淮河医院护理部", "王师傅", "申报进度通知", f"公众号通知：对方没有关注，或取消了关注；{late} 微信错误码 43004"),
    ]  # fmt: skip
    assert SECRET not in shown and "共 <b>3</b> 条" in shown
    dropped = lines(auditor.see(found[1].replace("failed", "dropped")))
    assert dropped == [("没有填单位", "孙师傅", "申报进度通知", "有更新的一条，不用再发")]
    assert "这一天没有这样的消息" in auditor.see(found[1].replace("failed", "unsure"))


def test_an_auditor_of_one_branch_reads_no_foreign_name(house, app, people, submitted, post, now):
    post(people["worker"], "failed", ("none", "failed", None))
    post(people["stranger"], "failed", ("none", "failed", None))
    told = {"role": "auditor", "unit": "皖江大学工会", "login": "bound", "password": PASSWORD}
    staff.add(house, "枝审", now=now, **told)
    bound = Browser(app)
    bound.sign_in("bound", PASSWORD)
    found = sorted(row[:2] for row in lines(bound.see("/console/sending/messages")))
    assert found == [("不在您的范围里", "—"), ("皖江大学工会", "外人")]


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_it_is_the_provinces(browser, who):
    assert browser(who).get("/console/sending/messages").status_code == 403


@pytest.mark.parametrize("told", ["day=x", "day=9999-12-31", "what=x", "after=x", "day=2024-02-30&what="])
def test_what_nobody_wrote_shows_what_there_is(browser, told):
    assert browser("auditor").get(f"/console/sending/messages?{told}").status_code == 200


def test_three_and_thirty_take_the_same_queries_and_pages_meet(house, people, submitted, post, now):
    def page(after=None, limit=50) -> Page:
        day = now.replace(hour=0, minute=0)
        with house.db.read() as tx:
            return undelivered.page(tx, "failed", day, by=people["auditor"], after=after, limit=limit)

    made = [post(people["worker"], "failed", ("template", "refused", 43004)) for _ in range(3)]
    few = counting.statements(house, page)
    made += [
        post(people[who], "failed", ("none", "late", None)) for who in ("other", "officer", "worker") * 9
    ]
    assert counting.statements(house, page) == few
    seen, after = [], None
    while True:
        found = page(after, limit=7)
        assert found.total == 30
        seen += [line.id for line in found.lines]
        if (after := found.next) is None:
            break
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize(
    "outcome",
    [
        "refused",
        "late",
        "failed",
        "shut",
        "unknown",
        "done",
        "replaced",
        "error:unseen",
        "error:broke",
        "lost:failed:system",
        messages_service.outcome("failed:user block"),
    ],
)
def test_every_outcome_has_words(outcome):
    assert phrases.exists(f"undelivered.{undelivered.kind(outcome)}")
    assert undelivered.kind(outcome) != "other"
    assert (undelivered.kind(outcome) == "blocked") == ("user bl" in outcome)
