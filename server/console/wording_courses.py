"""How the console calls the states of a course, and what comes next."""

from typing import Any

from core.domain.findings import blocking
from core.services.entries import Entry

# state: (short, what happens next)
NEXT = {
    "draft": ("填写中", "填好、盖章后提交。"),
    "submitted": ("待省级核对", "省级工会核对材料、登记收到后受理；要改的会退回并写明原因。"),
    "returned": ("退回补正", "请照原因改好，再提交。"),
    "accepted": ("已受理", "等专家组评议。"),
    "forwarded": ("已转报", "已转报全国平台，等全国总工会专家组评议；结果登记后会告诉您。"),
    "shortlisted": ("评议中", "专家组正在评议。"),
    "selected": ("入选", "等发布为微课堂。"),
    "published": ("已发布", "已作为微课堂发布。"),
    "not_selected": ("未入选", "评议已结束，感谢推荐。"),
    "withdrawn": ("不再推荐", "已撤回。"),
}
TONES = {
    "draft": "secondary", "submitted": "blue", "returned": "orange", "accepted": "blue", "forwarded": "blue",
    "shortlisted": "blue",
    "selected": "green", "published": "green", "not_selected": "secondary", "withdrawn": "secondary",
}  # fmt: skip


def facts(entry: Entry) -> dict[str, Any]:
    """What a line of the sheet says of a course: what is missing, and advice."""
    must = blocking(entry.findings())
    labels = list(dict.fromkeys(entry.track.by_key[f.field_key].label for f in must if f.field_key in entry.track.by_key))  # fmt: skip
    return {
        "missing": labels,
        "number": entry.row.number or "",
        "word": NEXT[entry.state][0],
        "tone": TONES[entry.state],
    }


ACTS = {
    "accept": "受理",
    "shortlist": "列入评议",
    "publish": "发布为微课堂",
    "select": "入选",
    "pass_over": "不入选",
    "return": "退回",
}
