"""What became of a mail that was not taken, in words: what happened, why, what to do next. The only place that knows what
the number kept beside a mail means (RFC 5321 4.2; below zero: ours)."""

from datetime import datetime

from core.domain import clockwork, phrases

UNSEEN = -1  # the line broke, or the sender died, after the final dot: nobody knows whether it was taken
CLOSING, AGAIN = -2, -3  # the final dot is about to leave; once more, after one of unknown effect
BROKE, FILE, KILLED = (
    -4,
    -5,
    -6,
)  # it could not be put together; the storage gave no file; it killed every sender
FULL, LARGE, SENDER, REFUSED = 452, 552, 535, 554
MAILBOX, ACCOUNT = (550, 551, 553), (530, 534, 535, 538)
_NAMES = {UNSEEN: "unseen", BROKE: "broke", FILE: "file", KILLED: "killed", 0: "line", FULL: "full", LARGE: "large"}  # fmt: skip
_NAMES |= dict.fromkeys(MAILBOX, "recipient") | dict.fromkeys(ACCOUNT, "account")


def kind(errcode: int) -> str:
    """One word for the number: recipient, large, account, full, busy, refused, line, unseen, broke, file, killed."""
    return _NAMES.get(errcode) or ("busy" if errcode < 500 or errcode == 503 else "refused")


def told(
    state: str,
    errcode: int | None,
    *,
    mailbox: str,
    next_at: datetime,
    now: datetime,
    is_paused: bool = False,
    is_spent: bool = False,
) -> str:
    """The sentences of a mail that waits after a trouble, was given up, or of which nobody knows; empty for every other.
    `next_at`: when it is tried again. Spent: no other may be asked for, so nobody is sent to that button."""
    if state == "unknown":
        return phrases.say("mail.told.unknown", mailbox=mailbox) + _again("unknown", is_spent)
    if state == "waiting" and is_paused:
        return phrases.say("mail.told.paused")
    if errcode is None or errcode in (CLOSING, AGAIN) or state not in ("waiting", "failed"):
        return ""
    at = clockwork.minute_text(next_at) if next_at > now else phrases.say("mail.told.soon")
    said = phrases.say(f"mail.{state}.{kind(errcode)}", mailbox=mailbox, errcode=errcode, at=at)
    return said + _again(kind(errcode), is_spent or state == "waiting")


def _again(what: str, is_spent: bool) -> str:
    return "" if is_spent else phrases.say(f"mail.again.{what}")
