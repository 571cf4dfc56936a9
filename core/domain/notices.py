"""What is sent to persons, as data: the account's category templates with their keywords and approved words, and which
of them each reason fills. Source: the platform's table of field types for category templates (类目模板)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.domain import characters, clockwork, phrases

TEMPLATES_MOST = 8  # what we ask an account to apply for; it may hold 25, changed five times a month
WIDEST = 20  # characters of a thing and of a const
TEXT_BYTES = 2048  # of a customer-service text, and of a text of a group robot
TEMPLATE, SUBSCRIPTION, CUSTOM = "template", "subscription", "custom"
_HANZI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_DAY = re.compile(r"(\d{1,2})月\d{1,2}日")
_NUMBER = re.compile(r"[0-9]{1,24}(?:\.[0-9]{1,6})?")
_BLANK = "—"


@dataclass(frozen=True, slots=True)
class Keyword:
    """One row of a template. `approved`: the only words a const may hold."""

    label: str
    kind: str
    approved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """One category template of the account; the mini-program's subscription message of the same title has the same labels."""

    key: str
    title: str
    keywords: tuple[Keyword, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """How a reason is told. `words` name what fills each label: `=word` is said as it stands, other words name a
    parameter of the message. A weighty one (a decision, a deadline) is sent once more when nobody knows whether it
    arrived. A chat one answers what somebody wrote, so it goes to the chat first."""

    template: str
    words: Mapping[str, str]
    is_weighty: bool = False
    is_chat: bool = False
    is_only_chat: bool = (
        False  # a picture or a card: no template can hold it, and what answered at once has the link
    )


_STATES = (
    "已提交",
    "已确认",
    "审核通过",
    "未通过",
    "已撤销",
    "已准延期",
    "有新回复",
    "已转报",
    "有新结果",
    "已受理",
    "已入选",
    "未入选",
)
_THING = Keyword("项目名称", "thing")  # a product's name: one of the few keywords that may hold a thing
_UNIT = Keyword("单位名称", "thing")
TEMPLATES: Mapping[str, Template] = {
    made.key: made
    for made in (
        Template("progress", "申报进度通知", (_THING, Keyword("当前状态", "phrase", _STATES), Keyword("更新时间", "time"))),
        Template("returned", "退回补正通知", (_THING, Keyword("处理结果", "const", ("请补正后重新提交",)), Keyword("截止时间", "time"))),
        Template("deadline", "申报截止提醒", (_THING, Keyword("当前状态", "const", ("待完成", "待盖章", "待推荐", "待补正", "今天截止")), Keyword("截止时间", "time"))),
        Template("waiting", "待办事项提醒", (_THING, Keyword("当前状态", "const", ("待确认", "待审核", "待补正", "待推荐")), Keyword("待办数量", "number"))),
        Template("notice", "活动通知", (_UNIT, Keyword("通知类型", "const", ("活动通知", "时间调整", "会议通知", "获奖通知")), Keyword("通知时间", "time"))),
    )
}  # fmt: skip


def _progress(state: str, **more: Any) -> Notice:
    return Notice("progress", {"项目名称": "title", "当前状态": f"={state}", "更新时间": "at"}, **more)


NOTICES: Mapping[str, Notice] = {
    "received": _progress("已提交"),
    "mailed": _progress("已提交"),
    "mail_failed": Notice("waiting", {"项目名称": "title", "当前状态": "=待确认", "待办数量": "=1"}),
    "mail_unknown": Notice("waiting", {"项目名称": "title", "当前状态": "=待确认", "待办数量": "=1"}),
    "confirmed": _progress("已确认"),
    "returned": Notice(
        "returned",
        {"项目名称": "title", "处理结果": "=请补正后重新提交", "截止时间": "answer_by"},
        is_weighty=True,
    ),
    "approved": _progress("审核通过", is_weighty=True),
    "rejected": _progress("未通过", is_weighty=True),
    "revoked": _progress("已撤销", is_weighty=True),
    "permitted": _progress("已准延期", is_weighty=True),
    "forwarded": _progress("已转报", is_weighty=True),
    "national": _progress("有新结果", is_weighty=True),
    "accepted": _progress("已受理", is_weighty=True),
    "selected": _progress("已入选", is_weighty=True),
    "passed_over": _progress("未入选", is_weighty=True),
    "reply": _progress("有新回复", is_chat=True),
    "urged": Notice(
        "deadline", {"项目名称": "title", "当前状态": "=待完成", "截止时间": "until"}, is_weighty=True
    ),
    "nudged": Notice(
        "waiting", {"项目名称": "title", "当前状态": "=待推荐", "待办数量": "lacking"}, is_weighty=True
    ),
    "seat_asked": Notice(
        "waiting", {"项目名称": "title", "当前状态": "=待确认", "待办数量": "=1"}, is_weighty=True
    ),
    "seat_applied": Notice("waiting", {"项目名称": "title", "当前状态": "=待审核", "待办数量": "=1"}),
    "seat_admitted": _progress("审核通过", is_weighty=True),
    "seat_refused": _progress("未通过", is_weighty=True),
    "seat_joined": _progress("有新结果"),
    "seat_left": Notice("waiting", {"项目名称": "title", "当前状态": "=待确认", "待办数量": "waiting"}),
    "seat_empty": Notice("waiting", {"项目名称": "title", "当前状态": "=待推荐", "待办数量": "waiting"}),
    "verdict": _progress("有新回复", is_chat=True),
    "asked": Notice(
        "waiting", {"项目名称": "title", "当前状态": "=待确认", "待办数量": "waiting"}, is_chat=True
    ),
    "answered": _progress("有新回复", is_weighty=True, is_chat=True),
    "enclosed": _progress("有新回复", is_chat=True, is_only_chat=True),
    "robot_revoked": Notice("notice", {"单位名称": "unit", "通知类型": "=活动通知", "通知时间": "at"}),
    "broadcast": Notice(
        "notice", {"单位名称": "unit", "通知类型": "kind", "通知时间": "at"}, is_weighty=True
    ),
}


def of(reason: str, body: Mapping[str, Any]) -> Notice:
    """How a message is told. A message that names its own template (`template`, and `keywords` by label) is a deadline
    declared in a campaign: its words come from there."""
    if "template" in body:
        words = {label: f"={value}" for label, value in dict(body.get("keywords") or {}).items()}
        return Notice(str(body["template"]), words, is_weighty=True)
    return NOTICES.get(reason, NOTICES["reply"])


def order(notice: Notice) -> tuple[str, ...]:
    """The channels to a person, the best first: those with a key never arrive twice."""
    if notice.is_only_chat:
        return (CUSTOM,)
    if notice.is_chat:
        return CUSTOM, TEMPLATE, SUBSCRIPTION
    return TEMPLATE, SUBSCRIPTION, CUSTOM


def fill(notice: Notice, body: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """What stands behind each label of the notice's template, in its order, as the field types allow."""
    told = {**body, "at": clockwork.minute_text(at)}
    return {
        keyword.label: fit(keyword.kind, _word(keyword, notice, told, at), keyword.approved)
        or fit(keyword.kind, _stand_in(keyword.kind, told), keyword.approved)
        for keyword in TEMPLATES[notice.template].keywords
    }


def _word(keyword: Keyword, notice: Notice, told: Mapping[str, Any], at: datetime) -> str:
    name = notice.words.get(keyword.label, "")
    value = name[1:] if name.startswith("=") else str(told.get(name) or "")
    day = _DAY.match(value) if keyword.kind == "time" else None
    if day is None:
        return value
    local = clockwork.in_china(at)  # people say 6月28日, the platform wants a year: the next such day
    return f"{local.year + (int(day[1]) < local.month)}年{value}"


def _stand_in(kind: str, told: Mapping[str, Any]) -> str:
    return {"thing": "申报", "time": str(told["at"]), "number": "1", "phrase": "有新回复"}.get(kind, "")


def fit(kind: str, value: str, approved: tuple[str, ...] = ()) -> str:
    """The value as a field of this kind may hold it; "" when nothing of it can stand there."""
    line = " ".join("".join(_seen(one) for one in value).split())
    if kind in ("phrase", "const") and approved:
        return line if line in approved else ""
    if kind == "phrase":
        return "".join(_HANZI.findall(line))[:5]
    if kind == "number":
        found = _NUMBER.search(line)
        return found[0] if found else ""
    if kind in ("time", "date"):
        return line if _is_time(line) else ""
    return _short(line, WIDEST)


def refit(kind: str, value: str) -> str:
    """A value made for the account's template, in a field of the mini-program's type (which has no const)."""
    return fit(kind, value) or _BLANK


def _seen(one: str) -> str:
    """Joiners and marks of direction go, line ends and what has no picture become a blank."""
    if characters.is_drawn(one):
        return one
    return "" if unicodedata.category(one) == "Cf" else " "


def _short(line: str, most: int) -> str:
    """Cut between characters, never inside one that is composed of several."""
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    while cut and (unicodedata.combining(line[len(cut)]) or line[len(cut)] == "\ufe0f"):
        cut = cut[:-1]
    return f"{cut or line[: most - 1]}…"


_MOMENT = r"(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2})?( ?\d{1,2}:\d{2}(:\d{2})?)?"
_TIME = re.compile(rf"{_MOMENT}( ?~ ?{_MOMENT})?")


def _is_time(line: str) -> bool:
    return bool(line) and _TIME.fullmatch(line) is not None and line.strip()[0].isdigit()


def text(reason: str, params: Mapping[str, Any]) -> str:
    """The sentence for channels that take free words; a message may bring its own."""
    own = params.get("says")
    return str(own) if own else phrases.say(f"message.{reason}", **params)


def cut(text: str, most: int) -> str:
    """No more than so many bytes of UTF-8, cut between characters."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return raw.decode()
    return raw[: most - len("…".encode())].decode(errors="ignore") + "…"
