"""Each fault of a filled score sheet at its row and column (N11)."""

import pytest

from core.domain import scoring
from core.domain.scoring import Known

HEAD = ["编号", "课程名称", "上报单位", "专家1", "专家2", "入选"]
KNOWN = {
    "AH24-000001": Known("a", "输液架", "shortlisted", True),
    "AH24-000002": Known("b", "护栏", "accepted", True),
    "AH24-000003": Known("c", "阀门", "returned", False),
    "AH24-000004": Known("d", "夹具", "selected", False, True),
}


def read(*lines):
    return scoring.read([HEAD, *lines], KNOWN)


def test_a_good_sheet_gives_points_in_hundredths_and_the_choice():
    found = read(
        ["AH24-000001", "输液架", "", "95", " 87.5 ", "是"],
        [],
        ["ａｈ24-000002", "护栏", "", "", "100.00", "否"],
    )
    assert [(r.row, r.entry, r.points, r.choice) for r in found.rows] == [
        (2, "a", {"专家1": 9500, "专家2": 8750}, True),
        (4, "b", {"专家2": 10000}, False),
    ]
    assert (found.faults, found.missing) == ((), ())


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (["", "输液架", "", "90"], "A", "没有编号"),
        (["AH99-000001", "别处的", "", "90"], "A", "不在您可评的课程里"),
        (["AH24-000001", "护栏", "", "90"], "B", "应是《输液架》"),
        (["AH24-000001", "输液架", "", "九十"], "D", "不是数字"),
        (["AH24-000001", "输液架", "", "=1+1"], "D", "不是数字"),
        (["AH24-000001", "输液架", "", "1e2"], "D", "不是数字"),
        (["AH24-000001", "输液架", "", "", "100.01"], "E", "超出范围"),
        (["AH24-000001", "输液架", "", "-1"], "D", "超出范围"),
        (["AH24-000001", "输液架", "", "99999999999999999999"], "D", "超出范围"),
        (["AH24-000001", "输液架", "", "90.125"], "D", "多于两位"),
        (["AH24-000001", "输液架", "", "90", "90", "也许"], "F", "看不明白"),
        (["AH24-000003", "阀门", "", "90"], "A", "不在评议中"),
        (["AH24-000004", "夹具", "", "", "", "否"], "F", "不能改成"),
    ],
)
def test_a_fault_is_told_with_row_and_column(line, column, words):
    found = read(["AH24-000002", "护栏", "", "80"], line)
    (fault,) = found.faults
    assert (fault.row, fault.column) == (3, column) and words in fault.text


@pytest.mark.parametrize(
    ("head", "column", "name"),
    [
        (["编号", "专家1", "专家1", "入选"], "C", "专家1"),
        (["编号", "专家1", "专家 １", "专家1 ", "入选"], "D", "专家1"),
        (["编号", "专家1", "入选", "入选"], "D", "入选"),
        (["编号", "专家1", "编号", "入选"], "C", "编号"),
        (["编号", "专家" + "长" * 40 + "甲", "专家" + "长" * 40 + "乙", "入选"], "C", "专家长"),
    ],
)
def test_two_columns_of_one_name_are_refused_since_one_would_be_lost(head, column, name):
    found = scoring.read([head, ["AH24-000001", "90", "60", "是"]], KNOWN)
    (fault,) = found.faults
    assert (fault.row, fault.column, found.rows) == (1, column, ()) and f"“{name}" in fault.text


def test_columns_without_a_name_or_of_no_meaning_may_be_alike():
    found = scoring.read(
        [["编号", "", "", "备注", "备注", "专家1", "入选"], ["AH24-000001", "", "", "", "", "90"]], KNOWN
    )
    assert (found.faults, found.rows[0].points) == ((), {"专家1": 9000})


def test_twins_are_told_with_the_first_row_and_what_is_missing_by_number():
    found = read(["AH24-000001", "输液架", "", "90"], ["AH24-000001", "输液架", "", "80"])
    (fault,) = found.faults
    assert (fault.row, fault.column) == (3, "A") and "第 2 行" in fault.text
    assert found.missing == ("AH24-000002",)


def test_a_settled_course_may_stand_in_the_sheet_as_it_is():
    assert read(["AH24-000004", "夹具", "", "", "", "是"]).faults == ()


@pytest.mark.parametrize("head", [[], ["编号", "专家1"], ["编号", "入选"], ["课程名称", "专家1", "入选"]])
def test_a_sheet_without_its_heading_is_refused_whole(head):
    found = scoring.read([head, ["AH24-000001", "90", "是"]], KNOWN)
    assert (found.rows, len(found.faults), found.faults[0].row) == ((), 1, 1)
