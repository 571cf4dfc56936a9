"""One story on SQLite and on a real PostgreSQL: what lists, searches, counts, sheets and the log answer is the same on both."""

import itertools
from dataclasses import asdict

import pytest
from sqlalchemy import select, update

from core.adapters import titles
from core.adapters.clock import START
from core.services import (
    audit_log,
    demo,
    entries,
    handing_over,
    listing,
    log_reading,
    merging,
    narrowing,
    packages,
    shelving,
    unit_sheets,
    units,
)
from core.services.narrowing import Wanted
from tests.core.services import twofold
from tests.core.services.asked_twice import (
    FILTERS,
    SEARCHES,
    counted,
    held,
    kept,
    page_and_counts,
    read,
    tree,
)
from tests.core.services.twofold import HOSPITAL, LABORATORY, MINUTE, NURSING, TITLES
from tests.counting import CAMPAIGN
from tests.sheets import table


@pytest.fixture(scope="module")
def worlds(tmp_path_factory, valkey):
    with twofold.worlds(tmp_path_factory, valkey) as made:
        yield made


@pytest.fixture
def both(worlds):
    return lambda ask: twofold.same(worlds, ask)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("by", ["zhao", "li", "bound", "wang"])
def test_filters_and_their_counts(both, name, by):
    lines, counts, _ = both(lambda world: page_and_counts(world, FILTERS[name], by=by))
    if (name, by) == ("nothing", "zhao"):
        assert (len(lines), counts["counts"]["state"]["confirmed"]) == (19, 4)
    assert bool(lines) or by != "zhao" or name in ("track", "unit by signs", "near", "NUL")


def test_what_waits_for_me_and_what_i_hold(both):
    def waiting(world, by, now):
        with world.house.db.read() as tx:
            turns = narrowing.waiting(world.house, tx, now=now)
        return page_and_counts(world, Wanted(waiting=turns), by=by)

    for by in ("zhao", "li", "bound", "wang"):
        for now in (START, START + 40 * 24 * 60 * MINUTE):  # by then the officers are overdue
            both(lambda world, by=by, now=now: waiting(world, by, now))
    held = Wanted(held=("nobody\x00", START))
    assert both(lambda world: page_and_counts(world, held))[0] == []


@pytest.mark.parametrize("said", SEARCHES)
def test_a_search_finds_the_same(both, said):
    lines, _, _ = both(lambda world: page_and_counts(world, Wanted(text=said)))
    assert len(lines) == SEARCHES[said]


def test_drafts_are_found_by_no_search_and_a_changed_text_by_its_new_words(both):
    def change(world):
        entry = world.called[TITLES[0]]
        with world.house.db.write() as tx:
            shelf = shelving._made(world.house, tx, entries.load(world.house, tx, entry))
            changed = shelving.Shelf(shelf.version, "电镐台账", shelf.worst, shelf.seal, shelf.near)
            assert shelving.keep(tx, entry, changed)
        found = {said: page_and_counts(world, Wanted(text=said))[0] for said in ("锂电钻", "镐", "电镐台")}
        with world.house.db.write() as tx:
            assert shelving.keep(tx, entry, shelf)
        return {said: [line["title"] for line in lines] for said, lines in found.items()}, page_and_counts(
            world, Wanted(text="锂电钻")
        )

    found, (again, _, _) = both(change)
    assert found == {"锂电钻": [], "镐": [TITLES[0]], "电镐台": [TITLES[0]]}
    assert len(again) == 1


@pytest.mark.parametrize("is_newest_first", [False, True])
def test_pages_and_the_way_from_entry_to_entry(both, is_newest_first):
    wanted = Wanted(is_newest_first=is_newest_first)

    def walked(world):
        by, after, met = world.people["zhao"], None, []
        with world.house.db.read() as tx:
            while True:
                found = listing.page(tx, wanted, by=by, after=after, limit=4)
                met.append([line.id for line in found.lines])
                after = found.next
                if after is None:
                    break
                assert after.partition(".")[2] == met[-1][-1]
            ways = {
                (entry, step): listing.beside(
                    tx, wanted, entries.load(world.house, tx, entry), by=by, step=step, now=START
                )
                for page in met
                for entry in page
                for step in (1, -1)
            }
        return met, [[*key, to] for key, to in ways.items()]

    pages, ways = both(walked)
    assert ([len(page) for page in pages], len(ways)) == ([4, 4, 4, 4, 3], 38)


@pytest.mark.parametrize(
    "after", ["", "x", "1.", "99999999999999999.x", "1.\x00", "1715558400000000.'", "٣.x", "0.x"]
)
def test_a_cursor_that_is_none_says_the_same(both, after):
    both(lambda world: [one.id for one in read(world, listing.page, Wanted(), by=world.people["zhao"], after=after).lines])  # fmt: skip


def test_views_are_kept_alike(both):
    refused, (mine, others, officers) = both(kept)
    assert refused == ["view.name.taken", "view.unknown", "view.unknown"]
    assert ([len(mine), len(others)], officers) == ([3, 2], [])


def test_two_hold_one_entry_and_one_person_holds_it_once_from_two_windows(both):
    names, mine, _ = both(held)
    assert (len(names), mine) == (2, ["<第03项>"])


def test_progress_is_counted_alike(both):
    found = both(counted)
    assert (
        sum(count for _, count in found["days"]["innovation"]) == 12
    )  # without drafts, returned and withdrawn ones
    assert len(found["days"]["innovation"]) > 3


@pytest.mark.parametrize(
    "said", ["淮河", "医院", "淮河医院工会", "工", "%", "_", "\\", "'", "\x00", "", "护理 部", "大学"]
)
def test_units_are_found_alike(both, said):
    both(lambda world: [asdict(found) for found in read(world, units.search, said)])


def test_units_from_a_sheet_and_a_merged_one(both):
    heading = list(unit_sheets.COLUMNS)
    rows = [
        ["天柱大剧院工会", demo.PROVINCE, "", "", "天柱剧院工会"],
        ["淮河医院药剂科", HOSPITAL, "单位", "否", ""],
        ["淮河医院检验科", "皖江大学工会", "", "", ""],
        ["长" * 100, demo.PROVINCE, "单位", "是", ""],
    ]

    def imported(world):
        path = table(world.folder / "units.xlsx", [heading, *rows])
        by = world.people["admin"]
        looked = unit_sheets.look(world.house, path, by=by, now=START)
        with world.house.db.write() as tx:
            count = unit_sheets.apply(world.house, tx, looked.id, by=by, now=START)
            again = unit_sheets.apply(world.house, tx, looked.id, by=by, now=START)
            merging.merge(
                tx, units.by_name(tx, LABORATORY), units.by_name(tx, NURSING), by=by, now=START + MINUTE
            )
        shown = sorted(change.text for change in looked.changes if change.act != "gone")
        return shown, count, again, tree(world), page_and_counts(world, Wanted(unit=NURSING))

    shown, count, again, *_ = both(imported)
    assert (len(shown), count, again) == (4, 4, 0)


@pytest.mark.parametrize("name", ["长" * 101, "含\x00零"])
def test_a_sheet_with_a_name_that_no_table_takes(both, name):
    def looked(world):
        path = table(
            world.folder / "bad.xlsx",
            [list(unit_sheets.COLUMNS), [name.replace("\x00", "_x0000_"), demo.PROVINCE, "单位", "否", ""]],
        )
        return [change.text for change in unit_sheets.take(world.house, path, apply=True, now=START)]

    both(looked)


def test_the_log_is_whole_and_read_alike(both):
    def walked(world):
        with world.house.db.read() as tx:
            verdict = audit_log.verify(tx)
            assert verdict.broken is None and verdict.count == audit_log.head(tx)[0] > 20
            said = []
            for wanted in (
                log_reading.Wanted(), log_reading.Wanted(who="审核"), log_reading.Wanted(who="%_\\"), log_reading.Wanted(who="\x00"),
                log_reading.Wanted(act="entry"), log_reading.Wanted(act="'\x00"), log_reading.Wanted(number="ah24-000002"), log_reading.Wanted(since=START + MINUTE, until=START + 3 * MINUTE),
            ):  # fmt: skip
                by = world.people["admin"]
                page = log_reading.page(world.house, tx, wanted, by=by, limit=9)
                said.append(
                    [(line.sequence, line.by, line.act, line.number, line.about) for line in page.lines]
                )
                rows = log_reading.export(world.house, wanted, by=by)
                said.append([row[:-1] for row in rows])  # the last is the hash, and ids are hashed
        return said

    both(walked)


def test_a_line_that_was_changed_is_found_on_both(both):
    from core.adapters.tables import log  # noqa: PLC0415 - weight: of this test alone

    def broken(world):
        with world.house.db.write() as tx:
            row = tx.one(select(log).where(log.c.sequence == 7))
            tx.run(update(log).where(log.c.sequence == 7).values(act="x.y"))
            found = audit_log.verify(tx).broken
            tx.run(update(log).where(log.c.sequence == 7).values(act=row.act))
            return found, audit_log.verify(tx).broken

    assert both(broken) == [7, None]


def test_what_is_handed_over_is_chosen_alike(both):
    def chosen(world, **wish):
        with world.house.db.read() as tx:
            unit = units.by_name(tx, wish.pop("unit")) if "unit" in wish else None
            told = {"track": "", "entry": None, "by": world.people["zhao"]} | wish
            package = handing_over.Package(
                "p", "handover", CAMPAIGN, unit=unit, about={"is_delta": True}, at=START, **told
            )
            count = handing_over._count(tx, package)
        gone = read(world, handing_over._gone, package, "", limit=9)
        loaded = list(handing_over._chosen(world.house, package))
        assert count == len(loaded)
        return [(entry.id, entry.row.number) for entry in loaded], len(gone)

    every, _ = both(chosen)
    assert len(every) == 3
    for wish in ({"track": "innovation"}, {"track": "\x00"}, {"unit": HOSPITAL}, {"entry": "\x00"}):
        both(lambda world, wish=wish: chosen(world, **wish))


def test_a_list_that_is_packed_is_seen_and_forgotten_alike(both):
    def packed(world):
        house, by = world.house, world.people["zhao"]
        with house.db.write() as tx:
            made = packages.ask(house, tx, "list", CAMPAIGN, track="innovation", by=by, now=START)
        done = packages.make(house, made, now=START)
        with house.db.write() as tx:
            sees = [len(packages.listed(tx, ["list"], by=person)) for person in world.people.values()]
            counts = packages.seen(tx, made, by=by).counts
            packages.forget(house, tx, [world.called[TITLES[0]]])
            row = packages.seen(tx, made, by=by)
        return done, sees, counts, row.state, row.place, row.counts

    done, sees, counts, *forgotten = both(packed)
    assert (done, sum(sees), forgotten[:2]) == ("made", 1, ["failed", None]) and counts == {"entries": 4}


PARTS = (["输液架", "变电站", "数控车床"], ("自动", "智能", ""), ("锁止", "监测", "清洗"), ("装置", "系统"))
NAMES = ["".join(parts) for parts in itertools.product(*PARTS)]


def test_names_that_are_alike_are_found_alike(both):
    def near(world):
        with world.house.db.write() as tx:
            for entry, name in zip(sorted(world.called.values()), NAMES[::3], strict=False):
                titles.keep(tx, entry, "innovation", name)
            titles.drop(tx, max(world.called.values()))
        with world.house.db.read() as tx:
            return {
                f"{name} {least}": sorted([one.score, one.entry] for one in titles.near(tx, name, track=track, least=least))
                for name in (*NAMES, "锁", "zz", "'", "\x00", "")
                for track, least in (("innovation", 0.75), ("innovation", 0.5), ("roadshow", 0.5))
            }  # fmt: skip

    def called(world):
        places = {entry: f"<{number}>" for number, entry in enumerate(sorted(world.called.values()))}
        return {
            said: [[score, places[entry]] for score, entry in found] for said, found in near(world).items()
        }

    found = both(called)
    assert sum(len(one) > 1 for one in found.values()) > 25
