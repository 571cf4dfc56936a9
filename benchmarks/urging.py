"""催办 at the top of a tree: how long the chat's own transaction takes with 10,000 drafts, beside the 5 seconds that the
platform waits, and one bare query of the same rows."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

import handlers
from benchmarks import serving
from core import settings as environment
from core.adapters import ids
from core.adapters.tables import entries, identities, persons, revisions
from core.services import accounts, units, urged
from core.services import house as building
from core.services.house import House

COUNT, UNITS = 10_000, 400
NOON = datetime.fromisoformat("2024-05-20T12:00:00+08:00")
BOSS = "o-boss"


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder:
        serving.migrate(folder)
        house = building.build(environment.load(sandbox=True, data_dir=folder))
        try:
            _fill(house)
            bare = _timed(lambda: _bare(house))
            asked, told = _says(house, "催办"), _says(house, "是")
            began = time.perf_counter()
            longest, count = _spread(house)
            took = time.perf_counter() - began
        finally:
            house.db.close()
    yield {
        "figure": f"催办 with {COUNT:,} drafts: the chat's transaction",
        "question_seconds": round(asked, 2),
        "yes_seconds": round(told, 2),
        "bound": 5,
        "yardstick_seconds": round(bare, 3),
    }
    yield {
        "figure": f"催办: the job that tells all {COUNT:,}",
        "seconds": round(took, 1),
        "told": count,
        "longest_transaction_ms": round(longest * 1000, 1),
        "bound": 700,
    }


def _fill(house: House) -> None:
    """A draft each of so many followers, in units below one; an officer of that one."""
    with house.db.write() as tx:
        top = units.add(tx, "总工会", parent=None, kind="unit", is_direct=True, now=NOON)
        seats = [
            units.add(tx, f"第{n}工会", parent=top, kind="unit", is_direct=False, now=NOON)
            for n in range(UNITS)
        ]
        boss = accounts.identify(tx, "oa", house.settings.oa_app_id, BOSS, now=NOON)
        accounts.grant(tx, boss, "officer", unit=top, campaign=None, by=None, now=NOON)
        revision = tx.value(select(func.max(revisions.c.id)).where(revisions.c.campaign == "2024-anhui"))
        for first in range(0, COUNT, 500):
            people = [ids.new() for _ in range(500)]
            tx.run(insert(persons).values([{"id": one, "name": "某", "created_at": NOON} for one in people]))
            tx.run(insert(identities).values([_identity(house, one) for one in people]))
            rows = [_draft(one, seats[(first + n) % UNITS], revision) for n, one in enumerate(people)]
            tx.run(insert(entries).values(rows))


def _identity(house: House, person: str) -> dict[str, Any]:
    known = {"kind": "oa", "app_id": house.settings.oa_app_id, "subject": f"o-{person}", "follows": True}
    return {"id": ids.new(), "person": person, "heard_at": NOON, "created_at": NOON, **known}


def _draft(owner: str, unit: str, revision: str) -> dict[str, Any]:
    row = {
        "campaign": "2024-anhui",
        "track": "innovation",
        "owner": owner,
        "revision": revision,
        "unit": unit,
    }
    row |= {"id": ids.new(), "state": "draft", "title": "装置", "skipped": [], "version": 2}
    return {"created_at": NOON, "changed_at": NOON, **row}


def _timed(act: Any) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _bare(house: House) -> None:
    with house.db.read() as tx:
        assert (
            len(tx.rows(select(entries.c.owner, entries.c.title).where(entries.c.state == "draft"))) >= COUNT
        )


def _says(house: House, text: str) -> float:
    """Seconds of what the callback does with one text of the officer, commit and all."""
    fields = {"FromUserName": BOSS, "MsgType": "text", "Content": text}
    began = time.perf_counter()
    with house.db.write() as tx:
        said = handlers.answer(house, tx, fields, now=NOON)
        tx.after_commit.clear()
    assert "10000 位" in said, said
    return time.perf_counter() - began


def _spread(house: House) -> tuple[float, int]:
    """The longest transaction, and how many were told altogether."""
    with house.db.read() as tx:
        ((row,),) = urged.TELLING.waiting(tx)
    longest, is_over = 0.0, False
    while not is_over:
        began = time.perf_counter()
        with house.db.write() as tx:
            is_over = urged.TELLING.turn(house, tx, row, now=NOON)
            tx.after_commit.clear()
        longest = max(longest, time.perf_counter() - began)
    return longest, urged.TELLING.spread(house, row, now=NOON)
