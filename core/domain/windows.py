"""When an act is possible: the windows of a campaign (notice N1, N2)."""

from datetime import datetime, timedelta

from core.domain import phrases
from core.domain.declaration import Campaign, Window


def window(campaign: Campaign, track: str, act: str = "submit") -> Window | None:
    """The declared window of an act, or None when the act is not bound to one."""
    return next((w for w in campaign.windows if w.track == track and w.act == act), None)


def is_open(
    campaign: Campaign, track: str, act: str, *, now: datetime, permit_until: datetime | None = None
) -> bool:
    """Half-open: the instant `closes` is already outside. A late permit of the province moves the end."""
    found = window(campaign, track, act)
    if found is None:
        return True
    closes = max(found.closes, permit_until) if permit_until else found.closes
    return found.opens <= now < closes


def last_day(closes: datetime) -> str:
    """How people say the end: a window that closes at midnight ends with the day before (6月28日)."""
    day = closes - timedelta(microseconds=1)
    if closes.hour or closes.minute:
        return f"{closes.month}月{closes.day}日 {closes:%H:%M}"
    return f"{day.month}月{day.day}日"


def days_left(closes: datetime, *, now: datetime) -> int:
    """Whole calendar days until the last day; 0 on the last day, negative when it is over."""
    days = ((closes - timedelta(microseconds=1)).date() - now.astimezone(closes.tzinfo).date()).days
    return days if now < closes else min(days, -1)  # an end at noon is over in the afternoon


def left_text(days: int) -> str:
    """，还有 3 天; of `days_left`."""
    code = "group.left" if days > 0 else "group.left.today" if days == 0 else "group.left.over"
    return phrases.say(code, days=days)
