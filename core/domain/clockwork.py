"""Days as China counts them."""

from datetime import date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991


def china_day_end(moment: datetime) -> datetime:
    """Midnight after the moment's day in China: the half-open end of that day."""
    day = moment.astimezone(CHINA).date() + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=CHINA)


def china_day_start(moment: datetime) -> datetime:
    """Midnight before the moment in China."""
    return datetime.combine(moment.astimezone(CHINA).date(), time.min, tzinfo=CHINA)


def day_of(said: str) -> datetime | None:
    """The beginning of a day in China, from a date field. None for what is no day, and for one so far off that the day
    beside it, or its hour in UTC, may have no name."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return None
    return datetime.combine(day, time.min, tzinfo=CHINA) if 1900 <= day.year < 9999 else None


def in_china(moment: datetime) -> datetime:
    return moment.astimezone(CHINA)


def date_text(moment: datetime) -> str:
    """2024年6月28日"""
    local = in_china(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def minute_text(moment: datetime) -> str:
    """2024年6月28日 15:01, the platform's `time` form."""
    return f"{date_text(moment)} {in_china(moment):%H:%M}"
