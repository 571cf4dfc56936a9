"""The index of pictures by pieces of their hash, so that a near one is found without looking at each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from core.adapters.db import Transaction
from core.adapters.tables import picture_marks
from core.domain import likeness


def keep(tx: Transaction, attachment: str, facts: Mapping[str, Any]) -> None:
    """Writes the marks of a looked-at file, in the transaction that writes its facts; none where there is no hash."""
    tx.run(delete(picture_marks).where(picture_marks.c.attachment == attachment))
    hash = hash_of(facts)
    for band, value in enumerate(likeness.bands(hash) if hash is not None else ()):
        tx.run(
            insert(picture_marks).values(band=band, value=value, attachment=attachment, hash=f"{hash:016x}")
        )


def hash_of(facts: Mapping[str, Any], key: str = "dhash") -> int | None:
    """The hash among a probe's facts, where it tells anything."""
    said = facts.get(key)
    hash = int(said, 16) if isinstance(said, str) and said else None
    return hash if hash is not None and likeness.is_telling(hash) else None


def near(tx: Transaction, pictures: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, tuple[str, int]]]:
    """For each picture (hashes by turn) the attachments that show the same: `{picture: {attachment: (turn, bits)}}`.
    Four reads of an index, however many pictures there are."""
    wanted: list[set[int]] = [set() for _ in range(likeness.BANDS)]
    for turned in pictures.values():
        for turn, hash in turned.items():
            for band, piece in enumerate(likeness.bands(hash)):
                wanted[band].update(likeness.around(piece, is_turned=bool(turn)))
    columns = (picture_marks.c.attachment, picture_marks.c.hash)
    there: dict[str, int] = {}
    for band, values in enumerate(wanted if pictures else ()):
        here = (picture_marks.c.band == band, picture_marks.c.value.in_(sorted(values)))
        there |= {row.attachment: int(row.hash, 16) for row in tx.rows(select(*columns).where(*here))}
    return {
        picture: {
            attachment: found
            for attachment, hash in there.items()
            if attachment != picture and (found := likeness.match(dict(turned), hash))
        }
        for picture, turned in pictures.items()
    }
