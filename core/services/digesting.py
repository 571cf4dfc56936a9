"""The verdict on files as one message a batch: when all that a person sent for an entry was looked at and nothing more has
come for a while. Ten photos at once are one message, however they came."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select, update

from core.adapters import queue
from core.adapters.clock import real
from core.adapters.db import Transaction
from core.adapters.tables import attachments, identities
from core.adapters.tables import uploads as upload_table
from core.domain import phrases
from core.domain.refusals import Refused
from core.services import attaching, entries, links, messages, tasks, uploads
from core.services.entries import Entry
from core.services.house import House

REASON = "verdict"
REST = timedelta(seconds=8)  # of quiet after the last verdict
UNDER_WAY = timedelta(minutes=30)  # an upload begun so lately may still belong to the batch
SHOWN = 6  # files called by name
_SOURCES = ("upload", "chat")


def due(tx: Transaction, *, limit: int = 50) -> Sequence[tuple[str, str]]:
    """`(entry, person)` of whole batches that nobody was told of."""
    waits = attachments.alias()
    same = (waits.c.entry == attachments.c.entry, waits.c.by == attachments.c.by)
    on_the_way = (
        upload_table.c.entry == attachments.c.entry,
        upload_table.c.by == attachments.c.by,
        upload_table.c.attachment.is_(None),
        upload_table.c.expires_at > real() + uploads.LIVES - UNDER_WAY,
    )
    query = (
        select(attachments.c.entry, attachments.c.by)
        .where(attachments.c.is_told.is_(False), attachments.c.state == "checked")
        .where(~exists().where(*same, waits.c.state.in_(attaching.PENDING), waits.c.removed_at.is_(None)))
        .where(~exists().where(*on_the_way))
        .group_by(attachments.c.entry, attachments.c.by)
        .having(func.max(attachments.c.checked_at) <= real() - REST)
    )
    return [(row.entry, row.by) for row in tx.rows(query.limit(limit))]


def hint(house: House, entry: str, person: str) -> None:
    job = f"digest-{entry}-{person}-{int(real().timestamp() / 5)}"
    house.jobs.enqueue(queue.DIGEST, entry, person, job_id=job, seconds=60, keep=0)


def tell(house: House, entry_id: str, person: str, *, now: datetime) -> str:
    """Tells of all that was looked at since the last time. Gives told, silent (nobody would hear: the page shows it) or
    nothing."""
    with house.db.write() as tx:
        here = (attachments.c.entry == entry_id, attachments.c.by == person)
        new = (attachments.c.is_told.is_(False), attachments.c.state == "checked")
        query = select(attachments).where(*here, *new).order_by(attachments.c.id)
        rows = list(tx.rows(query.with_for_update(skip_locked=True)))
        if not rows:
            return "nothing"
        tx.run(update(attachments).where(attachments.c.id.in_([row.id for row in rows])).values(is_told=True))
        rows = [row for row in rows if row.removed_at is None and row.source in _SOURCES]
        try:
            entry = entries.load(house, tx, entry_id)
        except Refused:
            return "silent"
        if not rows or not (
            any(row.source == "chat" for row in rows) or _listens(house, tx, person, now=now)
        ):
            return "silent"
        text = digest(house, tx, entry, rows, by=person)
        messages.post(house, tx, person, REASON, rows[-1].id, now=now, entry=entry, says=text)
    return "told"


def _listens(house: House, tx: Transaction, person: str, *, now: datetime) -> bool:
    """Whether the chat is open to us now: what was sent from a page is told in chat, and by nothing weightier."""
    here = (
        identities.c.person == person,
        identities.c.kind == "oa",
        identities.c.app_id == house.platform.oa_app_id,
    )
    heard = tx.value(select(func.max(identities.c.heard_at)).where(*here, identities.c.follows.is_(True)))
    return heard is not None and now - heard < tasks.WINDOW


def digest(house: House, tx: Transaction, entry: Entry, rows: Sequence[Any], *, by: str) -> str:
    """The words: item by item, what is good, what must be changed, what might be; a link where something must."""
    said = _sentences(house, tx, entry, by=by)
    if len(rows) == 1:
        label = entry.track.by_key[rows[0].field].label
        every = [sentence for _, sentence in said[rows[0].id]]
        return "\n".join(every) or phrases.say("bot.digest.one", label=label)
    lines, worst = [phrases.say("bot.digest.head", count=len(rows))], ""
    for key in dict.fromkeys(row.field for row in rows):
        mine = [row for row in rows if row.field == key]
        bad = [(row, text) for row in mine if (text := _first(said[row.id], "must"))]
        doubtful = [
            (row, text)
            for row in mine
            if not _first(said[row.id], "must") and (text := _first(said[row.id], "advise"))
        ]
        label, names = entry.track.by_key[key].label, _names(entry, key)
        if len(mine) > len(bad):
            lines.append(phrases.say("bot.digest.good", label=label, count=len(mine) - len(bad)))
        if bad:
            worst = worst or key
            lines.append(phrases.say("bot.digest.bad", label=label, count=len(bad), list=_listed(names, bad)))
        if doubtful:
            lines.append(phrases.say("bot.digest.advice", list=_listed(names, doubtful)))
    if worst:
        url = links.upload(house, tx, by, entry=entry.id, field=worst)
        return "\n".join([*lines, phrases.say("bot.digest.link", url=url)])
    return "\n".join([*lines, phrases.say("bot.digest.on")])


def _sentences(house: House, tx: Transaction, entry: Entry, *, by: str) -> dict[str, list[tuple[str, str]]]:
    """(level, sentence) by attachment; a sheet that its entry has left behind brings the link to print it anew."""
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for finding in entry.findings():
        if finding.attachment is None:
            continue
        sentence = finding.sentence
        if finding.phrase == "paper.seal.stale":
            url = links.upload(house, tx, by, entry=entry.id, field=finding.field_key)
            again = phrases.say("paper.print.link", title=finding.params["title"], url=url)
            sentence = f"{sentence}\n{again}"
        said[finding.attachment].append((finding.level, sentence))
    return said


def _first(said: list[tuple[str, str]], level: str) -> str:
    return next((sentence for found, sentence in said if found == level), "")


def _names(entry: Entry, key: str) -> dict[str, str]:
    """Titles of the item's files, by attachment."""
    listed = entry.answers.get(key) or []
    return {row["attachment"]: row.get("title") or "" for row in listed if "attachment" in row}


def _listed(names: dict[str, str], found: list[tuple[Any, str]]) -> str:
    lines = [
        phrases.say("bot.digest.file", title=names.get(row.id) or row.filename, sentence=sentence)
        for row, sentence in found[:SHOWN]
    ]
    more = [phrases.say("bot.digest.more", count=len(found) - SHOWN)] if len(found) > SHOWN else []
    return "\n".join([*dict.fromkeys(lines), *more])  # photos of chat bear one name
