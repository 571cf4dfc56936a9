"""The running house: two auditors decide at once, each in a browser of their own; a batch is told by real workers."""

import re
import threading

import pytest
from sqlalchemy import select

from core.adapters.tables import certificates, entries, messages, releases, reviews, verdicts
from tests import playing, running
from tests.core.services import deciding
from tests.running import until

TITLES = [f"病区移动护理车静音脚轮的改进与推广应用之{number}" for number in "一二三四五六"]


copy, house = running.copy, running.house


@pytest.fixture(scope="module")
def scene(copy, house):
    """Six entries that wait for the audit, and two auditors signed in."""
    now = house.clock.now()
    people = deciding.people(house, now)
    made = [
        deciding.confirmed(house, people, now, title=title, by="worker" if number % 2 else "other")
        for number, title in enumerate(TITLES)
    ]
    consoles = [playing.Console(copy, login, "wuxiao-demo") for login in ("zhao", "qian")]
    return people, made, consoles


def at_once(consoles, forms):
    """Each presses at the same moment; gives (status, page) of each."""
    ready, came = threading.Barrier(len(forms)), [None] * len(forms)

    def press(number, console, path, form):
        ready.wait()
        answer = console._session.post(f"{console._copy.url}{path}", data=form, timeout=300)
        came[number] = (answer.status_code, answer.text)

    threads = [
        threading.Thread(target=press, args=(number, console, *told))
        for number, (console, told) in enumerate(zip(consoles, forms, strict=True))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def form_of(console, entry, **more):
    page = console.open(f"/console/entries/{entry}")
    fields = playing.Forms.of(page).with_button("退回补正")["fields"]
    return {**fields, **more}


def rows(house, table, *where):
    with house.db.read() as tx:
        return list(tx.rows(select(table).where(*where)))


def test_two_who_decide_at_once_are_one_decision_and_the_other_is_told(house, scene):
    _, made, consoles = scene
    for entry in made[:3]:  # the race three times over
        approve = (f"/console/entries/{entry}/approve", form_of(consoles[0], entry, when="now"))
        send = {"when": "now", "reason.goal": "请写数字"}
        back = (f"/console/entries/{entry}/return", form_of(consoles[1], entry, **send))
        came = at_once(consoles, [approve, back])
        assert sorted(status for status, _ in came) == [200, 409]
        won = next(number for number, (status, _) in enumerate(came) if status == 200)
        lost = came[1 - won][1]
        who, act = (("赵审核", "审核通过"), ("钱审核", "退回"))[won]
        assert re.search(rf"{who}已在 \d{{4}}年\d+月\d+日 \d\d:\d\d 办理“{act}”", lost), lost[:3000]
        if won == 0:
            assert "请写数字" in lost  # what the other typed is not lost
        (decided,) = rows(house, reviews, reviews.c.entry == entry, reviews.c.role == "auditor")
        assert decided.act == ("approve", "return")[won]
        assert len(rows(house, certificates, certificates.c.entry == entry)) == (1 - won)


def test_two_who_write_down_at_once_and_the_batch_that_follows(house, scene, copy):
    _, made, consoles = scene
    for entry in made[3:]:
        forms = [
            (f"/console/entries/{entry}/approve", form_of(consoles[0], entry, when="later")),
            (f"/console/entries/{entry}/return", form_of(consoles[1], entry, when="later", **{"reason.goal": "请写数字"})),
        ]  # fmt: skip
        came = at_once(consoles, forms)
        assert sorted(status for status, _ in came) == [200, 409]
        won = next(number for number, (status, _) in enumerate(came) if status == 200)
        who = ("赵审核", "钱审核")[won]
        assert f"{who}已在" in came[1 - won][1] and "还没有公布，所以这次没有执行" in came[1 - won][1]
    decided = {row.entry: row.act for row in rows(house, verdicts)}
    assert set(decided) == set(made[3:])
    before = len(rows(house, messages, messages.c.reason.in_(("approved", "returned"))))
    consoles[0].open("/console/verdicts")
    consoles[0].press("公布这 3 项", total="3")
    until(lambda: [row.state for row in rows(house, releases)] == ["done"], what="the batch to be told")
    states = {row.id: row.state for row in rows(house, entries, entries.c.id.in_(made[3:]))}
    assert states == {
        entry: {"approve": "approved", "return": "returned"}[act] for entry, act in decided.items()
    }
    assert len(rows(house, messages, messages.c.reason.in_(("approved", "returned")))) == before + 3
    phones = [playing.Phone(copy, f"o-sandbox-{name}") for name in ("wang", "sun")]
    heard = "\n".join(api["text"] for phone in phones for api in phone.login().get("/me/messages")["items"])
    assert all(title in heard for title in TITLES[3:])
