"""The fake qyapi.weixin.qq.com: group robots by their key, and the groups they write to."""

import json
from typing import Any

from sandbox.parts import Parts
from sandbox.refusal import Refusal

A_MINUTE = 20  # messages of one robot (developer.work.weixin.qq.com/document/path/91770)
TEXT_BYTES = 2048


def send(parts: Parts, call: Any) -> dict[str, Any]:
    """POST /cgi-bin/webhook/send?key=: 93000 for a key nobody has or that was revoked, 40008, 44004, 45002, 45009."""
    key = str(call.args.get("key") or "")
    if not key or parts.store.mark(f"robot revoked {key}") is not None:
        raise Refusal(93000)
    text = call.body.get("text")
    if call.body.get("msgtype") != "text" or not isinstance(text, dict):
        raise Refusal(40008)
    content = text.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal(44004)
    if len(content.encode()) > TEXT_BYTES:
        raise Refusal(45002)
    with parts.store.transaction():
        now = parts.clock.real()
        kept = [row for row in group(parts, key) if now - row["real"] < 86400][-500:]
        if sum(1 for row in kept if now - row["real"] < 60) >= A_MINUTE:
            raise Refusal(45009)
        kept.append({"real": now, "at": parts.clock.now().isoformat(timespec="seconds"), "text": content})
        parts.store.set_mark(f"robot group {key}", json.dumps(kept, ensure_ascii=False))
    return {}


def group(parts: Parts, key: str) -> list[dict[str, Any]]:
    """What the robot of this key wrote, oldest first."""
    return list(json.loads(parts.store.mark(f"robot group {key}") or "[]"))


def revoke(parts: Parts, key: str) -> None:
    """Somebody took the robot out of the group."""
    parts.store.set_mark(f"robot revoked {key}", "1")


def restore(parts: Parts, key: str) -> None:
    """And put it in again."""
    parts.store.run("DELETE FROM marks WHERE name = ?", f"robot revoked {key}")


def keys(parts: Parts) -> list[str]:
    """The keys of all robots that ever wrote, in one order that stays: by the row their group has."""
    rows = parts.store.rows("SELECT name FROM marks WHERE name LIKE 'robot group %' ORDER BY rowid")
    return [row["name"].removeprefix("robot group ") for row in rows]


def groups(parts: Parts) -> list[dict[str, Any]]:
    """`[{number, name, in, items: [{at, text}]}]`, numbered from 1; never a key whole."""
    return [
        {
            "number": number,
            "name": f"工作群 {number}（机器人 …{key[-4:]}）",
            "in": parts.store.mark(f"robot revoked {key}") is None,
            "items": [{"at": row["at"], "text": row["text"]} for row in group(parts, key)],
        }
        for number, key in enumerate(keys(parts), start=1)
    ]
