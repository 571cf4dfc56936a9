"""The hand-over to the national platform: entries in the order of its form as .xlsx, their files in named folders, all
of it or what is new since the last one. A hundred at a time, so that memory does not grow with the campaign."""

import gc
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, or_, select

from core.adapters.db import Transaction
from core.adapters.long_sheets import Book
from core.adapters.parcels import Parcel
from core.adapters.tables import attachments, handed, packages
from core.adapters.tables import entries as entry_table
from core.domain import clockwork, fieldtypes, filenames, handing, phrases
from core.domain.declaration import Campaign
from core.domain.refusals import Refused
from core.services import accounts, acts, batches, campaigns, packing, units
from core.services.entries import Entry
from core.services.house import House

_PIECE = 100  # entries in memory at once
_TIDY = (
    20  # forms after which their trees go: few objects to Python, much memory below, so it would wait long
)
_SHEET = 1024 * 1024  # bytes that the list itself may take at least
_FILES = ("编号", "文件", "字节", "SHA-256")
_GONE = ("编号", "成果名称", "现在的状态")


@dataclass(frozen=True, slots=True)
class Package:
    """A wish. `about`: `is_delta` (what is new), `has_files`, `has_secrets` (telephones)."""

    id: str
    kind: str
    campaign: str
    track: str
    unit: str | None
    entry: str | None
    about: dict[str, Any]
    by: str
    at: datetime


def begin(house: House, tx: Transaction, wish: Package) -> int:
    """Bytes it will take, about. Raises Refused: a campaign that is not handed over, nothing there."""
    if campaigns.campaign(house, tx, wish.campaign).operator != "collecting":
        raise Refused("handover.national")
    if not _count(tx, wish) and not _gone(tx, wish, "", limit=1):
        raise Refused("package.empty")
    if not wish.about.get("has_files"):
        return _SHEET
    chosen = select(entry_table.c.id).where(*chosen_by(tx, wish))
    here = (attachments.c.entry.in_(chosen), attachments.c.removed_at.is_(None))
    return _SHEET + int(tx.value(select(func.coalesce(func.sum(attachments.c.size), 0)).where(*here)))


def chosen_by(tx: Transaction, wish: Package, states: Sequence[str] = handing.READY) -> list[Any]:
    """Conditions on entries: what the wish names, within the grants of who wishes."""
    scope = accounts.scope(tx, wish.by, "auditor", "administrator")
    here = [entry_table.c.campaign == wish.campaign, entry_table.c.state.in_(states), scope.where()]
    if wish.track:
        here.append(entry_table.c.track == wish.track)
    if wish.unit:
        here.append(entry_table.c.unit.in_(units.below(wish.unit)))
    if wish.entry:
        here.append(entry_table.c.id == wish.entry)
    return here


def _count(tx: Transaction, wish: Package) -> int:
    return int(tx.value(select(func.count()).select_from(entry_table).where(*chosen_by(tx, wish))))


def write(house: House, wish: Package, target: Path, *, told: Callable[[int], None]) -> dict[str, int]:
    """The archive at `target`, and a row for each entry in it: which version went out. Gives the count of each change.
    Raises OSError, Unwanted."""
    with house.db.write() as tx:
        tx.run(delete(handed).where(handed.c.package == wish.id))
    with house.db.read() as tx:
        campaign, count = campaigns.campaign(house, tx, wish.campaign), _count(tx, wish)
    with target.open("wb") as handle, tempfile.TemporaryDirectory(prefix="handover-") as folder:
        writer = _Writer(house, wish, campaign, Parcel(handle, clockwork.in_china(wish.at)))
        try:
            for done, entry in enumerate(_chosen(house, wish), 1):
                writer.take(entry)
                if wish.about.get("has_files") and done % _TIDY == 0:
                    gc.collect()
                told(min(98, done * 98 // max(1, count)))
            writer.close(Path(folder) / "list.xlsx")
        except BaseException:
            writer.drop()
            raise
    return writer.counts


def _chosen(house: House, wish: Package) -> Iterator[Entry]:
    """In the order of creation; each piece is one read, so that no transaction is open for hours."""
    past = ""
    while True:
        with house.db.read() as tx:
            query = select(entry_table.c.id).where(*chosen_by(tx, wish), entry_table.c.id > past)
            found = [row.id for row in tx.rows(query.order_by(entry_table.c.id).limit(_PIECE))]
            loaded = batches.load(house, tx, found)
        if not found:
            return
        yield from loaded
        past = found[-1]


class _Writer:
    """Puts entries into the archive one by one; what it knows of the last hand-over is looked up a piece at a time."""

    def __init__(self, house: House, wish: Package, campaign: Campaign, parcel: Parcel) -> None:
        self._house, self._wish, self._campaign, self._parcel = house, wish, campaign, parcel
        self._book, self._rows = Book(), list[dict[str, Any]]()
        self.counts = dict.fromkeys(handing.CHANGES, 0) | {"files": 0, "left": 0}
        for track in campaign.tracks:
            if wish.track in ("", track.key):
                head = [
                    "编号",
                    "变化",
                    *(field.label for field in track.fields),
                    "提交时间",
                    "审核时间",
                    "文件夹",
                ]
                self._book.sheet(track.key, track.title, head)
        self._book.sheet("files", phrases.say("handover.sheet.files"), _FILES, widths=(16, 70, 14, 66))

    def take(self, entry: Entry) -> None:
        shown = entry if self._wish.about.get("has_secrets") else without_secrets(entry)
        files = [(f.field, f.filename, f.sha256 or "") for f in entry.files.values()]
        own = handing.mark([entry.cell(field.key) for field in entry.track.fields], sorted(files))
        with self._house.db.read() as tx:
            change = handing.change(last(tx, entry.id), own)
        self.counts[change] += 1
        if change == "same" and self._wish.about.get("is_delta"):
            return
        self._keep(entry.id, entry.row.version, own, change)
        folder = self._put_files(shown) if self._wish.about.get("has_files") else ""
        said = [
            phrases.say(f"handover.change.{change}"),
            *(shown.cell(field.key) for field in entry.track.fields),
        ]
        moments = [_minute(entry.row.submitted_at), _minute(entry.row.decided_at)]
        self._book.row(entry.track.key, [entry.row.number or "", *said, *moments, folder])

    def _put_files(self, entry: Entry) -> str:
        """All files of an entry, in a folder that is called like it."""
        stem = " ".join(filter(None, [entry.row.number, entry.name[:40]]))
        folder = filenames.safe(stem, otherwise=entry.id)
        for part in packing.parts(self._house, entry):
            name = f"{folder}/{part.name}"
            put = self._parcel.add(name, path=part.path, content=part.content)
            self._book.row("files", [entry.row.number or "", name, str(put.size), put.sha256])
            self.counts["files"] += 1
        self.counts["left"] += packing.lacking(self._house, entry)
        return folder

    def _keep(self, entry: str, version: int, mark: str, change: str) -> None:
        self._rows.append(
            {"package": self._wish.id, "entry": entry, "version": version, "mark": mark, "change": change}
        )
        if len(self._rows) >= _PIECE:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            with self._house.db.write() as tx:
                for row in self._rows:
                    tx.run(_HANDED, **row)
            self._rows.clear()

    def drop(self) -> None:
        """The job was stopped or the disk is full: nothing of it is left open."""
        self._book.drop()
        self._parcel.drop()

    def close(self, path: Path) -> None:
        """What was taken back since, and the list itself, which goes in last."""
        past = ""
        self._book.sheet("gone", phrases.say("handover.sheet.gone"), _GONE, widths=(16, 50, 24))
        while True:
            with self._house.db.read() as tx:
                rows = _gone(tx, self._wish, past, limit=_PIECE)
            if not rows:
                break
            for row in rows:
                self._book.row("gone", [row.number or "", row.title, acts.state_text(row.state)])
                self._keep(row.id, row.version, "", "withdrawn")
                self.counts["withdrawn"] += 1
            past = rows[-1].id
        self._flush()
        self._book.save(path)
        self._parcel.add(phrases.say("handover.sheet"), path=path)
        self._parcel.close()


_HANDED = insert(handed)


def without_secrets(entry: Entry) -> Entry:
    """The entry with telephones left out, in its cells and in its form."""
    kept = {
        key: value
        for key, value in entry.answers.items()
        if not fieldtypes.TYPES[entry.track.by_key[key].type].secret
    }
    return replace(entry, answers=kept)


def _minute(moment: datetime | None) -> str:
    return clockwork.minute_text(moment) if moment else ""


def last(tx: Transaction, entry: str) -> tuple[str, str] | None:
    """`(mark, change)` of the entry in the last package that was given over."""
    sent = (handed.c.entry == entry, packages.c.sent_at.is_not(None))
    query = (
        select(handed.c.mark, handed.c.change).join(packages, packages.c.id == handed.c.package).where(*sent)
    )
    row = tx.one(query.order_by(packages.c.sent_at.desc(), packages.c.id.desc()).limit(1))
    return (row.mark, row.change) if row else None


def _gone(tx: Transaction, wish: Package, past: str, *, limit: int) -> Sequence[Any]:
    """Entries of the wish that went out once, stand no more, and whose end was not yet told."""
    sent = (
        handed.c.entry == entry_table.c.id,
        packages.c.id == handed.c.package,
        packages.c.sent_at.is_not(None),
    )
    out = select(handed.c.entry).where(*sent, handed.c.change != "withdrawn").exists()
    told = (
        select(handed.c.change)
        .where(*sent)
        .order_by(packages.c.sent_at.desc(), packages.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    here = chosen_by(tx, wish, _ENDED)
    query = select(entry_table).where(
        *here, entry_table.c.id > past, out, or_(told.is_(None), told != "withdrawn")
    )
    return tx.rows(query.order_by(entry_table.c.id).limit(limit))


_ENDED = ("draft", "submitted", "confirmed", "returned", "rejected", "revoked", "withdrawn")
