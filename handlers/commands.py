"""Words that are orders, not answers: 申报 继续 上一步 跳过 预览 提交 进度 截止 模板 帮助 人工, and a few more."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial

from core.domain import fieldtypes, flow, moves, phrases, windows
from core.domain.refusals import Refused
from core.services import acts, answering, campaigns, links
from handlers import asking, starting
from handlers.progress import progress
from handlers.talk import Talk, say

Command = Callable[[Talk], str]
_GOTO = re.compile(r"(?:修改|改)\s*第?\s*(\d{1,2})\s*项?")
_JOIN = re.compile(r"(?:绑定|合并)\s*(\d{6})")


def find(said: str) -> Command | None:
    """The order a text is, or None when it is an answer."""
    word = unicodedata.normalize("NFKC", said).strip(" 。.!！")
    if word in WORDS:
        return WORDS[word]
    if match := _GOTO.fullmatch(word):
        return partial(goto, number=int(match[1]))
    if match := _JOIN.fullmatch(word):
        return partial(join, code=match[1])
    return None


def go_on(talk: Talk) -> str:
    """继续: the item being asked, else the next open one; what was put off comes back."""
    if talk.entry is None:
        return starting.choose_or_start(talk)
    if talk.entry.state not in moves.EDITABLE:
        return say("hear.not_editable", state=acts.state_text(talk.entry.state))
    if talk.asked and not fieldtypes.is_blank(talk.entry.answers.get(talk.asked.key)):
        return _after_current(talk)
    if talk.asked:
        return asking.ask(talk, talk.asked)
    return _first_faulty(talk)


def _after_current(talk: Talk) -> str:
    assert talk.entry is not None and talk.asked is not None
    if faults := talk.faults(talk.asked.key):
        return "\n".join([*faults, "", asking.ask(talk, talk.asked)])
    return asking.following(talk)


def _first_faulty(talk: Talk) -> str:
    """All were asked once: the first item that still lacks something."""
    entry = talk.entry
    assert entry is not None
    following = flow.next_field(entry.track, entry.answers, skipped=entry.row.skipped)
    missing = flow.progress(entry.track, entry.findings()).missing
    if following is not None:
        return asking.following(talk)
    if not missing:
        return say("hear.all")
    answering.clear_skipped(talk.tx, entry.id)
    talk.go(entry.id, missing[0])
    field = entry.track.by_key[missing[0]]
    return "\n".join([*talk.faults(field.key)[:3], "", asking.ask(talk, field)])


def done(talk: Talk) -> str:
    """好: this item is finished."""
    if talk.asked is None or talk.entry is None:
        return go_on(talk)
    if fieldtypes.is_blank(talk.entry.answers.get(talk.asked.key)):
        return skip(talk)
    if faults := talk.faults(talk.asked.key):
        return "\n".join([*faults, "请改好再回复“好”，或回复“跳过”以后再改。"])
    return asking.following(talk)


def back(talk: Talk) -> str:
    if talk.entry is None or talk.entry.state not in moves.EDITABLE:
        return go_on(talk)
    field = flow.before(talk.entry.track, talk.at_field)
    if field is None:
        return say("hear.first")
    talk.go(talk.entry.id, field.key)
    return asking.ask(talk, field)


def skip(talk: Talk) -> str:
    if talk.asked is None or talk.entry is None:
        return go_on(talk)
    label, key = talk.asked.label, talk.asked.key
    answering.put_off(talk.tx, talk.entry, key)
    entry_id = talk.entry.id
    talk.go(None, None)
    talk.go(entry_id, None)
    return f"{say('hear.skipped', label=label)}\n\n{asking.following(talk)}"


def rewrite(talk: Talk) -> str:
    """重写: an empty item again."""
    if talk.asked is None or fieldtypes.TYPES[talk.asked.type].has_files:
        return go_on(talk)
    talk.save(talk.asked.key, None)
    talk.cursor = {}
    return say("hear.cleared", label=talk.asked.label)


def goto(talk: Talk, number: int) -> str:
    entry = talk.entry
    if entry is None or entry.state not in moves.EDITABLE or not 1 <= number <= len(entry.track.asked):
        return go_on(talk)
    key = entry.track.asked[number - 1]
    talk.go(entry.id, key)
    return asking.ask(talk, entry.track.by_key[key])


def preview(talk: Talk) -> str:
    """Every item on a line; the whole text stands on the page."""
    entry = talk.entry
    if entry is None:
        return starting.choose_or_start(talk)
    rows = [say("hear.preview.head", name=entry.name)]
    for number, key in enumerate(entry.track.asked, 1):
        shown = " ".join(entry.text(key).split()) or say("hear.preview.none")
        rows.append(
            f"{number}. {entry.track.by_key[key].label}：{shown[:40]}{'…' if len(shown) > 40 else ''}"
        )
    return "\n".join([*rows, say("hear.more", url=talk.link()), asking.finished(talk)])


def submit(talk: Talk) -> str:
    if talk.entry is None:
        return starting.choose_or_start(talk)
    try:
        with talk.tx.attempt():
            sent = acts.submit(talk.house, talk.tx, talk.entry.id, by=talk.person, now=talk.now)
    except Refused as refused:
        if refused.code != "entry.incomplete":
            return refused.sentence
        lines = "\n".join(f"· {finding.sentence}" for finding in refused.findings[:8])
        return say("hear.missing", count=len(refused.findings), list=lines)
    talk.go(sent.id, None)
    return say("hear.submitted", number=sent.row.number)


def recall(talk: Talk) -> str:
    if talk.entry is None:
        return starting.choose_or_start(talk)
    acts.recall(talk.house, talk.tx, talk.entry.id, by=talk.person, now=talk.now)
    talk.go(talk.entry.id, None)
    talk._entry = None
    return f"已撤回，可以修改了。改好后回复“提交”。\n\n{preview(talk)}"


def deadline(talk: Talk) -> str:
    rows = []
    for campaign, track in campaigns.running(talk.house, talk.tx, now=talk.now):
        window = windows.window(campaign, track.key)
        assert window is not None
        if talk.now < window.opens:
            left = say("hear.deadline.early", opens=f"{window.opens.month}月{window.opens.day}日")
        elif talk.now >= window.closes:
            left = say("hear.deadline.over")
        else:
            days = windows.days_left(window.closes, now=talk.now)
            left = say("hear.deadline.left", days=days) if days else say("hear.deadline.today")
        rows.append(
            say("hear.deadline", track=track.title, closes=windows.last_day(window.closes), left=left)
        )
    return "\n".join(rows) or say("hear.none.running")


def templates(talk: Talk) -> str:
    if talk.entry is None:
        return starting.choose_or_start(talk)
    return say("hear.templates", url=talk.link())


def bind(talk: Talk) -> str:
    code = links.join_code(talk.tx, talk.person)
    return say("hear.join", code=code, minutes=links.JOIN_MINUTES)


def join(talk: Talk, code: str) -> str:
    talk.person = links.join(talk.tx, code, by=talk.person, now=talk.now)
    return say("hear.joined")


def wording(key: str) -> Command:
    """A text of the campaign, else the house's own."""

    def told(talk: Talk) -> str:
        for campaign, _track in campaigns.running(talk.house, talk.tx, now=talk.now):
            if campaign.wording.get(key):
                return campaign.wording[key]
        return phrases.say(f"wording.{key}")

    return told


WORDS: Mapping[str, Command] = {
    "申报": starting.start,
    "我要申报": starting.start,
    "开始": starting.start,
    "继续": go_on,
    "好": done,
    "好的": done,
    "好了": done,
    "完成": done,
    "上一步": back,
    "跳过": skip,
    "重写": rewrite,
    "预览": preview,
    "提交": submit,
    "撤回": recall,
    "进度": progress,
    "截止": deadline,
    "模板": templates,
    "绑定": bind,
    "帮助": wording("help"),
    "人工": wording("human"),
}
