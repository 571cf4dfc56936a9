"""Beginning an entry, and choosing among several."""

from typing import Any

from core.domain import moves, windows
from core.domain.declaration import Campaign, Track
from core.services import accounts, acts, entries, reach
from handlers import asking, numbers
from handlers.talk import Talk, say

MOST = 8  # entries to choose from


def start(talk: Talk) -> str:
    """申报: a new draft of the one track that workers begin, or the question which. One that lies unfinished is
    offered first: tapping the menu again is not meant as a second achievement."""
    kinds = _kinds(talk)
    if not kinds:
        return say("hear.none.running")
    lying = [row for row in _open(talk) if row.version > 1 or row.state != "draft"]
    if not lying and len(kinds) == 1:
        return begin(talk, kinds[0][0].key, kinds[0][1].key)
    old = [(say("hear.again.old", **_said(talk, row)), [row.id]) for row in lying]
    new = [
        (say("hear.again.new", track=track.title) if lying else f"{campaign.title}·{track.title}", [campaign.key, track.key])
        for campaign, track in kinds
    ]  # fmt: skip
    return _offer(talk, "hear.again" if lying else "hear.kinds", old + new)


def _kinds(talk: Talk) -> list[tuple[Campaign, Track]]:
    every = reach.running(talk.house, talk.tx, talk.person, now=talk.now)
    return [(campaign, track) for campaign, track in every if track.starts_by == "worker"] or every


def _open(talk: Talk) -> list[Any]:
    return [row for row in entries.mine(talk.tx, talk.person) if row.state in moves.EDITABLE][:MOST]


def _said(talk: Talk, row: Any) -> dict[str, str]:
    return {"name": row.title or "未命名", "state": acts.told(talk.house, talk.tx, row)}


def _offer(talk: Talk, code: str, options: list[tuple[str, list[str]]]) -> str:
    """A numbered list; each option is an entry, or a campaign and a track to begin."""
    talk.go(None, None)
    talk.cursor = {"starts": [value for _, value in options]}
    return say(code, list="\n".join(f"{number}. {label}" for number, (label, _) in enumerate(options, 1)))


def begin(talk: Talk, campaign: str, track: str) -> str:
    """A new draft, unless an untouched one lies there already."""
    untouched = [
        row.id
        for row in entries.mine(talk.tx, talk.person, campaign=campaign)
        if row.state == "draft" and row.track == track and row.version == 1
    ]
    entry = untouched[0] if untouched else entries.start(
        talk.house, talk.tx, campaign, track, by=talk.person, now=talk.now
    )  # fmt: skip
    talk.go(entry, None)
    assert talk.entry is not None
    told = [say("hear.started", track=talk.entry.track.title), *_warned(talk)]
    return "\n".join([*told, "", asking.following(talk)])


def _warned(talk: Talk) -> list[str]:
    """What would stand in the way at the end is said at the beginning."""
    entry = talk.entry
    assert entry is not None
    told = []
    window = windows.window(entry.campaign, entry.track.key)
    closes = window and reach.end_of_person(talk.tx, entry.campaign, window, talk.person)
    if closes and talk.now >= closes:
        told.append(say("hear.started.closed", closes=windows.last_day(closes)))
    if entry.track.starts_by == "unit" and accounts.scope(talk.tx, talk.person, "officer").is_empty:
        told.append(say("hear.started.unit"))
    return told


def choose_or_start(talk: Talk) -> str:
    """No entry is at hand: the only open one, or the question which, or how to begin."""
    rows = _open(talk)
    if not rows:
        return say("hear.nothing")
    if len(rows) == 1:
        is_alone = len(entries.mine(talk.tx, talk.person)) == 1
        return _resume(talk, rows[0].id) if is_alone else _other(talk, rows[0])
    return _offer(
        talk, "hear.several", [("{name}（{state}）".format(**_said(talk, row)), [row.id]) for row in rows]
    )


def came_back(talk: Talk) -> str | None:
    """What was returned after the draft in hand was last written in: its notice says 继续, and means itself."""
    entry = talk.entry
    if entry is None or entry.state != "draft":
        return None
    later = [row for row in _open(talk) if row.state == "returned" and row.changed_at > entry.row.changed_at]
    return _other(talk, later[0]) if later else None


def _other(talk: Talk, row: Any) -> str:
    return "\n".join([say("hear.other", **_said(talk, row)), _resume(talk, row.id)])


def switch(talk: Talk) -> str:
    """换一份: every open entry, to go on with another one."""
    talk.go(None, None)
    return choose_or_start(talk)


def has_open(talk: Talk) -> bool:
    return bool(_open(talk))


def _resume(talk: Talk, entry: str) -> str:
    talk.go(entry, None)
    if talk.entry is None:
        return say("hear.nothing")
    told = [asking.returned(talk)] if talk.entry.state == "returned" else []
    late, said = asking.over(talk, talk.entry), asking.following(talk)
    if late and late not in said:
        told += [late, ""]
    return "\n".join([*told, said])


def picked(talk: Talk, said: str) -> str | None:
    """A number that answers one of the questions above."""
    options, number = talk.cursor.get("starts") or [], numbers.chosen(said)
    if not options or number is None:
        return None
    if not 1 <= number <= len(options):
        return say("hear.pick.range", count=len(options))
    option = options[number - 1]
    return _resume(talk, option[0]) if len(option) == 1 else begin(talk, *option)
