"""What the console says after an act: what happened, who is told, what comes next."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import url_for

from core.adapters.db import Transaction
from core.domain import clockwork, phrases, windows
from core.services import certificates, listing, reviews
from core.services.entries import Entry

Notice = dict[str, str]


def of(tx: Transaction, act: str, entry: Entry, *, is_repeat: bool, by: str) -> Notice:
    """The notice of an act that went through. `entry` is as it is now."""
    if is_repeat:
        return _repeated(tx, entry, by)
    owner = listing.called(tx, [entry.row.owner]).get(entry.row.owner, "") or "申报人"
    title, text = _SAID[act](tx, entry, f"申报人{owner}" if owner != "申报人" else owner)
    return {"title": f"{title}《{entry.name}》", "text": text}


def _repeated(tx: Transaction, entry: Entry, by: str) -> Notice:
    """Done already: by the same person it is a second click, by another it is news."""
    quiet = "没有重复执行，也没有重复通知。"
    last = next(iter(reviews.of(tx, entry.id)), None)
    if last is None or last.by == by:
        return {"title": "这一步已经办过", "text": quiet}
    told = reviews.told_of(tx, last)
    return {
        "title": "这一步已经有人办过",
        "text": f"{told['who']}已在 {told['at']} 办理“{told['act']}”，{quiet}",
    }


def recorded(entry: Entry, act: str) -> Notice:
    said = f"已记下“{phrases.say(f'act.{act}')}”，还没有公布《{entry.name}》"
    return {"title": said, "text": "现在谁也不会收到通知，可以随时改或撤回。成批公布请到“待公布”。"}


def _confirmed(tx: Transaction, entry: Entry, owner: str) -> tuple[str, str]:
    return "已确认", f"已转到省级审核，审核员在“待审核”里会看到；{owner}会在公众号收到通知。"


def _on_paper(tx: Transaction, entry: Entry, owner: str) -> tuple[str, str]:
    return "已按盖章纸件确认", f"现在可以审核；记录里写明是按盖章纸件确认的。{owner}会在公众号收到通知。"


def _returned(tx: Transaction, entry: Entry, owner: str) -> tuple[str, str]:
    review = reviews.of(tx, entry.id)[0]
    due = windows.last_day(clockwork.in_china(review.answer_by)) if review.answer_by else ""
    back = (
        "改好后直接回到审核，改动了盖章内容的由单位工会重新确认"
        if review.role == "auditor"
        else "改好后回到“待确认”"
    )
    return "已退回", f"{owner}会在公众号收到您写的 {len(review.reasons)} 条原因，请在 {due} 前补正；{back}。"


def _approved(tx: Transaction, entry: Entry, owner: str) -> tuple[str, str]:
    held = certificates.of(tx, entry.id)
    return "已通过", f"电子证书 {held.number} 已颁发，{owner}会在公众号收到证书页面的链接。"


def _rejected(tx: Transaction, entry: Entry, owner: str) -> tuple[str, str]:
    return "已定为不通过", f"{owner}会在公众号收到您写的原因；这个成果名称可以由别人重新申报。"


def _revoked(tx: Transaction, entry: Entry, owner: str) -> tuple[str, str]:
    return "已撤销", f"证书的核验页面即刻显示已撤销；{owner}会在公众号收到您写的原因。"


_SAID: dict[str, Callable[[Transaction, Entry, str], tuple[str, str]]] = {
    "confirm": _confirmed,
    "confirm_on_paper": _on_paper,
    "return": _returned,
    "approve": _approved,
    "reject": _rejected,
    "revoke": _revoked,
}


def permitted(until: datetime, *, to: str) -> str:
    return f"{windows.last_day(clockwork.in_china(until))}（含当天）前可以提交；{to}。"


def invitation(origin: str, unit: str, code: str, days: int) -> dict[str, Any]:
    """The text to forward, whole: it is shown once."""
    address = f"{origin}{url_for('console.invitation')}"
    text = (
        f"邀请您担任“{unit}”的五小征集工会干事，负责确认本单位职工的申报。\n"
        f"1. 用电脑或手机浏览器打开：{address}\n"
        f"2. 填写邀请码：{code}\n"
        f"3. 写上姓名，设置登录名和密码，即可开始。\n"
        f"邀请码 {days} 天内有效，只能用一次，请勿转给他人。"
    )
    return {"unit": unit, "code": code, "text": text}


TOLD_APART = {
    "title": "已记下：不是重复",
    "text": "这一对以后不再提醒，补正重交也一样。要改的话，可以在下面恢复提醒。",
}
PUT_TOGETHER = {"title": "已恢复提醒", "text": "这一对又会显示为可能重复。"}
