"""What an operator asks: is each part there, and how much waits."""

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from core.adapters.tables import attachments, entries, messages, revisions
from core.services import inbox
from core.services.house import House


def parts(house: House) -> dict[str, bool]:
    """database, queue, storage, campaigns: each true or false."""
    try:
        with house.db.read() as tx:
            campaigns, database = bool(tx.value(select(func.count()).select_from(revisions))), True
    except SQLAlchemyError:
        campaigns = database = False
    return {
        "database": database,
        "queue": house.jobs.is_up(),
        "storage": house.files.is_writable(),
        "campaigns": campaigns,
    }


def collect(house: House, registry: CollectorRegistry) -> None:
    """Rows by state, and callbacks kept for later."""
    with house.db.read() as tx:
        for name, table in (("entries", entries), ("attachments", attachments), ("messages", messages)):
            gauge = Gauge(f"wuxiao_{name}", f"Rows of {name} by state", ["state"], registry=registry)
            for row in tx.rows(select(table.c.state, func.count().label("n")).group_by(table.c.state)):
                gauge.labels(row.state).set(row.n)
    kept = Gauge("wuxiao_inbox_kept", "Callbacks kept on disk for later", registry=registry)
    kept.set(len(inbox.waiting(house)))
