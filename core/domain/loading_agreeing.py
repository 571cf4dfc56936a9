"""What the parts of a track must agree on: every field asked once, drafts and papers of fields that exist."""

import re

from core.domain.declaration import Paper, Track
from core.domain.loading_reader import Reader

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check(r: Reader, made: Track, place: str) -> None:
    """Notes every disagreement of a track, with its place."""
    _asked_once(r, made, place)
    _drafts_exist(r, made, place)
    for paper in made.papers:
        _quotes_exist(r, paper, set(made.by_key), f"{place}.papers[{paper.key}]")


def _asked_once(r: Reader, made: Track, place: str) -> None:
    asked, keys = list(made.asked), {x.key for x in made.fields}
    r.once(asked, f"{place}.steps.fields")
    for key in sorted(set(asked) - keys):
        r.wrong(f"{place}.steps", f"步骤里的 {key} 没有声明")
    for key in sorted(keys - set(asked)):
        r.wrong(f"{place}.fields[{key}]", "没有放进任何步骤，永远不会被问到")


def _drafts_exist(r: Reader, made: Track, place: str) -> None:
    for x in made.fields:
        where = f"{place}.fields[{x.key}].draft"
        if x.draft and x.type != "paragraph":
            r.wrong(where, "只有 paragraph 可以由别的项目拼出初稿")
        for part in x.draft:
            if part.field not in made.by_key or part.field == x.key:
                r.wrong(where, f"不能取自 {part.field}：没有声明，或就是它自己")


def _quotes_exist(r: Reader, made: Paper, keys: set[str], place: str) -> None:
    used = {line.field for line in made.lines if line.field} | set(made.quotes)
    for key in sorted(set(made.columns) - {line.field for line in made.lines}):
        r.wrong(f"{place}.columns", f"{key} 不在 lines 里，空白表上没有这一栏")
    printed = {key for text in (made.intro, *made.paragraphs) for key in PLACEHOLDER.findall(text)}
    for key in sorted((used | printed) - keys):
        r.wrong(place, f"引用了没有声明的项 {key}")
    for key in sorted((used | printed) - set(made.quotes)):
        r.wrong(f"{place}.quotes", f"印在上面的 {key} 没有列入 quotes，盖章就管不到它")
