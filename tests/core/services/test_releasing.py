"""A batch of decisions: confirmed with its count, carried out once, whatever dies on the way."""

import pytest
from sqlalchemy import update

from core.adapters.clock import START, real
from core.adapters.tables import certificates, messages, releases, reviews, verdicts
from core.domain.refusals import Refused
from core.services import accounts, acts, releasing, safety, units
from core.services import verdicts as service
from tests.core.services import deciding

TITLES = [f"病区移动护理车静音脚轮的改进与推广应用之{number}" for number in "一二三四五六"]


@pytest.fixture
def people(house):
    return deciding.people(house, START)


@pytest.fixture
def made(house, people, monkeypatch):
    """Six entries of two workers: four approved, one returned, one rejected, none of it told. Pieces of two."""
    monkeypatch.setattr(releasing, "_PIECE", 2)
    found = []
    for number, title in enumerate(TITLES):
        entry = deciding.confirmed(house, people, START, title=title, by="worker" if number % 2 else "other")
        act = "return" if number == 4 else "reject" if number == 5 else "approve"
        reasons = {"return": {"goal": "请写数字"}, "reject": {"general": "不属于职工成果"}}.get(act, {})
        told = {"by": people["auditor"], "now": START, "seen": deciding.load(house, entry).row.version}
        deciding.done(house, service.record, entry, act, reasons, **told)
        found.append(entry)
    return found


COUNTS = {"approve": 4, "return": 1, "reject": 1}


def release(house, people, told, *, by="second", is_mine=False):
    more = {"by": people[by], "now": START, "is_mine": is_mine}
    return deciding.done(house, releasing.release, deciding.CAMPAIGN, told, **more)


def states(house, made):
    return [deciding.load(house, entry).state for entry in made]


def told_of(house):
    reasons = ("approved", "returned", "rejected")
    return sorted(row.reason for row in deciding.rows(house, messages, messages.c.reason.in_(reasons)))


AFTER = ["approved"] * 4 + ["returned", "rejected"]


def test_a_batch_is_carried_out_whole_and_once(house, people, made):
    batch = release(house, people, COUNTS)
    assert states(house, made) == ["confirmed"] * 6 and told_of(house) == []
    assert releasing.run(house, batch, now=START) == "done"
    assert releasing.run(house, batch, now=START) == "nothing"
    assert states(house, made) == AFTER and told_of(house) == sorted(AFTER)
    assert deciding.rows(house, verdicts) == []
    assert len(deciding.rows(house, certificates)) == 4
    decided = deciding.rows(house, reviews, reviews.c.role == "auditor")
    assert {row.by for row in decided} == {people["auditor"]} and len(decided) == 6


def test_a_count_that_is_another_by_now_tells_nobody(house, people, made):
    with pytest.raises(Refused, match="verdict.counts") as caught:
        release(house, people, COUNTS | {"approve": 3})
    assert caught.value.params == {"count": 6, "told": 5}
    with pytest.raises(Refused, match="verdict.none"):
        release(house, people, {}, is_mine=True)
    assert deciding.rows(house, releases) == []


def test_what_a_kill_left_over_is_done_by_the_next_attempt(house, people, made, monkeypatch):
    batch = release(house, people, COUNTS)
    carry, seen = releasing._carry_out, []

    class Killed(BaseException):
        pass

    def dying(*args, **more):
        seen.append(1)
        if len(seen) == 4:  # in the middle of the second piece, whose first half is lost with it
            raise Killed
        carry(*args, **more)

    monkeypatch.setattr(releasing, "_carry_out", dying)
    with pytest.raises(Killed):
        releasing.run(house, batch, now=START)
    assert states(house, made) == ["approved"] * 2 + ["confirmed"] * 4
    with house.db.write() as tx:  # the dead one's lease ends by itself
        assert releasing.RELEASING.due(tx, now=real()) == []
        tx.run(update(releases).values(lease_until=START))
    with house.db.read() as tx:
        assert releasing.RELEASING.due(tx, now=real()) == [(batch, 1)]
    assert releasing.run(house, batch, now=START) == "done"
    assert states(house, made) == AFTER and told_of(house) == sorted(AFTER)
    assert len(deciding.rows(house, certificates)) == 4


def test_what_changed_between_release_and_its_turn_waits_again_and_says_why(house, people, made):
    batch = release(house, people, COUNTS)
    deciding.done(house, acts.withdraw, made[1], by=people["worker"], now=START)
    assert releasing.run(house, batch, now=START) == "done"
    assert states(house, made) == ["approved", "withdrawn", *AFTER[2:]]
    with house.db.read() as tx:
        found = service.waiting(tx, deciding.CAMPAIGN, by=people["auditor"])
    assert [(line.entry, line.fits) for line in found.lines] == [(made[1], False)]
    assert "不能“审核通过”" in found.lines[0].fault and found.total == 0


def test_a_doubt_that_came_after_the_decision_is_not_passed_over(house, people, made, monkeypatch):
    def doubtful(tx, entry):
        if entry.id == made[0]:
            raise Refused("entry.unsafe", fields="成果名称")

    batch = release(house, people, COUNTS)
    monkeypatch.setattr(safety, "require_none", doubtful)
    releasing.run(house, batch, now=START)
    assert states(house, made)[0] == "confirmed" and told_of(house) == sorted(AFTER)[1:]


def test_while_it_is_told_a_decision_can_neither_be_changed_nor_taken_back(house, people, made):
    (held,) = deciding.rows(house, verdicts, verdicts.c.entry == made[0])
    release(house, people, COUNTS)
    told = {"by": people["auditor"], "now": START}
    with pytest.raises(Refused, match="verdict.going"), house.db.write() as tx:
        service.take_back(tx, made[0], held.id, **told)
    version = deciding.load(house, made[0]).row.version
    with pytest.raises(Refused, match="verdict.going"):
        deciding.done(
            house, service.record, made[0], "reject", {"general": "x"}, seen=version, replaces=held.id, **told
        )


def test_an_auditor_of_one_unit_releases_what_lies_within(house, people, made):
    from core.services import staff  # noqa: PLC0415 - used here alone

    grant = {"role": "auditor", "unit": "皖江大学工会", "login": "bound", "password": "wuxiao-demo"}
    bound = staff.add(house, "外审核", now=START, **grant).person
    with pytest.raises(Refused, match="verdict.none"):
        deciding.done(house, releasing.release, deciding.CAMPAIGN, COUNTS, by=bound, now=START)


def end(house, person, *, role="auditor"):
    with house.db.write() as tx:
        assert accounts.end(tx, person, role, unit=None, by=None, now=START)


def test_who_has_lost_the_role_since_decides_nothing(house, people, made):
    """The grant is asked again at the release, and somebody else takes it over or drops it."""
    (first, second, *_) = made
    (own,) = deciding.rows(house, verdicts, verdicts.c.entry == first)
    told = {"by": people["second"], "now": START, "seen": own.version, "replaces": own.id}
    deciding.done(house, service.record, first, "approve", {}, **told)
    batch = release(house, people, COUNTS)
    end(house, people["auditor"])  # after the release, before its turn
    assert releasing.run(house, batch, now=START) == "done"
    assert states(house, made) == ["approved"] + ["confirmed"] * 5 and told_of(house) == ["approved"]
    with house.db.read() as tx:
        found = service.waiting(tx, deciding.CAMPAIGN, by=people["second"])
    faults = {line.fault.split("，")[0] for line in found.lines}
    assert len(found.lines) == 5
    assert faults == {"赵审核已没有审核这份申报的权限"} and all(line.fits for line in found.lines)
    (held,) = deciding.rows(house, verdicts, verdicts.c.entry == second)
    deciding.done(
        house, service.record, second, "approve", {}, **(told | {"replaces": held.id, "seen": held.version})
    )
    (dropped,) = deciding.rows(house, verdicts, verdicts.c.entry == made[2])
    with house.db.write() as tx:
        assert service.take_back(tx, made[2], dropped.id, by=people["second"], now=START)
    again = release(house, people, {"approve": 1}, is_mine=True)
    assert releasing.run(house, again, now=START) == "done"
    assert states(house, made)[:3] == ["approved", "approved", "confirmed"]


def test_an_auditor_of_another_branch_by_now_decides_nothing(house, people, made):
    batch = release(house, people, COUNTS)
    end(house, people["auditor"])
    with house.db.write() as tx:
        unit = units.by_name(tx, "皖江大学工会")
        more = {"unit": unit, "campaign": None, "by": None, "now": START}
        accounts.grant(tx, people["auditor"], "auditor", **more)
    releasing.run(house, batch, now=START)
    assert states(house, made) == ["confirmed"] * 6 and told_of(house) == []
