"""What the account sent, counted by day and channel, and the group chats its robots write to: /platform/…"""

from typing import Any

from flask import Blueprint, jsonify, request

from sandbox import store, wecom
from sandbox.parts import Parts

_WAYS = {
    "template": "/message/template/",
    "subscription": "/message/subscribe/",
    "custom": "/message/custom/",
}


def blueprint(parts: Parts) -> Blueprint:
    """GET /platform/tally and /platform/groups, POST /platform/groups/NUMBER/robot."""
    tally = Blueprint("tally", __name__, url_prefix="/platform")

    @tally.get("/tally")
    def counted() -> Any:
        after, since = store.number(request.args.get("after")), request.args.get("since", "")
        return jsonify({"items": days(parts, after=after, since=since), "last": _last(parts)})

    @tally.get("/groups")
    def groups() -> Any:
        return jsonify({"items": wecom.groups(parts)})

    @tally.post("/groups/<int:number>/robot")
    def robot(number: int) -> Any:
        """`{"in": false}` takes the robot out of the group, true lets it in again."""
        told = request.get_json(silent=True)
        keys = wecom.keys(parts)
        if not isinstance(told, dict) or not isinstance(told.get("in"), bool) or not 0 < number <= len(keys):
            said = "没有这个工作群，或没有说机器人在不在群里。"
            return jsonify({"problem": {"code": "group.invalid", "message": said}}), 400
        (wecom.restore if told["in"] else wecom.revoke)(parts, keys[number - 1])
        return jsonify({"items": wecom.groups(parts)})

    return tally


def days(parts: Parts, *, after: int, since: str) -> list[dict[str, Any]]:
    """`[{day, template, subscription, custom, group, refused}]` by house day (YYYY-MM-DD), oldest first: records after
    number `after`, words in groups from the house time `since` on (ISO)."""
    found: dict[str, dict[str, Any]] = {}

    def row(day: str) -> dict[str, Any]:
        return found.setdefault(day, {"day": day, **dict.fromkeys((*_WAYS, "group", "refused"), 0)})

    query = "SELECT substr(at, 1, 10) AS day, path, outcome, count(*) AS n FROM sent WHERE id > ? GROUP BY 1, 2, 3"
    for one in parts.store.rows(query, after):
        way = next((name for name, part in _WAYS.items() if part in one["path"]), None)
        if way is not None and one["outcome"] != "repeat":
            row(one["day"])[way if one["outcome"] == "sent" else "refused"] += one["n"]
    for key in wecom.keys(parts):
        for said in wecom.group(parts, key):
            if said["at"] >= since:
                row(said["at"][:10])["group"] += 1
    return [found[day] for day in sorted(found)]


def _last(parts: Parts) -> int:
    found = parts.store.row("SELECT max(id) AS id FROM sent")
    return int((found or {}).get("id") or 0)
