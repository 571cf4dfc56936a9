"""The log as a chain: whole after any work, and a changed, removed or added line is found."""

import threading

import pytest
from alembic import command
from sqlalchemy import delete, insert, select, update

from core.adapters.clock import START
from core.adapters.tables import log
from core.services import accounts, acts, audit_log, demo
from core.services import house as building
from tests import filling
from tests.core.adapters.test_migrating import to


@pytest.fixture
def worked(house):
    """A log of a whole declaration."""
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        me = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)
    entry = filling.whole(house, by=me, now=START)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=me, now=START)
        tx.after_commit.clear()
    return house


def verdict(house, **more):
    with house.db.read() as tx:
        return audit_log.verify(tx, **more)


def change(house, statement):
    with house.db.write() as tx:
        tx.run(statement)


def test_a_log_of_real_work_is_whole(worked):
    with worked.db.read() as tx:
        rows = tx.rows(select(log).order_by(log.c.sequence))
    found = verdict(worked)
    assert found == audit_log.Verdict(len(rows), rows[-1].hash, None, True) and found.count > 10
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    assert [row.before for row in rows] == ["", *(row.hash for row in rows[:-1])]


@pytest.mark.parametrize(
    "values", [{"by": "another"}, {"act": "entry.approve"}, {"about": {"after": "x"}}, {"hash": "0" * 64}]
)
def test_a_changed_line_is_found(worked, values):
    change(worked, update(log).where(log.c.sequence == 5).values(**values))
    assert verdict(worked).broken == 5


def test_a_removed_line_is_found_and_one_slipped_in(worked):
    with worked.db.read() as tx:
        fourth, last = (
            tx.one(select(log).where(log.c.sequence == place))._asdict()
            for place in (4, audit_log.head(tx)[0])
        )
    change(worked, delete(log).where(log.c.sequence == 4))
    assert verdict(worked).broken == 4
    change(worked, insert(log).values(**fourth))
    assert verdict(worked).broken is None
    change(worked, insert(log).values(**{**last, "sequence": last["sequence"] + 1, "id": "slipped"}))
    assert verdict(worked).broken == last["sequence"] + 1


def test_a_tail_that_was_cut_off_is_found_by_a_hash_noted_before(worked):
    noted = verdict(worked).head
    change(worked, delete(log).where(log.c.hash == noted))
    assert verdict(worked).broken is None
    assert verdict(worked, anchor=noted).has_anchor is False
    assert verdict(worked, anchor=verdict(worked).head).has_anchor is True


def test_what_is_undone_leaves_no_gap(worked):
    count = verdict(worked).count
    with pytest.raises(RuntimeError), worked.db.write() as tx:
        audit_log.note(tx, "entry.start", by=None, now=START)
        raise RuntimeError
    with worked.db.write() as tx:
        audit_log.note(tx, "entry.start", by=None, now=START)
    assert verdict(worked).count == count + 1 and verdict(worked).broken is None


def test_writers_of_two_processes_make_one_chain(house):
    """Two houses on one database share no lock in memory, as two processes do."""
    other = building.build(house.settings)

    def write(own):
        for number in range(40):
            with own.db.write() as tx:
                audit_log.note(tx, "entry.start", by=None, now=START, entry=str(number))

    writers = [threading.Thread(target=write, args=(own,)) for own in (house, other, house, other)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    other.db.close()
    found = verdict(house)
    assert (found.count, found.broken) == (160, None)


def test_older_lines_are_chained_by_the_upgrade(worked):
    with worked.db.read() as tx:
        before = [(row.id, row.act, row.about) for row in audit_log.lines(tx)]
    to(worked, "0007", command.downgrade)
    to(worked, "head", command.upgrade)
    with worked.db.read() as tx:
        after = [(row.id, row.act, row.about) for row in audit_log.lines(tx)]
    assert after == sorted(before) and verdict(worked).broken is None
