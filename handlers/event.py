"""Events: following, scanning a code, taps on the menu, reports of the platform."""

from collections.abc import Callable, Mapping

from core.domain import windows
from core.domain.refusals import Refused
from core.services import accounts, campaigns, joining, links, messages, scanning
from handlers import commands, starting
from handlers.talk import Talk, say

MENU: Mapping[str, str] = {
    "apply": "申报",
    "continue": "继续",
    "preview": "预览",
    "progress": "进度",
    "deadline": "截止",
    "templates": "模板",
    "help": "帮助",
    "human": "人工",
}  # key of a menu button -> the word it stands for


def answer(talk: Talk) -> str:
    handler = EVENTS.get(talk.text("Event").lower())
    return handler(talk) if handler else ""


def follow(talk: Talk) -> str:
    accounts.follows(talk.tx, talk.openid, talk.house.platform.oa_app_id, follows=True)
    joining.wanted(talk.house, talk.tx, talk.openid)
    scene = talk.text("EventKey").removeprefix("qrscene_")
    welcome = _welcome(talk)
    return f"{welcome}\n\n{_scene(talk, scene)}" if scene else welcome


def _welcome(talk: Talk) -> str:
    """Of a campaign that workers begin themselves, else of one that units recommend for."""
    every = campaigns.running(talk.house, talk.tx, now=talk.now)
    for campaign, track in sorted(every, key=lambda row: row[1].starts_by != "worker"):
        window = windows.window(campaign, track.key)
        if campaign.wording.get("welcome") and window:
            return campaign.wording["welcome"].replace("{closes}", windows.last_day(window.closes))
    return say("hear.none.running")


def unfollow(talk: Talk) -> str:
    accounts.follows(talk.tx, talk.openid, talk.house.platform.oa_app_id, follows=False)
    return ""


def scan(talk: Talk) -> str:
    return _scene(talk, talk.text("EventKey"))


def _scene(talk: Talk, scene: str) -> str:
    """`i.CODE` an invitation, `j.CODE` joining, `s.CODE` signing in at a computer, anything else begins an entry."""
    kind, _, code = scene.partition(".")
    try:
        if kind == "i":
            with talk.tx.attempt():  # a refusal must not use the code up
                unit = links.accept(talk.tx, code, by=talk.person, now=talk.now)
            return say("hear.invited", unit=unit, url=f"{talk.house.settings.origin}/console/")
        if kind == scanning.SCENE:
            door = scanning.scanned(talk.tx, code, by=talk.person)
            return say("hear.signin.asked", door=say(f"hear.signin.{door}"), minutes=scanning.MINUTES)
        if kind == "j":
            return commands.join(talk, code)
        return starting.choose_or_start(talk)
    except Refused as refused:
        return refused.sentence


def tap(talk: Talk) -> str:
    word = MENU.get(talk.text("EventKey"))
    command = commands.find(word) if word else None
    try:
        return command(talk) if command else say("hear.lost")
    except Refused as refused:
        return refused.sentence


def template_sent(talk: Talk) -> str:
    """The platform reports what became of a template message."""
    messages.reported(talk.tx, talk.text("MsgID"), talk.text("Status"))
    return ""


EVENTS: Mapping[str, Callable[[Talk], str]] = {
    "subscribe": follow,
    "unsubscribe": unfollow,
    "scan": scan,
    "click": tap,
    "templatesendjobfinish": template_sent,
}
