"""A 催办 whose batch fails: it calls for somebody, then person by person the others hear, each in words found for them alone."""

import re

import pytest
import structlog
from sqlalchemy import select

from core.adapters.tables import messages, urgings
from core.services import alerts, spreading, urging
from core.services import urged as service
from tests.core.services.test_urging import NOON, drafts, officers, told, urged

__all__ = ["officers"]
MANY = service.BATCH + 5


@pytest.fixture(autouse=True)
def _unprinted():
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def going(house, officers):
    """The owners in the order of their ids, of whom the yes told one batch; the row of the rest."""
    owners = sorted(drafts(house, MANY))
    urged(house, officers[0])
    with house.db.read() as tx:
        ((row,),) = service.TELLING.waiting(tx)
    return owners, row


def breaks(monkeypatch, bad):
    """The words of these persons cannot be found, alone or among others."""
    words = urging.words

    def broken(house, tx, found, *, now):
        if bad & set(found):
            raise ValueError("a title that cannot be said")
        return words(house, tx, found, now=now)

    monkeypatch.setattr(urging, "words", broken)
    return bad


def spread(house, row, times=1):
    return [service.TELLING.spread(house, row, now=NOON) for _ in range(times)]


def stuck(house, by):
    with house.db.read() as tx:
        return service.stuck(tx, by)


def troubles(house):
    with house.db.read() as tx:
        return [alert.code for alert in alerts.live(tx)]


def said(house):
    with house.db.read() as tx:
        rows = tx.rows(select(messages.c.person, messages.c.body).where(messages.c.reason == "urged"))
    return {row.person: row.body["text"] for row in rows}


def test_one_whose_words_fail_is_passed_over_and_the_others_hear_once(house, officers, going, monkeypatch):
    owners, row = going
    bad = breaks(monkeypatch, {owners[-2]})
    assert stuck(house, officers[0]) == (-1, 0)
    assert spread(house, row, spreading.TRIES - 1) == [service.BATCH] * (spreading.TRIES - 1)
    assert (stuck(house, officers[0]), troubles(house)) == ((-1, 0), [])
    assert spread(house, row) == [service.BATCH]
    assert (stuck(house, officers[0]), troubles(house)) == ((service.BATCH, 0), ["batch.stuck"])
    assert spread(house, row) == [MANY - 1]
    assert sorted(told(house)) == sorted(set(owners) - bad)
    assert (stuck(house, officers[0]), troubles(house)) == ((-1, 1), ["batch.missed"])


def test_words_found_alone_are_those_found_among_many(house, officers, going, monkeypatch):
    owners, row = going
    breaks(monkeypatch, {owners[-1]})
    spread(house, row, spreading.TRIES + 1)
    texts = said(house)
    alike = {person: re.sub(r"装置\d+", "装置", text) for person, text in texts.items()}
    assert sorted(alike) == owners[:-1]
    assert {alike[person] for person in owners[service.BATCH : -1]} == {alike[owners[1]]}
    assert len(set(texts.values())) == MANY - 1  # each names their own entry


def test_a_fault_of_everybody_passes_over_nobody_and_ends_when_it_is_mended(
    house, officers, going, monkeypatch
):
    owners, row = going
    bad = breaks(monkeypatch, set(owners))
    spread(house, row, 2 * spreading.TRIES)
    assert (stuck(house, officers[0]), troubles(house)) == ((service.BATCH, 0), ["batch.stuck"])
    bad.clear()
    assert spread(house, row) == [MANY]
    assert sorted(told(house)) == owners
    assert (stuck(house, officers[0]), troubles(house)) == ((-1, 0), [])


def test_only_the_latest_of_the_officer_themself_is_asked_about(house, officers, going, monkeypatch):
    owners, row = going
    breaks(monkeypatch, {owners[-2]})
    spread(house, row, spreading.TRIES)
    assert (stuck(house, officers[0]), stuck(house, officers[1])) == ((service.BATCH, 0), (-1, 0))
    with house.db.read() as tx:
        assert tx.value(select(urgings.c.tries)) == spreading.TRIES
