"""Mends of stored files: asked for with one tap, made by a job, the copy put where the original stood."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from core.adapters import mending, queue
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.mending import Unmendable
from core.adapters.tables import attachments
from core.domain import moves
from core.domain.fieldtypes import photographed
from core.domain.refusals import Refused
from core.services import answering, attaching, cutting, entries
from core.services.entries import Entry
from core.services.house import House
from core.services.leasing import Unwanted, Work

_QUICK = frozenset({"density", "jpeg"})  # photos, which take seconds, do not wait behind a film
_ASKING = frozenset({"trim"})  # fixes that need to be told how
MENDING = Work(
    attachments, queue.MEND, "mend", attachments.c.fixing.is_not(None), seconds=4000, tries=3,
    is_slow=lambda fix: fix not in _QUICK, is_wanted=attachments.c.removed_at.is_(None), about=(attachments.c.fixing,),
)  # fmt: skip


def request(
    house: House,
    tx: Transaction,
    entry: Entry,
    field: str,
    fix: str | None,
    *,
    attachment: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> list[str]:
    """Marks every file of a field that a fix would mend: one tap for all photos (notice A2.15); with `attachment` only
    that one. Without a `fix` each file gets its own. `options` are the fix's own (start and end of a cut, in seconds)."""
    answering.require_editable(entry)
    if field not in entry.track.by_key:
        raise Refused("answer.field.unknown", field=field)
    wanted: dict[str, str] = {}
    for finding in entry.findings():
        is_meant = finding.fix == fix if fix else finding.fix not in _ASKING
        if finding.field_key == field and finding.attachment and finding.fix and is_meant:
            wanted.setdefault(finding.attachment, finding.fix)
    if attachment:
        wanted = {id_: way for id_, way in wanted.items() if id_ == attachment}
        if not wanted:
            raise Refused("attachment.fix.impossible", field=field)
    elif fix in _ASKING:
        raise Refused("fix.cut.which", field=field)
    declared = entry.track.by_key[field]
    for id_, way in wanted.items():
        if entry.files[id_].fixing is not None:
            continue  # a second tap while it is being mended
        told = cutting.options(way, declared, entry.files[id_].facts or {}, dict(options or {}))
        told |= photographed.limits(declared, way)
        asked = {"fixing": way, "fixing_with": told, "progress": None, "attempt": 0}
        tx.run(update(attachments).where(attachments.c.id == id_).values(lease_until=real(), **asked))
        tx.after_commit.append(lambda id_=id_, way=way: MENDING.hint(house, id_, 0, way))  # type: ignore[misc]
    return sorted(wanted)


def mend(house: House, attachment: str, *, now: datetime) -> str:
    """Makes the mended copy, keeps the original, puts the copy where the original stood. Doing it twice is once. Gives
    what came of it: mended, nothing (no such wish, or the entry has moved on), late (another attempt took over)."""
    row = MENDING.claim(house, attachment, now=real())
    if row is None:
        return "nothing"
    place = f"parts/mend-{attachment}-{row.attempt}"
    target = house.files.path(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with MENDING.held(house, row) as tell:
            if MENDING.is_spent(row):
                raise Unmendable("too many attempts")
            mending.mend(row.fixing, house.files.path(row.place), target, options=row.fixing_with, told=tell)
    except Unwanted:  # the file was taken out meanwhile
        target.unlink(missing_ok=True)
        return _drop(house, row)
    except (Unmendable, KeyError):
        return _give_up(house, row)
    done = _finish(house, row, target, place, now=now)
    if done != "mended":
        target.unlink(missing_ok=True)
    return done


def _settle(tx: Transaction, row: Any, **values: Any) -> bool:
    """The wish is done with; False when another attempt has begun."""
    return MENDING.settle(tx, row, fixing=None, fixing_with=None, progress=None, **values)


def _drop(house: House, row: Any) -> str:
    with house.db.write() as tx:
        _settle(tx, row)
    return "nothing"


def _give_up(house: House, row: Any) -> str:
    """The tap did not help: the finding says so from now on, instead of offering it again."""
    with house.db.write() as tx:
        facts = {**(row.facts or {}), "unmendable": [*(row.facts or {}).get("unmendable", []), row.fixing]}
        _settle(tx, row, facts=facts)
    return "nothing"


def _finish(house: House, row: Any, target: Path, place: str, *, now: datetime) -> str:
    with house.db.write() as tx:
        if not _settle(tx, row):
            return "late"
        entry = entries.load(house, tx, row.entry)
        if entry.state not in moves.EDITABLE or row.id not in entry.files:
            return "nothing"
        copy = attaching.add_copy(house, tx, row, place=place, size=target.stat().st_size, now=now)
        entry = entries.load(house, tx, entry.id)
        attaching.replace(house, tx, entry, row.id, copy, by=row.by, now=now)
    return "mended"
