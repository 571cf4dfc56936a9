"""Progress of 1,000 units with 100,000 entries in SQLite, beside one bare count of the same rows."""

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import asking, serving
from core import settings as environment
from core.adapters import ids
from core.services import campaigns, kinds, progress
from core.services import house as building

COUNT, DIRECT, PARTS = 100_000, 200, 4
_STATES = ("draft", "submitted", "returned", "confirmed", "approved", "withdrawn")
_CATEGORIES = ("小发明", "小创造", "小革新", "小建议", "小设计")
_INDUSTRIES = (
    ("Q", "84"),
    ("Q", "85"),
    ("P", "83"),
    ("C", "25"),
    ("C", "34"),
    ("R", "88"),
    ("M", "73"),
    ("N", "77"),
)
_BARE = "SELECT unit, track, state, count(*) FROM entries WHERE campaign = '2024-anhui' GROUP BY unit, track, state"


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder:
        serving.migrate(folder)
        one = fill(folder / "wuxiao.db")
        house = building.build(environment.load(sandbox=True, data_dir=folder))
        with house.db.read() as tx:
            made = campaigns.campaign(house, tx, "2024-anhui")
        within = (None,)
        asked: dict[str, Callable[[Any], object]] = {
            "table of all units": lambda tx: progress.table(tx, made, within=within),
            "a unit's branch": lambda tx: progress.table(tx, made, within=within, at=one),
            "by day": lambda tx: progress.by_day(tx, made, within=within),
            "by kind": lambda tx: kinds.by_kind(tx, made, within=within),
            "whole page": lambda tx: (
                progress.table(tx, made, within=within),
                progress.by_day(tx, made, within=within),
            ),
        }
        bare = _bare(folder / "wuxiao.db")
        for name, ask in asked.items():
            yield asking.measured(house, f"progress of 100,000 entries: {name}", ask, yardstick_ms=bare)
        house.db.close()


def fill(database: Path) -> str:
    """The rows, with categories and industries where lists and counts look for them. Gives a unit."""
    chance = random.Random(20240628)
    begins = datetime(2024, 5, 13, tzinfo=UTC).replace(tzinfo=None)

    def text(at: datetime) -> str:
        return at.isoformat(" ", "microseconds")

    with sqlite3.connect(database) as connection:
        revision = connection.execute("SELECT id FROM revisions WHERE campaign = '2024-anhui'").fetchone()[0]
        direct = [ids.new() for _ in range(DIRECT)]
        parts = [(ids.new(), above) for above in direct for _ in range(PARTS)]
        sql = "INSERT INTO units(id, parent, kind, is_direct, is_confirmed, created_at) VALUES (?, ?, 'unit', ?, 1, ?)"
        connection.executemany(sql, [*((unit, None, 1, text(begins)) for unit in direct), *((unit, above, 0, text(begins)) for unit, above in parts)])  # fmt: skip
        every = [*direct, *(unit for unit, _ in parts)]
        sql = "INSERT INTO unit_names(id, unit, name, normalised, since) VALUES (?, ?, ?, ?, ?)"
        connection.executemany(sql, ((ids.new(), unit, f"第{n}工会", f"第{n}工会", text(begins)) for n, unit in enumerate(every)))  # fmt: skip
        owner = ids.new()
        connection.execute(
            "INSERT INTO persons(id, name, created_at) VALUES (?, '', ?)", (owner, text(begins))
        )
        made = [ids.new() for _ in range(COUNT)]
        sql = (
            "INSERT INTO entries(id, campaign, track, owner, revision, state, version, unit, title, skipped, created_at, "
            "changed_at, submitted_at, queued_at, number, category, section, division) "
            "VALUES (?, '2024-anhui', 'innovation', ?, ?, ?, 1, ?, ?, '[]', ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        rows = []
        for n, entry in enumerate(made):
            at, state = text(begins + timedelta(minutes=chance.randrange(46 * 1440))), chance.choice(_STATES)
            sent = None if state == "draft" else at
            number = None if state == "draft" else f"AH24-{n:06d}"
            said = (chance.choice(_CATEGORIES), *chance.choice(_INDUSTRIES))
            rows.append(
                (
                    entry,
                    owner,
                    revision,
                    state,
                    chance.choice(every),
                    f"装置第{n}号",
                    at,
                    at,
                    sent,
                    at,
                    number,
                    *said,
                )
            )
        connection.executemany(sql, rows)
        sql = "INSERT INTO answers(entry, field, value, version, by, at, safety) VALUES (?, ?, ?, 1, ?, ?, 'unchecked')"
        for row in rows:
            told = {
                "category": row[-3],
                "industry": {"section": row[-2], "division": row[-1]},
                "background": "背景" * 100,
            }
            connection.executemany(sql, [(row[0], field, json.dumps(value, ensure_ascii=False), owner, text(begins)) for field, value in told.items()])  # fmt: skip
    connection.close()
    return direct[0]


def _bare(database: Path) -> float:
    with sqlite3.connect(database) as connection:
        began = time.perf_counter()
        connection.execute(_BARE).fetchall()
        took = (time.perf_counter() - began) * 1000
    connection.close()
    return round(took, 1)
