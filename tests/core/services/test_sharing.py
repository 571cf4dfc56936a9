"""An entry in several hands: joined by a code, handed over, adopted from an officer; each code is used once."""

import pytest

from core.adapters.clock import START
from core.domain.refusals import Refused
from core.services import accounts, answering, demo, entries, sharing

NOW = START


@pytest.fixture
def people(house):
    demo.furnish(house, now=NOW)
    with house.db.write() as tx:
        return {
            name: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=NOW)
            for name in ("wang", "sun", "li")
        }


def start(house, by):
    with house.db.write() as tx:
        return entries.start(house, tx, "2024-anhui", "innovation", by=by, now=NOW)


def offer(house, entry, to_be, by):
    with house.db.write() as tx:
        return sharing.offer(house, tx, entry, to_be=to_be, by=by, now=NOW)


def accept(house, code, by):
    with house.db.write() as tx:
        return sharing.accept(house, tx, code, by=by, now=NOW)


def roles(house, entry):
    with house.db.read() as tx:
        found = sharing.people(tx, entries.load(house, tx, entry))
        return {row["person"]: row["role"] for row in found}


def refusal(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value.code


def test_a_helper_joins_and_types(house, people):
    entry = start(house, people["wang"])
    assert accept(house, offer(house, entry, "helper", people["wang"]), people["sun"]) == entry
    with house.db.write() as tx:
        found = entries.open_for(house, tx, entry, by=people["sun"], to_edit=True)
        answering.save(house, tx, found, "title", "移动输液架", by=people["sun"], now=NOW)
    assert roles(house, entry) == {people["wang"]: "owner", people["sun"]: "team"}


def test_a_worker_adopts_what_an_officer_typed(house, people):
    entry = start(house, people["li"])
    with house.db.write() as tx:
        answering.save(
            house, tx, entries.load(house, tx, entry), "title", "移动输液架", by=people["li"], now=NOW
        )
    accept(house, offer(house, entry, "owner", people["li"]), people["wang"])
    with house.db.read() as tx:
        found = entries.open_for(house, tx, entry, by=people["wang"], to_edit=True)
        assert (found.row.owner, found.answers["title"]) == (people["wang"], "移动输液架")
        assert [row.id for row in entries.mine(tx, people["li"])] == [entry]
    assert roles(house, entry)[people["wang"]] == "owner"


def test_a_code_is_used_once(house, people):
    entry = start(house, people["wang"])
    code = offer(house, entry, "owner", people["wang"])
    accept(house, code, people["sun"])
    assert refusal(accept, house, code, people["li"]) == "share.unknown"
    assert roles(house, entry)[people["sun"]] == "owner"


@pytest.mark.parametrize("to_be", ["helper", "owner"])
def test_who_used_a_code_may_send_it_again_and_nothing_changes(house, people, to_be):
    """The answer to the first tap was lost."""
    entry = start(house, people["wang"])
    code = offer(house, entry, to_be, people["wang"])
    accept(house, code, people["sun"])
    before = roles(house, entry)
    with house.db.read() as tx:
        version = entries.load(house, tx, entry).row.version
    assert accept(house, code, people["sun"]) == entry
    with house.db.read() as tx:
        assert (entries.load(house, tx, entry).row.version, roles(house, entry)) == (version, before)
    assert refusal(accept, house, code, people["li"]) == "share.unknown"


def test_who_was_sent_away_does_not_come_back_by_the_used_code(house, people):
    entry = start(house, people["wang"])
    code = offer(house, entry, "helper", people["wang"])
    accept(house, code, people["sun"])
    with house.db.write() as tx:
        sharing.leave(house, tx, entry, people["sun"], by=people["wang"], now=NOW)
    assert refusal(accept, house, code, people["sun"]) == "share.unknown"


def test_a_code_of_one_who_gave_the_entry_away_opens_nothing(house, people):
    entry = start(house, people["wang"])
    kept = offer(house, entry, "owner", people["wang"])
    accept(house, offer(house, entry, "owner", people["wang"]), people["sun"])
    assert refusal(accept, house, kept, people["li"]) == "share.unknown"


def test_only_the_owner_offers(house, people):
    entry = start(house, people["wang"])
    accept(house, offer(house, entry, "helper", people["wang"]), people["sun"])
    assert refusal(offer, house, entry, "owner", people["sun"]) == "share.owner"
    assert refusal(offer, house, entry, "owner", people["li"]) == "entry.unknown"


def test_ones_own_code_changes_nothing(house, people):
    entry = start(house, people["wang"])
    accept(house, offer(house, entry, "helper", people["wang"]), people["wang"])
    assert roles(house, entry) == {people["wang"]: "owner"}


def test_a_helper_leaves_or_is_sent_away(house, people):
    entry = start(house, people["wang"])
    for who, by in (("sun", "sun"), ("li", "wang")):
        accept(house, offer(house, entry, "helper", people["wang"]), people[who])
        with house.db.write() as tx:
            sharing.leave(house, tx, entry, people[who], by=people[by], now=NOW)
    assert roles(house, entry) == {people["wang"]: "owner"}
    with house.db.write() as tx, pytest.raises(Refused):
        sharing.leave(house, tx, entry, people["wang"], by=people["sun"], now=NOW)
