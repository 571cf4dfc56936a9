"""Until when can be sent in: one rule for an entry, for many, for a person, and as a condition of the database."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.adapters.tables import entries as entry_table
from core.adapters.tables import permits
from core.domain import windows
from core.services import campaigns, entries, merging, reach, units
from tests import counting, permitting
from tests.remembering import KEY, at

CLOSES = at("06-29T00:00")
LATER = [CLOSES + timedelta(days=days) for days in (-3, 1, 2, 5)]


@pytest.fixture
def tree(cast):
    """Unit by name: two branches, three deep."""
    made = {}
    for name, above in (
        ("甲", None),
        ("乙", None),
        ("甲一", "甲"),
        ("甲二", "甲"),
        ("甲一甲", "甲一"),
        ("乙一", "乙"),
    ):
        made[name] = cast.unit(f"{name}工会", above=made.get(above), is_direct=above is None)
    return made


@pytest.fixture
def of(cast):
    def found(tx):
        made = campaigns.campaign(cast.house, tx, KEY)
        return reach.of(tx, made, windows.window(made, "innovation"))

    return found


def meant(tx, given, *, unit, entry=None):
    """The rule in its plainest form: a permit is of the entry, of its unit, or of one above."""
    over = {row.id for row in units.above(tx, unit)} if unit else set()
    return max([CLOSES, *(until for until, whom in given if whom == entry or whom in over)])


@pytest.mark.parametrize("seed", range(4))
def test_every_form_of_the_rule_says_the_same(cast, tree, of, seed):
    chance = random.Random(seed)
    owner = cast.person("王")
    places = [*tree.values(), None]
    drafts = {cast.draft(owner, unit=place): place for place in chance.choices(places, k=12)}
    given = []
    for until in chance.choices(LATER, k=5):
        is_unit = chance.random() < 0.6
        whom = chance.choice(list(tree.values()) if is_unit else list(drafts))
        given.append((until, whom))
        permitting.given(cast.house, until, by=owner, **{"unit" if is_unit else "entry": whom})
    with cast.house.db.read() as tx:
        found = of(tx)
        wanted = {entry: meant(tx, given, unit=unit, entry=entry) for entry, unit in drafts.items()}
        assert reach.ends_of_entries(tx, found, list(drafts)) == wanted
        assert {id: reach.end_of_entry(tx, entries.load(cast.house, tx, id)) for id in drafts} == wanted
        rows = tx.rows(select(entry_table))
        assert reach.ends_of_rows(tx, {KEY: campaigns.campaign(cast.house, tx, KEY)}, rows) == wanted
        assert reach.ends(tx, found, list(tree.values())) == {
            unit: meant(tx, given, unit=unit) for unit in tree.values()
        }
        for closes in found.closings:
            mine = {row.id for row in tx.rows(select(entry_table.c.id).where(found.closing_at(closes)))}
            assert mine == {id for id, until in wanted.items() if until == closes}
            for now in (closes - timedelta(seconds=1), closes):
                still = {row.id for row in tx.rows(select(entry_table.c.id).where(found.open_at(now)))}
                assert still == {id for id, until in wanted.items() if until > now}


def test_a_permit_of_another_track_or_one_that_ends_before_the_window_moves_nothing(cast, tree, of):
    owner = cast.person("王")
    entry = cast.draft(owner, unit=tree["甲一"])
    permitting.given(cast.house, LATER[-1], by=owner, track="roadshow", unit=tree["甲"])
    permitting.given(cast.house, LATER[0], by=owner, unit=tree["甲"])
    with cast.house.db.read() as tx:
        assert reach.ends_of_entries(tx, of(tx), [entry]) == {entry: CLOSES}


def test_a_returned_entry_ends_with_its_answer_and_what_is_sent_in_has_no_end(cast, tree):
    owner = cast.person("王")
    kept, back, sent = (cast.draft(owner, unit=tree["乙一"]) for _ in range(3))
    cast.put(back, state="returned", answer_by=at("07-09T00:00"))
    cast.put(sent, state="submitted")
    with cast.house.db.read() as tx:
        declared = {KEY: campaigns.campaign(cast.house, tx, KEY)}
        ends = reach.ends_of_rows(tx, declared, tx.rows(select(entry_table)))
    assert ends == {kept: CLOSES, back: at("07-09T00:00")}


@pytest.mark.parametrize(
    ("whom", "until"),
    [("甲一", LATER[2]), ("甲", LATER[2]), ("乙", CLOSES), ("甲一甲", CLOSES), ("entry", CLOSES)],
)
def test_a_person_can_begin_as_long_as_a_unit_of_theirs(cast, tree, whom, until):
    """Of a worker it is the unit that an entry names, of an officer the seat; a permit of one entry begins no other."""
    worker, officer = cast.person("王"), cast.officer("李", tree["甲一"])
    entry = cast.draft(worker, unit=tree["甲一"])
    permitting.given(cast.house, LATER[2], by=officer, **({"entry": entry} if whom == "entry" else {"unit": tree[whom]}))  # fmt: skip
    with cast.house.db.read() as tx:
        made = campaigns.campaign(cast.house, tx, KEY)
        window = windows.window(made, "innovation")
        assert [reach.end_of_person(tx, made, window, who) for who in (worker, officer)] == [until, until]
        assert reach.end_of_person(tx, made, window, "nobody") == CLOSES


def test_three_and_thirty_permits_take_the_same_queries(cast, tree, of):
    owner = cast.person("王")
    entry = cast.draft(owner, unit=tree["甲一甲"])

    def asked():
        with cast.house.db.read() as tx:
            reach.ends_of_entries(tx, of(tx), [entry])

    taken = []
    for count in (3, 30):
        for number in range(count):
            permitting.given(cast.house, CLOSES + timedelta(hours=number), by=owner, unit=tree["甲"])
        taken.append(counting.statements(cast.house, asked))
    assert taken[0] == taken[1]


def test_a_track_is_running_while_anybody_has_a_permit(cast, tree):
    """Past both windows the last two are shown; past one of them the permitted one stays."""
    owner = cast.person("王")

    def running(now):
        with cast.house.db.read() as tx:
            return [track.key for _, track in campaigns.running(cast.house, tx, now=now)]

    assert running(at("06-27T00:00")) == ["innovation"]
    permitting.given(cast.house, at("07-02T00:00"), by=owner, track="roadshow", unit=tree["乙"])
    assert running(at("06-27T00:00")) == ["innovation", "roadshow"], "what is open to all comes first"
    assert running(at("07-01T00:00")) == ["roadshow", "innovation"], (
        "the others that ended last are still shown"
    )
    assert running(at("07-02T00:00")) == ["roadshow", "innovation"], "all is over"


def test_a_person_without_a_permit_sees_what_everybody_sees_after_the_end(cast, tree):
    """The track of somebody else's permit is none of theirs; for whom it counts, it is the same track to the same end."""
    owner, officer = cast.person("王"), cast.officer("李", tree["甲一"])
    worker, other, single = cast.person("赵"), cast.person("孙"), cast.person("周")
    cast.draft(worker, unit=tree["甲一甲"], track="roadshow")
    cast.draft(other, unit=tree["乙"], track="roadshow")
    own = cast.draft(single, unit=tree["乙"], track="roadshow")
    permitting.given(cast.house, at("07-02T00:00"), by=owner, track="roadshow", unit=tree["甲"])
    permitting.given(cast.house, at("07-02T00:00"), by=owner, track="roadshow", entry=own)

    def running(who, now="06-27T00:00", **more):
        with cast.house.db.read() as tx:
            found = reach.running(cast.house, tx, who, now=at(now), **more)
            for made, track in found:
                until = reach.end_of_person(tx, made, windows.window(made, track.key), who)
                assert until > at(now) or more or now > "06-28", (who, track.key)
            return [track.key for _, track in found]

    both, one = ["innovation", "roadshow"], ["innovation"]
    assert [running(who) for who in (officer, worker)] == [both, both]
    assert [running(who) for who in (other, single, "nobody")] == [one, one, one]
    assert running(single, entry=own) == both, (
        "who talks of an entry with a permit of its own hears of its end"
    )
    assert [running(who, "07-02T00:00") for who in (officer, other)] == [both[::-1], both[::-1]]


def test_what_a_person_sees_takes_the_same_queries_for_three_and_thirty_permits(cast, tree):
    owner = cast.person("王")
    cast.draft(owner, unit=tree["甲一甲"])

    def asked():
        with cast.house.db.read() as tx:
            reach.running(cast.house, tx, owner, now=at("06-30T00:00"))

    taken = []
    for count in (3, 30):
        for number in range(count):
            permitting.given(
                cast.house, at("07-01T00:00") + timedelta(hours=number), by=owner, unit=tree["甲"]
            )
        taken.append(counting.statements(cast.house, asked))
    assert taken[0] == taken[1]


def test_a_merged_unit_keeps_what_it_was_permitted_and_gives_none_of_it_away(cast, tree, of):
    """Its own entries and those of units below it, which stand at the successor then; not those of the successor."""
    owner = cast.person("王")
    drafts = {name: cast.draft(owner, unit=place) for name, place in tree.items()}
    permitting.given(cast.house, LATER[1], by=owner, unit=tree["甲"])
    permitting.given(cast.house, LATER[2], by=owner, unit=tree["甲一"])
    permitting.given(cast.house, LATER[3], by=owner, unit=tree["乙一"])

    def ends():
        with cast.house.db.read() as tx:
            found = reach.ends_of_entries(tx, of(tx), list(drafts.values()))
            return {name: found[entry] for name, entry in drafts.items()}

    before = ends()
    for gone, into in (("甲一", "乙"), ("乙一", "乙")):
        with cast.house.db.write() as tx:
            merging.merge(tx, tree[gone], tree[into], by=owner, now=cast.now)
        assert ends() == before
    with cast.house.db.read() as tx:
        assert tx.value(select(func.count()).select_from(permits)) == 6
