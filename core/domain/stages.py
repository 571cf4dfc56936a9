"""How far an entry has come as a unit counts it (notice N3, N4): begun, sent in, recognised by its unit, passed."""

from collections.abc import Mapping

STAGES = ("started", "submitted", "confirmed", "approved")
_GIVEN_UP = frozenset({"withdrawn", "rejected"})
_RECOGNISED = frozenset({"confirmed", "accepted", "shortlisted", "not_selected"})
_PASSED = frozenset({"approved", "selected", "published", "forwarded"})


def counts(state: str) -> bool:
    """Whether it counts for the quota: sent in, and neither withdrawn nor rejected (N3)."""
    return state != "draft" and state not in _GIVEN_UP


def reached(state: str) -> tuple[str, ...]:
    """Every stage an entry in this state stands at or beyond. What was returned must be sent in again, so it is
    recognised no more; what was withdrawn or rejected is nowhere."""
    if state in _GIVEN_UP:
        return ()
    if state in _PASSED:
        return STAGES
    if state in _RECOGNISED:
        return STAGES[:3]
    return STAGES[:2] if counts(state) else STAGES[:1]


def tally(by_state: Mapping[str, int]) -> dict[str, int]:
    """How many stand at or beyond each stage."""
    found = dict.fromkeys(STAGES, 0)
    for state, count in by_state.items():
        for stage in reached(state):
            found[stage] += count
    return found
