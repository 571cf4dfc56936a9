"""A word to many whose batch fails: it calls for somebody, the others hear, and nobody is lost."""

import pytest
import structlog
from sqlalchemy import select

from core.adapters.tables import broadcasts
from core.services import alerts, broadcasting, messages, spreading, urged
from tests import posting
from tests.core.services import test_urging
from tests.core.services.test_broadcasting import drafted, owners, posted, released
from tests.core.services.test_urging import NOON
from tests.posting import NOW

officers = test_urging.officers
fake, house = posting.fake, posting.house


@pytest.fixture(autouse=True)
def _unprinted():
    """A printed fault with all that it knew takes seconds."""
    with structlog.testing.capture_logs():
        yield


@pytest.fixture
def going(house, fake, monkeypatch):
    """A released broadcast to 25 people in batches of ten."""
    owners(house, fake, 25)
    monkeypatch.setattr(broadcasting, "BATCH", 10)
    made = drafted(house)
    released(house, made, 25)
    return made


def spread(house, made, times=1):
    return [broadcasting.TELLING.spread(house, made, now=NOW) for _ in range(times)]


def row(house):
    with house.db.read() as tx:
        return tx.one(select(broadcasts))


def troubles(house):
    """What calls for somebody now."""
    with house.db.read() as tx:
        return [alert.code for alert in alerts.live(tx)]


def breaks(monkeypatch, house, *, which):
    """Posting fails for those of these places in the order of ids; gives how to mend it."""
    with house.db.read() as tx:
        found = broadcasting._audience(row(house).audience).subquery()
        everyone = [one.person for one in tx.rows(select(found.c.person).order_by(found.c.person))]
    bad, real = {everyone[place] for place in which}, messages.post

    def post(house, tx, person, *args, **told):
        if person in bad:
            raise ValueError("a name that cannot be read")
        real(house, tx, person, *args, **told)

    monkeypatch.setattr(messages, "post", post)
    return bad, bad.clear


def test_a_batch_that_failed_once_calls_for_nobody_and_goes_on(house, going, monkeypatch):
    _, mend = breaks(monkeypatch, house, which=[12])
    assert spread(house, going) == [10]
    assert (row(house).tries, row(house).finished_at, troubles(house)) == (1, None, [])
    mend()
    assert spread(house, going) == [25]
    assert (row(house).tries, row(house).missed, row(house).finished_at) == (0, 0, NOW)
    assert troubles(house) == []


def test_one_who_cannot_be_told_keeps_nobody_else_from_hearing(house, going, monkeypatch):
    bad, _ = breaks(monkeypatch, house, which=[12])
    assert spread(house, going, spreading.TRIES) == [10] * spreading.TRIES
    assert troubles(house) == ["batch.stuck"]
    assert spread(house, going) == [24]
    assert (row(house).told, row(house).missed, row(house).finished_at) == (24, 1, NOW)
    assert len(posted(house)) == len(set(posted(house)) - bad) == 24
    assert troubles(house) == ["batch.missed"]


def test_a_fault_of_everybody_passes_over_nobody(house, going, monkeypatch):
    _, mend = breaks(monkeypatch, house, which=range(25))
    assert spread(house, going, 2 * spreading.TRIES) == [0] * 2 * spreading.TRIES
    assert (row(house).past, row(house).missed, row(house).finished_at) == ("", 0, None)
    assert troubles(house) == ["batch.stuck"]
    mend()
    assert spread(house, going) == [25]
    assert troubles(house) == []
    assert len(set(posted(house))) == len(posted(house)) == 25


def test_a_fault_in_the_first_batch_of_a_reminder_is_not_one_of_the_officers_yes(
    house, officers, monkeypatch
):
    """The yes is kept, the others hear after some tries, and the officer is told of the one who did not."""
    owners, real = test_urging.drafts(house, 3), messages.post

    def post(house, tx, person, *args, **told):
        if person == owners[1]:
            raise ValueError("a name that cannot be read")
        real(house, tx, person, *args, **told)

    def stuck():
        with house.db.read() as tx:
            return urged.stuck(tx, officers[0])

    monkeypatch.setattr(messages, "post", post)
    assert test_urging.urged(house, officers[0]).count == 3
    with house.db.read() as tx:
        ((made,),) = urged.TELLING.waiting(tx)
    assert (test_urging.told(house), stuck()) == ([], (-1, 0))
    for _ in range(spreading.TRIES - 1):
        assert urged.TELLING.spread(house, made, now=NOON) == 0
    assert (stuck(), troubles(house)) == ((0, 0), ["batch.stuck"])
    assert urged.TELLING.spread(house, made, now=NOON) == 2
    assert sorted(test_urging.told(house)) == sorted([owners[0], owners[2]])
    assert (stuck(), troubles(house)) == ((-1, 1), ["batch.missed"])
