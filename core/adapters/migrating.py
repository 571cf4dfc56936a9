"""Brings the database's tables to this version, and stamps whose database it is."""

from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from core.adapters.db import Database
from core.adapters.tables import metadata, stamps
from core.settings import Settings, Unfit

ROOT = Path(__file__).resolve().parents[2]


def migrate(settings: Settings, database: Database) -> None:
    """Creates or upgrades the tables. A database of the other mode is refused: a sandbox never touches real people,
    and real people never land in a sandbox."""
    from alembic import command  # noqa: PLC0415 - weight: every process starts without it, one command needs it
    from alembic.config import Config  # noqa: PLC0415 - weight

    if database.is_sqlite:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection = connection.execution_options(writes_within=30.0)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    _stamp(settings, database)


def _stamp(settings: Settings, database: Database) -> None:
    mode = "sandbox" if settings.sandbox else "production"
    with database.write() as tx:
        found = tx.value(select(stamps.c.value).where(stamps.c.key == "mode"))
        if found is None:
            tx.run(insert(stamps).values(key="mode", value=mode))
    require_mode(settings, database)


def require_mode(settings: Settings, database: Database) -> None:
    """Raises Unfit for a database of the other mode."""
    mode = "sandbox" if settings.sandbox else "production"
    try:
        with database.read() as tx:
            found = tx.value(select(stamps.c.value).where(stamps.c.key == "mode"))
    except (OperationalError, ProgrammingError):
        raise Unfit("打不开数据库，或还没有建表。请先运行 flask --app wsgi migrate。") from None
    if found not in (None, mode):
        raise Unfit(
            f"这个数据库属于 {found}，而现在是 {mode}（SANDBOX={int(settings.sandbox)}）。请换一个 DATABASE_URL 或 DATA_DIR。"
        )


def differences(database: Database) -> list[str]:
    """What the tables in the database lack against tables.py; empty when migrations are complete."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - weight
    from alembic.migration import MigrationContext  # noqa: PLC0415 - weight

    with database.engine.connect() as connection:
        opts = {"compare_type": False, "include_name": _is_declared}
        context = MigrationContext.configure(connection, opts=opts)
        return [str(change) for change in compare_metadata(context, metadata)]


def _is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """FTS5 keeps tables of its own, which no metadata declares (adapters.titles, adapters.passages)."""
    return not (
        kind == "table" and name and name.startswith(("title_grams", "title_counts", "passage_grams"))
    )
