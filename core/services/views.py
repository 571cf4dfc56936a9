"""Views: filters of the list of entries under a name, a person's own, or shared with all auditors. A view holds no entries:
what it shows is what the grants of whoever opens it let them see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from core.adapters import ids
from core.adapters.db import Taken, Transaction
from core.adapters.tables import grants, persons, views
from core.domain.refusals import Refused
from core.services import accounts

MOST = 30  # of one person
LONGEST = 40
SHARERS = ("auditor", "administrator")


@dataclass(frozen=True, slots=True)
class View:
    """`owner`: the name of another person, empty for an own view."""

    id: str
    name: str
    query: str
    is_shared: bool
    is_default: bool
    owner: str


def listed(tx: Transaction, *, by: str) -> list[View]:
    """Own ones first, then those that others share. One query beside the grants."""
    may_share = not accounts.scope(tx, by, *SHARERS).is_empty
    query = select(views, persons.c.name.label("called")).join(persons, persons.c.id == views.c.person)
    seated = select(grants.c.person).where(grants.c.role.in_(SHARERS), grants.c.ended_at.is_(None))
    shared = and_(views.c.is_shared.is_(True), views.c.person.in_(seated))  # shared by who may still share
    mine = views.c.person == by
    rows = tx.rows(query.where(or_(mine, shared) if may_share else mine).order_by(views.c.name, views.c.id))
    found = [_view(row, by) for row in rows]
    return sorted(found, key=lambda view: bool(view.owner))


def _view(row: Any, by: str) -> View:
    is_own = row.person == by
    return View(
        row.id,
        row.name,
        row.query,
        row.is_shared,
        row.is_default and is_own,
        "" if is_own else row.called or "一位审核员",
    )


def save(
    tx: Transaction, name: str, query: str, *, is_shared: bool, is_default: bool, by: str, now: datetime
) -> str:
    """A new view, or an own one of that name with another filter. Raises Refused: view.name.missing, view.many."""
    called = _called(name)
    is_shared = is_shared and not accounts.scope(tx, by, *SHARERS).is_empty
    told = {"query": query[:2000], "is_shared": is_shared, "at": now}
    row = tx.one(select(views.c.id).where(views.c.person == by, views.c.name == called))
    if row is None:
        if len(tx.rows(select(views.c.id).where(views.c.person == by))) >= MOST:
            raise Refused("view.many", most=MOST)
        view = ids.new()
        tx.run(insert(views).values(id=view, person=by, name=called, is_default=False, **told))
    else:
        view = str(row.id)
        tx.run(update(views).where(views.c.id == view).values(**told))
    if is_default:
        make_default(tx, view, by=by)
    return view


def _called(name: str) -> str:
    called = " ".join(name.split())[:LONGEST]
    if not called:
        raise Refused("view.name.missing")
    return called


def rename(tx: Transaction, view: str, name: str, *, by: str) -> None:
    """Raises Refused: view.unknown, view.name.missing, view.name.taken."""
    _own(tx, view, by)
    try:
        with tx.attempt():
            tx.run(update(views).where(views.c.id == view).values(name=_called(name)))
    except Taken:
        raise Refused("view.name.taken", name=_called(name)) from None


def share(tx: Transaction, view: str, *, is_shared: bool, by: str) -> None:
    _own(tx, view, by)
    if is_shared and accounts.scope(tx, by, *SHARERS).is_empty:
        raise Refused("grant.missing")
    tx.run(update(views).where(views.c.id == view).values(is_shared=is_shared))


def make_default(tx: Transaction, view: str, *, by: str) -> None:
    """The list opens with it from now on. Raises Refused('view.unknown')."""
    _own(tx, view, by)
    tx.run(update(views).where(views.c.person == by).values(is_default=views.c.id == view))


def no_default(tx: Transaction, view: str, *, by: str) -> None:
    _own(tx, view, by)
    tx.run(update(views).where(views.c.id == view).values(is_default=False))


def remove(tx: Transaction, view: str, *, by: str) -> None:
    _own(tx, view, by)
    tx.run(delete(views).where(views.c.id == view))


def _own(tx: Transaction, view: str, by: str) -> None:
    if tx.one(select(views.c.id).where(views.c.id == view, views.c.person == by)) is None:
        raise Refused("view.unknown")
