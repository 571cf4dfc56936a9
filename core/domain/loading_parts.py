"""The parts of a campaign file, each read by one function that notes mistakes and goes on."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.domain import (
    fieldtypes,
    loading_forms,
    loading_phrases,
    loading_reminders,
    moves,
    office_days,
    phrases,
    rules,
)
from core.domain import loading_agreeing as agreeing
from core.domain.declaration import (
    Campaign,
    Choice,
    Consent,
    Field,
    Line,
    Paper,
    Part,
    Quota,
    Rule,
    Step,
    Track,
    Window,
)
from core.domain.loading_reader import Reader

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CAMPAIGN_KEY = re.compile(r"[a-z0-9][a-z0-9-]{2,30}")
_WORDING: Mapping[str, frozenset[str]] = {  # each with what it may quote
    "welcome": frozenset({"closes"}),
    "about": frozenset(),
    "help": frozenset(),
    "human": frozenset(),
    "done": frozenset(),
}
_KEEPING = "draft_days entry_days audit_days inbox_days"


def campaign(r: Reader, tree: dict[str, Any]) -> Campaign | None:
    t = r.table(tree, "", "key title year issuer operator account licensee mailbox mail_limit number_prefix timezone "
                "confirm_days correction_days tracks windows quotas wording keeping consent quiet contact phrases")  # fmt: skip
    if not _CAMPAIGN_KEY.fullmatch(str(t.get("key", ""))):
        r.wrong("key", "应当是小写字母、数字和连字符，例如 2024-anhui")
    if t.get("operator") not in ("national", "collecting"):
        r.wrong("operator", "应当是 national（本平台办理）或 collecting（汇总后移交）")
    tracks = r.rows(t, "tracks", "", track)
    if not tracks:
        r.wrong("tracks", "至少要有一个征集类别")
    r.once([x.key for x in tracks], "tracks")
    made = Campaign(
        tracks=tracks,
        windows=r.rows(t, "windows", "", window),
        quotas=r.rows(t, "quotas", "", quota),
        wording=_wording(r, t.get("wording", {})),
        keeping=_keeping(r, t.get("keeping", {})),
        consent=_consent(r, t["consent"]) if "consent" in t else None,
        quiet=loading_reminders.quiet(r, t["quiet"]) if "quiet" in t else None,
        contact=office_days.read(r, t["contact"]) if "contact" in t else None,
        phrases=loading_phrases.read(r, t),
        mailbox=r.take(t, "mailbox", str, "", ""),
        mail_limit=r.take(t, "mail_limit", int, "", Campaign.mail_limit),
        **{key: r.take(t, key, kind, "") for key, kind in _SCALARS.items()},
    )
    known = {x.key for x in tracks}
    for place, wanted in [("windows", w.track) for w in made.windows] + [
        ("quotas", q.track) for q in made.quotas
    ]:
        if wanted not in known:
            r.wrong(f"{place}[{wanted}].track", "没有这个征集类别")
    r.once([f"{w.track}.{w.act}" for w in made.windows], "windows")
    made = _in_its_zone(r, made)
    loading_reminders.agree(r, made)
    loading_phrases.agree(r, made)
    return made


def _in_its_zone(r: Reader, made: Campaign) -> Campaign:
    """Windows in the campaign's own time zone: days are counted and said in it, however the file writes them."""
    try:
        zone = ZoneInfo(made.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        r.wrong("timezone", f"没有时区 {made.timezone!r}，中国请写 Asia/Shanghai")
        return made
    moved = [
        replace(w, opens=w.opens.astimezone(zone), closes=w.closes.astimezone(zone)) for w in made.windows
    ]
    return replace(made, windows=tuple(moved))


def _wording(r: Reader, value: Any) -> dict[str, str]:
    t = r.table(value, "wording", " ".join(_WORDING))
    for key, allowed in _WORDING.items():
        text = r.take(t, key, str, "wording")
        for placeholder in sorted(set(agreeing.PLACEHOLDER.findall(text)) - allowed):
            r.wrong(f"wording.{key}", f"不能用 {{{placeholder}}}，这里没有这个内容可填")
    return t


def _consent(r: Reader, value: Any) -> Consent:
    t = r.table(value, "consent", "version text")
    return Consent(r.take(t, "version", int, "consent"), r.take(t, "text", str, "consent").strip())


def _keeping(r: Reader, value: Any) -> dict[str, int]:
    t = r.table(value, "keeping", _KEEPING)
    for key in _KEEPING.split():
        if r.take(t, key, int, "keeping") < 1 and key in t:
            r.wrong(f"keeping.{key}", "应当是不小于 1 的天数")
    return t


_SCALARS: dict[str, type[Any]] = {
    "key": str, "title": str, "year": int, "issuer": str, "operator": str, "account": str, "licensee": str,
    "number_prefix": str, "timezone": str, "confirm_days": int, "correction_days": int,
}  # fmt: skip


def window(r: Reader, value: Any, place: str) -> Window:
    t = r.table(value, place, "track act level opens closes notice")
    made = Window(
        track=r.take(t, "track", str, place),
        act=r.take(t, "act", str, place),
        level=r.take(t, "level", str, place, "unit"),
        opens=r.take(t, "opens", datetime, place),
        closes=r.take(t, "closes", datetime, place),
        notice=r.take(t, "notice", str, place, ""),
    )
    if made.act not in ("submit", "mail", "confirm"):
        r.wrong(f"{place}.act", "应当是 submit、mail 或 confirm")
    if made.opens.tzinfo is None or made.closes.tzinfo is None:
        r.wrong(f"{place}.opens", "时间要带时区，例如 2024-06-29T00:00:00+08:00")
    elif made.opens >= made.closes:
        r.wrong(f"{place}.closes", "结束要晚于开始")
    return made


def quota(r: Reader, value: Any, place: str) -> Quota:
    t = r.table(value, place, "track per min max notice")
    least, most = t.get("min"), t.get("max")
    for key, number in (("min", least), ("max", most)):
        if number is not None and (not isinstance(number, int) or isinstance(number, bool) or number < 0):
            r.wrong(f"{place}.{key}", "应当是不小于 0 的整数")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        r.wrong(f"{place}.max", "不能小于 min")
    if t.get("per") not in ("direct_unit", "unit"):
        r.wrong(f"{place}.per", "应当是 direct_unit 或 unit")
    return Quota(
        r.take(t, "track", str, place), str(t.get("per")), r.take(t, "notice", str, place, ""), least, most
    )


def track(r: Reader, value: Any, place: str) -> Track:
    t = r.table(value, place, "key title moves starts_by name fields steps papers form reminders")
    fields = r.rows(t, "fields", place, field)
    keys = [x.key for x in fields]
    made = Track(
        key=r.take(t, "key", str, place),
        title=r.take(t, "title", str, place),
        moves=r.take(t, "moves", str, place),
        starts_by=r.take(t, "starts_by", str, place, "worker"),
        name=r.take(t, "name", str, place),
        fields=fields,
        steps=r.rows(t, "steps", place, step),
        papers=r.rows(t, "papers", place, paper),
        form=loading_forms.form(r, t["form"], f"{place}.form", keys) if "form" in t else None,
        reminders=r.rows(t, "reminders", place, loading_reminders.reminder),
    )
    r.once(keys, f"{place}.fields")
    r.once([x.key for x in made.papers], f"{place}.papers")
    r.once([x.key for x in made.steps], f"{place}.steps")
    r.once([x.key for x in made.reminders], f"{place}.reminders")
    if made.moves not in moves.TABLES:
        r.wrong(f"{place}.moves", f"应当是 {'、'.join(moves.TABLES)} 之一")
    if made.starts_by not in ("worker", "unit"):
        r.wrong(f"{place}.starts_by", "应当是 worker（职工申报）或 unit（单位推荐）")
    if made.name not in keys:
        r.wrong(f"{place}.name", "应当是某一项的键，作为成果名称")
    agreeing.check(r, made, place)
    return made


def step(r: Reader, value: Any, place: str) -> Step:
    t = r.table(value, place, "key title fields")
    return Step(r.take(t, "key", str, place), r.take(t, "title", str, place), r.texts(t, "fields", place))


def paper(r: Reader, value: Any, place: str) -> Paper:
    t = r.table(value, place, "key title quotes intro lines paragraphs signatures notice columns notes")
    return Paper(
        key=r.take(t, "key", str, place),
        title=r.take(t, "title", str, place),
        quotes=r.texts(t, "quotes", place),
        intro=r.take(t, "intro", str, place, ""),
        lines=r.rows(t, "lines", place, _line),
        paragraphs=r.texts(t, "paragraphs", place),
        columns=r.texts(t, "columns", place),
        notes=r.take(t, "notes", str, place, ""),
        signatures=r.texts(t, "signatures", place),
        notice=r.take(t, "notice", str, place, ""),
    )


def _line(r: Reader, value: Any, place: str) -> Line:
    t = r.table(value, place, "label field text first")
    quoted = r.take(t, "field", str, place, "") or None
    return Line(
        r.take(t, "label", str, place),
        quoted,
        r.take(t, "text", str, place, ""),
        r.take(t, "first", bool, place, False),
    )


def field(r: Reader, value: Any, place: str) -> Field:
    t = r.table(value, place, "key item type kind label hint example choices draft checklist rules")
    key, kind = r.take(t, "key", str, place), r.take(t, "type", str, place)
    if not _KEY.fullmatch(key):
        r.wrong(f"{place}.key", "应当是小写字母、数字和下划线")
    if kind not in fieldtypes.TYPES:
        r.wrong(f"{place}.type", f"没有这种类型；可用：{'、'.join(fieldtypes.TYPES)}")
    if kind == "files" and t.get("kind") not in ("photo", "video", "audio"):
        r.wrong(f"{place}.kind", "应当是 photo、video 或 audio")
    if kind == "unit" and t.get("kind", "") not in ("", "union"):
        r.wrong(f"{place}.kind", "应当是 union（上级工会），或不写")
    choices = r.rows(t, "choices", place, _choice)
    r.once([x.label for x in choices], f"{place}.choices")
    if kind == "choice" and len(choices) < 2:
        r.wrong(f"{place}.choices", "至少要有两个选项")
    return Field(
        key=key,
        item=r.take(t, "item", str, place, ""),
        type=kind,
        label=r.take(t, "label", str, place),
        hint=r.take(t, "hint", str, place, ""),
        example=r.take(t, "example", str, place, ""),
        kind=r.take(t, "kind", str, place, ""),
        choices=choices,
        draft=r.rows(t, "draft", place, _part),
        checklist=r.texts(t, "checklist", place),
        rules=r.rows(t, "rules", place, lambda r, v, p: _rule(r, v, p, key, kind)),
    )


def _part(r: Reader, value: Any, place: str) -> Part:
    t = r.table(value, place, "label field")
    return Part(r.take(t, "label", str, place), r.take(t, "field", str, place))


def _choice(r: Reader, value: Any, place: str) -> Choice:
    t = r.table(value, place, "label text")
    return Choice(r.take(t, "label", str, place), r.take(t, "text", str, place, ""))


def _rule(r: Reader, value: Any, place: str, field_key: str, kind: str) -> Rule:
    t = r.table(value, place, "fact op value level notice fix says")
    made = Rule(
        field=field_key,
        fact=r.take(t, "fact", str, place),
        op=r.take(t, "op", str, place),
        value=t.get("value", True),
        level=r.take(t, "level", str, place),
        notice=r.take(t, "notice", str, place, ""),
        fix=r.take(t, "fix", str, place, "") or None,
        says=r.take(t, "says", str, place, "") or None,
    )
    known = fieldtypes.TYPES[kind].facts if kind in fieldtypes.TYPES else frozenset({made.fact})
    if "fact" in t and made.fact not in known:
        r.wrong(f"{place}.fact", f"{kind} 没有事实 {made.fact}；可用：{'、'.join(sorted(known))}")
    if "op" in t and made.op not in rules.OPERATORS:
        r.wrong(f"{place}.op", f"没有这个算子；可用：{'、'.join(rules.OPERATORS)}")
    elif made.op in rules.OPERATORS and not rules.accepts(made.op, made.value):
        r.wrong(f"{place}.value", f"{made.op} 不能用 {made.value!r}")
    if "level" in t and made.level not in ("must", "advise"):
        r.wrong(f"{place}.level", "应当是 must 或 advise")
    if made.fix and made.fix not in rules.FIXES:
        r.wrong(f"{place}.fix", f"没有这种修正；可用：{'、'.join(sorted(rules.FIXES))}")
    _has_sentence(r, made, known, place)
    return made


def _has_sentence(r: Reader, made: Rule, known: frozenset[str], place: str) -> None:
    """The list of sentences is also the list of facts and operators that go together."""
    own = f"rule.{made.fact}.{made.op}"
    if made.fact in known and made.op in rules.OPERATORS and not phrases.exists(own):
        r.wrong(place, f"没有句子 {own}：{made.fact} 不能这样衡量")
    if made.says and not (made.says.startswith(f"{own}.") and phrases.exists(made.says)):
        r.wrong(f"{place}.says", f"没有句子 {made.says}；要以 {own}. 开头")
