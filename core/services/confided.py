"""Words of a message that are somebody's own (what was asked of a person, what they answered): sealed in its row as they are
with the question, opened when it is said or shown. An erase takes the row, and the words with it."""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Text, cast, select, update

from core.adapters.tables import messages
from core.domain import phrases
from core.services.house import House

REASONS = ("asked", "answered")
_WORDS = ("text", "says", "title")
_BATCH = 200
_log = structlog.get_logger()


def shut(house: House, reason: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body as it is kept."""
    if reason not in REASONS:
        return body
    words = {key: body[key] for key in _WORDS if key in body}
    rest = {key: value for key, value in body.items() if key not in words}
    return {**rest, "sealed": house.vault.seal(json.dumps(words, ensure_ascii=False))}


def opened(house: House, row: Any) -> Mapping[str, Any]:
    """The body as it was posted; of one that no key of ours opens only that it cannot be read."""
    body: dict[str, Any] = row.body
    if "sealed" not in body:
        return body
    rest = {key: value for key, value in body.items() if key != "sealed"}
    try:
        return {**rest, **json.loads(house.vault.open(body["sealed"]))}
    except ValueError:
        _log.error("words.unreadable", message=row.id)
        return {**rest, "text": phrases.say("words.unreadable"), "title": "", "says": ""}


def seal_old(house: House) -> int:
    """Rows from before words were sealed, some at a time. Gives how many."""
    here = (messages.c.reason.in_(REASONS), cast(messages.c.body, Text).not_like('%"sealed":%'))
    with house.db.write() as tx:
        rows = list(tx.rows(select(messages).where(*here).limit(_BATCH)))
        for row in rows:
            tx.run(
                update(messages)
                .where(messages.c.id == row.id)
                .values(body=shut(house, row.reason, dict(row.body)))
            )
    return len(rows)
