"""What staff take home in one file: asked for, made by a job while they wait, fetched in pieces, gone in time.

States: waiting, made, forwarding (its entries are being marked as handed over), sent, failed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import and_, delete, insert, or_, select, update

from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import entries, handed, packages
from core.domain import phrases
from core.domain.refusals import Refused
from core.services import (
    accounts,
    audit_log,
    ceremonies,
    exports,
    forwarding,
    handing_over,
    leasing,
    panel_files,
)
from core.services.entries import READERS
from core.services.handing_over import Package
from core.services.house import House
from core.services.leasing import Unwanted, Work

LIVES = timedelta(days=30)  # a file nobody needs any more; what went out stays recorded
PAGE = 30
_LIVE = ("waiting", "forwarding")
MAKING = Work(
    packages, queue.PACKAGE, "package", packages.c.state.in_(_LIVE), seconds=6 * 3600, tries=3,
    is_slow=lambda: True,
)  # fmt: skip
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Maker:
    """How a kind is made. `begin` judges the wish before a row is written; `write` makes the file and gives its counts.
    `roles`: who may ask. `is_shared`: whoever sees all of a campaign sees those of others; else what it holds is what the
    asker's own grants gave. `taken`: what the log says of a fetched one beside that it was fetched."""

    begin: Callable[..., int]
    write: Callable[..., dict[str, int]]
    ending: str
    roles: tuple[str, ...] = accounts.PROVINCE
    is_shared: bool = True
    lives: timedelta = LIVES
    taken: Callable[..., None] = lambda *_about, **_more: None


MAKERS: Mapping[str, Maker] = {
    "handover": Maker(handing_over.begin, handing_over.write, ".zip"),
    "ceremony": Maker(ceremonies.begin, ceremonies.write, ".zip"),
    "panel": Maker(panel_files.begin, panel_files.write, ".zip"),
    "list": Maker(
        exports.begin,
        exports.pack,
        ".xlsx",
        READERS,
        is_shared=False,
        lives=exports.LIVES,
        taken=exports.note,
    ),
}


def ask(
    house: House, tx: Transaction, kind: str, campaign: str, *, by: str, now: datetime,
    track: str = "", unit: str | None = None, entry: str | None = None, **about: Any,
) -> str:  # fmt: skip
    """A new package. Raises Refused: no grant, nothing to pack, a full disk, nobody there to make it."""
    wish = Package("", kind, campaign, track, unit, entry, dict(about), by, now)
    if accounts.scope(tx, by, *MAKERS[kind].roles).is_empty:
        raise Refused("grant.missing")
    bytes_wanted = MAKERS[kind].begin(house, tx, wish)
    leasing.require_workers(house)
    if not house.files.has_room(bytes_wanted):
        raise Refused("upload.disk.full")
    made = ids.new()
    row = {"kind": kind, "campaign": campaign, "track": track, "unit": unit, "entry": entry, "about": about}
    tx.run(
        insert(packages).values(id=made, state="waiting", attempt=0, lease_until=real(), by=by, at=now, **row)
    )
    audit_log.note(
        tx, "package.ask", by=by, now=now, entry=entry, package=made, kind=kind, track=track, unit=unit
    )
    tx.after_commit.append(lambda: MAKING.hint(house, made, 0))
    return made


def seen(tx: Transaction, package: str, *, by: str) -> Any:
    """The row, for whoever asked for it and for whoever may see all that it may hold: what another's grants gave
    them is not given on. Raises Refused('package.unknown')."""
    row = tx.one(select(packages).where(packages.c.id == package, _visible(tx, by)))
    if row is None:
        raise Refused("package.unknown")
    return row


def listed(tx: Transaction, kinds: Collection[str], *, by: str, limit: int = PAGE) -> list[Any]:
    """The newest first."""
    here = (_visible(tx, by), packages.c.kind.in_(list(kinds)))
    return list(tx.rows(select(packages).where(*here).order_by(packages.c.id.desc()).limit(limit)))


def _visible(tx: Transaction, by: str) -> Any:
    return or_(False, *(_visible_of(tx, kind, by) for kind in MAKERS))


def _visible_of(tx: Transaction, kind: str, by: str) -> Any:
    """Own ones as long as a grant lasts; all of a campaign where the grant knows no unit. Of a kind that is its asker's
    alone: own ones as long as no grant has ended since, for what that one gave is in the file."""
    maker = MAKERS[kind]
    roots = accounts.scope(tx, by, *maker.roles).roots
    here = [packages.c.by == by] if roots else []
    if maker.is_shared:
        wide = (key for unit, key in roots if unit is None)
        here += [and_(True, *([packages.c.campaign == key] if key else [])) for key in wide]
    else:
        here = [and_(own, ~accounts.lost(by, packages.c.at, *maker.roles)) for own in here]
    return and_(packages.c.kind == kind, or_(False, *here))


def send(house: House, tx: Transaction, package: str, count: int, *, by: str, now: datetime) -> None:
    """The package has been given to the national platform: its entries become `forwarded`, and from now on it is what
    the next one is compared with. `count` restates how many. Raises Refused."""
    row = seen(tx, package, by=by)
    if row.kind != "handover" or row.state != "made":
        raise Refused("package.early")
    found = forwarding.count(tx, package)
    if found != count:
        raise Refused("package.changed", count=found, told=count)
    here = (packages.c.id == package, packages.c.state == "made")
    values = {"state": "forwarding", "sent_at": now, "attempt": row.attempt + 1, "lease_until": real()}
    tx.run(update(packages).where(*here).values(**values))
    audit_log.note(tx, "package.send", by=by, now=now, package=package)
    tx.after_commit.append(lambda: MAKING.hint(house, package, row.attempt + 1))


def fetched(tx: Transaction, package: str, *, by: str, now: datetime) -> None:
    """Notes it. Raises Refused('package.unknown')."""
    row = seen(tx, package, by=by)
    audit_log.note(tx, "package.fetch", by=by, now=now, package=package)
    MAKERS[row.kind].taken(tx, row.campaign, row.track, by=by, now=now)


def make(house: House, package: str, *, now: datetime) -> str:
    """Makes the file, or marks what was handed over. Doing it twice is once; a killed attempt is begun anew."""
    row = MAKING.claim(house, package, now=real())
    if row is None:
        return "nothing"
    try:
        with MAKING.held(house, row) as tell:
            if row.state == "forwarding":
                forwarding.run(house, row.id, by=row.by, now=now, told=tell)
                return _settle(house, row, "sent")
            return _write(house, row, tell)
    except Unwanted:
        return "late"


def _write(house: House, row: Any, tell: Callable[[int], None]) -> str:
    maker, place = MAKERS[row.kind], _place(row, row.attempt)
    for gone in range(1, row.attempt):
        house.files.remove(_place(row, gone))
    if MAKING.is_spent(row):
        return _settle(house, row, "failed")
    target = house.files.path(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        counts = maker.write(house, wish(row), target, told=tell)
        size = target.stat().st_size  # gone where somebody was erased meanwhile
    except Unwanted:
        target.unlink(missing_ok=True)
        raise
    except (OSError, Refused) as fault:  # a full disk, a file that is gone, nothing left to pack
        _log.warning("package.failed", package=row.id, fault=type(fault).__name__, why=str(fault)[:200])
        target.unlink(missing_ok=True)
        why = fault.sentence if isinstance(fault, Refused) else ""
        return _settle(house, row, "failed", counts={"why": why})
    done = _settle(house, row, "made", place=place, size=size, counts=counts)
    if done == "late":
        target.unlink(missing_ok=True)
    return done


def wish(row: Any) -> Package:
    return Package(
        row.id, row.kind, row.campaign, row.track, row.unit, row.entry, dict(row.about), row.by, row.at
    )


def _place(row: Any, attempt: int) -> str:
    return f"packages/{row.id}-{attempt}{MAKERS[row.kind].ending}"


def _settle(house: House, row: Any, state: str, **values: Any) -> str:
    """Refused when another attempt has begun."""
    with house.db.write() as tx:
        done = {"state": state, "progress": None, "lease_until": real() + MAKERS[row.kind].lives, **values}
        return state if MAKING.settle(tx, row, **done) else "late"


def expire(house: House) -> int:
    """Removes files whose time is over; rows of what went out stay, the others go. Gives how many."""
    past = (packages.c.state.not_in(_LIVE), packages.c.lease_until < real())
    with house.db.write() as tx:
        rows = tx.rows(select(packages).where(*past).limit(50))
        for row in rows:
            _remove(house, tx, row)
            if row.state == "sent":
                tx.run(update(packages).where(packages.c.id == row.id).values(place=None, lease_until=None))
            else:
                tx.run(delete(handed).where(handed.c.package == row.id))
                tx.run(delete(packages).where(packages.c.id == row.id))
    return len(rows)


def forget(house: House, tx: Transaction, wanted: Sequence[str]) -> None:
    """Files in which these entries are go at once: whoever is erased is in no archive that could still be fetched. That
    they went out stays recorded."""
    held = select(handed.c.package).where(handed.c.entry.in_(list(wanted)))
    for row in tx.rows(select(packages).where(packages.c.place.is_not(None), packages.c.id.in_(held))):
        _remove(house, tx, row)
        tx.run(update(packages).where(packages.c.id == row.id).values(place=None))
    _close(house, tx, wanted)
    tx.run(update(packages).where(packages.c.entry.in_(list(wanted))).values(entry=None))


def _close(house: House, tx: Transaction, wanted: Sequence[str]) -> None:
    """Who is in it is noted of a hand-over alone, and when it is written: every other of a campaign's kind goes in which they
    may be, also one that is being written: its worker finds it closed. Who asked reads why, and packs again."""
    once = (entries.c.id.in_(list(wanted)), entries.c.number.is_not(None))
    why = {"why": phrases.say("package.forgotten")}
    for of in tx.rows(select(entries.c.campaign, entries.c.track).where(*once).distinct()):
        here = (
            packages.c.campaign == of.campaign, packages.c.track.in_((of.track, "")),
            or_(packages.c.entry.is_(None), packages.c.entry.in_(list(wanted))),
            or_(packages.c.state == "waiting", and_(packages.c.kind != "handover", packages.c.state == "made")),
        )  # fmt: skip
        for row in tx.rows(select(packages).where(*here)):
            _remove(house, tx, row)
            until = real() + MAKERS[row.kind].lives
            closed = {"state": "failed", "place": None, "progress": None, "counts": why, "lease_until": until}
            tx.run(update(packages).where(packages.c.id == row.id).values(**closed))


def _remove(house: House, tx: Transaction, row: Any) -> None:
    """Its file, and what killed or closed attempts have left."""
    for attempt in range(1, row.attempt + 1):
        tx.after_commit.append(partial(house.files.remove, _place(row, attempt)))


def numbered(tx: Transaction, number: str, *, by: str) -> str:
    """The id of an entry by its number. Raises Refused('package.number.unknown'), also for one that no grant of `by` covers."""
    scope = accounts.scope(tx, by, *accounts.PROVINCE)
    found = tx.value(select(entries.c.id).where(entries.c.number == number.upper(), scope.where()))
    if found is None:
        raise Refused("package.number.unknown")
    return str(found)
