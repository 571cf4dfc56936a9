"""Days as China counts them."""

from datetime import datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991


def china_day_end(moment: datetime) -> datetime:
    """Midnight after the moment's day in China: the half-open end of that day."""
    day = moment.astimezone(CHINA).date() + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=CHINA)


def in_china(moment: datetime) -> datetime:
    return moment.astimezone(CHINA)


def date_text(moment: datetime) -> str:
    """2024年6月28日"""
    local = in_china(moment)
    return f"{local.year}年{local.month}月{local.day}日"


def minute_text(moment: datetime) -> str:
    """2024年6月28日 15:01, the platform's `time` form."""
    return f"{date_text(moment)} {in_china(moment):%H:%M}"
