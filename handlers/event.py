"""Events: following, scanning a code, taps on the menu, reports of the platform."""

from collections.abc import Callable, Mapping

from core.domain import moves, windows
from core.domain.refusals import Refused
from core.domain.understanding import Meant
from core.services import accounts, joining, links, messages, reach, scanning
from handlers import commands, ordering, returning, settling, starting
from handlers.talk import Talk, say

MENU: Mapping[str, str] = {
    "apply": "start",
    "continue": "go_on",
    "preview": "preview",
    "progress": "progress",
    "deadline": "deadline",
    "templates": "templates",
    "sheet": "sheet",
    "switch": "switch",
    "subscribe": "subscribe",
    "unit": "unit",
    "help": "help",
    "human": "human",
}  # key of a menu button -> the order it stands for

# What lets the account write for a minute (customer-service messages, 48 hours are for words of the person)
OPENING = frozenset({"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"})


def answer(talk: Talk) -> str:
    name = talk.text("Event").lower()
    if name in _ACTS:
        settling.let_go(talk)
    handler = EVENTS.get(name)
    return handler(talk) if handler else ""


def follow(talk: Talk) -> str:
    accounts.follows(talk.tx, talk.openid, talk.house.platform.oa_app_id, follows=True)
    joining.wanted(talk.house, talk.tx, talk.openid)
    scene = talk.text("EventKey").removeprefix("qrscene_")
    welcome = _welcome(talk)
    if scene:
        return f"{welcome}\n\n{_scene(talk, scene)}"
    is_midway = talk.entry is not None and talk.entry.state in moves.EDITABLE
    return f"{returning.place(talk)}\n{say('bot.back.on')}" if is_midway else welcome


def _welcome(talk: Talk) -> str:
    """Of a campaign that workers begin themselves, else of one that units recommend for."""
    every = reach.running(talk.house, talk.tx, talk.person, now=talk.now)
    for campaign, track in sorted(every, key=lambda row: row[1].starts_by != "worker"):
        window = windows.window(campaign, track.key)
        if campaign.wording.get("welcome") and window:
            closes = reach.end_of_person(talk.tx, campaign, window, talk.person)
            return campaign.wording["welcome"].replace("{closes}", windows.last_day(closes))
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
            return say("officer.bound", unit=unit, url=f"{talk.house.settings.origin}/console/")
        if kind == scanning.SCENE:
            door = scanning.scanned(talk.tx, code, by=talk.person)
            settling.wait(talk, "sign_in")
            return say("hear.signin.asked", door=say(f"hear.signin.{door}"), minutes=scanning.MINUTES)
        if kind == "j":
            return commands.join(talk, code)
        return starting.choose_or_start(talk)
    except Refused as refused:
        return refused.sentence


def tap(talk: Talk) -> str:
    order = MENU.get(talk.text("EventKey"))
    if order is None:
        return say("hear.lost")
    try:
        return returning.greeted(talk, lambda: ordering.act(talk, Meant(order)))
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
_ACTS = (
    "subscribe",
    "unsubscribe",
    "scan",
    "click",
    "view",
)  # of the person; the others are the platform's own
