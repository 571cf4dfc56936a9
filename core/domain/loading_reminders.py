"""The reminders of a campaign file: whom, when and in what words, and whether window, seal and quiet hours allow it."""

from datetime import time
from typing import Any

from core.domain import moves, reminders, windows
from core.domain.declaration import Campaign, Moment, Quiet, Reminder, Track
from core.domain.loading_reader import Reader

CONSTANT_MOST = 20  # characters of an approved constant (the platform's own limit)
_HOW = "应当像 -7d 09:00（截止前第 7 天）、0d 15:00（截止当天）、daily 09:00（每天）或 return+2d 09:00（退回后第 2 天）"


def quiet(r: Reader, value: Any) -> Quiet:
    t = r.table(value, "quiet", "start until")
    made = Quiet(r.take(t, "start", time, "quiet"), r.take(t, "until", time, "quiet"))
    if made.start == made.until:
        r.wrong("quiet.until", "不能和 start 相同，否则没有一刻可以提醒")
    return made


def reminder(r: Reader, value: Any, place: str) -> Reminder:
    t = r.table(value, place, "key whom when template keywords text")
    made = Reminder(
        key=r.take(t, "key", str, place),
        whom=r.take(t, "whom", str, place),
        when=_when(r, t, place),
        template=r.take(t, "template", str, place),
        keywords=_keywords(r, t, place),
        text=r.take(t, "text", str, place).strip(),
    )
    if "text" in t and not made.text:
        r.wrong(f"{place}.text", "不能是空的")
    if made.whom not in reminders.WHOM:
        r.wrong(f"{place}.whom", f"没有这一类人；可用：{'、'.join(reminders.WHOM)}")
        return made
    if made.whom != "owners" and any(m.kind == "return" for m in made.when):
        r.wrong(f"{place}.when", "退回后的提醒只能给 owners（申报人）")
    _quotes(r, made, place)
    return made


def _when(r: Reader, t: dict[str, Any], place: str) -> tuple[Moment, ...]:
    said = r.texts(t, "when", place)
    if not said and not isinstance(t.get("when", []), list):
        return ()
    if not said:
        r.wrong(f"{place}.when", "至少要有一个时刻")
    r.once(list(said), f"{place}.when")
    found = []
    for number, text in enumerate(said):
        made = reminders.moment(text)
        if made is None:
            r.wrong(f"{place}.when[{number}]", f"{_HOW}，写的是 {text!r}")
        else:
            found.append(made)
    return tuple(found)


def _keywords(r: Reader, t: dict[str, Any], place: str) -> dict[str, str]:
    found = r.take(t, "keywords", dict, place)
    for key, value in found.items():
        where = f"{place}.keywords.{key}"
        if not isinstance(value, str) or not value.strip():
            r.wrong(where, "应当是不空的文字")
        elif not reminders.PLACEHOLDER.search(value) and len(value) > CONSTANT_MOST:
            r.wrong(where, f"报备的固定用语最多 {CONSTANT_MOST} 个字，现在 {len(value)} 个")
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _quotes(r: Reader, made: Reminder, place: str) -> None:
    allowed = reminders.WHOM[made.whom] | reminders.ALWAYS
    is_of_window = all(m.kind == "window" for m in made.when)
    said = {f"{place}.text": made.text} | {f"{place}.keywords.{k}": v for k, v in made.keywords.items()}
    for where, text in said.items():
        for key in sorted(set(reminders.PLACEHOLDER.findall(text)) - allowed):
            if key not in reminders.WINDOW:
                r.wrong(where, f"不能用 {{{key}}}，这里没有这个内容可填")
            elif not is_of_window:
                r.wrong(where, f"不能用 {{{key}}}：只有全按截止日期计算的提醒才有截止日期可说")


def agree(r: Reader, campaign: Campaign) -> None:
    """What a reminder needs of its track, and whether each of its moments can come. Nothing is counted from windows that
    are faulty themselves."""
    are_windows_right = not any(place.startswith("windows") for place, _ in r.mistakes)
    for track in campaign.tracks:
        for made in track.reminders:
            place = f"tracks[{track.key}].reminders[{made.key}]"
            _track_allows(r, track, made, place)
            for m in made.when:
                _is_loud(r, campaign, m, place)
                if are_windows_right:
                    _can_come(r, campaign, track, m, place)


def _track_allows(r: Reader, track: Track, made: Reminder, place: str) -> None:
    if made.whom == "unsealed" and track.paper_field is None:
        r.wrong(f"{place}.whom", "这个类别没有要盖章的材料（paper）")
    table = moves.TABLES.get(track.moves)
    if made.whom == "officers_confirming" and table and ("submitted", "confirm") not in table:
        r.wrong(f"{place}.whom", "这个类别没有单位工会确认这一步")


def _said(m: Moment) -> str:
    return f"{m.days}d {m.at:%H:%M}" if m.kind == "window" else f"{m.at:%H:%M}"


def _is_loud(r: Reader, campaign: Campaign, m: Moment, place: str) -> None:
    if campaign.quiet and reminders.is_quiet(campaign.quiet, m.at):
        hours = f"{campaign.quiet.start:%H:%M} 至 {campaign.quiet.until:%H:%M}"
        r.wrong(f"{place}.when", f"{_said(m)} 落在免打扰时间（{hours}）里")


def _can_come(r: Reader, campaign: Campaign, track: Track, m: Moment, place: str) -> None:
    window = windows.window(campaign, track.key)
    if window is None:
        r.wrong(f"{place}.when", f'{_said(m)} 无从计算：这个类别没有 act = "submit" 的窗口')
    elif m.kind == "window":
        due = reminders.instant(m, window.closes)
        if due >= window.closes:
            r.wrong(f"{place}.when", f"{_said(m)} 是 {due:%Y-%m-%d %H:%M}，已经截止了")
        elif due < window.opens:
            r.wrong(f"{place}.when", f"{_said(m)} 是 {due:%Y-%m-%d %H:%M}，窗口还没有打开")
