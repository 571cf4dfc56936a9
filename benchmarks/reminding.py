"""Who is due among 100,000 workers with drafts, beside one bare query of the same rows in the same order.

Measured in a process of its own, whose whole memory counts: `python -m benchmarks.reminding DATABASE` is that process."""

import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import serving
from core import settings as environment
from core.adapters import ids
from core.services import house as building
from core.services import reminded, reminding, slots

COUNT, UNITS = 100_000, 400
DUE = datetime.fromisoformat(
    "2024-06-21T09:00:00+08:00"
)  # -7d: drafts, missing seals and confirmations at once
_BARE = (
    "SELECT owner, title, state FROM entries WHERE campaign = '2024-anhui' AND track = 'innovation' "
    "AND state IN ('draft', 'returned') ORDER BY owner, id"
)


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder:
        serving.migrate(folder)
        database = folder / "wuxiao.db"
        _fill(database)
        bare = _bare(database)
        command = [sys.executable, "-m", "benchmarks.reminding", str(folder)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=serving.ROOT).stdout)
    yield {
        "figure": "who is due among 100,000 workers with drafts",
        "seconds": found["seconds"],
        "bound": 10,
        "cpu_seconds": found["cpu"],
        "yardstick_seconds": round(bare, 2),
        "persons": found["persons"],
        "longest_batch_ms": found["longest_ms"],
    }
    yield {"figure": "memory of the process that asks who is due", "mb": found["mb"], "bound": 200}


def _fill(database: Path) -> None:
    """Drafts of one worker each, one in ten with a second one; half of them sealed; 400 units with an officer each."""
    chance = random.Random(20240621)
    at = datetime(2024, 5, 20, tzinfo=UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    with sqlite3.connect(database) as connection:
        revision = connection.execute("SELECT id FROM revisions WHERE campaign = '2024-anhui'").fetchone()[0]
        seats = [ids.new() for _ in range(UNITS)]
        people = [ids.new() for _ in range(COUNT + UNITS)]
        sql = "INSERT INTO units(id, kind, is_direct, is_confirmed, created_at) VALUES (?, 'unit', 1, 1, ?)"
        connection.executemany(sql, ((seat, at) for seat in seats))
        sql = "INSERT INTO persons(id, name, created_at) VALUES (?, '', ?)"
        connection.executemany(sql, ((person, at) for person in people))
        sql = "INSERT INTO grants(id, person, role, unit, granted_at) VALUES (?, ?, 'officer', ?, ?)"
        officers = zip(people[COUNT:], seats, strict=True)
        connection.executemany(sql, ((ids.new(), person, seat, at) for person, seat in officers))
        _entries(connection, chance, people[:COUNT], seats, revision, at)
    connection.close()


def _entries(
    connection: sqlite3.Connection, chance: random.Random, owners: list[str], seats: list[str], revision: str, at: str
) -> None:  # fmt: skip
    made = [(ids.new(), owner) for owner in owners for _ in range(1 + (chance.random() < 0.1))]
    chance.shuffle(made)  # nobody starts in the order of ids
    sql = (
        "INSERT INTO entries(id, campaign, track, owner, revision, state, version, unit, title, skipped, created_at, "
        "changed_at) VALUES (?, '2024-anhui', 'innovation', ?, ?, 'draft', 1, ?, ?, '[]', ?, ?)"
    )
    rows = (
        (entry, owner, revision, chance.choice(seats), f"装置第{n}号", at, at)
        for n, (entry, owner) in enumerate(made)
    )
    connection.executemany(sql, rows)
    sql = "INSERT INTO answers(entry, field, value, version, by, at, safety) VALUES (?, ?, ?, 1, ?, ?, 'unchecked')"
    for field, value, share in (("title", '"装置"', 1.0), ("background", f'"{"背景" * 50}"', 0.7), ("papers", '[{"attachment":"a","title":""}]', 0.5)):  # fmt: skip
        kept = ((entry, field, value, owner, at) for entry, owner in made if chance.random() < share)
        connection.executemany(sql, kept)


def _bare(database: Path) -> float:
    began = time.perf_counter()
    with sqlite3.connect(database) as connection:
        count = sum(1 for _ in connection.execute(_BARE))
    connection.close()
    assert count >= COUNT
    return time.perf_counter() - began


def ask(folder: Path) -> dict[str, Any]:
    """Goes through everybody as firing does, without posting."""
    house = building.build(environment.load(sandbox=True, data_dir=folder))
    persons, longest, past = 0, 0.0, ""
    began, worked = time.perf_counter(), time.process_time()
    while True:
        asked = time.perf_counter()
        with house.db.read() as tx:
            plan = slots.plan(house, tx, "2024-anhui", "innovation")
            assert plan is not None
            calls = reminding.calls(plan, DUE)
            found = reminded.batch(tx, plan.campaign, plan.track, plan.reach, calls, now=DUE, past=past)
        persons += len(found.told)
        longest = max(longest, time.perf_counter() - asked)
        if found.last is None:
            break
        past = found.last
    took = time.perf_counter() - began
    house.db.close()
    high = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return {
        "seconds": round(took, 2),
        "cpu": round(time.process_time() - worked, 2),
        "persons": persons,
        "longest_ms": round(longest * 1000, 1),
        "mb": round(int(high.split()[1]) / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(ask(Path(sys.argv[1]))))
