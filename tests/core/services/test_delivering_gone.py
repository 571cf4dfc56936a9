"""Messages whose person ends, or turns out to be another, while they wait or a sender has them in hand."""

import pytest
from sqlalchemy import select, update

from core.adapters.tables import deliveries, messages
from core.services import accounts, delivering, outcomes, privacy, reaching
from tests import posting
from tests.posting import NOW, post, state, tries, troubles

fake, house = posting.fake, posting.house


def claimed(house):
    """What a sender has in hand."""
    with house.db.write() as tx:
        return delivering._claim(house, tx, 10, now=NOW)


def erase(house):
    with house.db.write() as tx:
        privacy.erase(house, tx, posting.wang(house, tx), now=NOW)


def other(house):
    """A person whom nothing reaches."""
    with house.db.write() as tx:
        return accounts.identify(tx, "mini", house.settings.mini_app_id, "m-another", now=NOW)


def merge(house, *, gone):
    with house.db.write() as tx:
        accounts.merge(tx, keep=posting.wang(house, tx), gone=gone, now=NOW)


def put(house, message, **values):
    with house.db.write() as tx:
        tx.run(update(messages).where(messages.c.id == message).values(**values))


def all_of(house, table):
    with house.db.read() as tx:
        return tx.rows(select(table))


# erased -----------------------------------------------------------------------------------------------------------
def test_one_whose_person_was_erased_meanwhile_ends_alone(house, fake):
    post(house, "received", occasion="theirs")
    kept = post(house, "received", occasion="kept", person=other(house))
    done = [reaching.attempt(house, task, now=NOW) for task in claimed(house)]
    erase(house)
    outcomes.write(house, done, now=NOW)
    assert (state(house, kept), tries(house, kept)) == ("failed", [("none", "failed", None)])
    assert [row.message for row in all_of(house, deliveries)] == [kept]


def test_one_whose_person_was_erased_is_not_begun(house, fake):
    posting.writes(house, fake)
    post(house, "reply", occasion="theirs")
    tasks = claimed(house)
    erase(house)
    done = [reaching.attempt(house, task, now=NOW) for task in tasks]
    outcomes.write(house, done, now=NOW)
    assert (fake.sent(), all_of(house, messages), troubles(house)) == ([], [], [])


# two who are one --------------------------------------------------------------------------------------------------
def test_one_that_both_had_in_hand_ends_alone(house, fake):
    phone = other(house)
    post(house, "returned", person=phone)
    post(house, "returned")
    done = [reaching.attempt(house, task, now=NOW) for task in claimed(house)]
    merge(house, gone=phone)
    outcomes.write(house, done, now=NOW)
    [kept] = all_of(house, messages)
    assert (kept.state, tries(house, kept.id)) == ("sent", [("template", "sent", None)])


@pytest.mark.parametrize("theirs", ["failed", "dropped"])
def test_what_did_not_reach_one_of_them_reaches_the_other(house, fake, theirs):
    phone = other(house)
    post(house, "returned", person=phone)
    put(house, all_of(house, messages)[0].id, state=theirs)
    post(house, "returned")
    merge(house, gone=phone)
    delivering.drain(house, clock=lambda: NOW)
    [kept] = all_of(house, messages)
    assert (kept.state, len(fake.sent())) == ("sent", 1)


@pytest.mark.parametrize("attempt", [0, 1])
@pytest.mark.parametrize("theirs", ["sent", "unknown"])
def test_what_one_of_them_heard_is_not_said_again_and_stays_to_be_seen(house, fake, theirs, attempt):
    phone = other(house)
    heard = post(house, "returned", person=phone)
    put(house, heard, state=theirs)
    post(house, "returned", title="另一个")
    put(house, next(row.id for row in all_of(house, messages) if row.id != heard), attempt=attempt)
    merge(house, gone=phone)
    delivering.drain(house, clock=lambda: NOW)
    assert [(row.id, row.state) for row in all_of(house, messages)] == [(heard, theirs)]
    assert fake.sent() == []
