"""A follower of the account and the person in the mini-program are one: by the unionid, which the platform tells of followers
when it is asked. Where it has none, the six digits remain."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from core.adapters import queue
from core.adapters.db import Transaction
from core.adapters.tables import identities
from core.adapters.wechat_faults import RETRY, SLOW, TOKEN, PlatformError
from core.services import accounts
from core.services.house import House


def wanted(house: House, tx: Transaction, openid: str) -> None:
    """Somebody follows: after the commit the platform is asked who that is."""
    app_id = house.platform.oa_app_id
    tx.run(update(identities).where(*_oa(app_id), identities.c.subject == openid).values(union_asked_at=None))
    found = tx.one(select(identities.c.id).where(*_oa(app_id), identities.c.subject == openid))
    if found:
        tx.after_commit.append(lambda: hint(house, str(found.id)))


def hint(house: House, identity: str) -> None:
    house.jobs.enqueue(queue.JOIN, identity, job_id=f"join-{identity}", seconds=60)


def due(tx: Transaction, app_id: str) -> list[str]:
    """Identities of followers whom nobody has asked for."""
    waiting = select(identities.c.id).where(
        *_oa(app_id), identities.c.follows.is_(True), identities.c.union_asked_at.is_(None)
    )
    return [str(row.id) for row in tx.rows(waiting.limit(200))]


def join(house: House, identity: str, *, now: datetime) -> str:
    """Asks and joins. Gives what came of it: gone, later, unknown (the platform has no unionid), joined."""
    with house.db.read() as tx:
        row = tx.one(select(identities).where(identities.c.id == identity))
    if row is None or not row.follows:
        return "gone"
    try:
        unionid = house.platform.unionid_of(row.subject)
    except PlatformError as fault:
        if fault.kind in (RETRY, SLOW, TOKEN):
            return "later"
        unionid = None
    with house.db.write() as tx:
        tx.run(update(identities).where(identities.c.id == identity).values(union_asked_at=now))
        if unionid:
            accounts.identify(tx, "oa", row.app_id, row.subject, now=now, unionid=unionid)
    return "joined" if unionid else "unknown"


def _oa(app_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return identities.c.kind == "oa", identities.c.app_id == app_id
