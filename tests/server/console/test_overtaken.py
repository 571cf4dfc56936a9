"""What happens under somebody's hands: another decided first, an officer is removed, a unit is merged."""

import re
import threading
from html import unescape

import pytest
from sqlalchemy import select

from core.adapters.tables import log, reviews
from core.domain.refusals import Refused
from core.services import accounts, merging, releasing, staff, units
from core.services import reviews as review_service
from core.services import verdicts as verdict_service
from tests.core.services import deciding


def said(response):
    return unescape(response.get_data(as_text=True))


@pytest.fixture
def second(house, people, now, browser, app):
    """Another auditor, signed in."""
    from tests.server.console.conftest import Browser  # noqa: PLC0415 - the fixture knows the named ones

    made = staff.add(
        house, "钱审核", role="auditor", unit=None, login="qian", password="wuxiao-demo", now=now
    )
    people["second"] = made.person
    opened = Browser(app)
    assert opened.sign_in("qian").status_code == 303
    return opened


def test_the_second_auditor_is_told_who_decided_what_and_when(browser, second, confirmed, state_of):
    seen = second.seen(confirmed)
    assert browser("auditor").act(confirmed, "approve").status_code == 303
    told = {"seen": seen, "reason__goal": "请写数字"}
    response = second.post(f"/console/entries/{confirmed}/return", **told)
    assert response.status_code == 409
    words = said(response)
    assert re.search("赵审核已在 2024年5月13日 \\d\\d:\\d\\d 办理“审核通过”，您这次的操作没有执行", words)
    assert "请写数字</textarea>" in words and state_of(confirmed) == "approved"


def test_the_same_decision_by_two_says_who_was_first(browser, second, confirmed, house):
    seen = second.seen(confirmed)
    assert browser("auditor").act(confirmed, "approve").status_code == 303
    page = second.see(second.post(f"/console/entries/{confirmed}/approve", seen=seen).headers["Location"])
    assert "这一步已经有人办过" in page and "赵审核已在" in page and "没有重复执行" in page
    assert len(deciding.rows(house, reviews, reviews.c.act == "approve")) == 1


def test_a_decision_written_down_is_changed_on_the_page_that_shows_it(browser, second, confirmed, house):
    auditor = browser("auditor")
    assert auditor.act(confirmed, "approve", when="later").status_code == 303
    stale = second.seen(confirmed)
    response = second.post(
        f"/console/entries/{confirmed}/return", seen=stale, when="later", reason__goal="请写数字"
    )
    assert (
        response.status_code == 409
        and "赵审核已在" in said(response)
        and "请写数字</textarea>" in said(response)
    )
    with house.db.read() as tx:
        held = verdict_service.of(tx, confirmed)
    told = {"seen": stale, "when": "later", "replaces": held.id, "reason__goal": "请写数字"}
    assert second.post(f"/console/entries/{confirmed}/return", **told).status_code == 303
    page = auditor.see(f"/console/entries/{confirmed}")
    assert "已记下“退回”" in page and "钱审核" in page and "请写数字</textarea>" in page
    with house.db.read() as tx:
        held = verdict_service.of(tx, confirmed)
    path = f"/console/entries/{confirmed}/verdict/removal"
    assert "已撤回记下的决定" in auditor.see(auditor.post(path, verdict=held.id).headers["Location"])
    assert "已经不在了" in auditor.see(auditor.post(path, verdict=held.id).headers["Location"])


def unit_of(house, entry):
    return str(deciding.load(house, entry).row.unit)


def seat_of(house, person):
    with house.db.read() as tx:
        return next(row.unit for row in accounts.grants_of(tx, person) if row.role == "officer")


def test_an_officer_removed_over_an_open_page_decides_nothing_and_loses_no_words(
    house, people, browser, submitted, state_of, now
):
    officer = browser("officer")
    seen, seat = officer.seen(submitted), seat_of(house, people["officer"])
    colleague = staff.add(house, "新干事", role="officer", unit="淮河医院工会", login="new", password="wuxiao-demo", now=now)  # fmt: skip
    with house.db.write() as tx:
        accounts.end(tx, people["officer"], "officer", unit=seat, by=None, now=now)
    for act, form in (("confirm", {}), ("return", {"reason__goal": "写了很久的原因"})):
        response = officer.post(f"/console/entries/{submitted}/{act}", seen=seen, **form)
        assert response.status_code == 403
    assert "写了很久的原因" in said(response) and "这次操作没有执行" in said(response)
    assert state_of(submitted) == "submitted" and deciding.rows(house, reviews) == []
    deciding.done(house, review_service.confirm, submitted, by=colleague.person, now=now, seen=int(seen))
    assert state_of(submitted) == "confirmed"  # open work is the unit's


def test_a_removal_and_a_confirmation_at_the_same_moment_come_one_after_the_other(
    house, people, submitted, state_of, now
):
    seat, ready, came = seat_of(house, people["officer"]), threading.Barrier(2), []

    def confirm():
        ready.wait()
        try:
            deciding.done(house, review_service.confirm, submitted, by=people["officer"], now=now)
            came.append("confirmed")
        except Refused as refused:
            came.append(refused.code)

    def remove():
        ready.wait()
        with house.db.write() as tx:
            accounts.end(tx, people["officer"], "officer", unit=seat, by=None, now=now)

    threads = [threading.Thread(target=act) for act in (confirm, remove)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.db.read() as tx:
        acts = [row.act for row in tx.rows(select(log.c.act).order_by(log.c.sequence)) if row.act in ("grant.end", "entry.confirm")]  # fmt: skip
    if came == ["confirmed"]:
        assert acts == ["entry.confirm", "grant.end"] and state_of(submitted) == "confirmed"
    else:
        assert (came, acts) == (["entry.forbidden"], ["grant.end"]) and state_of(submitted) == "submitted"


def test_an_auditor_bound_to_a_unit_goes_on_where_it_was_merged(house, people, browser, confirmed, now, app):
    from tests.server.console.conftest import Browser  # noqa: PLC0415 - the fixture knows the named ones

    bound = staff.add(house, "片区审核", role="auditor", unit="淮河医院工会", login="bound", password="wuxiao-demo", now=now)  # fmt: skip
    area = Browser(app)
    assert area.sign_in("bound").status_code == 303
    assert area.act(confirmed, "approve", when="later").status_code == 303
    with house.db.write() as tx:
        hospital, theatre = units.by_name(tx, "淮河医院工会"), units.by_name(tx, "天柱剧院工会")
        merging.merge(tx, hospital, theatre, by=None, now=now)
    before = unit_of(house, confirmed)
    page = area.see(f"/console/entries/{confirmed}")
    assert "已记下“审核通过”" in page and "片区审核" in page
    assert "1 项" in area.see("/console/verdicts")
    with house.db.write() as tx:
        told = {"by": bound.person, "now": now}
        batch = releasing.release(house, tx, "2024-anhui", {"approve": 1}, **told)
    assert releasing.run(house, batch, now=now) == "done"
    assert deciding.load(house, confirmed).state == "approved"
    assert unit_of(house, confirmed) == before  # what was sealed stays as it was sealed
