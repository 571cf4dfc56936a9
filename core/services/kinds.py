"""Progress by what was answered: categories and industries of what counts for the quota."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from core.adapters.db import Transaction
from core.adapters.tables import answers, entries
from core.domain import fieldtypes
from core.domain.declaration import Campaign, Field, Track
from core.services import entries as entry_service
from core.services import progress
from core.services.progress import Roots

_KINDS = ("choice", "industry")


def by_kind(
    tx: Transaction, campaign: Campaign, *, within: Roots, at: str | None = None
) -> list[tuple[Track, str, list[tuple[str, int]]]]:
    """`(track, what was asked, [(answer, how many)])` for each item with a list of answers, such as category and industry,
    the most first, of what counts for the quota. One query, and one more where a track asks for several of a type."""
    said = _said_in_rows(tx, campaign, (at,) if at else within)
    beside = [(track, field) for track, field in _asked(campaign) if field.key not in _in_rows(track)]
    if beside:
        said |= _said_in_answers(tx, campaign, beside, (at,) if at else within)
    found = []
    for track, field in _asked(campaign):
        if summed := said.get((track.key, field.key)):
            found.append((track, field.label, sorted(summed.items(), key=lambda pair: (-pair[1], pair[0]))))
    return found


_Said = dict[tuple[str, str], dict[str, int]]  # by (track, field): what was said -> how many


def _asked(campaign: Campaign) -> list[tuple[Track, Field]]:
    return [(track, field) for track in campaign.tracks for field in track.fields if field.type in _KINDS]


def _in_rows(track: Track) -> dict[str, str]:
    """Field key -> type of those that stand in the entries' own rows."""
    return {key: kind for kind in _KINDS if (key := entry_service.first(track, kind))}


def _said_in_rows(tx: Transaction, campaign: Campaign, within: Roots) -> _Said:
    """Out of one index; grouped in its order."""
    keys = [entries.c[name] for name in ("campaign", "track", "state", "category", "section", "division")]
    query = (
        select(*keys, func.count().label("n")).where(progress.counting(campaign.key, within)).group_by(*keys)
    )
    found: _Said = {}
    for row in tx.rows(query):
        track = campaign.by_key.get(row.track)
        for key, kind in _in_rows(track).items() if track else ():
            value = row.category if kind == "choice" else {"section": row.section, "division": row.division}
            if track and (row.category if kind == "choice" else row.section):
                said = fieldtypes.TYPES[kind].cell(value, field=track.by_key[key])
                held = found.setdefault((track.key, key), {})
                held[said] = held.get(said, 0) + row.n
    return found


def _said_in_answers(
    tx: Transaction, campaign: Campaign, asked: Sequence[tuple[Track, Field]], within: Roots
) -> _Said:
    wanted = or_(
        False, *(and_(entries.c.track == track.key, answers.c.field == field.key) for track, field in asked)
    )
    rows = tx.rows(
        select(entries.c.track, answers.c.field, answers.c.value, func.count().label("n"))
        .join(answers, answers.c.entry == entries.c.id)
        .where(progress.counting(campaign.key, within), wanted, answers.c.value.is_not(None))
        .group_by(entries.c.track, answers.c.field, answers.c.value)
    )
    found: _Said = {}
    for row in rows:
        field = campaign.by_key[row.track].by_key[row.field]
        said = fieldtypes.TYPES[field.type].cell(row.value, field=field)
        held = found.setdefault((row.track, row.field), {})
        held[said] = held.get(said, 0) + row.n
    return found
