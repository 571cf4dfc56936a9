"""Two at the same moment: one number, one message, one holder of a name."""

import threading

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import entries as entry_table
from core.adapters.tables import messages, name_holds
from core.domain.refusals import Refused
from core.services import accounts, acts, demo
from tests import filling


@pytest.fixture
def people(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return [
            accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=START)
            for name in ("wang", "sun")
        ]


def at_once(house, submissions):
    """Submits `(entry, by)` each in its own thread, all let go together; gives what each came to."""
    ready, came = threading.Barrier(len(submissions)), {}

    def one(number, entry, by):
        ready.wait()
        try:
            with house.db.write() as tx:
                came[number] = acts.submit(house, tx, entry, by=by, now=START).row.number
        except Refused as refused:
            came[number] = refused.code

    threads = [threading.Thread(target=one, args=(number, *told)) for number, told in enumerate(submissions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came[number] for number in sorted(came)]


def test_two_submits_of_one_entry_are_one(house, people):
    entry = filling.whole(house, by=people[0], now=START)
    assert at_once(house, [(entry, people[0])] * 8) == ["AH24-000001"] * 8
    with house.db.read() as tx:
        assert [row.reason for row in tx.rows(select(messages.c.reason))] == ["received"]


def test_one_of_two_entries_of_one_name_gets_it(house, people):
    both = [(filling.whole(house, by=person, now=START), person) for person in people]
    assert sorted(at_once(house, both)) == ["AH24-000001", "entry.name.taken"]
    with house.db.read() as tx:
        states = sorted(row.state for row in tx.rows(select(entry_table.c.state)))
        holders = {row.entry for row in tx.rows(select(name_holds.c.entry))}
    assert states == ["draft", "submitted"]
    assert len(holders) == 1


def test_numbers_have_no_gaps_and_no_doubles(house, people):
    submissions = [
        (filling.whole(house, by=people[0], now=START, title=f"{filling.TITLE}之{number}"), people[0])
        for number in range(6)
    ]
    assert sorted(at_once(house, submissions)) == [f"AH24-{number:06d}" for number in range(1, 7)]
