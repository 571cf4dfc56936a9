"""The people and what stands in their chats with the account."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.parts import Parts
from sandbox.store import Store

PEOPLE = Path(__file__).parent / "people.json"
TROUBLE = "该公众号提供的服务出现故障，请稍后再试"
PAGE = 200


class Unknown(Exception):
    """Nobody here has this openid."""


def seat(store: Store) -> None:
    """Puts the people of people.json into the store; who follows already goes on following."""
    columns = ("openid", "mini_openid", "unionid", "name", "role", "about", "phone")
    with store.transaction():
        for rank, person in enumerate(json.loads(PEOPLE.read_text("utf-8"))):
            store.run(
                f"INSERT INTO people ({', '.join(columns)}, rank) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (openid) DO UPDATE SET name = excluded.name, role = excluded.role, "
                "about = excluded.about, phone = excluded.phone, rank = excluded.rank",
                *(person[name] for name in columns),
                rank,
            )


@cache
def _keys() -> dict[str, dict[str, str]]:
    """How the people of the demonstration sign in to the house's console, by openid."""
    rows = json.loads(PEOPLE.read_text("utf-8"))
    return {
        row["openid"]: {"login": row["login"], "password": row["password"]} for row in rows if "login" in row
    }


def person(store: Store, openid: str) -> dict[str, Any]:
    """The row of an official-account openid. Raises Unknown."""
    found = store.row("SELECT * FROM people WHERE openid = ?", openid)
    if found is None:
        raise Unknown(openid)
    return found


def everyone(store: Store) -> list[dict[str, Any]]:
    """`[{openid, mini_openid, unionid, name, role, about, following, last_id, last_text, last_at}]`, and for who
    signs in to the console `login` and `password`."""
    people = store.rows(
        "SELECT openid, mini_openid, unionid, name, role, about, following FROM people ORDER BY rank, openid"
    )
    for one in people:
        last = store.row(
            "SELECT id, text, at FROM items WHERE openid = ? ORDER BY id DESC LIMIT 1", one["openid"]
        ) or {"id": 0, "text": "", "at": ""}
        one |= {"following": bool(one["following"]), "last_id": last["id"], "last_text": last["text"][:40]}
        one["last_at"] = last["at"]
        one |= _keys().get(one["openid"], {})
    return people


def add(parts: Parts, openid: str, sender: str, kind: str, text: str, **detail: Any) -> int:
    """Puts one item into a chat; sender is me, account or system. Gives its id."""
    return parts.store.run(
        "INSERT INTO items (openid, sender, kind, text, detail, at) VALUES (?, ?, ?, ?, ?, ?)",
        openid,
        sender,
        kind,
        text,
        json.dumps(detail, ensure_ascii=False),
        parts.clock.now().isoformat(timespec="seconds"),
    )


def trouble(parts: Parts, openid: str, why: str) -> int:
    """The platform's grey sentence; `why` is for the curious and is not shown by a real phone."""
    return add(parts, openid, "system", "text", TROUBLE, why=why)


def since(store: Store, openid: str, after: int) -> dict[str, Any]:
    """`{"items": [{id, from, kind, text, at, …}], "next": N}`: what came after item `after`, at most 200."""
    rows = store.rows(
        "SELECT * FROM items WHERE openid = ? AND id > ? ORDER BY id LIMIT ?", openid, after, PAGE
    )
    items = [
        {"id": r["id"], "from": r["sender"], "kind": r["kind"], "text": r["text"], "at": r["at"]}
        | json.loads(r["detail"])
        for r in rows
    ]
    return {"items": items, "next": rows[-1]["id"] if rows else after}


def last_id(store: Store, openid: str) -> int:
    found = store.row("SELECT max(id) AS id FROM items WHERE openid = ?", openid)
    return (found or {}).get("id") or 0
