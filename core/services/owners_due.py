"""What owners of drafts and returned entries still have to do: names and dates, by person, for many persons at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Text, and_, case, exists, or_, select, type_coerce

from core.adapters.db import Transaction
from core.adapters.tables import answers, entries, reviews
from core.domain import phrases, windows
from core.domain.declaration import Campaign, Track
from core.domain.reminders import Call
from core.services.reach import Reach

KINDS = ("owners", "unsealed")
NAMED = 3  # entries called by name in a message; of more, the number
_EMPTY = ("[]", "null")


def persons(campaign: Campaign, track: Track) -> Any:
    """A query of those who own something open. `state` is wrapped so that SQLite goes by (campaign, track, owner), in
    the order wanted, and not by state with a sort of all of them for each batch."""
    is_open = case((entries.c.state.in_(("draft", "returned")), 1), else_=0) == 1
    here = (entries.c.campaign == campaign.key, entries.c.track == track.key, is_open)
    return select(entries.c.owner.label("person")).where(*here)


def values(
    tx: Transaction, campaign: Campaign, track: Track, reach: Reach, calls: Sequence[Call], *, among: list[str],
    now: datetime,
) -> dict[tuple[str, int], dict[str, Any]]:  # fmt: skip
    """By person and place of the call, what its words are filled with; nothing for one who has nothing to do."""
    wanted = {n: call for n, call in enumerate(calls) if call.reminder.whom in KINDS}
    if not wanted:
        return {}
    flags = [_concerns(track, reach, call, now=now) for call in wanted.values()]
    labelled = [case((flag, 1), else_=0).label(f"c{n}") for n, flag in zip(wanted, flags, strict=True)]
    columns = (entries.c.owner, entries.c.title, entries.c.state, entries.c.answer_by)
    here = (entries.c.campaign == campaign.key, entries.c.track == track.key, entries.c.owner.in_(among))
    rows = tx.rows(
        select(*columns, *labelled)
        .where(*here, or_(*flags))
        .order_by(entries.c.owner, entries.c.created_at, entries.c.id)
    )
    mine: dict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in rows:
        for n in wanted:
            if getattr(row, f"c{n}"):
                mine[row.owner, n].append(row)
    return {key: _said(found, reach) for key, found in mine.items()}


def _concerns(track: Track, reach: Reach, call: Call, *, now: datetime) -> Any:
    """Drafts of what closes then; returned entries as long as they can be answered, with the window itself and not
    with a permit, since a return has a date of its own (N7)."""
    answerable = and_(
        entries.c.state == "returned", or_(entries.c.answer_by.is_(None), entries.c.answer_by > now)
    )
    if call.returned_on is not None:
        return and_(answerable, _returned_on(call, reach))
    drafts = entries.c.state == "draft"
    if call.closes is not None:
        drafts = and_(drafts, reach.closing_at(call.closes))
    else:
        drafts = and_(drafts, reach.open_at(now))
    is_of_window = call.closes in (None, reach.window.closes)
    found = or_(drafts, answerable) if is_of_window else drafts
    return and_(found, _unsealed(track)) if call.reminder.whom == "unsealed" else found


def _returned_on(call: Call, reach: Reach) -> Any:
    """The latest return fell on that day."""
    assert call.returned_on is not None
    begins = datetime.combine(call.returned_on, time.min, tzinfo=reach.window.closes.tzinfo)
    back = (reviews.c.entry == entries.c.id, reviews.c.act.in_(("return", "find")))
    ends = begins + timedelta(days=1)
    return and_(
        exists().where(*back, reviews.c.at >= begins, reviews.c.at < ends),
        ~exists().where(*back, reviews.c.at >= ends),
    )


def _unsealed(track: Track) -> Any:
    """No sealed sheet is there. Whether one that is there still covers what the entry says is judged on its page."""
    field = track.paper_field
    assert field is not None  # held when the file is loaded
    there = (answers.c.entry == entries.c.id, answers.c.field == field.key)
    filled = type_coerce(answers.c.value, Text).not_in(_EMPTY)
    return ~exists().where(*there, answers.c.value.is_not(None), filled)


def _said(rows: list[Any], reach: Reach) -> dict[str, Any]:
    drafts = [_name(row.title) for row in rows if row.state == "draft"]
    returned = [(_name(row.title), row) for row in rows if row.state == "returned"]
    dated = [
        phrases.say("reminder.name.until", name=name, day=_day(row, reach)) if row.answer_by else name
        for name, row in returned
    ]
    names = drafts + [name for name, _ in returned]
    return {
        "name": " ".join(rows[0].title.split()) or phrases.say("reminder.name.none"),
        "names": joined(names),
        "count": len(rows),
        "drafts": joined(drafts),
        "returned": joined(dated),
    }


def _name(title: str) -> str:
    said = " ".join(title.split())
    return phrases.say("reminder.name", title=said) if said else phrases.say("reminder.name.none")


def _day(row: Any, reach: Reach) -> str:
    return windows.last_day(row.answer_by.astimezone(reach.window.closes.tzinfo))


def joined(names: list[str]) -> str:
    """At most three by name; of more, how many there are."""
    said = "、".join(names[:NAMED])
    return said if len(names) <= NAMED else phrases.say("reminder.names.more", names=said, count=len(names))
