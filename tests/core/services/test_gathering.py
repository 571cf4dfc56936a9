"""Two persons become one: everything that either held is the one's, and stands once."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import accepts, chats, consents, helpers, messages
from core.services import accounts, entries

CAMPAIGN = "2024-anhui"


@pytest.fixture
def cast(house):
    """Who stays, who goes, and somebody else who owns an entry."""
    with house.db.write() as tx:
        return [accounts.identify(tx, "mini", "wx-mini", f"m-{one}", now=START) for one in range(3)]


def held(house, table, *columns):
    with house.db.read() as tx:
        return sorted(tuple(row) for row in tx.rows(select(*(table.c[name] for name in columns))))


def put(house, table, *rows):
    with house.db.write() as tx:
        for row in rows:
            tx.run(insert(table).values(**row))


def begun(house, by):
    with house.db.write() as tx:
        return entries.start(house, tx, CAMPAIGN, "innovation", by=by, now=START)


def merge(house, keep, gone):
    with house.db.write() as tx:
        accounts.merge(tx, keep=keep, gone=gone, now=START)


def helps(entry, person):
    return {"entry": entry, "person": person, "role": "team", "added_at": START}


def test_what_either_helps_with_is_helped_with_once(house, cast):
    keep, gone, other = cast
    one, both = begun(house, other), begun(house, other)
    put(house, helpers, helps(one, gone), helps(both, gone), helps(both, keep))
    merge(house, keep, gone)
    assert held(house, helpers, "entry", "person") == sorted([(one, keep), (both, keep)])


def test_a_helper_who_becomes_the_owner_is_no_helper(house, cast):
    keep, gone, _ = cast
    theirs, mine = begun(house, gone), begun(house, keep)
    put(house, helpers, helps(theirs, keep), helps(mine, gone))
    merge(house, keep, gone)
    assert held(house, helpers, "entry", "person") == []


def test_what_either_agreed_to_is_agreed_to(house, cast):
    keep, gone, _ = cast
    agreed = [(gone, 1), (gone, 2), (keep, 1)]
    put(
        house,
        consents,
        *({"person": who, "campaign": CAMPAIGN, "version": v, "at": START} for who, v in agreed),
    )
    merge(house, keep, gone)
    assert held(house, consents, "person", "version") == [(keep, 1), (keep, 2)]


@pytest.mark.parametrize(
    ("talks", "left"),
    [(("gone",), "gone"), (("keep",), "keep"), (("keep", "gone"), "gone"), (("gone", "keep"), "keep"), ((), None)],
)  # fmt: skip
def test_the_younger_talk_goes_on(house, cast, talks, left):
    keep, gone, _ = cast
    names = {"keep": keep, "gone": gone}
    put(
        house,
        chats,
        *(
            {"person": names[who], "field": who, "cursor": {}, "at": START + timedelta(minutes=at)}
            for at, who in enumerate(talks)
        ),
    )
    merge(house, keep, gone)
    assert held(house, chats, "person", "field") == ([(keep, left)] if left else [])


def test_messages_and_accepts_are_the_ones_and_a_message_that_both_have_stands_once(house, cast):
    keep, gone, _ = cast
    waits = {"reason": "entry", "body": {}, "state": "waiting", "due_at": START, "at": START}
    put(
        house,
        messages,
        {"id": ids.new(), "person": gone, "occasion": "a", **waits},
        {"id": ids.new(), "person": gone, "occasion": "b", **waits},
        {"id": ids.new(), "person": keep, "occasion": "b", **waits},
    )
    put(
        house,
        accepts,
        {"id": ids.new(), "person": gone, "template": "t", "source": "tap", "at": START},
    )
    merge(house, keep, gone)
    assert held(house, messages, "person", "occasion") == [(keep, "a"), (keep, "b")]
    assert held(house, accepts, "person", "template") == [(keep, "t")]
