"""By which channel persons can be reached now, as an expression of SQL: what reaching.ways says of one, of all at once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, false, literal, or_

from core.adapters.tables import identities, subscriptions
from core.domain import notices
from core.domain.notices import CUSTOM, SUBSCRIPTION, TEMPLATE, Notice
from core.services import tasks
from core.services.house import House

# Why nobody reaches a person: never came to account or mini-program; came, and left or fell silent; the way is shut.
UNKNOWN, SILENT, SHUT = "unknown", "silent", "shut"
LOST = (UNKNOWN, SILENT, SHUT)


def way(house: House, person: Any, notice: Notice, *, now: datetime, shut: Collection[str] = ()) -> Any:
    """The channel that a person (a column) would be tried on first, or one of LOST. `shut`: channels not to count on."""
    can = _ways(house, person, notices.TEMPLATES[notice.template].title, now=now)
    order = notices.order(notice)
    is_known = _of(house, person, "oa") | _of(house, person, "mini")
    return case(
        *((can[channel], literal(channel)) for channel in order if channel not in shut),
        (or_(false(), *(can[channel] for channel in order)), literal(SHUT)),
        (is_known, literal(SILENT)),
        else_=literal(UNKNOWN),
    )


def _of(house: House, person: Any, kind: str, *where: Any) -> Any:
    app_id = house.platform.oa_app_id if kind == "oa" else house.platform.mini_app_id
    here = (identities.c.person == person, identities.c.kind == kind, identities.c.app_id == app_id)
    return exists().where(*here, *where)


def _ways(house: House, person: Any, title: str, *, now: datetime) -> dict[str, Any]:
    credit = (subscriptions.c.person == person, subscriptions.c.template == title, subscriptions.c.left > 0)
    return {
        TEMPLATE: _of(house, person, "oa", identities.c.follows.is_(True)),
        SUBSCRIPTION: and_(_of(house, person, "mini"), exists().where(*credit)),
        CUSTOM: _of(
            house,
            person,
            "oa",
            or_(identities.c.heard_at > now - tasks.WINDOW, identities.c.tapped_at > now - tasks.TAP_WINDOW),
        ),
    }
