"""The 21 faults a hurried hand makes in a mini-program, each as a change of a copied folder, and who finds it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

Change = Callable[[Path], None]


def first_page(folder: Path) -> Path:
    """The first page of app.json, without an ending."""
    return folder / json.loads((folder / "app.json").read_text("utf-8"))["pages"][0]


def _append(ending: str, text: str) -> Change:
    def change(folder: Path) -> None:
        file = first_page(folder).with_name(first_page(folder).name + ending)
        file.write_text((file.read_text("utf-8") if file.exists() else "") + text, "utf-8")

    return change


def _json(name: str | None, edit: Callable[[dict], None]) -> Change:
    def change(folder: Path) -> None:
        page = first_page(folder)
        file = folder / name if name else page.with_name(page.name + ".json")
        told = json.loads(file.read_text("utf-8"))
        edit(told)
        file.write_text(json.dumps(told), "utf-8")

    return change


def _misspell_global(folder: Path) -> None:
    """A field of globalData that is not there, where the folder's scripts use one."""
    for file in sorted(folder.rglob("*.js")):
        text = file.read_text("utf-8")
        if file.name != "app.js" and "globalData." in text:
            file.write_text(re.sub(r"globalData\.(\w+)", r"globalData.\1s", text, count=1), "utf-8")
            return
    raise LookupError("no script uses globalData")


PATCH = "\nfunction patch() { wx.request({ url: 'https://a.example', method: 'PATCH' }) }\nmodule.exports = patch\n"

BY_BUILD: dict[str, tuple[Change, str]] = {
    "unclosed tag": (_append(".wxml", "<view>"), r"\.wxml:\d+:\d+: "),
    "bad expression": (_append(".wxml", "<view>{{ a + }}</view>"), r"\.wxml:\d+:\d+: "),
    "bad quote": (_append(".wxml", '<view class="a>x</view>'), r"\.wxml:\d+:\d+: "),
    "orphan wx:elif": (
        _append(".wxml", '<view></view><view wx:elif="{{a}}"></view>'),
        r"\.wxml:\d+:\d+: ",
    ),
    "duplicate attribute": (_append(".wxml", '<view class="a" class="b"></view>'), r"\.wxml:\d+:\d+: "),
    "missing import": (_append(".wxml", '<import src="./nowhere.wxml" />'), r"nowhere\.wxml: missing"),
    "handler not in the script": (
        _append(".wxml", '<view bindtap="onNowhere"></view>'),
        r'handler "onNowhere"',
    ),
    "unknown tag": (_append(".wxml", "<strange-tag></strange-tag>"), "<strange-tag> is neither"),
    "HTML tag": (_append(".wxml", "<div></div>"), "<div> is neither"),
    "WXSS syntax": (_append(".wxss", "\n.a { color: red"), r"\.wxss:\d+:\d+: "),
    "missing @import": (_append(".wxss", '\n@import "./nowhere.wxss";'), '"./nowhere.wxss" is missing'),
    "WXS newer than ES5": (
        _append(".wxml", '<wxs module="bad">const a = 1; module.exports = { a: a }</wxs>'),
        "WXS is ES5",
    ),
    "script syntax": (_append(".js", "\nconst = 1\n"), r"\.js:\d+:\d+: "),
    "missing require": (_append(".js", "\nrequire('./nowhere')\n"), r"nowhere"),
    "JSON syntax": (_append(".json", ","), r"\.json: "),
    "missing page": (
        _json("app.json", lambda told: told["pages"].append("pages/nowhere/nowhere")),
        r"pages/nowhere/nowhere\.json: missing",
    ),
    "missing component": (
        _json(None, lambda told: told.setdefault("usingComponents", {}).update({"x-y": "/nowhere"})),
        'component "/nowhere" is not found',
    ),
    "wrong value in app.json": (
        _json("app.json", lambda told: told.update(componentFramework="foo")),
        'componentFramework "foo"',
    ),
    "unknown key in app.json": (
        _json("app.json", lambda told: told.update(pagges=[])),
        'unknown key "pagges"',
    ),
}
BY_TYPES: dict[str, tuple[Change, str]] = {
    "PATCH": (_append(".js", PATCH), "PATCH"),
    "unset field of globalData": (_misspell_global, "does not exist on type|Did you mean"),
}
