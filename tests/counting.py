"""Entries as rows, so that a test has many of them in any state without filling each."""

import math

from sqlalchemy import event, func, insert, select

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import answers, entries, persons, revisions
from core.services import campaigns, units

CAMPAIGN = "2024-anhui"


def put(house, unit, *states, track="innovation", at=START, owner=None, title="", **said):
    """One entry a state in the unit of that name (None: in none yet); ids in order. `said`: answers of each."""
    made = []
    with house.db.write() as tx:
        revision = tx.value(select(func.max(revisions.c.id)).where(revisions.c.campaign == CAMPAIGN))
        where = units.by_name(tx, unit) if unit else None
        assert where or not unit, unit
        if owner is None:
            owner = ids.new()
            tx.run(insert(persons).values(id=owner, name="", created_at=at))
        for state in states:
            sent = None if state == "draft" else at
            row = {"campaign": CAMPAIGN, "track": track, "owner": owner, "revision": revision, "unit": where,
                   "state": state, "title": title, "skipped": [], "version": 2, "submitted_at": sent, "category": said.get("category"),
                   **said.get("industry", {})}  # fmt: skip
            made.append(ids.new())
            tx.run(insert(entries).values(id=made[-1], created_at=at, changed_at=at, **row))
            for field, value in said.items():
                kept = {
                    "entry": made[-1],
                    "field": field,
                    "value": value,
                    "version": 1,
                    "by": owner,
                    "at": at,
                }
                tx.run(insert(answers).values(safety="unchecked", **kept))
    return made


def statements(house, act):
    """How many statements the database ran meanwhile."""
    return len(ran(house, act))


def ran(house, act):
    """The statements that the database ran meanwhile, in order."""
    seen = []

    def note(*args):
        seen.append(args[2])

    with house.db.read() as tx:
        campaigns.newest(house, tx)
    house.shelf.looked_at = math.inf  # the look for new campaign files comes by the clock, and not meanwhile
    event.listen(house.db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(house.db.engine, "before_cursor_execute", note)
        house.shelf.looked_at = 0.0
    return seen
