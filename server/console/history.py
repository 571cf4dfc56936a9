"""What happened to an entry, in words: the log and the decisions, newest first. Never what an answer said."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.adapters.db import Transaction
from core.domain import phrases
from core.services import audit_log, listing, reviews
from core.services.entries import Entry
from server.console import room

_WORDS = {
    "entry.start": "开始申报",
    "entry.resubmit_to_audit": "补正后重新提交，直接回到审核",
    "entry.find": "提交后的检查发现问题，系统退回补正",
    "permit.give": "准予延期提交",
    "archive.ask": "下载全部材料",
    "verdict.record": "记下决定，还没有公布",
    "verdict.take_back": "撤回记下的决定",
    "mark.add": "在视频上标时间点",
    "mark.remove": "删去视频上的时间点",
    "seal.waive": "认可有出入的盖章件",
    "seal.insist": "撤回对盖章件的认可",
    "course.receive": "登记收到材料",
    "course.tick": "勾选审核要点",
    "safety.clear": "看过微信提示的内容，没有问题",
}
_PROVINCE = (
    "verdict.",
    "mark.",
)  # a decision that is not told yet, and what led to it, is the province's alone
_SITTING = timedelta(minutes=30)  # saves and opened files of one person within it are one line


@dataclass
class Happening:
    at: datetime
    who: str
    act: str
    what: list[str] = field(default_factory=list)
    text: str = ""
    tone: str = ""


def of(tx: Transaction, entry: Entry) -> list[Happening]:
    """Repeated small things by one person are one line."""
    is_all = room.staff().is_of_province
    lines = [line for line in audit_log.of(tx, entry.id) if is_all or not line.act.startswith(_PROVINCE)]
    decided = list(reversed(reviews.of(tx, entry.id)))
    named = listing.called(tx, {row.by for row in [*lines, *decided] if row.by})
    found: list[Happening] = []
    for line in lines:
        happening = _told(entry, line, named, decided)
        if not found or not _joined(found[-1], happening):
            found.append(happening)
    return found[::-1]


def _told(entry: Entry, line: Any, named: dict[str, str], decided: list[Any]) -> Happening:
    who = named.get(line.by or "", "") or ("申报人" if line.by else "系统")
    if line.act == "answer.save":
        declared = entry.track.by_key.get(line.about.get("field", ""))
        return Happening(line.at, who, "填写", [declared.label if declared else "一项"])
    if line.act == "file.open":
        row = entry.files.get(line.about.get("attachment", ""))
        return Happening(line.at, who, "打开查看", [row.filename if row else "一个文件"])
    if line.act.startswith("verdict."):
        verdict = phrases.say(f"act.{line.about['verdict']}")
        return Happening(line.at, who, f"{_WORDS[line.act]}：{verdict}", [], "", "blue")
    act = line.act.removeprefix("entry.")
    said = _WORDS.get(line.act) or (phrases.say(f"act.{act}") if phrases.exists(f"act.{act}") else act)
    review = next((row for row in decided if row.act == act and row.at == line.at), None)
    text = reviews.reasons_text(entry, review.reasons) if review and review.reasons else ""
    role = room.ROLE_WORDS.get(review.role, "") if review else ""
    tone = {"return": "orange", "find": "orange", "approve": "green", "revoke": "red", "reject": "red"}.get(
        act, "blue"
    )
    return Happening(line.at, f"{who}（{role}）" if role else who, said, [], text, tone)


def _joined(last: Happening, happening: Happening) -> bool:
    """Whether it was put into the line before."""
    is_same = (last.who, last.act) == (happening.who, happening.act) and last.what and happening.what
    if not is_same or happening.at - last.at > _SITTING:
        return False
    last.what += [what for what in happening.what if what not in last.what]
    last.at = happening.at
    return True
