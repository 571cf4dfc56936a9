"""A sheet of units that contradicts itself, or the tree."""

from tests.core.services.test_unit_sheets import FULL, HOSPITAL, PROVINCE, refused, seated, take

__all__ = ["seated"]


def test_what_a_sheet_says_twice_over_is_told_and_not_chosen_from(seated, tmp_path):
    """Two units out of one, names that change places, a unit that is merged into one which goes itself."""
    theatre, college = "天柱剧院工会", "新安职业学院工会"
    rows = [
        ["新甲", PROVINCE, "", "", theatre],
        ["新乙", PROVINCE, "", "", theatre],
        [HOSPITAL, PROVINCE],
        ["新丙", PROVINCE, "", "", HOSPITAL],
        [college, PROVINCE, "", "", "皖江大学工会"],
        ["安徽省总", PROVINCE, "", "", "", college],
        [PROVINCE, "", "", "", "", "", "", "", "9" * 5000],
    ]
    rows[4] += ["皖江大学工会"]
    assert refused(seated, tmp_path, *rows, heading=FULL) == [
        f"第 3 行 E 列的原名称“{theatre}”在第 2 行已经用过，一个单位不能改成两个名称。",
        f"第 5 行 E 列的原名称“{HOSPITAL}”在第 4 行仍是一个单位，看不出是改名还是两个单位。改名的，请删去那一行。",
        f"第 6 行 E 列：“{college}”和原名称“皖江大学工会”在单位库里是两个单位。要合并的，请写在“并入单位”。",
        f"第 7 行 F 列要并入的“{college}”在第 6 行也要并入别的单位。请直接写最后的单位。",
        f"第 8 行 I 列的名额写的是“{'9' * 20}”，请写 0 到 9999 的整数。",
    ]


def test_a_sheet_of_names_that_were_changed_before_changes_nothing_more(seated, tmp_path):
    row = ["剧院新名", PROVINCE, "", "", "天柱剧院工会"]
    assert len(take(seated, tmp_path, row)) == 1
    assert take(seated, tmp_path, row) == []
