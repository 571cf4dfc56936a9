"""The table of moves, and its gate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import moves, phrases
from core.domain.refusals import Refused

# As design.md has it, written down a second time: what may ever follow a state.
FOLLOWS = {
    "innovation": {
        "draft": {"submitted", "withdrawn"},
        "submitted": {"draft", "confirmed", "returned", "withdrawn"},
        "returned": {"submitted", "confirmed", "withdrawn"},
        "confirmed": {"returned", "approved", "rejected", "withdrawn"},
        "approved": {"published", "revoked", "forwarded"},
        "forwarded": {"revoked"},
        "published": {"revoked"},
        "rejected": set(),
        "revoked": set(),
        "withdrawn": set(),
    },
    "roadshow": {
        "draft": {"submitted", "withdrawn"},
        "submitted": {"draft", "accepted", "returned", "withdrawn"},
        "returned": {"submitted", "withdrawn"},
        "accepted": {"returned", "shortlisted", "not_selected", "withdrawn", "forwarded"},
        "forwarded": {"shortlisted", "not_selected"},
        "shortlisted": {"selected", "not_selected"},
        "selected": {"published"},
        "published": set(),
        "not_selected": set(),
        "withdrawn": set(),
    },
}
ACTS = {kind: sorted({act for _, act in table}) for kind, table in moves.TABLES.items()}
EVERY_ACT = sorted({act for acts in ACTS.values() for act in acts} | {"delete"})


def test_the_table_is_the_design():
    found = {
        kind: {
            state: {to for (before, _), to in table.items() if before == state}
            for state in moves.STATES[kind]
        }
        for kind, table in moves.TABLES.items()
    }
    assert found == FOLLOWS


@given(st.sampled_from(sorted(moves.TABLES)), st.lists(st.sampled_from(EVERY_ACT), max_size=40))
def test_no_sequence_of_acts_leaves_the_table(kind, acts):
    state, last = "draft", None
    for act in acts:
        try:
            move = moves.decide(kind, state, act, last_act=last)
        except Refused as refused:
            assert refused.code == "entry.move.impossible"
            continue
        assert (move.act, move.before) == (act, state)
        if move.is_repeat:
            assert (move.after, act) == (state, last)
            continue
        assert move.after in FOLLOWS[kind][state]
        state, last = move.after, act
    assert state in FOLLOWS[kind]


@pytest.mark.parametrize(
    ("kind", "state", "act", "after"),
    [
        (kind, state, act, after)
        for kind, table in moves.TABLES.items()
        for (state, act), after in table.items()
    ],
)
def test_a_repeated_move_changes_nothing(kind, state, act, after):
    assert moves.decide(kind, state, act) == moves.Move(act, state, after)
    assert moves.decide(kind, after, act, last_act=act) == moves.Move(act, after, after, is_repeat=True)


@pytest.mark.parametrize(
    ("kind", "state", "act", "last"),
    [
        ("innovation", "draft", "confirm", None),
        ("innovation", "draft", "approve", None),
        ("innovation", "submitted", "approve", "submit"),
        ("innovation", "confirmed", "recall", "confirm"),
        ("innovation", "confirmed", "confirm", "find"),  # not the act that led here
        ("innovation", "approved", "withdraw", "approve"),
        ("innovation", "approved", "return", "approve"),
        ("innovation", "rejected", "submit", "reject"),
        ("innovation", "withdrawn", "submit", "withdraw"),
        ("innovation", "revoked", "publish", "revoke"),
        ("roadshow", "submitted", "select", "submit"),
        ("roadshow", "accepted", "select", "accept"),
        ("roadshow", "shortlisted", "withdraw", "shortlist"),
        ("roadshow", "not_selected", "shortlist", "pass_over"),
    ],
)
def test_impossible(kind, state, act, last):
    with pytest.raises(Refused) as refused:
        moves.decide(kind, state, act, last_act=last)
    assert refused.value.code == "entry.move.impossible"


def test_the_refusal_speaks_chinese():
    with pytest.raises(Refused) as refused:
        moves.decide("innovation", "draft", "confirm")
    assert refused.value.sentence == "这份申报现在是“草稿”，不能“确认”。请刷新看看最新进度。"


@pytest.mark.parametrize(
    ("returned_from", "quoted_changed", "act"),
    [
        ("confirmed", False, "resubmit_to_audit"),
        ("confirmed", True, "submit"),
        ("submitted", False, "submit"),
        ("submitted", True, "submit"),
        ("accepted", False, "submit"),
        (None, False, "submit"),
    ],
)
def test_resubmission(returned_from, quoted_changed, act):
    assert moves.resubmission(returned_from=returned_from, quoted_changed=quoted_changed) == act


def test_answers_are_editable_before_submission_and_when_returned():
    assert frozenset({"draft", "returned"}) == moves.EDITABLE


def test_live_entries_hold_names():
    every = frozenset().union(*moves.STATES.values())
    assert every - moves.LIVE == {"draft", "withdrawn", "rejected", "revoked", "not_selected"}


def test_every_state_can_be_said():
    every = frozenset().union(*moves.STATES.values())
    assert [state for state in sorted(every) if not phrases.exists(f"state.{state}")] == []


def test_a_course_waits_for_the_province_and_an_achievement_for_its_unit():
    assert moves.said("innovation", "submitted") == "已提交，待单位工会确认"
    assert moves.said("roadshow", "submitted") == "已提交，待省级核对"
    assert moves.said("roadshow", "returned") == moves.said("innovation", "returned") == "退回补正"
    with pytest.raises(Refused) as refused:
        moves.decide("roadshow", "submitted", "publish")
    assert "“已提交，待省级核对”" in refused.value.sentence
