"""The filters of the list in its address: read, checked, and written back, so that an address can be kept and shared."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

from core.adapters.clock import real
from core.adapters.db import Transaction
from core.domain import clockwork
from core.services import narrowing, shelving
from core.services.narrowing import Wanted
from server import doors
from server.console import room

STATES = (
    "submitted",
    "confirmed",
    "returned",
    "approved",
    "published",
    "accepted",
    "shortlisted",
    "selected",
    "not_selected",
    "forwarded",
    "rejected",
    "revoked",
    "draft",
    "withdrawn",
)
CHOICES: Mapping[str, Mapping[str, str]] = {
    "worst": {"some": "有问题", "must": "有必须改正的", "none": "全部合格"},
    "seal": {"valid": "盖章有效", "stale": "盖章后改过", "foreign": "别人的盖章件", "eye": "没有二维码，要人工看", "missing": "没有盖章件"},
    "near": {"1": "可能重复"},
    "mine": {"waiting": "等我办的", "held": "我正在看的"},
    "order": {"new": "后提交的在前"},
}  # fmt: skip
KEYS = (
    "state",
    "kind",
    "category",
    "section",
    "worst",
    "seal",
    "near",
    "mine",
    "unit",
    "since",
    "until",
    "text",
    "order",
)
LONGEST = 100
assert set(CHOICES["seal"]) == set(shelving.SEALS)


def read(told: Mapping[str, str]) -> dict[str, str]:
    """Every key, blank where it is not asked for; what no filter knows narrows nothing."""
    asked = {key: str(told.get(key, "")).strip()[:LONGEST] for key in KEYS}
    for key, choices in CHOICES.items():
        if asked[key] not in choices:
            asked[key] = ""
    for key in ("since", "until"):
        if clockwork.day_of(asked[key]) is None:
            asked[key] = ""
    if asked["state"] not in STATES:
        asked["state"] = ""
    return asked


def link(asked: Mapping[str, str]) -> dict[str, str]:
    """What stands in an address."""
    return {key: asked[key] for key in KEYS if asked[key]}


def query(asked: Mapping[str, str]) -> str:
    """The same as one text, always in one order: of a view, of the queue an entry was opened from."""
    return urlencode(link(asked))


def read_query(told: str) -> dict[str, str]:
    return read(dict(parse_qsl(told[:2000])))


def wanted(tx: Transaction, asked: Mapping[str, str]) -> Wanted:
    campaign, _, track = asked["kind"].partition("/")
    until = clockwork.day_of(asked["until"])
    return Wanted(
        states=(asked["state"],) if asked["state"] else (),
        campaign=campaign,
        track=track,
        unit=asked["unit"],
        text=asked["text"],
        category=asked["category"],
        section=asked["section"],
        worst=asked["worst"],
        seal=asked["seal"],
        is_near=bool(asked["near"]),
        waiting=narrowing.waiting(doors.house(), tx, now=doors.now()) if asked["mine"] == "waiting" else (),
        held=(room.by(), real()) if asked["mine"] == "held" else None,
        since=clockwork.day_of(asked["since"]),
        until=until + timedelta(days=1) if until else None,
        is_newest_first=asked["order"] == "new",
    )
