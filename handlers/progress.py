"""进度: how far each entry of a person is, and what it waits for."""

from core.domain import clockwork, flow, moves, windows
from core.services import certificates, entries, national, reviews
from core.services.entries import Entry
from handlers import asking, replying, returning, unit
from handlers.talk import Talk, say

MOST = 5


def progress(talk: Talk) -> str:
    """As much of each as a reply holds."""
    rows = [row for row in entries.mine(talk.tx, talk.person) if row.version > 1 or row.state != "draft"]
    if not rows:
        return unit.progress(talk) if talk.is_officer else say("hear.nothing")
    found = [entries.load(talk.house, talk.tx, row.id) for row in rows[:MOST]]
    several = sum(row.state in moves.EDITABLE for row in rows) > 1
    tail = [say("hear.switch")] if several else []
    tail += [say("officer.too")] if talk.is_officer else []
    for most in (8, 4, 1):
        told = "\n\n".join([*(_one(talk, entry, most) for entry in found), *tail])
        if len(told.encode()) <= replying.LONGEST:
            break
    return told


def _one(talk: Talk, entry: Entry, most: int) -> str:
    done = flow.progress(entry.track, entry.findings())
    number = f"\n编号 {entry.row.number}" if entry.row.number else ""
    state = entry.state_text
    name = _cut(entry.name, 40)
    lines = [say("hear.progress", name=name, state=state, done=done.done, total=done.total, number=number)]
    lines += national.lines(national.of(talk.tx, entry.id)) if entry.state not in moves.EDITABLE else []
    if entry.state in moves.EDITABLE and done.missing:
        labels = "、".join(entry.track.by_key[key].label for key in done.missing[:most])
        more = f" 等 {len(done.missing)} 项" if len(done.missing) > most else ""
        lines.append(say("hear.progress.missing", missing=labels + more))
    lines += _open(talk, entry, done) if entry.state == "draft" else []
    if entry.state == "returned" and entry.row.answer_by:
        last = windows.last_day(clockwork.in_china(entry.row.answer_by))
        reasons: dict[str, str] = next((row.reasons for row in reviews.of(talk.tx, entry.id)), {})
        short = {key: _cut(text, 20 * most) for key, text in list(reasons.items())[:most]}
        code = "hear.progress.answer_by" + (".over" if talk.now >= entry.row.answer_by else "")
        lines.append(say(code, answer_by=last, reasons=reviews.reasons_text(entry, short)))
    if entry.state in ("approved", "published") and (held := certificates.of(talk.tx, entry.id)):
        url = f"{talk.house.settings.origin}/verify/{held.code}"
        lines.append(say("bot.progress.certificate", url=url))
    return "\n".join(lines)


def _open(talk: Talk, entry: Entry, done: flow.Progress) -> list[str]:
    """Of a draft: that its time is over, or that it is not sent in yet, until when, and by which word; the word is of
    the draft in hand."""
    if late := asking.over(talk, entry):
        return [late]
    is_in_hand = talk.entry is None or talk.entry.id == entry.id
    left = returning.left(talk, entry)
    if not done.is_complete:
        return [say("hear.progress.on", left=left)] if is_in_hand else []
    send = [say("hear.progress.send")] if is_in_hand and entry.track.starts_by == "worker" else []
    return [say("hear.progress.unsent", left=left), *send]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
