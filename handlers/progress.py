"""进度: how far each entry of a person is, and what it waits for."""

from core.domain import clockwork, flow, moves, windows
from core.services import acts, entries, reviews
from handlers.talk import Talk, say

MOST = 5


def progress(talk: Talk) -> str:
    rows = [row for row in entries.mine(talk.tx, talk.person) if row.version > 1 or row.state != "draft"]
    if not rows:
        return say("hear.nothing")
    return "\n\n".join(_one(talk, row.id) for row in rows[:MOST])


def _one(talk: Talk, entry_id: str) -> str:
    entry = entries.load(talk.house, talk.tx, entry_id)
    done = flow.progress(entry.track, entry.findings())
    number = f"\n编号 {entry.row.number}" if entry.row.number else ""
    state = acts.state_text(entry.state)
    lines = [
        say("hear.progress", name=entry.name, state=state, done=done.done, total=done.total, number=number)
    ]
    if entry.state in moves.EDITABLE and done.missing:
        labels = "、".join(entry.track.by_key[key].label for key in done.missing)
        lines.append(say("hear.progress.missing", missing=labels))
    if entry.state == "returned" and entry.row.answer_by:
        last = windows.last_day(clockwork.in_china(entry.row.answer_by))
        reasons: dict[str, str] = next((row.reasons for row in reviews.of(talk.tx, entry.id)), {})
        lines.append(
            say("hear.progress.answer_by", answer_by=last, reasons=reviews.reasons_text(entry, reasons))
        )
    return "\n".join(lines)
