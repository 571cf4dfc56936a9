"""Views: the filters of now kept under a name, renamed, shared, opened with, removed."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from core.services import views
from server import doors
from server.console import asking, room

_ACTS = ("rename", "remove", "default", "undefault", "share", "unshare")


def register(bp: Blueprint) -> None:
    bp.add_url_rule("/views", "save_view", _save, methods=["POST"])
    bp.add_url_rule(f"/views/<view>/<any({','.join(_ACTS)}):act>", "change_view", _change, methods=["POST"])


def _save() -> Any:
    asked = asking.read_query(request.form.get("query", ""))
    name = request.form.get("name", "")
    told: dict[str, Any] = {
        "is_shared": bool(request.form.get("shared")),
        "is_default": bool(request.form.get("default")),
    }
    with doors.house().db.write() as tx:
        view = views.save(tx, name, asking.query(asked), by=room.by(), now=doors.now(), **told)
    flash({"title": "已保存视图", "text": "下次在列表上方点它的名称，就是现在这些条件。"})
    return redirect(url_for("console.entries", **asking.link(asked), view=view), 303)


def _change(view: str, act: str) -> Any:
    with doors.house().db.write() as tx:
        if act == "rename":
            views.rename(tx, view, request.form.get("name", ""), by=room.by())
        elif act == "remove":
            views.remove(tx, view, by=room.by())
        elif act == "undefault":
            views.no_default(tx, view, by=room.by())
        elif act == "default":
            views.make_default(tx, view, by=room.by())
        else:
            views.share(tx, view, is_shared=act == "share", by=room.by())
    flash(_SAID[act])
    asked = asking.link(asking.read_query(request.form.get("query", "")))
    return redirect(url_for("console.entries", **asked, view="" if act == "remove" else view), 303)


_SAID = {
    "rename": {"title": "已改名", "text": "视图的条件没有变。"},
    "remove": {"title": "已删除视图", "text": "只删掉了这个名称和条件，申报都还在。"},
    "default": {"title": "已设为默认", "text": "以后打开“申报”就是这个视图；要看全部，点“全部申报”。"},
    "undefault": {"title": "已取消默认", "text": "以后打开“申报”看到的是全部。"},
    "share": {
        "title": "已共享",
        "text": "所有审核员都能在列表上方看到这个视图；各人看到的仍是自己权限内的申报。",
    },
    "unshare": {"title": "已取消共享", "text": "现在只有您自己看得到这个视图。"},
}
