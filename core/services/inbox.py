"""The inbox: a callback has one effect and one answer however often it comes, and is kept when nothing can be
written."""

import json
import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import bindparam, delete, insert, select

from core.adapters.clock import real
from core.adapters.db import Busy, Transaction
from core.adapters.tables import inbox
from core.services.house import House

WITHIN = 0.7  # seconds that a callback waits for the database before it is kept
_KEPT = select(inbox.c.reply).where(inbox.c.key == bindparam("wanted"))
_KEEP = insert(inbox)
Answer = Callable[[Transaction], str]
_log = structlog.get_logger()


def once(house: House, key: str, answer: Answer, *, wait: float = WITHIN) -> str:
    """The reply to a callback, written with all it changed; for a repeat the key refuses, all is undone, and the kept
    reply is given: repeats are rare, so nobody looks for one before. Raises Busy when the database cannot be written
    in time."""
    try:
        with house.db.write(wait=wait) as tx:
            reply = answer(tx)
            tx.run(_KEEP, key=key, reply=reply, at=real())
            return reply
    except Exception:  # also a fault of the second time: the first one's answer stands
        with house.db.read() as tx:
            kept = tx.value(_KEPT, wanted=key)
        if kept is None:
            raise
        return str(kept)


def _folder(house: House) -> Path:
    return house.settings.data_dir / "inbox"


def keep(house: House, key: str, fields: dict[str, Any], *, account: str = "oa") -> None:
    """Keeps a callback durably, to be worked off in order. `account`: oa or mini, whichever it came to."""
    folder = _folder(house)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{time.time_ns():020d}-{key[:16]}.json"
    draft = target.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as handle:
        json.dump({"key": key, "account": account, "fields": fields}, handle, ensure_ascii=False)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(target)
    _log.warning("inbox.kept", key=key)


def waiting(house: House) -> list[Path]:
    """Kept callbacks, oldest first."""
    folder = _folder(house)
    return sorted(folder.glob("*.json")) if folder.is_dir() else []


def has_waiting(house: House, sender: str) -> bool:
    """Whether an earlier callback of this sender waits: a later one must not overtake it."""
    return any(_read(path)["fields"].get("FromUserName") == sender for path in waiting(house))


def _read(path: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {"key": "", "fields": {}}
    return kept


def work_off(
    house: House,
    answer: Callable[[Transaction, dict[str, Any], str], str],
    later: Callable[[Transaction, dict[str, Any], str], None],
) -> int:
    """Answers what was kept, in order; the reply goes out as a message, since its callback has long ended."""
    done = 0
    for path in waiting(house):
        kept = _read(path)
        if kept["key"]:
            fields = kept["fields"]

            account = kept.get("account", "oa")

            def both(tx: Transaction, fields: dict[str, Any] = fields, account: str = account) -> str:
                reply = answer(tx, fields, account)
                if reply:
                    later(tx, fields, reply)
                return reply

            try:
                once(house, kept["key"], both, wait=5.0)
            except Busy:
                break
            except Exception as fault:  # it must not hold up those behind it; a person looks at it later
                _log.exception("inbox.fault", key=kept["key"], fault=type(fault).__name__)
                path.rename(path.with_suffix(".failed"))
                continue
        path.unlink(missing_ok=True)
        done += 1
    return done


def forget(house: House, *, before: datetime) -> int:
    """Removes answers older than any repeat can be."""
    with house.db.write() as tx:
        return tx.run(delete(inbox).where(inbox.c.at < before))
