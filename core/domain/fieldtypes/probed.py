"""What a probe read from one file, as rules measure it, and what one tap can mend (notice A2.15, A2.16)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.domain import phrases, rules
from core.domain.declaration import Field
from core.domain.fieldtypes import filmed, photographed
from core.domain.fieldtypes.shape import File
from core.domain.findings import MUST, Finding

FACTS = frozenset(
    {"readable", "format", "container", "bytes", "pixels", "dpi", "seconds", "frame", "landscape"}
    | {"light", "contrast", "sharpness"}
    | filmed.FACTS
)
SAME_FORMAT = {"MPO": "JPEG", "HEIF": "HEIC"}  # a JPEG of several pictures is a JPEG to whoever prints it
_PIXEL_FACTS = frozenset({"pixels", "landscape"})


def seen(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A probe's facts as rules measure them. Sound has a container and no format of its own: they are one."""
    width, height = facts.get("width"), facts.get("height")
    composed: dict[str, Any] = {**facts, "readable": facts.get("fault") is None}
    if width and height:
        composed |= {
            "pixels": [max(width, height), min(width, height)],
            "frame": [width, height],
            "landscape": width >= height,
        }
    if "format" in facts:
        composed["format"] = SAME_FORMAT.get(facts["format"], facts["format"])
        if composed.get("dpi") is None:
            composed["dpi"] = 0  # a picture without a density tag
    elif "container" in facts:
        composed["format"] = facts["container"]
    return composed


def judge(file: File, *, title: str, field: Field, whole: Collection[str]) -> list[Finding]:
    """Findings of one probed file; `whole` are the facts of the answer, which no single file has."""
    name = title or file.filename
    if fault := file.facts.get("fault"):
        return [Finding(f"{field.key}.readable.is", MUST, f"fault.{fault}", {}, name, file.id)]
    per_file = [rule for rule in field.rules if rule.fact not in whole]
    facts = seen(file.facts)
    found = rules.judge(per_file, facts, label=field.label, file=name, attachment=file.id)
    if "dpi" in facts:
        return photographed.honest(found, facts, field)
    return _with_honest_fixes(filmed.quieted(found), facts, field)


def _with_honest_fixes(found: list[Finding], facts: Mapping[str, Any], field: Field) -> list[Finding]:
    """A mend is offered only where it really mends: it adds no pixels, turns no picture and stretches none."""
    refused = {finding.rule.split(".")[1] for finding in found}
    hopeless = bool(refused & _PIXEL_FACTS) or not _scales(facts, field)
    kept = []
    for finding in found:
        fact = finding.rule.split(".")[1]
        if fact == "frame" and "landscape" in refused:
            continue  # one sentence about the same thing: 请横屏1080P重拍
        if finding.fix in facts.get("unmendable", ()):  # it was tried; people are told another way
            finding = _by_hand(finding)
        kept.append(_by_hand(finding) if hopeless or not finding.fix else finding)
    return kept


def _by_hand(finding: Finding) -> Finding:
    """Without the tap, in the words of those who have to do it themselves."""
    told = f"{finding.phrase}.by_hand"
    return replace(finding, fix=None, phrase=told if phrases.exists(told) else finding.phrase)


def _scales(facts: Mapping[str, Any], field: Field) -> bool:
    """Whether the frame can be scaled down to the frame wanted without bars: large enough, and of its shape."""
    wanted: Sequence[int] | None = field.wanted("frame", "is")
    frame = facts.get("frame")
    if not wanted or not frame:
        return True
    if frame[0] < wanted[0] or frame[1] < wanted[1]:
        return False
    return bool(abs(frame[0] * wanted[1] / (frame[1] * wanted[0]) - 1) < 0.01)
