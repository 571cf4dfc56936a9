"""Every state stands at a stage, or is nowhere; the quota counts what was sent in (N3)."""

import pytest

from core.domain import moves, stages

REACHED = {
    "draft": 1, "submitted": 2, "returned": 2, "revoked": 2, "confirmed": 3, "accepted": 3, "shortlisted": 3,
    "not_selected": 3, "approved": 4, "published": 4, "selected": 4, "forwarded": 4, "withdrawn": 0, "rejected": 0,
}  # fmt: skip


@pytest.mark.parametrize("state", sorted({state for states in moves.STATES.values() for state in states}))
def test_each_state_reaches_its_stage(state):
    assert stages.reached(state) == stages.STAGES[: REACHED[state]]
    assert stages.counts(state) == (REACHED[state] > 1)


def test_a_tally_holds_what_is_beyond_each_stage():
    found = stages.tally({"draft": 3, "submitted": 2, "confirmed": 1, "approved": 4, "withdrawn": 9})
    assert found == {"started": 10, "submitted": 7, "confirmed": 5, "approved": 4}
