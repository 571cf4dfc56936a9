"""What is wanted of films beside length and size: that every browser plays them, and hints from looking in (A2.16)."""

from collections.abc import Sequence

from core.domain.findings import Finding

# How a film is stored, which one mend makes right; and what samples of it hint at.
STORED = ("video_codec", "pixel_format", "audio_codec", "fast_start")
FACTS = frozenset({*STORED, "steady", "sound", "audible", "visible", "moving"})
PRESSED = frozenset({"video_codec", "pixel_format", "audio_codec"})
REMADE = frozenset({"container", "frame", "landscape", "seconds"})


def quieted(found: Sequence[Finding]) -> list[Finding]:
    """Without what another finding settles: whoever shoots again or has the whole film remade needs no word on how the
    old one is stored, and of a film that is pressed anew the index comes to the front by itself."""
    facts = {finding.rule.split(".")[1] for finding in found}
    silent = set(STORED) if facts & REMADE else set()
    if facts & PRESSED:
        silent.add("fast_start")
    if "video_codec" in facts:
        silent.add("pixel_format")
    return [finding for finding in found if finding.rule.split(".")[1] not in silent]
