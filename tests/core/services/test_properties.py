"""Properties that hold whatever people do, in whatever order: states, repeats, and what was saved."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from core.adapters.clock import START
from core.adapters.tables import attachments, log, messages, name_holds
from core.domain import fieldtypes, moves
from core.domain.refusals import Refused
from core.services import accounts, acts, answering, checks, demo, entries, reviews, staff
from tests import filling

# A house is long to write out, and hypothesis writes its arguments out now and then.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
TABLE = moves.TABLES["innovation"]
OPENS = datetime.fromisoformat("2024-05-10T00:00:00+08:00")
CLOSES = datetime.fromisoformat("2024-06-29T00:00:00+08:00")
SECOND = timedelta(seconds=1)
TIMES = [
    OPENS - SECOND, OPENS, START, START + timedelta(days=4), CLOSES - SECOND, CLOSES, CLOSES + timedelta(days=3),
    CLOSES + timedelta(days=40),
]  # fmt: skip
_titles = (f"{filling.TITLE}第{number}号" for number in itertools.count(1))  # names stand once

# The house is built once a test and every example makes an entry of its own in it, so no example sees another's.
RELAXED = {
    "deadline": None,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@pytest.fixture
def people(house):
    demo.furnish(house, now=START)
    named = {"owner": "wang", "other": "sun", "officer": "li", "auditor": "zhao"}
    with house.db.write() as tx:
        found = {
            key: accounts.identify(tx, "oa", house.settings.oa_app_id, f"o-sandbox-{name}", now=START)
            for key, name in named.items()
        }
    stranger = staff.add(house, "外人", role="officer", unit="皖江大学工会", now=START)
    return {**found, "stranger": stranger.person}


# What people do: name -> (the acts of the table it may make, who may, how) -------------------------------------
def _judge(house, tx, entry, now):
    bad = {**filling.GOOD_FACTS["photos"], "format": "PNG"}
    _facts(tx, entry, bad)
    checks._judge_late(house, tx, entries.load(house, tx, entry), now=now)


def _facts(tx, entry, facts):
    here = (attachments.c.entry == entry, attachments.c.field == "photos")
    tx.run(update(attachments).where(*here).values(state="checked", facts=facts))


def _edit(house, tx, entry, by, now, key, value):
    found = entries.open_for(house, tx, entry, by=by, to_edit=True)
    answering.save(house, tx, found, key, value, by=by, now=now)


def _look(house, tx, entry, by, now):
    found = entries.open_for(house, tx, entry, by=by)
    reviews.opened(tx, found.answers["papers"][0]["attachment"], by=by, now=now)


DEEDS = {
    "submit": ({"submit", "resubmit_to_audit"}, {"owner"}, lambda h, tx, e, by, now: acts.submit(h, tx, e, by=by, now=now)),
    "recall": ({"recall"}, {"owner"}, lambda h, tx, e, by, now: acts.recall(h, tx, e, by=by, now=now)),
    "withdraw": ({"withdraw"}, {"owner"}, lambda h, tx, e, by, now: acts.withdraw(h, tx, e, by=by, now=now)),
    "confirm": ({"confirm"}, {"officer"}, lambda h, tx, e, by, now: reviews.confirm(h, tx, e, by=by, now=now)),
    "paper": ({"confirm_on_paper"}, {"auditor"}, lambda h, tx, e, by, now: reviews.confirm_on_paper(h, tx, e, by=by, now=now)),
    "officer returns": ({"return"}, {"officer"}, lambda h, tx, e, by, now: reviews.send_back(h, tx, e, {"goal": "太短"}, role="officer", by=by, now=now)),
    "auditor returns": ({"return"}, {"auditor"}, lambda h, tx, e, by, now: reviews.send_back(h, tx, e, {"title": "太长"}, role="auditor", by=by, now=now)),
    "approve": ({"approve"}, {"auditor"}, lambda h, tx, e, by, now: reviews.approve(h, tx, e, by=by, now=now)),
    "reject": ({"reject"}, {"auditor"}, lambda h, tx, e, by, now: reviews.reject(h, tx, e, "不符合", by=by, now=now)),
    "revoke": ({"revoke"}, {"auditor"}, lambda h, tx, e, by, now: reviews.revoke(h, tx, e, "查实有误", by=by, now=now)),
    "a late fault": ({"find"}, None, lambda h, tx, e, by, now: _judge(h, tx, e, now)),
    "a mended file": (set(), None, lambda h, tx, e, by, now: _facts(tx, e, filling.GOOD_FACTS["photos"])),
    "edits the goal": (set(), {"owner"}, lambda h, tx, e, by, now: _edit(h, tx, e, by, now, "goal", f"{filling.GOAL}{now:%H%M}")),
    "edits the people": (set(), {"owner"}, lambda h, tx, e, by, now: _edit(h, tx, e, by, now, "completers", [{"name": f"甲{now:%d}"}])),
    "empties the phone": (set(), {"owner"}, lambda h, tx, e, by, now: _edit(h, tx, e, by, now, "phone", None)),
    "gives a phone": (set(), {"owner"}, lambda h, tx, e, by, now: _edit(h, tx, e, by, now, "phone", "0551-60000000")),
    "opens the sheet": (set(), {"auditor"}, _look),
}  # fmt: skip
# Ways as people go them, so that every state is reached; then anything by anybody at any time.
WAYS = [
    ["submit"],
    ["submit", "confirm"],
    ["submit", "confirm", "approve"],
    ["submit", "confirm", "approve", "revoke"],
    ["submit", "confirm", "reject"],
    ["submit", "confirm", "auditor returns", "edits the goal", "submit"],
    ["submit", "confirm", "auditor returns", "edits the people", "submit"],
    ["submit", "officer returns", "edits the goal"],
    ["submit", "confirm", "a late fault", "a mended file", "submit"],
    ["submit", "opens the sheet", "paper"],
    ["submit", "recall", "submit"],
    [],
]
DEED = st.sampled_from(sorted(DEEDS))
WHO = st.sampled_from(["right", "right", "right", "owner", "other", "officer", "auditor", "stranger"])
STEP = st.tuples(DEED, WHO, st.sampled_from([*TIMES, START, START]))


def steps(least, most):
    """A way, and what comes after it."""
    ways = st.sampled_from([[(deed, "right", START + timedelta(days=4)) for deed in way] for way in WAYS])
    return st.tuples(ways, st.lists(STEP, min_size=least, max_size=most)).map(lambda pair: pair[0] + pair[1])


def actor(deed, who, people):
    may = DEEDS[deed][1]
    name = (min(may) if may else "owner") if who == "right" else who
    return name, people[name]


def did(house, deed, entry, by, now):
    """Whether it was done; a refusal is an answer, anything else a fault."""
    try:
        with house.db.write() as tx:
            DEEDS[deed][2](house, tx, entry, by, now)
            tx.after_commit.clear()
    except Refused:
        return False
    return True


def seen(house, entry):
    """Everything a move may touch."""
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
        told = tx.value(select(func.count()).select_from(messages))
        held = tx.value(select(func.count()).select_from(name_holds).where(name_holds.c.entry == entry))
        judged = len(reviews.of(tx, entry))
    row = found.row
    return {
        "state": row.state, "version": row.version, "number": row.number, "answers": found.answers, "told": told,
        "held": held, "judged": judged, "submitted_at": row.submitted_at, "answer_by": row.answer_by,
    }  # fmt: skip


@given(steps=steps(2, 7))
@settings(max_examples=40, **RELAXED)
def test_no_sequence_of_acts_leaves_the_table(house, people, steps):
    entry = filling.whole(house, by=people["owner"], now=START, title=next(_titles))
    for deed, who, now in steps:
        allowed, may, _ = DEEDS[deed]
        name, by = actor(deed, who, people)
        before = seen(house, entry)
        done = did(house, deed, entry, by, now)
        after = seen(house, entry)
        ways = {to for (state, act), to in TABLE.items() if state == before["state"] and act in allowed}
        assert after["state"] in ways | {before["state"]}, (deed, name)
        if not done:
            assert after == before, (deed, name)
        if may is not None and name not in may:
            assert after == before, (deed, name)
        # a name is held exactly while an entry is live
        assert (after["held"] > 0) == (after["state"] in moves.LIVE), (deed, after["state"])
    assert _logged(house, entry) == seen(house, entry)["state"]


def _logged(house, entry):
    """Where the log says the entry is: its lines follow each other without a gap, each a move of the table."""
    with house.db.read() as tx:
        lines = tx.rows(select(log.c.act, log.c.about).where(log.c.entry == entry).order_by(log.c.sequence))
    at = "draft"
    for line in lines:
        if "before" in (line.about or {}):
            act = line.act.removeprefix("entry.")
            assert line.about["before"] == at
            assert TABLE[at, act] == line.about["after"]
            at = line.about["after"]
    return at


@given(steps=steps(1, 5))
@settings(max_examples=40, **RELAXED)
def test_a_repeated_move_changes_nothing(house, people, steps):
    entry = filling.whole(house, by=people["owner"], now=START, title=next(_titles))
    for deed, who, now in steps:
        _, by = actor(deed, who, people)
        if did(house, deed, entry, by, now) and DEEDS[deed][0]:
            before = seen(house, entry)
            did(house, deed, entry, by, now)
            assert seen(house, entry) == before, deed


# What was saved ------------------------------------------------------------------------------------------------
TEXT = st.text(max_size=60)
VALUES = st.one_of(
    st.tuples(st.sampled_from(["title", "background", "goal", "summary", "first_completer_intro"]), TEXT | st.none()),
    st.sampled_from([20_001]).map(lambda size: ("background", "长" * size)),
    st.tuples(st.just("category"), st.sampled_from(["小发明", "2", "大发明", ""])),
    st.tuples(st.just("phone"), st.sampled_from(["0551-60000000", "055160000001", "12", "", "1" * 50])),
    st.tuples(st.just("new_productive_force"), st.sampled_from([True, False, "是", "也许", None])),
    st.tuples(st.just("industry"), st.sampled_from([{"section": "Q", "division": "84"}, "教育", {"section": "Q"}, "没有"])),
    st.tuples(st.just("completers"), st.lists(st.fixed_dictionaries({"name": TEXT, "unit": TEXT}), max_size=4) | st.just("甲一、乙二")),
    st.tuples(st.just("unit"), TEXT | st.just({"id": "no-such-unit"})),
    st.tuples(st.sampled_from(["photos", "papers"]), st.just([{"attachment": "foreign", "title": "x"}]) | st.just([])),
    st.tuples(st.just("no_such_item"), TEXT),
)  # fmt: skip
WRITE = st.tuples(
    VALUES,
    st.sampled_from(["owner", "owner", "owner", "other", "officer"]),
    st.sampled_from([None, None, "right", "stale"]),
)
INTERRUPTION = st.tuples(
    st.sampled_from(["submit", "recall", "confirm", "officer returns"]), WHO, st.sampled_from(TIMES)
)


@given(steps=st.lists(WRITE | INTERRUPTION, max_size=14), complete=st.booleans())
@settings(max_examples=60, **RELAXED)
@example(steps=[(("title", "0"), "owner", None), (("title", ""), "owner", None)], complete=False)
def test_nothing_saved_is_ever_lost(house, people, steps, complete):
    if complete:
        entry = filling.whole(house, by=people["owner"], now=START, title=next(_titles))
    else:
        with house.db.write() as tx:
            entry = entries.start(house, tx, "2024-anhui", "innovation", by=people["owner"], now=START)
    kept = dict(seen(house, entry)["answers"])
    for step in steps:
        if isinstance(step[0], str):
            deed, who, now = step
            did(house, deed, entry, actor(deed, who, people)[1], now)
        else:
            (key, value), who, against = step
            if _saved(house, entry, key, value, by=people[who], against=against):
                assert who == "owner"
                _expect(house, entry, kept, key, value)
        assert seen(house, entry)["answers"] == kept


def _saved(house, entry, key, value, *, by, against):
    try:
        with house.db.write() as tx:
            found = entries.open_for(house, tx, entry, by=by, to_edit=True)
            version = found.versions.get(key, 0)
            told = {None: None, "right": version, "stale": version + 1}[against]
            answering.save(house, tx, found, key, value, by=by, now=START, seen=told)
    except Refused:
        return False
    return True


def _expect(house, entry, kept, key, value):
    """The answer as the field's own reading makes it, worked out without the database."""
    with house.db.read() as tx:
        declared = entries.load(house, tx, entry).track.by_key[key]
    parsed = None if value is None else fieldtypes.TYPES[declared.type].parse(value, field=declared)
    if fieldtypes.is_blank(parsed):
        kept.pop(key, None)
    else:
        kept[key] = parsed
