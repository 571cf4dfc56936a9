"""One machine for long work: twice, late, out of order, killed, by two processes; what differed before is held here."""

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from core.adapters import ids
from core.adapters.clock import START, real
from core.adapters.tables import packages as table
from core.domain.refusals import Refused
from core.services import accounts, archives, attaching, leasing, mends, packages, releasing
from core.services.sweeping import Sweep
from tests import two_machines
from tests.running import ROOT, until

houses, place = two_machines.houses, two_machines.place
WORKS = (attaching.CHECKING, mends.MENDING, archives.PACKING, packages.MAKING, releasing.RELEASING)
WORK = packages.MAKING
_CLAIM = """
import sys
from pathlib import Path
from core import settings
from core.adapters.clock import real
from core.services import house, packages
made = house.build(settings.load(sandbox=True, data_dir=Path(sys.argv[1]), redis_url=sys.argv[2]))
row = packages.MAKING.claim(made, sys.argv[3], now=real())
print(row and row.attempt, flush=True)
with packages.MAKING.held(made, row):
    sys.stdin.read()
"""


def waiting(house):
    """A row that waits; its id."""
    made = ids.new()
    with house.db.write() as tx:
        by = accounts.identify(tx, "oa", "app", "openid-lease", now=START)
        row = {"kind": "handover", "campaign": "2024-anhui", "about": {}, "state": "waiting", "attempt": 0}
        tx.run(insert(table).values(id=made, lease_until=real(), by=by, at=START, **row))
    return made


def row_of(house, made):
    with house.db.read() as tx:
        return tx.one(select(table).where(table.c.id == made))


def due(house, made, now):
    with house.db.read() as tx:
        return [row for row in WORK.due(tx, now=now, limit=1000) if row[0] == made]


def settled(house, row, **values):
    with house.db.write() as tx:
        return WORK.settle(tx, row, **values)


def test_a_claim_is_one_until_its_lease_ends(place):
    made, now = waiting(place), real()
    assert due(place, made, now) == [(made, 0)]
    first = WORK.claim(place, made, now=now)
    assert (first.attempt, first.lease_until) == (1, now + leasing.LEASE)
    assert WORK.claim(place, made, now=now) is None and due(place, made, now) == []
    later = now + leasing.LEASE
    assert WORK.claim(place, made, now=later - timedelta(seconds=1)) is None
    assert due(place, made, later) == [(made, 1)]
    assert WORK.claim(place, made, now=later).attempt == 2


def test_a_late_one_neither_renews_nor_settles_what_another_has(place):
    made, now = waiting(place), real()
    late = WORK.claim(place, made, now=now)
    own = WORK.claim(place, made, now=now + leasing.LEASE)
    with place.db.write() as tx:
        assert not WORK.renew(tx, late, now=now, progress=99)
        assert WORK.renew(tx, own, now=now + 2 * leasing.LEASE, progress=3)
    assert not settled(place, late, state="failed")
    kept = row_of(place, made)
    assert (kept.state, kept.progress, kept.lease_until) == ("waiting", 3, now + 3 * leasing.LEASE)
    assert settled(place, own, state="made")
    assert not settled(place, own, state="failed")  # twice
    assert (row_of(place, made).state, row_of(place, made).lease_until) == ("made", None)
    assert WORK.claim(place, made, now=now + timedelta(days=9)) is None


def test_a_row_whose_lease_nobody_wrote_is_found_like_any_other(place):
    made = waiting(place)
    with place.db.write() as tx:
        tx.run(update(table).where(table.c.id == made).values(lease_until=None))
    assert due(place, made, real()) == [(made, 0)]
    assert WORK.claim(place, made, now=real()).attempt == 1


def test_of_two_machines_at_the_very_same_moment_one_has_it(houses):
    made = waiting(houses[0])
    found = two_machines.together(lambda number: WORK.claim(houses[number % 2], made, now=real()))
    assert [row.attempt for row in found if row] == [1]


def test_a_settlement_and_a_new_claim_at_the_same_moment_are_one_after_the_other(houses):
    made, now = waiting(houses[0]), real()
    own = WORK.claim(houses[0], made, now=now)

    def settle(hold):
        with houses[0].db.write() as tx:
            told = WORK.settle(tx, own, state="made")
            hold()
        return told

    def claim():
        return WORK.claim(houses[1], made, now=now + leasing.LEASE)

    assert two_machines.both(settle, claim) == (True, None)


def test_a_killed_process_holds_it_no_longer_than_its_lease(house):
    made = waiting(house)
    told = [str(house.settings.data_dir), house.settings.redis_url, made]
    command = [sys.executable, "-c", _CLAIM, *told]
    holder = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"1\n"
    assert WORK.claim(house, made, now=row_of(house, made).lease_until - leasing.LEASE / 2) is None
    holder.kill()
    holder.communicate()
    until_when = row_of(house, made).lease_until
    assert due(house, made, until_when) == [(made, 1)]
    assert WORK.claim(house, made, now=until_when).attempt == 2


def test_signs_of_life_end_with_the_work_and_touch_nothing_after_it(house, monkeypatch):
    """Before, one that came between the settlement and the end gave a file of a month 45 seconds to live."""
    monkeypatch.setattr(leasing, "_TELL", 0.01)
    monkeypatch.setattr(leasing, "_BEAT", 0.01)
    made = waiting(house)
    row = WORK.claim(house, made, now=real())
    keeps, beats = real() + packages.LIVES, []
    renew = leasing.Work.renew
    monkeypatch.setattr(
        leasing.Work, "renew", lambda *told, **more: beats.append(renew(*told, **more)) or beats[-1]
    )
    with WORK.held(house, row) as tell:
        tell(42)
        until(lambda: row_of(house, made).progress == 42, what="the percent")
        assert settled(house, row, state="made", progress=None, lease_until=keeps)
        until(lambda: beats and beats[-1] is False, what="a sign of life that came too late")
        until(lambda: is_unwanted(tell), what="that whoever works on hears of it")
    assert (row_of(house, made).lease_until, row_of(house, made).progress) == (keeps, None)


def is_unwanted(tell):
    try:
        tell(43)
    except leasing.Unwanted:
        return True
    return False


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.name)
def test_each_kind_is_swept_and_hinted_at_by_its_attempt(house, work):
    told = ("density",) if work is mends.MENDING else ()
    work.hint(house, "an-id", 3, *told)
    work.hint(house, "an-id", 3, *told)
    queued = [*house.jobs._queue.jobs, *house.jobs._slow.jobs]
    assert [(job.id, job.func_name, job.args, job.timeout) for job in queued] == [
        (f"{work.name}-an-id-3", work.job, ["an-id"], work.seconds)
    ]
    assert bool(house.jobs._slow.jobs) == (work in (archives.PACKING, packages.MAKING))


def test_the_sweep_finds_what_died(house):
    made = waiting(house)
    Sweep(house).turn()
    assert [job.id for job in house.jobs._slow.jobs] == [f"package-{made}-0"]


def test_an_attempt_beyond_the_last_is_spent_where_something_gives_up():
    class Row:
        attempt = 4

    assert [work.is_spent(Row) for work in WORKS] == [False, True, True, True, False]


def test_without_workers_nobody_is_told_to_wait(house, monkeypatch):
    leasing.require_workers(house)
    monkeypatch.setattr(house.jobs, "is_up", lambda: False)
    with pytest.raises(Refused, match="queue.unavailable"):
        leasing.require_workers(house)
