"""The ledger of accepts: each 允许 of a person is one subscription message of the mini-program, and the platform has no
way to ask how many are left."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from core.adapters import ids, wechat, wechat_templates
from core.adapters.clock import real
from core.adapters.db import Taken, Transaction
from core.adapters.tables import accepts, subscriptions
from core.domain import notices
from core.domain.refusals import Refused
from core.services.house import House

REPORT, EVENT = "report", "event"  # the mini-program told us, the platform told us
TWINS = timedelta(minutes=3)  # within which both speak of the same tap
MOST = 200  # accepts of one template; nobody taps so often, a broken phone may


def credit(tx: Transaction, person: str, template: str, *, source: str, at: datetime | None = None) -> bool:
    """An accept, told by the phone or by the platform; the same tap told by both counts once. `template`: its title; `at`:
    when it was told, now by default. False when it had been counted already."""
    at = at or real()
    other = EVENT if source == REPORT else REPORT
    twin = tx.value(
        select(accepts.c.id)
        .where(
            accepts.c.person == person,
            accepts.c.template == template,
            accepts.c.source == other,
            accepts.c.is_paired.is_(False),
            accepts.c.at.between(at - TWINS, at + TWINS),
        )
        .order_by(accepts.c.id)
    )
    row = {"person": person, "template": template, "source": source, "at": at}
    tx.run(insert(accepts).values(id=ids.new(), is_paired=twin is not None, **row))
    if twin is not None:
        tx.run(update(accepts).where(accepts.c.id == twin).values(is_paired=True))
        return False
    _change(tx, person, template, 1)
    return True


def spent(tx: Transaction, person: str, template: str) -> None:
    """One was sent."""
    _change(tx, person, template, -1)


def emptied(tx: Transaction, person: str, template: str) -> None:
    """The platform says that none is left (43101), or the person took them back."""
    here = (subscriptions.c.person == person, subscriptions.c.template == template)
    tx.run(update(subscriptions).where(*here).values(left=0, changed_at=real()))


def moved(tx: Transaction, *, keep: str, gone: str) -> None:
    """Two persons are one: so are their accepts."""
    for row in tx.rows(select(subscriptions).where(subscriptions.c.person == gone, subscriptions.c.left > 0)):
        _change(tx, keep, row.template, row.left)
        emptied(tx, gone, row.template)


def _change(tx: Transaction, person: str, template: str, by: int) -> None:
    here = (subscriptions.c.person == person, subscriptions.c.template == template)
    held = tx.value(select(subscriptions.c.left).where(*here).with_for_update())
    left = max(0, min(MOST, (held or 0) + by))
    if held is not None:
        tx.run(update(subscriptions).where(*here).values(left=left, changed_at=real()))
        return
    try:
        with tx.attempt():
            tx.run(
                insert(subscriptions).values(person=person, template=template, left=left, changed_at=real())
            )
    except Taken:
        _change(tx, person, template, by)


def left(tx: Transaction, persons: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """How many accepts are left, by person and title of the template."""
    found: dict[str, dict[str, int]] = {}
    query = select(subscriptions).where(subscriptions.c.person.in_(list(persons)), subscriptions.c.left > 0)
    for row in tx.rows(query):
        found.setdefault(row.person, {})[row.template] = row.left
    return found


def offers(house: House) -> Mapping[str, str]:
    """Template ids of the mini-program that we fill, by title; none while the platform cannot be asked."""
    try:
        granted = house.platform.mini_templates.all()
    except wechat.PlatformError:
        return {}
    return _ours(granted)


def known(house: House) -> Mapping[str, str]:
    """The same as far as this process has read it; nobody is asked."""
    return _ours(house.platform.mini_templates.known)


def _ours(granted: Mapping[str, wechat_templates.Granted]) -> dict[str, str]:
    return {
        made.title: granted[made.title].id for made in notices.TEMPLATES.values() if made.title in granted
    }


def require_titles(house: House) -> None:
    """Asks for the template list before anything is locked. Raises Refused('server.busy') while it cannot be had: what the
    phone tells may be told again."""
    try:
        house.platform.mini_templates.all()
    except wechat.PlatformError:
        raise Refused("server.busy") from None


def offered(house: House, tx: Transaction, person: str) -> list[dict[str, Any]]:
    """What the phone may ask for: `[{template, title, left}]`, of what people are told most first; the platform lets
    it ask for five at once."""
    held = left(tx, [person]).get(person, {})
    return [
        {"template": template, "title": title, "left": held.get(title, 0)}
        for title, template in offers(house).items()
    ]


def title_of(house: House, template: str) -> str | None:
    """The title of a template id of the mini-program; None for a foreign one, or while the list was not read."""
    return next((title for title, own in known(house).items() if own == template), None)


def report(house: House, tx: Transaction, person: str, told: Mapping[str, str]) -> None:
    """What wx.requestSubscribeMessage answered, by template id: accept, reject, ban, filter. Raises
    Refused('request.invalid') for an id that is not ours, Refused('server.busy') while the list was not read."""
    require_titles(house)
    for template, answer in told.items():
        title = title_of(house, template)
        if title is None:
            raise Refused("request.invalid", detail=f"template {template[:60]}")
        if answer.startswith("accept"):  # acceptWithAlert and acceptWithAudio too
            credit(tx, person, title, source=REPORT)
