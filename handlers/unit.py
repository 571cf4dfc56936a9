"""An officer's words: what waits, the unit's progress, confirming and returning, urging, words for a group."""

from typing import Any

from core.domain import clockwork, phrases, understanding
from core.domain.refusals import Refused
from core.domain.understanding import Meant
from core.domain.windows import last_day
from core.services import (
    enclosing,
    entries,
    group_notes,
    links,
    listing,
    mobilising,
    narrowing,
    numbered,
    papers,
    reviews,
    unit_figures,
    urged,
    urging,
)
from core.services.entries import Entry
from handlers import handing, settling
from handlers.talk import Talk, say

SHOWN, DRAFTS = 8, 5
_ACTS = {"confirm": "确认", "send_back": "退回", "look": "查看"}


def only(talk: Talk) -> str:
    """What somebody who is no officer hears: the two ways to become one."""
    return say("officer.only", url=f"{talk.house.settings.origin}/console/apply")


def waiting(talk: Talk) -> str:
    """待办: entries to confirm, by their numbers, and questions to answer."""
    questions = handing.lines(talk)
    wanted = listing.Wanted(waiting=narrowing.officers_turn(talk.house, talk.tx, now=talk.now))
    found = listing.page(talk.tx, wanted, by=talk.person, roles=("officer",), limit=SHOWN)
    told = say("officer.waiting.none")
    if found.lines:
        rows = [
            say(
                "officer.waiting.row",
                short=numbered.short(line.number),
                title=_cut(line.title, 24),
                owner=line.owner or "未留姓名",
            )
            for line in found.lines
        ]
        more = [f"……等 {found.total} 项"] if found.total > len(rows) else []
        first = numbered.short(found.lines[0].number)
        told = say("officer.waiting", count=found.total, list="\n".join(rows + more), first=first)
    return "\n\n".join(part for part in (told, questions) if part)


def progress(talk: Talk) -> str:
    """单位进度: each unit against the quota, what waits, which drafts lack what (labels alone)."""
    if not talk.is_officer:
        return only(talk)
    found = mobilising.overview(talk.house, talk.tx, by=talk.person, now=talk.now)
    parts = []
    for one in unit_figures.of_officer(talk.house, talk.tx, by=talk.person, now=talk.now):
        head = say("officer.progress", unit=one.name, campaign=one.campaign.title)
        parts.append("\n".join([head, *(_standing(talk, row) for row in one.rows)]))
    counts = found.counts
    parts.append(say("officer.progress.counts", submitted=counts.get("submitted", 0), returned=counts.get("returned", 0),
                     drafts=counts.get("draft", 0)))  # fmt: skip
    if found.drafts.lines:
        rows = []
        for line in found.drafts.lines[:DRAFTS]:
            lacks = found.missing[line.id]
            labels = "、".join(lacks.labels[:4]) + ("等" if len(lacks.labels) > 4 else "")
            rows.append(
                say(
                    "officer.progress.draft",
                    name=line.owner or "未留姓名",
                    done=lacks.done,
                    total=lacks.total,
                    missing=labels,
                )
            )
        more = [f"……等 {found.drafts.total} 份"] if found.drafts.total > len(rows) else []
        parts.append(say("officer.progress.drafts", list="\n".join(rows + more)))
    parts.append(say("officer.progress.next"))
    return "\n\n".join(parts)


def _standing(talk: Talk, row: unit_figures.Row) -> str:
    code = "officer.progress.lacking" if row.lacking else "officer.progress.enough"
    standing = say(code, least=row.least, lacking=row.lacking)
    left = group_notes.left(row, now=talk.now)
    return say("officer.progress.row", track=row.title, count=row.count, standing=standing, left=left)


def look(talk: Talk, meant: Meant) -> str:
    entry = _found(talk, meant)
    if isinstance(entry, str):
        return entry
    told = say("officer.look", state=entry.state_text, **_said(talk, entry))
    if entry.state == "submitted":
        told += "\n" + say("officer.look.do", short=numbered.short(entry.row.number))
    return told


def confirm(talk: Talk, meant: Meant) -> str:
    """Shows once more what is confirmed, and waits for a yes to just this version of it."""
    entry = _found(talk, meant)
    if isinstance(entry, str):
        return entry
    if entry.state != "submitted":
        return _decided(talk, entry, "confirm")
    settling.wait(talk, "act", act="confirm", entry=entry.id, seen=entry.row.version)
    return say("officer.confirm.ask", **_said(talk, entry))


def send_back(talk: Talk, meant: Meant) -> str:
    entry = _found(talk, meant)
    if isinstance(entry, str):
        return entry
    if entry.state != "submitted":
        return _decided(talk, entry, "return")
    if not meant.text:
        return say("officer.return.reason", short=numbered.short(entry.row.number))
    settling.wait(talk, "act", act="return", entry=entry.id, seen=entry.row.version, reason=meant.text)
    return say("officer.return.ask", number=entry.row.number, title=entry.name, reason=meant.text)


def urge(talk: Talk) -> str:
    """Shows how many would hear, and waits for a yes."""
    if not talk.is_officer:
        return only(talk)
    found = urging.due(talk.house, talk.tx, urging.Asked(talk.person), now=talk.now)
    if not found.count:
        return say("urge.done", count=0, unreachable=urging.unreachable_text(found.unreachable, found.lost))
    settling.wait(talk, "act", act="urge")
    besides = say("urge.besides", count=found.heard) if found.heard else ""
    return say("urge.ask", count=found.count, entries=found.entries, besides=besides)


def group(talk: Talk) -> str:
    """群消息: a text at once; a card and a picture of each unit follow."""
    if not talk.is_officer:
        return only(talk)
    every = unit_figures.of_officer(talk.house, talk.tx, by=talk.person, now=talk.now)
    if not every:
        return say("group.none")
    told = []
    for found in every[:2]:
        told.append(group_notes.text(found, now=talk.now))
        occasion = f"group:{found.unit}:{talk.now:%m%d%H%M}"
        card = group_notes.card(talk.house, found, now=talk.now)
        enclosing.post(talk.house, talk.tx, talk.person, f"{occasion}:c", now=talk.now, kind="news", **card)
        about = {"kind": "group", "unit": found.unit, "campaign": found.campaign.key}
        enclosing.post(talk.house, talk.tx, talk.person, f"{occasion}:p", now=talk.now, **about)
    return "\n\n".join([*told, say("group.how")])


def agreed(talk: Talk, waits: dict[str, Any], said: str) -> str | None:
    """A yes to what was shown; the service asks again whether this person may, and whether it is still the same."""
    answer = understanding.yes_or_no(said)
    if answer is None:
        return None
    if not answer:
        return say("officer.dropped")
    if waits["act"] == "urge":
        found = urged.urge(talk.house, talk.tx, urging.Asked(talk.person), now=talk.now)
        lost = urging.unreachable_text(found.unreachable, found.lost)
        return say("urge.done", count=found.count, unreachable=lost)
    try:
        with talk.tx.attempt():
            return _decide(talk, waits)
    except Refused as refused:
        return _refused(talk, waits, refused)


def _decide(talk: Talk, waits: dict[str, Any]) -> str:
    before = entries.load(talk.house, talk.tx, waits["entry"])
    told: dict[str, Any] = {"by": talk.person, "now": talk.now, "seen": waits["seen"]}
    if waits["act"] == "confirm":
        if before.state == "confirmed":
            reviews.confirm(
                talk.house, talk.tx, waits["entry"], **told
            )  # the gate first, then what became of it
            return _decided(talk, before, "confirm")
        entry = reviews.confirm(talk.house, talk.tx, waits["entry"], **told)
        return say("officer.confirm.done", title=entry.name, number=entry.row.number, rest=_rest(talk))
    if before.state == "returned":
        reviews.send_back(
            talk.house, talk.tx, waits["entry"], {reviews.GENERAL: waits["reason"]}, role="officer", **told
        )
        return _decided(talk, before, "return")
    reasons = {_item(before, waits["reason"]): waits["reason"]}
    entry = reviews.send_back(talk.house, talk.tx, waits["entry"], reasons, role="officer", **told)
    due = entry.row.answer_by
    return say("officer.return.done", title=entry.name, number=entry.row.number, rest=_rest(talk),
               answer_by=last_day(clockwork.in_china(due)) if due else "")  # fmt: skip


def _refused(talk: Talk, waits: dict[str, Any], refused: Refused) -> str:
    if refused.code == "entry.forbidden":
        return say("officer.gone")
    entry = entries.load(talk.house, talk.tx, waits["entry"])
    if refused.code == "entry.move.impossible":
        return _decided(talk, entry, waits["act"])
    if refused.code == "entry.stale":
        return say("officer.stale", short=numbered.short(entry.row.number))
    return refused.sentence


def _item(entry: Entry, reason: str) -> str:
    """第8项……: the reason stands beside its item, so that the worker is led to it."""
    number = understanding.item_of(reason)
    asked = entry.track.asked
    return asked[number - 1] if number and number <= len(asked) else reviews.GENERAL


def _decided(talk: Talk, entry: Entry, act: str) -> str:
    """Somebody was quicker: who, when, and what it is now."""
    latest = next(iter(reviews.of(talk.tx, entry.id)), None)
    named = listing.called(talk.tx, {latest.by} if latest and latest.by else set())
    if latest is None or latest.by is None:
        who = say("officer.who.house")
    elif latest.by == talk.person:
        who = say("officer.who.you")
    else:
        who = named.get(latest.by) or say("officer.who.colleague")
    at = clockwork.minute_text(latest.at) if latest else clockwork.minute_text(entry.row.changed_at)
    said = {"title": entry.name, "number": entry.row.number or "", "who": who, "at": at}
    if entry.state == "confirmed" and act == "confirm":
        return say("officer.confirm.already", **said)
    if entry.state == "returned" and act == "return":
        return say("officer.return.already", **said)
    return say(
        "officer.decided",
        state=entry.state_text,
        act=phrases.say(f"act.{act}"),
        **said,
    )


def _found(talk: Talk, meant: Meant) -> Entry | str:
    """The entry of a number, or why there is none; drafts and foreign ones have none."""
    if not talk.is_officer:
        return only(talk)
    if not meant.ref:
        return say("officer.number.needed", act=_ACTS[meant.order])
    rows = numbered.find(talk.tx, meant.ref, by=talk.person)
    if len(rows) > 1:
        return say(
            "officer.number.which", ref=meant.ref, list="\n".join(f"{row.number} {row.title}" for row in rows)
        )
    if not rows:
        return say("officer.number.unknown", ref=meant.ref)
    entry = entries.load(talk.house, talk.tx, rows[0].id)
    return say("officer.number.unknown", ref=meant.ref) if listing.is_closed(entry.state) else entry


def _said(talk: Talk, entry: Entry) -> dict[str, Any]:
    field, people = entry.track.paper_field, entries.people_field(entry.track)
    standing = [row["state"] for row in papers.standing(entry)]
    state = "missing" if field and not entry.answers.get(field.key) else next(
        (one for one in ("stale", "none") if one in standing), "valid"
    )  # fmt: skip
    unit = entries.unit_field(entry.track)
    return {
        "number": entry.row.number or "",
        "title": entry.name,
        "unit": entry.text(unit) if unit else "",
        "people": _cut(" ".join(entry.text(people).split()), 60) if people else "",
        "sealed": say(f"officer.sealed.{state}"),
        "url": links.desk(talk.house, talk.tx, talk.person, entry=entry.id),
    }


def _rest(talk: Talk) -> str:
    wanted = listing.Wanted(waiting=narrowing.officers_turn(talk.house, talk.tx, now=talk.now))
    left = listing.page(talk.tx, wanted, by=talk.person, roles=("officer",), limit=1).total
    return say("officer.rest", count=left) if left else say("officer.rest.none")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
