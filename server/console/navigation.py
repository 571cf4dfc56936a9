"""The console's places: what each is called, which pages lie in it, and who sees it. The frame draws these."""

from collections.abc import Callable
from dataclasses import dataclass

from server.console.room import Staff


@dataclass(frozen=True)
class Place:
    """One link of the main menu; `within` are the endpoints, without the blueprint, of the pages that lie there."""

    label: str
    endpoint: str
    is_for: Callable[[Staff], bool]
    within: frozenset[str] = frozenset()

    def holds(self, endpoint: str | None) -> bool:
        """Whether the page of this endpoint lies here, so that the menu marks it."""
        return endpoint in {f"console.{page}" for page in {self.endpoint, *self.within}}

    @property
    def route(self) -> str:
        return f"console.{self.endpoint}"


def _reader(staff: Staff) -> bool:
    return staff.is_reader


def _province(staff: Staff) -> bool:
    return staff.is_of_province


def _officer(staff: Staff) -> bool:
    return "officer" in staff.roles


def _over_all(staff: Staff) -> bool:
    """The log knows no units: it is not for who administers one branch."""
    return any(role == "administrator" and unit is None for role, unit, _ in staff.seats)


PLACES = (
    Place(
        "首页", "home", _reader, frozenset({"account", "leave_seat", "apply", "take_apply", "withdraw_apply"})
    ),
    Place(
        "申报",
        "entries",
        _reader,
        frozenset(
            {"entry", "decide", "archive", "ask_archive", "permit_entry", "compare", "bulk", "bulk_do"}
        ),
    ),
    Place("待公布", "verdicts", _province, frozenset({"release"})),
    Place("进度", "progress", _reader, frozenset({"remind"})),
    Place(
        "单位",
        "units",
        _province,
        frozenset(
            {
                "unit",
                "unit_tree",
                "find_unit",
                "change_unit",
                "end_seat",
                "import_units",
                "look_units",
                "apply_units",
                "invitation_sheet",
                "invitation_sheets",
                "invite",
                "permit_unit",
                "applications",
                "decide_application",
            }
        ),
    ),
    Place(
        "推荐路演",
        "sheets",
        _officer,
        frozenset({"sheet", "course", "save_item", "course_step", "submit_sheet"}),
    ),
    Place(
        "路演",
        "courses",
        _province,
        frozenset(
            [
                "vet",
                "decide_course",
                "tick_course",
                "receive_course",
                "mailed",
                "panel",
                "panel_preview",
                "panel_apply",
            ]
        ),
    ),
    Place(
        "转报和证书",
        "handover",
        _province,
        frozenset({"ask_package", "package", "package_sent", "take_return", "returned", "apply_return"}),
    ),
    Place("导出", "exports", _reader, frozenset({"ask_export"})),
    Place(
        "活动",
        "campaigns",
        _reader,
        frozenset(
            {"campaign", "switch", "broadcasts", "draft_broadcast", "release_broadcast", "undelivered"}
        ),
    ),
    Place("日志", "log", _over_all),
)
KEYS = (
    ("?", "打开这张说明"),
    ("Esc", "关上这张说明"),
    ("J", "到列表的下一项"),
    ("K", "到列表的上一项"),
    ("Enter", "打开选中的一项"),
    ("/", "到搜索框"),
    ("Esc", "从搜索框、筛选回到列表"),
    ("1–9", "打开列表上方的第几个视图"),
    ("X", "在列表里勾选这一项"),
    ("D", "到办理的按钮，回车办理"),
    ("N", "办理页：下一项（J 也是），K 上一项"),
)


def of(staff: Staff) -> list[Place]:
    """The places that this member of staff may enter, in the menu's order."""
    return [place for place in PLACES if place.is_for(staff)]
