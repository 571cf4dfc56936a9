"""What the expert panel takes home: the score sheet, the list, and a folder of files for each course (N11)."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from core.adapters.db import Transaction
from core.adapters.parcels import Parcel
from core.adapters.tables import attachments
from core.domain import clockwork, filenames, phrases
from core.domain.refusals import Refused
from core.services import entries, panel, parcels
from core.services.handing_over import Package
from core.services.house import House

_EACH = 1024 * 1024  # bytes beside the files of a course: its Word document, its lines


def begin(_house: House, tx: Transaction, wish: Package) -> int:
    """Bytes it will take, about. Raises Refused('package.panel.none'): no course is before the panel."""
    wanted = panel.before(tx, wish.campaign, wish.track, by=wish.by)
    if not wanted:
        raise Refused("package.panel.none")
    here = (attachments.c.entry.in_(wanted), attachments.c.removed_at.is_(None))
    return int(tx.value(select(func.sum(attachments.c.size)).where(*here)) or 0) + len(wanted) * _EACH


def write(house: House, wish: Package, target: Path, *, told: Callable[[int], None]) -> dict[str, int]:
    """The archive at `target`. Gives how many courses and files, and how many files are lacking: a text names them."""
    with house.db.read() as tx:
        wanted = panel.before(tx, wish.campaign, wish.track, by=wish.by)
    if not wanted:
        raise Refused("package.panel.none")
    files, left = 0, list[str]()
    with target.open("wb") as handle, tempfile.TemporaryDirectory(prefix="panel-") as folder:
        archive = Parcel(handle, clockwork.in_china(wish.at))
        try:
            sheet = Path(folder) / "scores.xlsx"
            panel.write(house, wish.campaign, wish.track, sheet, by=wish.by, now=wish.at)
            archive.add(filenames.safe(phrases.say("panel.sheet"), ending=".xlsx"), path=sheet)
            for done, entry_id in enumerate(wanted, 1):
                with house.db.read() as tx:
                    entry = entries.load(house, tx, entry_id)
                mailed = parcels.of(house, entry)
                name = filenames.safe(f"{entry.row.number or ''} {entry.row.title[:40]}", otherwise=entry.id)
                for part in mailed.files:
                    archive.add(f"{name}/{part.name}", path=part.path, content=part.content)
                files += len(mailed.files)
                left += [f"{entry.row.number} {label}" for label in mailed.missing]
                told(min(99, done * 100 // len(wanted)))
            if left:
                text = "\r\n".join([phrases.say("archive.left.text"), "", *left, ""])
                archive.add(f"{phrases.say('archive.left')}.txt", content=text.encode("utf-8-sig"))
        except BaseException:
            archive.drop()
            raise
        archive.close()
    return {"courses": len(wanted), "files": files, "left": len(left)}
