"""Words, a card and a picture about a unit's progress for ordinary groups, to be forwarded by hand: counts and dates, never
a name or a title of anybody's work."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from core.adapters import papers as printing
from core.adapters.db import Transaction
from core.adapters.signing import Signing
from core.domain import clockwork, phrases, windows
from core.domain.refusals import Refused
from core.services import unit_figures
from core.services.house import House
from core.services.unit_figures import Figures, Row

SALT, DAYS = "group", 60  # a card in a group is opened for as long


def text(found: Figures, *, now: datetime) -> str:
    """To be copied into a group."""
    lines = "\n".join(
        phrases.say("group.line", track=row.title, count=row.count, least=row.least,
                    closes=windows.last_day(row.closes), left=left(row, now=now))
        for row in found.rows
    )  # fmt: skip
    made = found.campaign
    is_open = any(row.days(now=now) >= 0 for row in found.rows)
    call = phrases.say("group.call", account=made.account) if is_open else ""
    return phrases.say("group.text", unit=found.name, campaign=made.title, lines=lines, call=call)


def left(row: Row, *, now: datetime) -> str:
    """，还有 3 天"""
    return windows.left_text(row.days(now=now))


def card(house: House, found: Figures, *, now: datetime) -> dict[str, str]:
    """`{title, description, url, picurl}` of a card whose page shows the picture."""
    row = next((one for one in found.rows if one.lacking), found.rows[0])
    code = "officer.progress.lacking" if row.lacking else "officer.progress.enough"
    standing = f"{row.title}{phrases.say(code, least=row.least, lacking=row.lacking)}"
    url = address(house, found.unit, found.campaign.key)
    return {
        "title": phrases.say("group.card.title", unit=found.name),
        "description": phrases.say("group.card.text", standing=standing, left=left(row, now=now)),
        "url": url,
        "picurl": f"{url}.png",
    }


def address(house: House, unit: str, campaign: str) -> str:
    """Where anybody who has the card sees the unit's picture, as it stands then; it tells nothing else."""
    signed = Signing(house.settings).serializer(SALT).dumps([unit, campaign])
    return f"{house.settings.origin}/g/{signed}"


def read(house: House, signed: str) -> tuple[str, str]:
    """(unit, campaign) of such an address. Raises Refused('link.unknown') for a forged or old one."""
    told = Signing(house.settings).read(SALT, signed, seconds=DAYS * 86400)
    if told is None:
        raise Refused("group.unknown")
    return str(told[0]), str(told[1])


def figures(house: House, tx: Transaction, unit: str, campaign: str, *, now: datetime) -> Figures:
    """Of one unit in one campaign. Raises Refused('group.unknown') when it asks nothing of the unit."""
    every = unit_figures.of_units(house, tx, [unit], now=now)
    found = next((one for one in every if one.campaign.key == campaign), None)
    if found is None:
        raise Refused("group.unknown")
    return found


def of_track(found: Figures, track: str) -> Figures:
    """The same figures with one track alone."""
    return replace(found, rows=tuple(row for row in found.rows if row.track == track))


def picture(house: House, unit: str, campaign: str, *, now: datetime) -> bytes:
    """PNG, drawn as the numbers stand now. Raises Refused('group.unknown')."""
    with house.db.read() as tx:
        found = figures(house, tx, unit, campaign, now=now)
    return drawn(found, now=now)


def drawn(found: Figures, *, now: datetime) -> bytes:
    """The picture of these figures."""
    how = phrases.say("group.picture.how", account=found.campaign.account)
    said = {"head": phrases.say("group.picture.head"), "unit": found.name, "how": how}
    at = phrases.say("group.picture.at", at=clockwork.minute_text(now))
    return printing.group_picture({**said, "at": at, "rows": [_row(row, now=now) for row in found.rows]})


def emblem(words: str) -> bytes:
    """The picture of a card of the mini-program."""
    return printing.emblem(words)


def _row(row: Row, *, now: datetime) -> dict[str, Any]:
    days = row.days(now=now)
    code = "group.picture.of" if row.least else "group.picture.free"
    when = "days" if days > 0 else "today" if days == 0 else "over"
    return {
        "title": row.title,
        "said": phrases.say(code, count=row.count, least=row.least),
        "part": min(1.0, row.count / row.least) if row.least else 1.0,
        "done": row.lacking == 0,
        "days": phrases.say(f"group.picture.{when}", days=days),
        "until": phrases.say("group.picture.until", closes=windows.last_day(row.closes)),
    }
