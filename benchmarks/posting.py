"""100,000 messages posted as a broadcast posts them, against the plain INSERT of as many rows by sqlite3 alone."""

import json
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from benchmarks import serving
from core import settings as environment
from core.adapters import ids
from core.adapters.clock import real
from core.adapters.tables import messages as message_table
from core.adapters.tables import persons
from core.services import house as building
from core.services import messages

COUNT, BATCH = 100_000, 500
_PLAIN = "CREATE TABLE plain (id TEXT PRIMARY KEY, person TEXT, occasion TEXT, body TEXT, due_at TEXT, UNIQUE (person, occasion))"


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder:
        serving.migrate(folder)
        house = building.build(environment.load(sandbox=True, data_dir=folder, redis_url="unix:///nowhere"))
        people = [ids.new() for _ in range(COUNT)]
        with house.db.write() as tx:
            rows = [{"id": one, "name": "", "created_at": real()} for one in people]
            tx._connection.execute(persons.insert(), rows)
        plain = _plain(f"{folder}/plain.db", people)
        began = time.perf_counter()
        for start in range(0, COUNT, BATCH):
            _post(house, people[start : start + BATCH])
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        for start in range(0, COUNT, BATCH * 20):  # a tenth of them once more: nothing is posted twice
            _post(house, people[start : start + BATCH])
        again = time.perf_counter() - began
        with house.db.read() as tx:
            assert tx.value(select(func.count()).select_from(message_table)) == COUNT
        house.db.close()
    yield {
        "figure": "100,000 messages posted, 500 a transaction, against plain sqlite3",
        "a_second": round(COUNT / seconds),
        "yardstick_a_second": round(COUNT / plain),
        "times_the_yardstick": round(seconds / plain, 1),
        "again_a_second": round(len(range(0, COUNT, BATCH * 20)) * BATCH / again),
    }


def _post(house: Any, people: list[str]) -> None:
    now = house.clock.now()
    with house.db.write() as tx:
        for person in people:
            messages.post(
                house, tx, person, "received", "bench", now=now, title="可调式钻孔夹具", number="AH24-000001"
            )
        tx.after_commit.clear()  # nobody listens here


def _plain(path: str, people: list[str]) -> float:
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute(_PLAIN)
    body = json.dumps({"title": "可调式钻孔夹具", "number": "AH24-000001"})
    began = time.perf_counter()
    for start in range(0, COUNT, BATCH):
        with base:
            for person in people[start : start + BATCH]:
                row = (ids.new(), person, "bench", body, real().isoformat())
                base.execute("INSERT INTO plain VALUES (?, ?, ?, ?, ?)", row)
    seconds = time.perf_counter() - began
    base.close()
    return seconds
