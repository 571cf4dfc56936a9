"""The database: one way to read, one way to write, effects after commit."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Executable, Row, Table, create_engine, event, insert, text, update
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

WAIT = 10.0  # seconds a writer waits for another, where the door does not say
_TURN = text("SELECT pg_advisory_xact_lock(hashtext(:key))")
ASK_AGAIN = 0.001
READ_WAIT = 5000  # milliseconds


class Busy(Exception):
    """The database could not be written in time; nothing was changed."""


# What is the database's own trouble, and not a fault of what was asked of it.
AWAY = (Busy, InterfaceError, OperationalError)


class Taken(Exception):
    """A uniqueness of the database refused; nothing was changed."""


class Transaction:
    """What a service works in. `after_commit` holds effects: none of them happens if the work is undone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.after_commit: list[Callable[[], object]] = []

    @property
    def dialect(self) -> str:
        """sqlite or postgresql, for what the two say differently."""
        return self._connection.dialect.name

    def rows(self, statement: Executable, **params: Any) -> Sequence[Row[Any]]:
        return self._connection.execute(statement, params).all()

    def one(self, statement: Executable, **params: Any) -> Row[Any] | None:
        return self._connection.execute(statement, params).first()

    def value(self, statement: Executable, **params: Any) -> Any:
        return self._connection.execute(statement, params).scalar()

    def run(self, statement: Executable, **params: Any) -> int:
        """Executes and returns the number of rows touched. Raises Taken. A statement built once and given `params`
        costs half of one built for the call: what every message runs is built once."""
        try:
            return self._connection.execute(statement, params).rowcount
        except IntegrityError as fault:
            raise Taken(str(fault.orig)) from fault

    def put(
        self,
        table: Table,
        key: Mapping[str, Any],
        told: Mapping[str, Any],
        *,
        first: Mapping[str, Any] | None = None,
    ) -> bool:
        """The one row of a key: changed where it is, made (of `first`, without it of `told`) where it is not, by however
        many at once. True when it was made."""
        change = update(table).where(*(table.c[name] == value for name, value in key.items())).values(**told)
        if self.run(change):
            return False
        try:
            with self.attempt():
                self.run(insert(table).values(**key, **(told if first is None else first)))
        except Taken:  # another made it at this moment
            self.run(change)
            return False
        return True

    def in_turn(self, key: str) -> None:
        """From here on no other transaction is between this call with the same key and its commit. SQLite has one
        writer anyway; PostgreSQL gets an advisory lock, which its commit lets go."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_TURN, {"key": key})

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that may fail with Taken and be undone alone."""
        with self._connection.begin_nested():
            yield


class Database:
    """SQLite (WAL, synchronous=FULL) or PostgreSQL by URL. Reads are deferred; on SQLite writes are BEGIN IMMEDIATE
    behind one in-process lock, so that threads queue here and not in SQLite's busy loop."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        extra: dict[str, Any] = {"connect_args": {"check_same_thread": False}} if self.is_sqlite else {}
        self.engine: Engine = create_engine(url, pool_size=8, max_overflow=120, pool_timeout=WAIT, **extra)
        self._lock = threading.Lock()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        else:
            event.listen(self.engine, "connect", _without_nul)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        with self.engine.connect() as connection:
            yield Transaction(connection)

    @contextmanager
    def write(self, *, wait: float = WAIT) -> Iterator[Transaction]:
        """A transaction that commits when the block ends well. Raises Busy when it cannot begin within `wait`
        seconds. Effects run after the commit, each one's fault its own."""
        began = time.monotonic()
        if not self._lock.acquire(timeout=wait):
            raise Busy("another thread is writing")
        transaction: Transaction | None = None
        try:
            with self.engine.connect() as connection:
                left = max(0.05, round(wait - (time.monotonic() - began), 1))
                connection = connection.execution_options(writes_within=left)
                with _as_busy(), connection.begin():
                    transaction = Transaction(connection)
                    yield transaction
        finally:
            self._lock.release()
        for effect in transaction.after_commit:
            effect()

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _as_busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        if isinstance(fault.orig, sqlite3.OperationalError) and "locked" in str(fault.orig):
            raise Busy(str(fault.orig)) from fault
        raise


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-8000",
        "wal_autocheckpoint=4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _without_nul(connection: Any, _record: object) -> None:
    """PostgreSQL refuses a text with U+0000, which anybody can put into an address: it goes there as U+FFFD, so that it finds
    nothing, as on SQLite, and what is kept with it stays legible."""
    from psycopg.types.string import StrDumperUnknown  # noqa: PLC0415 - weight: SQLite needs no client

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, WithoutNul)


def _begin(connection: Connection) -> None:
    """Reads wait in WAL mode only while another process recovers the log. For the write lock we ask again each millisecond: SQLite's own waiting sleeps up to
    100 ms at a time, while other processes write a hundred transactions."""
    within = connection.get_execution_options().get("writes_within")
    raw = connection.connection.cursor()
    waits = 0 if within else READ_WAIT
    if connection.info.get("busy_timeout") != waits:
        raw.execute(f"PRAGMA busy_timeout={waits}")
        connection.info["busy_timeout"] = waits
    if within is None:
        raw.execute("BEGIN DEFERRED")
        return
    deadline = time.monotonic() + within
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise Busy(str(fault)) from fault
        time.sleep(ASK_AGAIN)
