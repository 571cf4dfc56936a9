"""What is asked of two houses that were told the same story (twofold): lists, counts, views, holds, progress."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import holds
from core.adapters.tables import units as unit_table
from core.domain.refusals import Refused
from core.services import (
    campaigns,
    entries,
    excerpts,
    facets,
    holding,
    kinds,
    listing,
    progress,
    quotas,
    units,
    views,
)
from core.services.narrowing import Wanted
from tests.core.services.twofold import HOSPITAL
from tests.counting import CAMPAIGN


def read(world, act, *told, **more):
    with world.house.db.read() as tx:
        return act(tx, *told, **more)


def made_of(world, tx):
    return campaigns.campaign(world.house, tx, CAMPAIGN)


def page_and_counts(world, wanted, by="zhao"):
    with world.house.db.read() as tx:
        found = listing.page(tx, wanted, by=world.people[by])
        counted = facets.count(tx, wanted, by=world.people[by])
        said = excerpts.of(world.house, tx, found.lines, wanted.text)
    assert found.total == counted.total == len(found.lines)
    return [asdict(line) for line in found.lines], asdict(counted), said


FILTERS = {
    "nothing": Wanted(),
    "newest first": Wanted(is_newest_first=True),
    "states": Wanted(states=("confirmed", "approved")),
    "drafts": Wanted(states=("draft",)),
    "campaign": Wanted(campaign=CAMPAIGN),
    "track": Wanted(campaign=CAMPAIGN, track="roadshow"),
    "unit": Wanted(unit=HOSPITAL),
    "part of a unit": Wanted(unit="检验"),
    "unit by signs": Wanted(unit="%_\\"),
    "category": Wanted(category="小发明"),
    "section": Wanted(section="R"),
    "some finding": Wanted(worst="some"),
    "no must": Wanted(worst="advise"),
    "seal": Wanted(seal="eye"),
    "near": Wanted(is_near=True),
    "days": Wanted(since=START + timedelta(hours=6), until=START + timedelta(hours=60)),
    "all at once": Wanted(states=("confirmed",), category="小发明", section="Q", unit=HOSPITAL, text="锂电"),
    "NUL": Wanted(category="\x00", section="小\x00", campaign="\x00", unit="\x00"),
}


SEARCHES = {
    "锂": 2, "锂电": 2, "锂电钻": 1, "锂电 钻头": 1, "锂电钻头定位装置的研制": 1, "钻电": 0, "smart": 1, "ｓｍａｒｔ　PUMP": 1, "甲一": 4,
    "AH24-000002": 1, "ah24－000002": 1, "000002": 1, "%": 0, "_": 0, "回收\\箱": 1, "%_回收": 1, "'": 0, "锂'电": 2, '"锂" OR "电"': 0,
    "NEAR(": 0, "锂*": 2, "}{": 0, "锂\x00电": 2, "\x00": 0, "😀": 0, "AH24-000002\x00": 1, "一二三四五六七八九十" * 9: 0, "锂 " * 50: 2,
}  # fmt: skip


def tree(world):
    with world.house.db.read() as tx:
        rows = tx.rows(select(unit_table))
        called = units.names(tx, [row.id for row in rows])
        return sorted(
            [called[row.id], called.get(row.parent) or "", row.kind, row.is_direct, row.successor is not None]
            for row in rows
        )


def kept(world):
    own, other = world.people["zhao"], world.people["second"]

    def write(act, *told, **more):
        with world.house.db.write() as tx:
            return act(tx, *told, **more)

    def save(name, query, by=own, is_shared=False, is_default=False):
        return write(views.save, name, query, is_shared=is_shared, is_default=is_default, by=by, now=START)

    def tried(act, *told, **more):
        try:
            return write(act, *told, **more)
        except Refused as refused:
            return refused.code

    one = save("六月 盖章", "seal=stale", is_shared=True, is_default=True)
    two = save("乙\x00" * 30, "x=\x00" + "长" * 3000, is_default=True)
    assert save(" 六月  盖章 ", "seal=foreign", is_shared=True) == one
    save("别人的", "near=1", by=other, is_shared=True)
    refused = [
        tried(views.rename, two, "六月 盖章", by=own),
        tried(views.rename, two, "改", by=other),
        tried(views.remove, "\x00", by=own),
    ]
    shown = [
        [(view.name, view.query, view.is_shared, view.is_default, view.owner) for view in read(world, views.listed, by=by)]
        for by in (own, other, world.people["li"])
    ]  # fmt: skip
    return refused, shown


def held(world):
    entry, gate = world.called["第03项"], threading.Barrier(6)

    def take(number):
        gate.wait()
        with world.house.db.write() as tx:
            by = world.people[("zhao", "second")[number % 2]]
            holding.take(tx, entry, by=by, now=START)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(take, range(6)))
    names = sorted(hold.name for hold in read(world, holding.of, [entry], now=START)[entry])
    mine = Wanted(held=(world.people["zhao"], START))
    with world.house.db.read() as tx:
        before = entries.load(world.house, tx, world.called["第00项"])
        wanted = Wanted(states=("confirmed",))
        way = [
            listing.beside(tx, wanted, before, by=world.people[by], step=1, now=START)
            for by in ("zhao", "admin")
        ]
    found = names, [line.id for line in read(world, listing.page, mine, by=world.people["zhao"]).lines], way  # fmt: skip
    with world.house.db.write() as tx:
        assert holding.forget(tx, now=START + holding.LASTS) == 2
        assert tx.rows(select(holds)) == []
    return found


def counted(world):
    with world.house.db.read() as tx:
        made, here = made_of(world, tx), units.by_name(tx, HOSPITAL)
        return {
            "whole": asdict(progress.table(tx, made, within=(None,))),
            "branch": asdict(progress.table(tx, made, within=(None,), at=here)),
            "none": asdict(progress.table(tx, made, within=())),
            "days": {track: [(str(day), count) for day, count in days] for track, days in progress.by_day(tx, made, within=(None,)).items()},
            "own days": {track: [(str(day), count) for day, count in days] for track, days in progress.by_day(tx, made, within=(here,)).items()},
            "kinds": kinds.by_kind(tx, made, within=(None,)),
            "quotas": [str(row) for row in quotas.standings(tx, made, [here])[here]],
            "counts": [[*key, n] for key, n in sorted(listing.counts(tx, by=world.people["zhao"]).items())],
        }  # fmt: skip
