"""The closed list of operators: each a test, each with its sentence (`rule.FACT.OP` in phrases.py)."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.domain import codecs, phrases
from core.domain.declaration import Rule
from core.domain.findings import Finding

_MEBI = 1_048_576

# What one tap can mend, named by what it makes: the density tag, a JPEG of a HEIC or an over-large JPEG, a 1080p
# MP4 of a larger or other video, a part of one that is too long, an MP3 of other audio. Never upwards.
FIXES = frozenset({"density", "jpeg", "mp4", "trim", "mp3"})

Test = Callable[[Any, Any], bool]


def _fits(measured: Sequence[int], wanted: Sequence[int]) -> bool:
    """A picture holds another in either orientation: [long, short] against [long, short]."""
    return measured[0] >= wanted[0] and measured[1] >= wanted[1]


def missing(text: str, aspects: Sequence[Sequence[str]]) -> list[str]:
    """Names of the aspects that a text does not touch. An aspect is [name, word, …]; one of them must occur."""
    return [aspect[0] for aspect in aspects if not any(word in text for word in aspect)]


OPERATORS: Mapping[str, Test] = {
    "filled": lambda measured, wanted: bool(measured) is bool(wanted),
    "min": lambda measured, wanted: measured >= wanted,
    "max": lambda measured, wanted: measured <= wanted,
    "is": lambda measured, wanted: measured == wanted,
    "one_of": lambda measured, wanted: measured in wanted,
    "fits": _fits,
    "covers": lambda measured, wanted: not missing(measured, wanted),
}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _are_aspects(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(aspect, list) and len(aspect) > 1 for aspect in value)
        and all(isinstance(word, str) and word for aspect in value for word in aspect)
    )


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "filled": lambda v: v is True,
    "min": _is_number,
    "max": _is_number,
    "is": lambda v: isinstance(v, (bool, str, int, list)),
    "one_of": lambda v: isinstance(v, list) and bool(v),
    "fits": lambda v: isinstance(v, list) and len(v) == 2 and all(map(_is_number, v)),
    "covers": _are_aspects,
}


def accepts(op: str, value: Any) -> bool:
    """Whether `value` is something that this operator can want."""
    return op in _KINDS and _KINDS[op](value)


def judge(
    rules: Sequence[Rule],
    facts: Mapping[str, Any],
    *,
    label: str,
    file: str | None = None,
    attachment: str | None = None,
) -> list[Finding]:
    """Findings for the facts known. A fact that is absent or None is not known yet and says nothing. Of rules
    with one name (a soft and a hard limit) only the last failing one speaks: they stand from mild to severe."""
    found: dict[str, Finding] = {}
    for rule in rules:
        measured = facts.get(rule.fact)
        if measured is None or OPERATORS[rule.op](measured, rule.value):
            continue
        found[rule.name] = Finding(
            rule=rule.name,
            level=rule.level,
            phrase=_phrase(rule, measured),
            params=_params(rule, measured, label, facts.get(f"{rule.fact}_part")),
            file=file,
            attachment=attachment,
            fix=rule.fix,
        )
    return list(found.values())


def _phrase(rule: Rule, measured: Any) -> str:
    """A rule's own sentence, or that of the word measured where there is one: `rule.plain.is.html`."""
    said = rule.says or f"rule.{rule.fact}.{rule.op}"
    own = f"{said}.{measured}"
    return own if isinstance(measured, str) and phrases.exists(own) else said


def _params(rule: Rule, measured: Any, label: str, part: str | None) -> dict[str, Any]:
    """What the sentence is made from. `part`: the very words of a text that a rule speaks of."""
    if rule.op == "covers":
        return {"label": label, "missing": "、".join(missing(measured, rule.value))}
    shown, wanted = _shown(rule.fact, measured), limit(rule.fact, rule.value)
    if rule.fact == "bytes" and shown == _shown(rule.fact, rule.value):  # a few bytes more read the same
        shown, wanted = f"{measured} 字节", f"{rule.value} 字节"
    params = {"label": label, "measured": shown, "wanted": wanted}
    if part is not None:
        params["part"] = part
    if _is_number(measured) and _is_number(rule.value):
        params["gap"] = _shown(rule.fact, abs(measured - rule.value))
    return params


def limit(fact: str, value: Any) -> Any:
    """A limit as the notice says it: the second of tolerance on 5 minutes is ours and stays unsaid (A2.16), and so does
    that 10 MB are counted in the larger of both readings (A2.15)."""
    if fact == "bytes" and _is_number(value) and value and int(value) % _MEBI == 0:
        return f"{int(value) // _MEBI} MB"
    if fact == "seconds" and _is_number(value) and value >= 60 and int(value) % 60 <= 1:
        return f"{int(value) // 60} 分钟"
    return _shown(fact, value)


def _shown(fact: str, value: Any) -> Any:
    """Numbers as people say them: sizes in MB, seconds in minutes, lists joined."""
    if fact == "bytes" and _is_number(value):
        hundredths = (int(value) + 5_000) // 10_000  # in whole numbers, so that every phone rounds alike
        return f"{hundredths // 100}.{hundredths % 100:02d} MB" if value >= 10_000 else f"{value} 字节"
    if fact == "seconds" and _is_number(value):
        return f"{int(value) // 60} 分 {int(value) % 60} 秒"
    if fact in ("pixels", "frame") and isinstance(value, (list, tuple)):
        return f"{value[0]}×{value[1]}"
    if fact in ("video_codec", "audio_codec") and isinstance(value, str):
        return codecs.said(value)
    if isinstance(value, (list, tuple)):
        return "、".join(str(_shown(fact, part)) for part in value)
    if fact in ("format", "container"):
        return "JPG" if value == "JPEG" else str(value).upper()
    return _tenths(value) if isinstance(value, float) else value


def _tenths(value: float) -> float | int:
    rounded = math.floor(value * 10 + 0.5) / 10
    return int(rounded) if rounded.is_integer() else rounded
