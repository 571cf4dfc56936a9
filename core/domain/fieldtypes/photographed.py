"""What is said of one photo, and when one tap mends it: the sentences of A2.15 beside its facts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.domain.declaration import Field
from core.domain.findings import Finding

_HINTS = (
    "light",
    "contrast",
    "sharpness",
)  # of a dark picture only that is said; of a blank one not that it is blurred
_CONVERTED = frozenset({"HEIC", "PNG", "WEBP", "TIFF", "BMP", "AVIF"})


def limits(field: Field, fix: str) -> dict[str, Any]:
    """What a mended photo has to keep, as the campaign says it: options of the hand that mends."""
    told = {"dpi": field.wanted("dpi", "min")}
    if fix == "jpeg":
        told |= {"least": field.wanted("bytes", "min"), "most": field.wanted("bytes", "max")}
        told["pixels"] = field.wanted("pixels", "fits")
    known = {name: value for name, value in told.items() if value is not None}
    return known if fix in ("density", "jpeg") else {}


def honest(found: Sequence[Finding], facts: Mapping[str, Any], field: Field) -> list[Finding]:
    """A mend is offered only where its copy keeps every rule; one sentence for one cause."""
    refused = {finding.rule.split(".", 1)[1] for finding in found}  # FACT.OPERATOR
    way = _way_to_jpeg(refused, facts, field)
    kept = []
    for finding in _one_hint(found):
        fact = finding.rule.split(".")[1]
        if fact == "dpi":
            kept += _of_density(finding, refused, facts, way)
        elif fact == "bytes" and "format.is" in refused and way == "jpeg":
            continue  # the limits are for the JPEG that will be made, and that one keeps them
        elif finding.fix == "jpeg":
            kept.append(_of_jpeg(finding, facts, field, way))
        else:
            kept.append(finding)
    return kept


def _one_hint(found: Sequence[Finding]) -> list[Finding]:
    said = [finding.rule.split(".")[1] for finding in found]
    silent = [hint for hint in _HINTS if hint in said][1:]
    return [finding for finding, fact in zip(found, said, strict=True) if fact not in silent]


def _way_to_jpeg(refused: set[str], facts: Mapping[str, Any], field: Field) -> str:
    """What comes of the mend `jpeg`: jpeg (it helps), small (its copy would be too small), by_hand (tried in vain, or it
    would do harm), or nothing: not a picture to convert, or another one is needed anyhow."""
    if "pixels.fits" in refused or not (facts["format"] == "JPEG" or facts["format"] in _CONVERTED):
        return ""
    if "jpeg" in facts.get("unmendable", ()):
        return "by_hand"
    made, least = facts.get("jpeg_bytes"), field.wanted("bytes", "min")
    return "small" if made is not None and least is not None and made < least else "jpeg"


def _of_jpeg(finding: Finding, facts: Mapping[str, Any], field: Field, way: str) -> Finding:
    if not way:
        return replace(finding, fix=None)
    params = dict(finding.params)
    if way == "small":
        made, least = facts["jpeg_bytes"], field.wanted("bytes", "min")
        tell = _mb if _mb(made) != _mb(least) else _bytes  # a few bytes short read the same in MB
        params |= {"made": tell(made), "least": tell(least)}
    fix = finding.fix if way == "jpeg" else None
    if fix and finding.rule.endswith("bytes.max") and _is_cut(facts, field):
        way = "cut"
    return replace(finding, fix=fix, phrase=f"{finding.phrase}.{way}", params=params)


def _is_cut(facts: Mapping[str, Any], field: Field) -> bool:
    """Whether the picture alone is small enough: every pixel of it is kept."""
    return bool(facts["format"] == "JPEG" and facts.get("jpeg_bytes", 1e12) <= field.wanted("bytes", "max"))


def _bytes(size: int) -> str:
    return f"{size} 字节"


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.2f} MB"


def _of_density(finding: Finding, refused: set[str], facts: Mapping[str, Any], way: str) -> list[Finding]:
    """Density is asked of a JPEG with pixels enough: to others something else is said, and their mends write it."""
    if "pixels.fits" in refused or "format.is" in refused:
        return []
    if "density" in facts.get("unmendable", ()):
        return [replace(finding, fix=None, phrase=f"{finding.phrase}.by_hand")]
    if "bytes.max" in refused and way == "jpeg":
        return [replace(finding, fix="jpeg", phrase=f"{finding.phrase}.jpeg")]
    if "bytes.max" in refused or "bytes.min" in refused:
        return [replace(finding, fix=None, phrase=f"{finding.phrase}.later")]
    if facts.get("dpi_conflict"):
        params = {**finding.params, "most": facts["dpi_most"]}
        return [replace(finding, phrase=f"{finding.phrase}.conflict", params=params)]
    return [finding if facts["dpi"] else replace(finding, phrase=f"{finding.phrase}.none")]
