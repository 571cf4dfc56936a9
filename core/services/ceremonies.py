"""Certificates of many entries at once: issued where one is lacking, each signed, all in one PDF to print, a list for the
ceremony."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.adapters import papers as printing
from core.adapters import pdf_acts
from core.adapters.db import Transaction
from core.adapters.long_sheets import Book
from core.adapters.parcels import Parcel
from core.adapters.tables import certificates as table
from core.adapters.tables import entries as entry_table
from core.domain import clockwork, filenames, phrases
from core.domain.refusals import Refused
from core.services import campaigns, certificates, entries
from core.services.handing_over import Package, chosen_by
from core.services.house import House

MOST = 2000  # certificates of one package
_CERTIFIED = ("approved", "published", "forwarded")
_SHEETS = 50  # certificates that are set in one go
_EACH = 200_000  # bytes of one certificate, signed, with its picture and its page in the whole
_HEADS = ("序号", "证书编号", "成果名称", "完成人", "完成单位", "签领")


def begin(house: House, tx: Transaction, wish: Package) -> int:
    """Bytes it will take, about. Raises Refused: none there, too many."""
    here = _certified(house, tx, wish)
    count = int(tx.value(select(func.count()).select_from(entry_table).where(*here)))
    if not count:
        raise Refused("package.ceremony.none")
    if count > MOST:
        raise Refused("package.ceremony.many", most=MOST, count=count)
    return count * _EACH


def _certified(house: House, tx: Transaction, wish: Package) -> list[Any]:
    """Conditions on entries that have a certificate, or lack one that they are due (N8). A course has none: it is
    selected and published."""
    tracks = campaigns.campaign(house, tx, wish.campaign).tracks
    approving = [track.key for track in tracks if track.moves == "innovation"]
    return [*chosen_by(tx, wish, _CERTIFIED), entry_table.c.track.in_(approving)]


def write(house: House, wish: Package, target: Path, *, told: Callable[[int], None]) -> dict[str, int]:
    """The archive at `target`. Gives how many certificates, and how many of them were issued by this."""
    issued = _issue(house, wish)
    with house.db.read() as tx:
        campaign = campaigns.campaign(house, tx, wish.campaign)
        joined = table.c.entry == entry_table.c.id
        query = select(table.c.code, table.c.number, table.c.content).join(entry_table, joined)
        live = (table.c.revoked_at.is_(None), *_certified(house, tx, wish))
        rows = tx.rows(query.where(*live).order_by(table.c.number))
    if not rows:
        raise Refused("package.ceremony.none")
    with target.open("wb") as handle, tempfile.TemporaryDirectory(prefix="ceremony-") as folder:
        parcel = Parcel(handle, clockwork.in_china(wish.at))
        try:
            _lists(parcel, campaign.title, clockwork.date_text(wish.at), rows, Path(folder))
            _whole(house, parcel, rows, Path(folder))
            for done, row in enumerate(rows, 1):
                _one(house, parcel, row, has_picture=bool(wish.about.get("has_pictures")))
                told(min(99, done * 100 // len(rows)))
        except BaseException:
            parcel.drop()
            raise
        parcel.close()
    return {"certificates": len(rows), "issued": issued}


def _one(house: House, parcel: Parcel, row: Any, *, has_picture: bool) -> None:
    """A certificate, named by its number and whose it is."""
    stem = filenames.safe(" ".join([row.number, *row.content["completers"][:1]]))
    parcel.add(f"证书/{stem}.pdf", content=certificates.pdf(house, row.code))
    if has_picture:
        parcel.add(f"预览图/{stem}.png", content=certificates.picture(house, row.code))


def _issue(house: House, wish: Package) -> int:
    """Certificates that approved entries lack; the number is given once whoever asks."""
    with house.db.read() as tx:
        held = select(table.c.id).where(table.c.entry == entry_table.c.id).exists()
        query = select(entry_table.c.id).where(*_certified(house, tx, wish), ~held)
        lacking = [row.id for row in tx.rows(query.order_by(entry_table.c.id))]
    for entry in lacking:
        with house.db.write() as tx:
            certificates.issue(tx, entries.load(house, tx, entry), now=wish.at)
    return len(lacking)


def _lists(parcel: Parcel, title: str, day: str, rows: Sequence[Any], folder: Path) -> None:
    """The list, as a sheet to print and as a table to go on with."""
    lines = [
        [
            str(place),
            row.number,
            row.content["work"],
            "、".join(row.content["completers"]),
            row.content["unit"],
            "",
        ]
        for place, row in enumerate(rows, 1)
    ]
    said = f"{day}　共 {len(rows)} 项"
    pdf = printing.roll({"title": f"{title} 颁证名单", "said": said, "heads": list(_HEADS), "rows": lines})
    parcel.add("颁证名单.pdf", content=pdf)
    book = Book()
    book.sheet("roll", "颁证名单", _HEADS, widths=(8, 16, 50, 40, 30, 16))
    for line in lines:
        book.row("roll", line)
    book.save(folder / "roll.xlsx")
    parcel.add("颁证名单.xlsx", path=folder / "roll.xlsx")


def _whole(house: House, parcel: Parcel, rows: Sequence[Any], folder: Path) -> None:
    """All in one PDF to print. It bears no signature: one would cover them all, or none."""
    parts = []
    for start in range(0, len(rows), _SHEETS):
        contents = [certificates.content(house, row.code) for row in rows[start : start + _SHEETS]]
        parts.append(folder / f"{start}.pdf")
        parts[-1].write_bytes(printing.certificates(contents))
    pdf_acts.join(parts, folder / "all.pdf")
    parcel.add(phrases.say("ceremony.whole"), path=folder / "all.pdf")
