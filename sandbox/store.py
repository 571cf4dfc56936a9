"""The sandbox's memory: one SQLite file, its tables, and transactions on it."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Times called `opened`, `made`, `since` are house time, `*_real` are real time; both in seconds since 1970.
SCHEMA = """
CREATE TABLE IF NOT EXISTS people (openid TEXT PRIMARY KEY, mini_openid TEXT UNIQUE, unionid TEXT, name TEXT,
  role TEXT, about TEXT, phone TEXT, rank INTEGER, following INTEGER NOT NULL DEFAULT 0, since REAL, scene TEXT,
  mini_used_real REAL);
CREATE TABLE IF NOT EXISTS items (id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, sender TEXT NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS items_openid ON items (openid, id);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, app TEXT NOT NULL, kind TEXT NOT NULL,
  made_real REAL NOT NULL, ends_real REAL NOT NULL);
CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, kind TEXT NOT NULL, openid TEXT NOT NULL,
  made_real REAL NOT NULL, used_real REAL);
CREATE TABLE IF NOT EXISTS qrcodes (ticket TEXT PRIMARY KEY, scene TEXT NOT NULL, url TEXT NOT NULL,
  ends REAL);
CREATE TABLE IF NOT EXISTS media (media_id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,
  mime TEXT NOT NULL, size INTEGER NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sent (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, real REAL NOT NULL,
  path TEXT NOT NULL, openid TEXT NOT NULL, body TEXT NOT NULL, errcode INTEGER NOT NULL, errmsg TEXT NOT NULL,
  msgid INTEGER, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sent_openid ON sent (openid, id);
CREATE TABLE IF NOT EXISTS openings (openid TEXT NOT NULL, kind TEXT NOT NULL, opened REAL NOT NULL,
  used INTEGER NOT NULL, PRIMARY KEY (openid, kind));
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def number(told: str | None) -> int:
    """An id that somebody asked for; 0 for what cannot be one."""
    return int(told) if told and told.isascii() and told.isdigit() and len(told) <= 18 else 0


class Store:
    """One connection behind one lock; threads take turns. Statements outside `transaction` commit by themselves."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA cache_size=-512")  # half a megabyte is plenty here
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one thread at a time; an inner one belongs to the outer."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth == 1:
                    self._db.execute("BEGIN IMMEDIATE")
                yield
                if self._depth == 1:
                    self._db.execute("COMMIT")
            except BaseException:
                if self._depth == 1 and self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values)]

    def row(self, sql: str, *values: Any) -> dict[str, Any] | None:
        found = self.rows(sql, *values)
        return found[0] if found else None

    def run(self, sql: str, *values: Any) -> int:
        """Executes and gives the row id of an insert."""
        with self._lock:
            return self._db.execute(sql, values).lastrowid or 0

    def mark(self, name: str) -> str | None:
        """A single remembered value, such as the menu."""
        found = self.row("SELECT value FROM marks WHERE name = ?", name)
        return found["value"] if found else None

    def set_mark(self, name: str, value: str) -> None:
        self.run(
            "INSERT INTO marks VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    def next_number(self, name: str, floor: int) -> int:
        """A number larger than every earlier one of this name, and not below `floor`."""
        with self.transaction():
            number = max(int(self.mark(name) or 0) + 1, floor)
            self.set_mark(name, str(number))
            return number
