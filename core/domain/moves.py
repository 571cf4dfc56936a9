"""One table of states and moves, and its gate. Who may is the services' business; what may follow what is here."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain import phrases
from core.domain.refusals import Refused

EDITABLE = frozenset({"draft", "returned"})
LIVE = frozenset(
    {
        "submitted",
        "returned",
        "confirmed",
        "approved",
        "published",
        "accepted",
        "shortlisted",
        "selected",
        "forwarded",
    }
)

# (state, act) -> next state. `return` and `find` keep where they came from; `submit` from `returned` may go back
# to the audit (see resubmission). "find": a `must` found after submission (design: a pending check does not block).
TABLES: Mapping[str, Mapping[tuple[str, str], str]] = {
    "innovation": {
        ("draft", "submit"): "submitted",
        ("returned", "submit"): "submitted",
        ("returned", "resubmit_to_audit"): "confirmed",
        ("submitted", "recall"): "draft",
        ("submitted", "confirm"): "confirmed",
        ("submitted", "confirm_on_paper"): "confirmed",
        ("submitted", "return"): "returned",
        ("submitted", "find"): "returned",
        ("confirmed", "return"): "returned",
        ("confirmed", "find"): "returned",
        ("confirmed", "approve"): "approved",
        ("confirmed", "reject"): "rejected",
        ("approved", "publish"): "published",
        ("approved", "revoke"): "revoked",
        ("approved", "forward"): "forwarded",  # where the province collects: to the national platform
        ("forwarded", "revoke"): "revoked",
        ("published", "revoke"): "revoked",
        ("draft", "withdraw"): "withdrawn",
        ("submitted", "withdraw"): "withdrawn",
        ("returned", "withdraw"): "withdrawn",
        ("confirmed", "withdraw"): "withdrawn",
    },
    "roadshow": {
        ("draft", "submit"): "submitted",
        ("returned", "submit"): "submitted",
        ("submitted", "recall"): "draft",
        ("submitted", "accept"): "accepted",
        ("submitted", "return"): "returned",
        ("submitted", "find"): "returned",
        ("accepted", "return"): "returned",
        ("accepted", "shortlist"): "shortlisted",
        ("accepted", "pass_over"): "not_selected",
        ("accepted", "forward"): "forwarded",
        ("forwarded", "shortlist"): "shortlisted",
        ("forwarded", "pass_over"): "not_selected",
        ("shortlisted", "select"): "selected",
        ("shortlisted", "pass_over"): "not_selected",
        ("selected", "publish"): "published",
        ("draft", "withdraw"): "withdrawn",
        ("submitted", "withdraw"): "withdrawn",
        ("returned", "withdraw"): "withdrawn",
        ("accepted", "withdraw"): "withdrawn",
    },
}

STATES: Mapping[str, frozenset[str]] = {
    kind: frozenset({state for state, _ in table} | set(table.values())) for kind, table in TABLES.items()
}


@dataclass(frozen=True, slots=True)
class Move:
    """A decided move; `is_repeat`: the act was done already and nothing is to change."""

    act: str
    before: str
    after: str
    is_repeat: bool = False


def said(kind: str, state: str) -> str:
    """A state in words: a course waits for the province, where an achievement waits for its unit."""
    own = f"state.{kind}.{state}"
    return phrases.say(own if phrases.exists(own) else f"state.{state}")


def decide(kind: str, state: str, act: str, *, last_act: str | None = None) -> Move:
    """The move an act makes from a state. Repeating the act that led here is a quiet no-op; anything else that
    the table does not hold is Refused('entry.move.impossible')."""
    table = TABLES[kind]
    after = table.get((state, act))
    if after is not None:
        return Move(act, state, after)
    if last_act == act and state in {to for (_, done), to in table.items() if done == act}:
        return Move(act, state, state, is_repeat=True)
    word = f"act.{act}"
    raise Refused(
        "entry.move.impossible",
        state=said(kind, state),
        act=phrases.say(word) if phrases.exists(word) else "这样办理",
    )


# Who of the staff makes a move; `return` is the officer's before the unit has confirmed, the auditor's afterwards, and a
# course is the province's from the beginning (N7, N9). Forwarding goes by whole packages and is no button.
_STAFF: Mapping[str, Mapping[str, str]] = {
    "innovation": {
        "confirm": "officer", "confirm_on_paper": "auditor", "approve": "auditor", "return": "auditor", "reject": "auditor",
        "revoke": "auditor",
    },
    "roadshow": {
        "accept": "auditor", "return": "auditor", "shortlist": "auditor", "select": "auditor", "pass_over": "auditor",
        "publish": "auditor",
    },
}  # fmt: skip


def staffed(kind: str, state: str) -> dict[str, str]:
    """Role by act: what staff may do with an entry in this state, in the table's order."""
    by = _STAFF[kind]
    found = {act: by[act] for at, act in TABLES[kind] if at == state and act in by}
    if kind == "innovation" and state == "submitted":
        found["return"] = "officer"
    return found


def resubmission(*, returned_from: str | None, quoted_changed: bool) -> str:
    """The act a submit from `returned` is: what the audit returned goes back to the audit, unless a field that a
    seal quotes changed (then the unit confirms anew)."""
    return "resubmit_to_audit" if returned_from == "confirmed" and not quoted_changed else "submit"
