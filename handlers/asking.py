"""How an item is asked: number, name, what the notice wants, how to answer, what is there already."""

from core.domain import flow
from core.domain.declaration import Field
from handlers.talk import Talk, say

HINT = 160  # characters of a hint that a phone shows at a glance


def ask(talk: Talk, field: Field) -> str:
    """The question of one item."""
    entry = talk.entry
    assert entry is not None
    number, total = entry.track.asked.index(field.key) + 1, len(entry.track.asked)
    parts = [say("ask.head", number=number, total=total, label=field.label) + limits(field)]
    if field.hint:
        parts.append(say("ask.hint", hint=_cut(field.hint)))
    if field.example:
        parts.append(say("ask.example", example=_cut(field.example)))
    if have := entry.text(field.key):
        parts.append(say("ask.have", text=_cut(have)))
    parts.append(how(talk, field))
    return "\n".join(parts)


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


def following(talk: Talk) -> str:
    """Goes on to the next open item and asks it, or says that all were asked."""
    entry = talk.entry
    assert entry is not None
    field = flow.next_field(entry.track, entry.answers, skipped=entry.row.skipped)
    if field is None:
        talk.go(entry.id, None)
        return finished(talk)
    talk.go(entry.id, field.key)
    return ask(talk, field)


def finished(talk: Talk) -> str:
    entry = talk.entry
    assert entry is not None
    progress = flow.progress(entry.track, entry.findings())
    if progress.is_complete:
        return say("hear.all")
    return say("hear.missing", count=len(progress.missing), list=missing_lines(talk))


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


def _cut(text: str) -> str:
    return text if len(text) <= HINT else f"{text[: HINT - 1]}…"
