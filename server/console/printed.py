"""What a printed list says of itself: as of when, who printed it, what narrows it. On the screen the filters say it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.domain import clockwork
from server import doors
from server.console import room, wording


def of_queue(
    asked: Mapping[str, str], filters: Sequence[Mapping[str, Any]], *, view: str, is_later: bool
) -> str:
    """`asked` as asking.read gives it, `filters` as the page offers them, `view` the name of the chosen one or blank."""
    said = [("视图", view), ("状态", wording.short_state(asked["state"]) if asked["state"] else "")]
    for row in filters:
        chosen = next((text for choice, text, _ in row["rows"] if choice == asked[row["key"]]), "")
        said.append((row["label"], chosen))
    said += [("单位（含下级）", asked["unit"]), ("搜索", asked["text"]), ("提交日期", _span(asked))]
    order = "后提交的在前" if asked["order"] else "先提交的在前"
    return _line(said, "全部申报", order, is_later=is_later)


def of_log(asked: Mapping[str, str], acts: Iterable[tuple[str, str]], *, is_later: bool) -> str:
    """`acts` are (key, words); an act of another kind, as an address may ask for, is said as it stands there."""
    act = dict(acts).get(asked["act"], asked["act"])
    said = [("谁", asked["who"]), ("做了什么", act), ("申报编号", asked["number"]), ("日期", _span(asked))]
    return _line(said, "全部记录", "后发生的在前", is_later=is_later)


def _span(asked: Mapping[str, str]) -> str:
    """Days that narrow: one that is no day narrows nothing and is not said."""
    since, until = (asked[key] if clockwork.day_of(asked[key]) else "" for key in ("since", "until"))
    if since and until:
        return f"{since} 至 {until}"
    return f"{since} 起" if since else f"至 {until}" if until else ""


def _line(said: Iterable[tuple[str, str]], every: str, order: str, *, is_later: bool) -> str:
    narrowed = [f"{label}：{text}" for label, text in said if text]
    conditions = f"{'；'.join([*narrowed, order])}" if narrowed else f"{every}，{order}"
    later = "不是第一页，前面还有。" if is_later else ""
    who = room.staff().name or room.staff().title
    return f"{wording.minute(doors.now())} 的内容，{who}打印。条件：{conditions}。{later}"
