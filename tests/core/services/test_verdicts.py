"""Decisions written down and told later: nobody else hears, they can be changed, two auditors do not overwrite each other."""

import threading

import pytest

from core.adapters.clock import START
from core.adapters.tables import log, messages, reviews, verdicts
from core.domain.refusals import Refused
from core.services import reviews as review_service
from core.services import verdicts as service
from core.services import vetting
from tests.core.services import deciding, roadshows


@pytest.fixture
def people(house):
    return deciding.people(house, START)


@pytest.fixture
def entry(house, people):
    return deciding.confirmed(house, people, START)


def version(house, entry):
    return deciding.load(house, entry).row.version


def record(house, entry, act, reasons, *, by, replaces="", seen=None):
    told = {
        "by": by,
        "now": START,
        "seen": version(house, entry) if seen is None else seen,
        "replaces": replaces,
    }
    return deciding.done(house, service.record, entry, act, reasons, **told)


def refused(act, *told, **more):
    with pytest.raises(Refused) as caught:
        act(*told, **more)
    return caught.value


def test_a_recorded_decision_moves_nothing_and_tells_nobody(house, people, entry):
    before = deciding.load(house, entry).row
    told = deciding.rows(house, messages), deciding.rows(house, reviews)
    made = record(house, entry, "return", {"title": "请缩短 名称 "}, by=people["auditor"])
    assert (made.act, made.reasons, made.release) == ("return", {"title": "请缩短 名称"}, None)
    assert deciding.load(house, entry).row == before
    assert (deciding.rows(house, messages), deciding.rows(house, reviews)) == told


def test_the_same_again_is_one_decision(house, people, entry):
    first, second = (record(house, entry, "approve", {}, by=people["auditor"]) for _ in range(2))
    assert first.id == second.id
    assert len(deciding.rows(house, log, log.c.act == "verdict.record")) == 1


def test_another_auditor_is_told_who_decided_what_and_when(house, people, entry):
    record(house, entry, "approve", {}, by=people["auditor"])
    fault = refused(record, house, entry, "reject", {"general": "不属于职工成果"}, by=people["second"])
    assert fault.code == "verdict.held"
    assert (fault.params["act"], fault.params["who"], fault.params["at"]) == (
        "审核通过",
        "赵审核",
        "2024年5月13日 09:00",
    )
    (held,) = deciding.rows(house, verdicts)
    assert (held.act, held.by) == ("approve", people["auditor"])


def test_an_act_done_at_once_does_not_pass_a_recorded_decision(house, people, entry):
    record(house, entry, "approve", {}, by=people["auditor"])
    act = review_service.reject
    told = {"by": people["second"], "now": START}
    fault = refused(deciding.done, house, act, entry, "不属于职工成果", **told)
    assert fault.code == "verdict.held" and deciding.load(house, entry).state == "confirmed"


def test_a_decision_is_changed_by_whoever_saw_it(house, people, entry):
    first = record(house, entry, "approve", {}, by=people["auditor"])
    second = record(house, entry, "return", {"goal": "请写数字"}, by=people["second"], replaces=first.id)
    assert [(row.id, row.act, row.by) for row in deciding.rows(house, verdicts)] == [
        (second.id, "return", people["second"])
    ]
    assert (
        refused(record, house, entry, "approve", {}, by=people["auditor"], replaces=first.id).code
        == "verdict.held"
    )


def test_a_decision_is_taken_back_once(house, people, entry):
    made = record(house, entry, "approve", {}, by=people["auditor"])
    told = {"by": people["second"], "now": START}
    with house.db.write() as tx:
        assert service.take_back(tx, entry, made.id, **told) is True
        assert service.take_back(tx, entry, made.id, **told) is False
    assert deciding.rows(house, verdicts) == []


@pytest.mark.parametrize(
    ("act", "reasons", "code"),
    [
        ("return", {}, "entry.reasons.missing"),
        ("return", {"nothing": "x"}, "answer.field.unknown"),
        ("reject", {"general": " "}, "entry.reasons.missing"),
        ("revoke", {"general": "x"}, "request.invalid"),
        ("confirm", {}, "request.invalid"),
    ],
)
def test_what_could_not_be_carried_out_is_not_written_down(house, people, entry, act, reasons, code):
    assert refused(record, house, entry, act, reasons, by=people["auditor"]).code == code
    assert deciding.rows(house, verdicts) == []


def test_an_entry_that_changed_or_is_anothers_is_not_decided_on(house, people, entry):
    seen = version(house, entry)
    assert (
        refused(record, house, entry, "approve", {}, by=people["auditor"], seen=seen - 1).code
        == "entry.stale"
    )
    assert (
        refused(record, house, entry, "return", {"goal": "x"}, by=people["officer"]).code == "entry.forbidden"
    )


def test_of_auditors_who_decide_at_once_one_is_first_and_the_others_are_told(house, people, entry):
    seen, came, ready = version(house, entry), {}, threading.Barrier(6)

    def one(number):
        by, act = (people["auditor"], "approve") if number % 2 else (people["second"], "return")
        reasons = {} if act == "approve" else {"goal": "请写数字"}
        ready.wait()
        try:
            came[number] = record(house, entry, act, reasons, by=by, seen=seen).id
        except Refused as fault:
            came[number] = fault.code

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (held,) = deciding.rows(house, verdicts)
    assert sorted(came.values(), key=str) == sorted([held.id] * 3 + ["verdict.held"] * 3)


def test_what_waits_is_counted_and_an_entry_that_moved_is_apart(house, people, entry):
    other = deciding.confirmed(
        house, people, START, title="病区移动护理车静音脚轮的改进与推广应用", by="other"
    )
    record(house, entry, "approve", {}, by=people["auditor"])
    record(house, other, "return", {"goal": "请写数字"}, by=people["second"])
    told = {"by": people["auditor"]}
    with house.db.read() as tx:
        found = service.waiting(tx, deciding.CAMPAIGN, **told)
        mine = service.waiting(tx, deciding.CAMPAIGN, is_mine=True, **told)
    assert (found.counts, found.told, found.stale) == ({"approve": 1, "return": 1}, 2, 0)
    assert [(line.act, line.who, line.is_mine) for line in found.lines] == [
        ("approve", "赵审核", True),
        ("return", "钱审核", False),
    ]
    assert (mine.counts, mine.told) == ({"approve": 1}, 1)
    from core.services import acts  # noqa: PLC0415 - used here alone

    deciding.done(house, acts.withdraw, other, by=people["other"], now=START)
    with house.db.read() as tx:
        found = service.waiting(tx, deciding.CAMPAIGN, **told)
    assert (found.counts, found.told, found.stale) == ({"approve": 1}, 1, 1)
    assert [line.fits for line in found.lines] == [True, False]


def test_a_selection_of_courses_can_be_told_later_too(house):
    people = roadshows.people(house, START)
    made = roadshows.course(house, people, START)
    from core.services import recommending  # noqa: PLC0415 - used here alone

    recommending.submit(house, [made], by=people["officer"], now=START)
    assert refused(record, house, made, "select", {}, by=people["auditor"]).code == "entry.move.impossible"
    from tests.core.services import test_vetting  # noqa: PLC0415 - its way to a course that is accepted

    test_vetting.ready(house, made, people, START)
    told = {"by": people["auditor"], "now": START}
    deciding.done(house, vetting.accept, made, **told)
    deciding.done(house, vetting.shortlist, made, **told)
    assert record(house, made, "select", {}, by=people["auditor"]).act == "select"


def test_accepting_a_course_can_be_told_later_and_is_refused_before_as_at_once(house):
    people = roadshows.people(house, START)
    made = roadshows.course(house, people, START)
    from core.services import recommending, releasing  # noqa: PLC0415 - used here alone
    from tests.core.services import test_vetting  # noqa: PLC0415 - its way to a course that is checked

    recommending.submit(house, [made], by=people["officer"], now=START)
    assert refused(record, house, made, "accept", {}, by=people["auditor"]).code == "course.points.open"
    test_vetting.ready(house, made, people, START)
    before = deciding.rows(house, messages)
    record(house, made, "accept", {}, by=people["auditor"])
    assert (deciding.load(house, made).state, deciding.rows(house, messages)) == ("submitted", before)
    told = {"by": people["auditor"], "now": START}
    batch = deciding.done(house, releasing.release, deciding.CAMPAIGN, {"accept": 1}, **told)
    assert releasing.run(house, batch, now=START) == "done"
    assert deciding.load(house, made).state == "accepted"
    assert [row.person for row in deciding.rows(house, messages, messages.c.reason == "accepted")] == [
        people["officer"]
    ]


def test_an_accepted_course_that_is_selected_later_is_shortlisted_only_when_it_is_told(house):
    people = roadshows.people(house, START)
    made = roadshows.course(house, people, START)
    from core.services import recommending, releasing  # noqa: PLC0415 - used here alone
    from tests.core.services import test_vetting  # noqa: PLC0415 - its way to a course that is checked

    recommending.submit(house, [made], by=people["officer"], now=START)
    test_vetting.ready(house, made, people, START)
    told = {"by": people["auditor"], "now": START}
    deciding.done(house, vetting.accept, made, **told)
    record(house, made, "select", {}, by=people["auditor"])
    assert deciding.load(house, made).state == "accepted"
    batch = deciding.done(house, releasing.release, deciding.CAMPAIGN, {"select": 1}, **told)
    assert releasing.run(house, batch, now=START) == "done"
    assert deciding.load(house, made).state == "selected"
    assert len(deciding.rows(house, messages, messages.c.reason == "selected")) == 1
