"""When two names are one (A2.8)."""

import pytest

from core.domain.names import holders, normalised


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("自动折叠刀具", "自动折叠刀具", True),
        ("自动折叠刀具", "自动 折叠　刀具\n", True),
        ("AGV小车", "ａｇｖ小车", True),
        ("AGV小车", "agv小车", True),
        ("“小孔大背面”刀具", "小孔大背面刀具。", True),
        ("刀具（二代）", "刀具(二代)", True),
        ("刀具-改进", "刀具—改进", True),
        ("刀具二代", "刀具三代", False),
        ("折叠刀具", "刀具折叠", False),
    ],
)
def test_same_name(one, other, same):
    assert (normalised(one) == normalised(other)) is same


def test_normalised_keeps_what_tells_apart():
    assert normalised("《ＡＧＶ 小车·２代》") == "agv小车2代"


def test_holders_are_the_unit_and_each_completer_once():
    assert holders(unit="u1", completers=["李四", "张 三", "张三", " "]) == [
        "unit:u1",
        "person:张三",
        "person:李四",
    ]


def test_holders_without_a_unit():
    assert holders(unit=None, completers=["张三"]) == ["person:张三"]
