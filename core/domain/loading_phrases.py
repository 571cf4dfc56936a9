"""`[[phrases]]` of a campaign file: reasons that reviewers have at hand."""

from typing import Any

from core.domain.declaration import Campaign, Phrase
from core.domain.loading_reader import Reader

LONGEST = 200  # characters: it must fit beside what is added by hand


def read(r: Reader, tree: dict[str, Any]) -> tuple[Phrase, ...]:
    return tuple(r.rows(tree, "phrases", "", _phrase)) if "phrases" in tree else ()


def _phrase(r: Reader, value: Any, place: str) -> Phrase:
    t = r.table(value, place, "text track fields")
    made = Phrase(
        r.take(t, "text", str, place).strip(), r.take(t, "track", str, place, ""), r.texts(t, "fields", place)
    )
    if not 0 < len(made.text) <= LONGEST:
        r.wrong(f"{place}.text", f"应当有 1 到 {LONGEST} 个字符")
    if made.fields and not made.track:
        r.wrong(f"{place}.track", "写了 fields 就要写是哪个征集类别的")
    return made


def agree(r: Reader, made: Campaign) -> None:
    """Tracks and fields that a phrase names are declared; no phrase stands twice at one place."""
    seen: set[tuple[str, str, str]] = set()
    for number, phrase in enumerate(made.phrases):
        place = f"phrases[{number}]"
        track = made.by_key.get(phrase.track)
        if phrase.track and track is None:
            r.wrong(f"{place}.track", "没有这个征集类别")
        for key in phrase.fields:
            if track is not None and key not in track.by_key:
                r.wrong(f"{place}.fields", f"这个类别没有项目 {key}")
        for key in phrase.fields or ("",):
            if (phrase.track, key, phrase.text) in seen:
                r.wrong(f"{place}.text", "同一处重复了")
            seen.add((phrase.track, key, phrase.text))
