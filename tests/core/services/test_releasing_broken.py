"""A batch of decisions with one that always fails: it calls for somebody, the others are told, and it waits again with why."""

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from core.adapters.clock import START
from core.adapters.tables import releases, verdicts
from core.services import alerts, releasing
from core.services import verdicts as service
from tests.core.services import deciding
from tests.core.services.test_releasing import AFTER, COUNTS, made, people, release, states, told_of

__all__ = ["made", "people"]


@pytest.fixture(autouse=True)
def _unprinted():
    with structlog.testing.capture_logs():
        yield


def tried(house, batch, times=1):
    """So many attempts, each after the lease of the one before."""
    given = []
    for _ in range(times):
        given.append(releasing.run(house, batch, now=START))
        with house.db.write() as tx:
            tx.run(update(releases).values(lease_until=START - timedelta(days=1)))
    return given


def troubles(house):
    with house.db.read() as tx:
        return [alert.code for alert in alerts.live(tx)]


def said(house, people):
    """What the page says of the batches."""
    with house.db.read() as tx:
        listed = releasing.listed(tx, deciding.CAMPAIGN, by=people["auditor"])
        return [said for row, _ in listed for said in releasing.troubles(tx, [row]).get(row.id, [])]


def breaks(monkeypatch, bad, fault):
    carry = releasing._CARRY["innovation"]

    def broken(house, tx, entry, *args, **more):
        if entry.id in bad:
            raise fault
        return carry(house, tx, entry, *args, **more)

    monkeypatch.setattr(releasing, "_CARRY", {"innovation": broken})


class Killed(BaseException):
    """No handler of ours sees it."""


def test_one_that_fails_lets_the_others_be_told_and_waits_with_why(house, people, made, monkeypatch):
    breaks(monkeypatch, {made[2]}, ValueError("a name that cannot be printed"))
    batch = release(house, people, COUNTS)
    assert tried(house, batch, releasing.TRIES - 1) == ["failed"] * (releasing.TRIES - 1)
    assert (troubles(house), said(house, people)) == ([], [])
    assert tried(house, batch) == ["failed"]
    assert troubles(house) == ["release.stuck"]
    (stuck,) = said(house, people)
    assert "不要另外公布" in stuck
    assert states(house, made) == ["approved"] * 2 + ["confirmed"] * 4
    assert tried(house, batch) == ["done"]
    assert states(house, made) == [*AFTER[:2], "confirmed", *AFTER[3:]]
    assert told_of(house) == sorted([*AFTER[:2], *AFTER[3:]])
    assert troubles(house) == ["release.missed"]
    (missed,) = said(house, people)
    assert "1 项" in missed
    with house.db.read() as tx:
        found = service.waiting(tx, deciding.CAMPAIGN, by=people["auditor"])
    assert [(line.entry, line.fits) for line in found.lines] == [(made[2], True)]
    assert "系统出了错" in found.lines[0].fault


def test_one_that_was_mended_is_released_again(house, people, made, monkeypatch):
    bad = {made[2]}
    breaks(monkeypatch, bad, ValueError("x"))
    tried(house, release(house, people, COUNTS), releasing.TRIES + 1)
    bad.clear()
    assert tried(house, release(house, people, {"approve": 1})) == ["done"]
    assert states(house, made) == AFTER and told_of(house) == sorted(AFTER)
    assert deciding.rows(house, verdicts) == []


def test_one_that_kills_every_worker_does_not_hold_up_the_others(house, people, made, monkeypatch):
    breaks(monkeypatch, {made[0]}, Killed())
    batch = release(house, people, COUNTS)
    for _ in range(releasing.TRIES + 1):
        with pytest.raises(Killed):
            releasing.run(house, batch, now=START)
        with house.db.write() as tx:
            tx.run(update(releases).values(lease_until=START - timedelta(days=1)))
    assert troubles(house) == ["release.stuck"]
    assert tried(house, batch) == ["done"]
    assert states(house, made) == ["confirmed", *AFTER[1:]]
    assert troubles(house) == ["release.missed"]


def test_a_fault_of_the_database_puts_nothing_back(house, people, made, monkeypatch):
    bad = set(made)
    breaks(monkeypatch, bad, OperationalError("", {}, Exception("gone")))
    batch = release(house, people, COUNTS)
    assert tried(house, batch, releasing.TRIES + 2) == ["failed"] * (releasing.TRIES + 2)
    assert troubles(house) == ["release.stuck"]
    assert {row.release for row in deciding.rows(house, verdicts)} == {batch}
    bad.clear()
    assert tried(house, batch) == ["done"]
    assert (states(house, made), troubles(house)) == (AFTER, [])
