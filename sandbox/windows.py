"""Customer-service windows: how long and how often the account may write to a person.

Source: page "Customer Service Messages": 5 within 48 h of a message of the person, 3 within 1 minute of a menu
click, a follow or a scan. House time.
"""

from sandbox.parts import Parts
from sandbox.refusal import Refusal

LIMITS = {"click": (60.0, 3), "message": (48 * 3600.0, 5)}  # seconds, messages; the shorter is spent first


def reopen(parts: Parts, openid: str, kind: str) -> None:
    """The person did something (`message` or `click`): its window begins anew, its quota is full again."""
    parts.store.run(
        "INSERT INTO openings VALUES (?, ?, ?, 0) ON CONFLICT (openid, kind) "
        "DO UPDATE SET opened = excluded.opened, used = 0",
        openid,
        kind,
        parts.clock.epoch(),
    )


def close(parts: Parts, openid: str) -> None:
    """The person no longer follows: nothing may be written."""
    parts.store.run("DELETE FROM openings WHERE openid = ?", openid)


def spend(parts: Parts, openid: str) -> None:
    """Uses up one message. Raises Refusal 45015 (no window open) or 45047 (open, but quota gone)."""
    now = parts.clock.epoch()
    with parts.store.transaction():
        rows = parts.store.rows("SELECT * FROM openings WHERE openid = ?", openid)
        ages = {row["kind"]: (now - row["opened"], row["used"]) for row in rows}
        is_open = [kind for kind, (seconds, _) in LIMITS.items() if kind in ages and ages[kind][0] < seconds]
        if not is_open:
            raise Refusal(45015)
        for kind in is_open:
            if ages[kind][1] < LIMITS[kind][1]:
                parts.store.run(
                    "UPDATE openings SET used = used + 1 WHERE openid = ? AND kind = ?", openid, kind
                )
                return
    raise Refusal(45047)
