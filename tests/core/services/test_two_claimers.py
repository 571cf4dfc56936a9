"""On PostgreSQL two senders claim at the very same moment: no row is taken twice, and neither waits for the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids, migrating
from core.adapters.clock import START, real
from core.adapters.tables import (
    archives,
    attachments,
    codes,
    digests,
    mails,
    messages,
    packages,
    persons,
    subscriptions,
)
from core.adapters.tables import entries as entry_table
from core.domain.refusals import Refused
from core.services import (
    accounts,
    delivering,
    digesting,
    fetching,
    mailing,
    robots,
    sweeping,
    units,
)
from core.services import archives as archive_service
from core.services import checks as check_service
from core.services import mends as mend_service
from core.services import packages as package_service
from core.services import subscriptions as ledger
from tests import two_machines
from tests.core.services import roadshows

houses = two_machines.houses


def test_the_migrations_make_the_same_tables_as_the_code_declares(houses):
    assert migrating.differences(houses[0].db) == []
    migrating.migrate(houses[0].settings, houses[0].db)  # again: nothing to do


def people(house, count):
    with house.db.write() as tx:
        made = [ids.new() for _ in range(count)]
        for person in made:
            tx.run(insert(persons).values(id=person, name="", created_at=START))
    return made


def post(house, count):
    """Messages that wait; what earlier tests left is gone."""
    with house.db.write() as tx:
        tx.run(messages.delete())
    row = {"reason": "received", "occasion": "x", "body": {"title": "夹具"}, "state": "waiting", "attempt": 0}
    for person in people(house, count):
        with house.db.write() as tx:
            tx.run(insert(messages).values(id=ids.new(), person=person, due_at=real(), at=START, **row))


def test_a_message_is_taken_by_one(houses):
    post(houses[0], 20)

    def claimed(house, hold=lambda: None):
        with house.db.write() as tx:
            found = delivering._claim(house, tx, 12, now=START)
            hold()
        return {task.id for task in found}

    first, second = two_machines.both(lambda hold: claimed(houses[0], hold), lambda: claimed(houses[1]))
    assert (len(first), len(second), first & second) == (12, 8, set())


def test_eight_senders_take_each_message_once(houses):
    post(houses[0], 240)
    gate, taken = threading.Barrier(8), []

    def work(number):
        gate.wait()
        while True:
            house = houses[number % 2]
            with house.db.write() as tx:
                found = delivering._claim(house, tx, 5, now=START)
            if not found:
                return
            taken.extend(task.id for task in found)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert (len(taken), len(set(taken))) == (240, 240)


def test_a_digest_is_said_by_one(houses):
    house = houses[0]
    with house.db.write() as tx:
        unit = units.add(tx, "淮河医院工会", parent=None, kind="unit", now=START)
        robot = robots.add(house, tx, unit, "群", "k" * 20, by=None, now=START)
        for number in range(5):
            robots.post(house, tx, unit, f"o-{number}", f"第 {number} 条", now=START)

    def claimed(house, hold=lambda: None):
        with house.db.write() as tx:
            _, said = robots._claim(tx, robot)
            hold()
        return {row.id for row in said}

    first, second = two_machines.both(lambda hold: claimed(houses[0], hold), lambda: claimed(houses[1]))
    assert (len(first), second) == (5, set())
    with house.db.read() as tx:
        assert {row.attempt for row in tx.rows(select(digests.c.attempt))} == {1}


def course(house):
    return roadshows.course(house, house.people, START)


def test_a_mail_is_taken_by_one(houses):
    house = houses[0]
    entry, made = course(house), ids.new()
    row = {
        "entry": entry,
        "version": 1,
        "round": 0,
        "code": ids.code(),
        "recipient": "a@example.org",
        "subject": "s",
    }
    with house.db.write() as tx:
        tx.run(
            insert(mails).values(
                id=made, listed=[], state="waiting", attempt=0, due_at=real(), at=START, wrong=0, **row
            )
        )
    found = two_machines.together(lambda number: mailing._claim(houses[number % 2], made))
    assert sum(one is not None for one in found) == 1


def test_codes_guessed_at_the_same_moment_are_counted_one_by_one(houses):
    with houses[0].db.write() as tx:
        entry = tx.value(select(mails.c.entry))
        tx.run(update(entry_table).where(entry_table.c.id == entry).values(state="submitted"))
        code = tx.value(select(mails.c.code))

    def guess(number):
        with pytest.raises(Refused) as refused:
            fetching.unlock(houses[number % 2], code, "000000", now=START)
        return refused.value.code

    said = sorted(two_machines.together(guess, times=fetching.TRIES + 3))
    assert said == ["mail.key.tries"] * 4 + ["mail.key.wrong"] * 4


@pytest.mark.parametrize("kind", ["check", "mend", "archive", "package"])
def test_a_piece_of_long_work_is_taken_by_one(houses, kind):
    house = houses[0]
    entry = course(house)
    with house.db.read() as tx:
        file = tx.value(select(attachments.c.id).where(attachments.c.entry == entry))
    made = ids.new()
    with house.db.write() as tx:
        if kind in ("check", "mend"):
            values = {"state": "received"} if kind == "check" else {"fixing": "density", "fixing_with": {}}
            tx.run(update(attachments).where(attachments.c.id == file).values(lease_until=real(), **values))
        elif kind == "archive":
            row = {
                "entry": entry,
                "version": 1,
                "state": "waiting",
                "attempt": 0,
                "lease_until": real(),
                "by": house.people["officer"],
                "at": real(),
            }
            tx.run(insert(archives).values(id=made, **row))
        else:
            row = {
                "kind": "handover",
                "campaign": "2024-anhui",
                "about": {},
                "state": "waiting",
                "attempt": 0,
            }
            row |= {"lease_until": real(), "by": house.people["officer"], "at": START}
            tx.run(insert(packages).values(id=made, **row))
    works = {
        "check": check_service.CHECKING,
        "mend": mend_service.MENDING,
        "archive": archive_service.PACKING,
        "package": package_service.MAKING,
    }
    what = file if kind in ("check", "mend") else made
    found = two_machines.together(lambda number: works[kind].claim(houses[number % 2], what, now=real()))
    assert sum(one is not None for one in found) == 1


def test_a_digest_of_files_is_told_by_one(houses):
    house = houses[0]
    entry = course(house)
    with house.db.write() as tx:
        tx.run(messages.delete())
        values = {"is_told": False, "state": "checked", "checked_at": real(), "by": house.people["officer"]}
        tx.run(update(attachments).where(attachments.c.entry == entry).values(**values))
    by = house.people["officer"]
    found = two_machines.together(lambda number: digesting.tell(houses[number % 2], entry, by, now=START))
    assert sum(one != "nothing" for one in found) == 1


def test_a_code_is_used_by_one(houses):
    with houses[0].db.write() as tx:
        tx.run(codes.delete())
        person = ids.new()
        tx.run(insert(persons).values(id=person, name="", created_at=START))
        code = accounts.give_code(tx, "join", person=person, about={}, minutes=5)

    def take(house, hold=lambda: None):
        try:
            with house.db.write() as tx:
                accounts.take_code(tx, "join", code, refusal="code.used")
                hold()
        except Refused:
            return 0
        return 1

    first, second = two_machines.both(lambda hold: take(houses[0], hold), lambda: take(houses[1]))
    assert first + second == 1


def test_no_accept_is_lost_when_two_are_counted_at_once(houses):
    [person] = people(houses[0], 1)
    with houses[0].db.write() as tx:
        ledger.credit(tx, person, "申报进度通知", source=ledger.REPORT)

    def count(house, hold=lambda: None):
        with house.db.write() as tx:
            ledger.credit(tx, person, "申报进度通知", source=ledger.REPORT)
            hold()

    two_machines.both(lambda hold: count(houses[0], hold), lambda: count(houses[1]))
    with houses[0].db.read() as tx:
        assert tx.value(select(subscriptions.c.left).where(subscriptions.c.person == person)) == 3


def test_one_tick_acts(houses):
    sweeps = [sweeping.Sweep(houses[number % 2]) for number in range(6)]
    assert sum(two_machines.together(lambda number: sweeps[number].holds())) == 1
