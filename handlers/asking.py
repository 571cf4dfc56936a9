"""How an item is asked: number, name, what the notice wants, how to answer, what is there already."""

from core.domain import clockwork, drafting, flow, windows
from core.domain.declaration import Field
from core.services import acts, papers, reviews
from core.services.entries import Entry
from core.services.reviews import GENERAL
from handlers.talk import Talk, say

HINT, SHORT = 160, 80  # characters of a text that a phone shows at a glance
ADVICE = 2  # sentences of advice beside an answer


def ask(talk: Talk, field: Field) -> str:
    """The question of one item."""
    entry = talk.entry
    assert entry is not None
    parts = [head(talk, field) + limits(field)]
    if reason := reasons(talk).get(field.key):
        parts.append(say("ask.returned", reason=_cut(reason, HINT)))
    if field.hint:
        parts.append(say("ask.hint", hint=_cut(field.hint, HINT)))
    if field.example:
        parts.append(say("ask.example", example=_cut(field.example, SHORT)))
    have = entry.text(field.key)
    if have:
        parts.append(say("ask.have", text=_cut(have, SHORT)))
    parts.append(how(talk, field))
    if not have and drafting.compose(field, entry.track, entry.answers, known=entry.known):
        parts.append(say("ask.compose"))
    if have:
        parts += [say("ask.add")] if field.type == "paragraph" else []
        parts.append(say("ask.keep"))
    return "\n".join(parts)


def head(talk: Talk, field: Field) -> str:
    """【3/19】成果完成人"""
    assert talk.entry is not None
    asked = talk.entry.track.asked
    return say("ask.head", number=asked.index(field.key) + 1, total=len(asked), label=field.label)


def how(talk: Talk, field: Field) -> str:
    """How to answer this kind of item."""
    if field.type in ("files", "bank", "paper"):
        code = {"files": "ask.files.how", "bank": "ask.bank.how", "paper": "ask.paper.how"}[field.type]
        return say(code, url=talk.link(field.key))
    if field.type == "choice":
        rows = [
            f"{number}. {choice.label}" + (f"：{choice.text}" if choice.text else "")
            for number, choice in enumerate(field.choices, 1)
        ]
        return "\n".join([say("ask.choice.how"), *rows])
    return say(f"ask.{field.type}.how")


def limits(field: Field) -> str:
    """（15到25字为宜，最多 60 字）"""
    least, most = field.wanted("zi", "min", "advise"), field.wanted("zi", "max", "advise")
    hard = field.wanted("zi", "max")
    shown = say("ask.about", least=least, most=most) if least and most else ""
    return shown + (say("ask.limit", wanted=hard) if hard else "")


def saved(talk: Talk, field: Field) -> str:
    """An answer was kept: how it reads, what is advised, and the next question."""
    assert talk.entry is not None
    kept = say("hear.saved", label=field.label, text=_cut(talk.entry.text(field.key), SHORT))
    return "\n".join([kept, *advice(talk, field), "", following(talk)])


def advice(talk: Talk, field: Field) -> list[str]:
    """What does not block, said once, when the item is left; before it, which sealed sheets the answer has voided."""
    return [
        *voided(talk, field),
        *(say("hear.advice", advice=sentence) for sentence in talk.advice(field.key)[:ADVICE]),
    ]


def voided(talk: Talk, field: Field) -> list[str]:
    """Sealed sheets that quote this item and say it otherwise: only they are to be printed again."""
    entry = talk.entry
    assert entry is not None
    if field.key not in entry.track.quoted:
        return []
    stale = [
        x["title"] for x in papers.standing(entry) if x["state"] == "stale" and field.label in x["changed"]
    ]
    titles = "、".join(f"《{title}》" for title in stale)
    return [say("hear.voided", titles=titles, label=field.label)] if stale else []


def following(talk: Talk, *, after: str | None = None) -> str:
    """Goes on to the next open item and asks it, or says that all were asked. A returned entry is led through the
    items that were returned, in order."""
    entry = talk.entry
    assert entry is not None
    field = _returned_after(talk, after or talk.at_field) or flow.next_field(
        entry.track, entry.answers, skipped=entry.row.skipped
    )
    if field is None:
        talk.go(entry.id, None)
        return finished(talk)
    talk.go(entry.id, field.key)
    return ask(talk, field)


def reasons(talk: Talk) -> dict[str, str]:
    """Why the entry came back, by item; empty for one that did not."""
    entry = talk.entry
    if entry is None or entry.state != "returned":
        return {}
    latest = next((row for row in reviews.of(talk.tx, entry.id) if row.act in ("return", "find")), None)
    return dict(latest.reasons) if latest else {}


def returned(talk: Talk) -> str:
    """What a returned entry's talk begins with: until when, and what concerns no single item."""
    assert talk.entry is not None
    due, general = talk.entry.row.answer_by, reasons(talk).get(GENERAL)
    code = "entry.answer_by.passed" if due and talk.now >= due else "hear.returned"
    told = [say(code, answer_by=windows.last_day(clockwork.in_china(due)))] if due else []
    return "\n".join(told + ([say("ask.returned", reason=_cut(general, HINT))] if general else []))


def _returned_after(talk: Talk, key: str | None) -> Field | None:
    assert talk.entry is not None
    track, back = talk.entry.track, reasons(talk)
    start = track.asked.index(key) + 1 if key in track.asked else 0
    return next((track.by_key[name] for name in track.asked[start:] if name in back), None)


def finished(talk: Talk, *, most: int = 8) -> str:
    """All were asked: what is missing, or that it can be sent in."""
    entry = talk.entry
    assert entry is not None
    progress = flow.progress(entry.track, entry.findings())
    if progress.is_complete:
        if late := over(talk, entry):
            return late
        return say("hear.mended" if entry.state == "returned" else "hear.all")
    return say("hear.missing", count=len(progress.missing), list=missing_lines(talk, most=most))


def over(talk: Talk, entry: Entry) -> str:
    """Of a draft whose time to be sent in is over: that it is, and whom to ask; nothing of all others."""
    return acts.lateness(talk.tx, entry, now=talk.now) if entry.state == "draft" else ""


def missing_lines(talk: Talk, *, most: int = 8) -> str:
    """The first `must` sentence of each item that lacks something."""
    entry = talk.entry
    assert entry is not None
    first: dict[str, str] = {}
    for finding in entry.findings():
        if finding.level == "must":
            first.setdefault(finding.field_key, finding.sentence)
    lines = [f"{entry.track.asked.index(key) + 1}. {sentence}" for key, sentence in first.items()]
    more = [f"……等 {len(lines)} 项"] if len(lines) > most else []
    return "\n".join(lines[:most] + more)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
