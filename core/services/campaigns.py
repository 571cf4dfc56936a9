"""Campaign files become recorded revisions: drafts follow the newest, what was submitted keeps its own."""

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select

from core.adapters import files, ids
from core.adapters.db import Transaction
from core.adapters.tables import permits, revisions
from core.domain import loading
from core.domain.declaration import Campaign, Track
from core.domain.refusals import Refused
from core.services.house import House


def record(house: House, *, now: datetime) -> list[tuple[str, list[loading.Mistake]]]:
    """Records each file whose text is new as a revision. A faulty file is left out and reported; the revision
    before it stays in force. A field key that meant another type before is a mistake: keys are never reused."""
    faulty = []
    for name, text in files.campaign_texts(house.settings.campaigns_dir):
        try:
            campaign = loading.load(text)
        except loading.Faulty as fault:
            faulty.append((name, fault.mistakes))
            continue
        with house.db.write() as tx:
            if mistakes := _reused_keys(tx, campaign):
                faulty.append((name, mistakes))
            else:
                _record_one(tx, campaign, text, now=now)
    house.shelf.looked_at = 0.0
    return faulty


def _record_one(tx: Transaction, campaign: Campaign, text: str, *, now: datetime) -> None:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    of = revisions.c.campaign == campaign.key
    latest = tx.one(
        select(revisions.c.number, revisions.c.sha256).where(of).order_by(revisions.c.number.desc())
    )
    if latest and latest.sha256 == sha256:
        return
    known = tx.one(select(revisions.c.id).where(of, revisions.c.sha256 == sha256))
    number = (latest.number if latest else 0) + 1
    if known:  # an earlier text again: it becomes the newest under its own row
        tx.run(revisions.update().where(revisions.c.id == known.id).values(number=number))
        return
    row = {"id": ids.new(), "campaign": campaign.key, "number": number, "sha256": sha256, "text": text}
    tx.run(insert(revisions).values(**row, recorded_at=now))


def _reused_keys(tx: Transaction, campaign: Campaign) -> list[loading.Mistake]:
    found = []
    for row in tx.rows(select(revisions.c.text).where(revisions.c.campaign == campaign.key)):
        for old in loading.load(row.text).tracks:
            new = campaign.by_key.get(old.key)
            for field in old.fields:
                if new and field.key in new.by_key and new.by_key[field.key].type != field.type:
                    place = f"tracks[{old.key}].fields[{field.key}].type"
                    found.append(
                        loading.Mistake(place, f"这个键从前是 {field.type}，不能改作别的类型，请换一个键")
                    )
    return list(dict.fromkeys(found))


def newest(house: House, tx: Transaction) -> Mapping[str, str]:
    """Revision id of the newest revision, by campaign key."""
    if not house.shelf.is_fresh():
        top = select(revisions.c.campaign, func.max(revisions.c.number).label("n")).group_by(
            revisions.c.campaign
        )
        latest = top.subquery()
        joined = (revisions.c.campaign == latest.c.campaign) & (revisions.c.number == latest.c.n)
        rows = tx.rows(select(revisions.c.campaign, revisions.c.id).join(latest, joined))
        house.shelf.newest = {row.campaign: row.id for row in rows}
        house.shelf.looked_at = time.monotonic()
    return house.shelf.newest


def revision(house: House, tx: Transaction, revision_id: str) -> Campaign:
    """The campaign as that revision declares it."""
    if revision_id not in house.shelf.by_revision:
        text = tx.value(select(revisions.c.text).where(revisions.c.id == revision_id))
        house.shelf.by_revision[revision_id] = loading.load(text)
    return house.shelf.by_revision[revision_id]


def campaign(house: House, tx: Transaction, key: str) -> Campaign:
    """The newest revision of a campaign. Raises Refused('campaign.unknown')."""
    found = newest(house, tx).get(key)
    if found is None:
        raise Refused("campaign.unknown")
    return revision(house, tx, found)


def track(house: House, tx: Transaction, campaign_key: str, track_key: str) -> Track:
    found = campaign(house, tx, campaign_key).by_key.get(track_key)
    if found is None:
        raise Refused("track.unknown")
    return found


def kinds(house: House, tx: Transaction) -> dict[tuple[str, str], str]:
    """By which table of moves entries move, by (campaign, track)."""
    made = (campaign(house, tx, key) for key in newest(house, tx))
    return {(one.key, track.key): track.moves for one in made for track in one.tracks}


def current(house: House, tx: Transaction, *, now: datetime) -> Campaign:
    """The campaign whose window ends soonest; after all ended, the last."""
    return running(house, tx, now=now)[0][0]


Kinds = set[tuple[str, str]]  # campaign and track


def running(
    house: House,
    tx: Transaction,
    *,
    now: datetime,
    permitted: Callable[[], Kinds] | None = None,
) -> list[tuple[Campaign, Track]]:
    """Tracks that can be sent in to now or later, the soonest end first. A window that is over counts while a late permit
    of anybody is not (of one person: `reach.running`), after those that are open to all; after all ended, those that ended
    last follow it."""
    every = [
        (window.closes, made, made.by_key[window.track])
        for made in (revision(house, tx, rev) for rev in newest(house, tx).values())
        for window in made.windows
        if window.act == "submit"
    ]
    every.sort(key=lambda row: (row[0], row[2].key))
    over = [row for row in every if row[0] <= now]
    live = (permitted() if permitted else _permitted(tx, now=now)) if over else set()
    late = [row for row in over if (row[1].key, row[2].key) in live]
    ahead = every[len(over) :]
    last = [] if ahead else [row for row in over[-2:] if row not in late]
    return [(made, found) for _, made, found in (*ahead, *late, *last)]


def _permitted(tx: Transaction, *, now: datetime) -> Kinds:
    """Campaign and track of every late permit that has not ended."""
    live = select(permits.c.campaign, permits.c.track).where(permits.c.until > now).distinct()
    return {(row.campaign, row.track) for row in tx.rows(live)}
