"""The province and a course: received, ticked, accepted or returned, selected, published (N10, N11, A3.4)."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from core.adapters.tables import courses, receipts, reviews, ticks
from core.domain import courses as rules
from core.domain.refusals import Refused
from core.services import entries, recommending, staff, vetting
from tests.core.services import roadshows

now, people = roadshows.today, roadshows.seated


@pytest.fixture
def sent(house, people, now):
    made = roadshows.course(house, people, now)
    assert recommending.submit(house, [made], by=people["officer"], now=now) == [(made, None)]
    return made


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def done(house, act, *told, **more):
    with house.db.write() as tx:
        return act(house, tx, *told, **more)


def refused(house, act, *told, **more):
    with pytest.raises(Refused) as caught, house.db.write() as tx:
        act(house, tx, *told, **more)
    return caught.value.code


def ready(house, entry, people, now):
    """Received, and every point ticked."""
    by = people["auditor"]
    done(house, vetting.receive, entry, received_at=now, by=by, now=now)
    done(house, vetting.tick, entry, rules.points(load(house, entry).track), by=by, now=now)


def test_the_whole_way_from_receipt_to_a_published_course(house, people, now, sent):
    by = people["auditor"]
    ready(house, sent, people, now)
    assert done(house, vetting.accept, sent, by=by, now=now).state == "accepted"
    assert done(house, vetting.shortlist, sent, by=by, now=now).state == "shortlisted"
    assert done(house, vetting.choose, sent, is_selected=True, by=by, now=now).state == "selected"
    for _ in range(2):  # a second click is quiet
        assert done(house, vetting.publish, sent, by=by, now=now).state == "published"
    (row,) = roadshows.rows(house, courses)
    assert (row.entry, row.title, row.bank) == (sent, "输液架锁止微课堂", load(house, sent).answers["bank"])
    assert row.published_at == now
    assert [row.act for row in roadshows.rows(house, reviews)] == ["accept", "shortlist", "select", "publish"]


def test_accepting_waits_for_every_point_and_the_receipt(house, people, now, sent):
    by, points = people["auditor"], rules.points(load(house, sent).track)
    assert refused(house, vetting.accept, sent, by=by, now=now) == "course.points.open"
    done(house, vetting.tick, sent, points[:-1], by=by, now=now)
    assert refused(house, vetting.accept, sent, by=by, now=now) == "course.points.open"
    done(house, vetting.tick, sent, points, by=by, now=now)
    assert refused(house, vetting.accept, sent, by=by, now=now) == "course.receipt.missing"
    assert load(house, sent).state == "submitted"


def test_a_tick_keeps_who_and_when_until_it_is_taken_back(house, people, now, sent):
    points = rules.points(load(house, sent).track)
    done(house, vetting.tick, sent, points[:2], by=people["auditor"], now=now)
    other = staff.add(
        house, "钱审核", role="auditor", unit=None, login="qian", password="wuxiao-demo", now=now
    )
    later = now + timedelta(hours=1)
    done(house, vetting.tick, sent, points[1:3], by=other.person, now=later)
    with house.db.read() as tx:
        held = vetting.points(tx, entries.load(house, tx, sent))
    first = held[1].who
    assert [(p.text, p.who, p.at) for p in held] == [
        (points[0], "", None),
        (points[1], first, now),
        (points[2], "钱审核", later),
        *[(point, "", None) for point in points[3:]],
    ]
    assert first and first != "钱审核"
    assert (
        refused(house, vetting.tick, sent, ["没有这条"], by=other.person, now=now) == "course.point.unknown"
    )


def test_a_return_goes_to_the_unit_with_reasons_and_takes_the_ticks_back(house, people, now, sent):
    ready(house, sent, people, now)
    reasons = {"video": "请横屏重拍", "general": "其余都好"}
    assert done(house, vetting.send_back, sent, reasons, by=people["auditor"], now=now).state == "returned"
    assert roadshows.rows(house, ticks) == []
    (row,) = roadshows.rows(house, reviews)
    assert (row.act, row.role, row.reasons) == ("return", "auditor", reasons)
    assert recommending.submit(house, [sent], by=people["officer"], now=now) == [(sent, None)]
    assert load(house, sent).state == "submitted"


def test_materials_cannot_have_come_tomorrow(house, people, now, sent):
    told = {"received_at": now + timedelta(days=1), "by": people["auditor"], "now": now}
    assert refused(house, vetting.receive, sent, **told) == "course.received.future"
    assert roadshows.rows(house, receipts) == []


@pytest.mark.parametrize("act", ["accept", "shortlist", "publish"])
def test_nobody_else_may(house, people, now, sent, act):
    for who in ("officer", "worker"):
        assert refused(house, getattr(vetting, act), sent, by=people[who], now=now) == "entry.unknown"


def test_the_list_takes_the_same_queries_with_three_and_with_thirty(house, people, now):
    def asked():
        counted = []
        with house.db.read() as tx:
            event.listen(tx._connection, "before_cursor_execute", lambda *_: counted.append(1))
            page = vetting.page(tx, roadshows.CAMPAIGN, "roadshow", by=people["auditor"])
        return len(page.lines), len(counted)

    made = [roadshows.course(house, people, now, title=f"第{n}门") for n in range(3)]
    recommending.submit(house, made, by=people["officer"], now=now)
    first = asked()
    made = [roadshows.course(house, people, now, title=f"再{n}门") for n in range(27)]
    recommending.submit(house, made, by=people["officer"], now=now)
    assert (first[0], asked()) == (3, (30, first[1])) and first[1] > 0
