"""Old words and new ones, as people are told them."""

import pytest

from core.domain import changing
from core.domain.changing import Change

LONG = "面向三级甲等综合医院护士站多病区协同场景的移动输液架自动锁止与跌倒预警一体化装置的研制与应用"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("名称", "甲", "乙"), "“名称”由“甲”改成“乙”"),
        (Change("名称", "", "乙"), "“名称”由“（空）”改成“乙”"),
        (Change("联系电话"), "“联系电话”改过"),
        (Change("名称", "甲", "甲"), "“名称”改过"),
        (
            Change("名称", LONG, LONG.replace("预警", "报警")),
            "“名称”由“…动锁止与跌倒预警一体化装置…”改成“…动锁止与跌倒报警一体化装置…”",
        ),
        (Change("名称", "甲" * 60, "乙" * 50), f"“名称”由“{'甲' * 39}…”改成“{'乙' * 39}…”"),
        (Change("名称", LONG, LONG + "吧"), "“名称”由“…的研制与应用”改成“…的研制与应用吧”"),
    ],
)
def test_a_change_is_told(change, told):
    assert changing.told([change]) == told


def test_several_changes():
    changes = [Change("名称", "甲", "乙"), Change("联系电话")]
    assert changing.told(changes) == "“名称”由“甲”改成“乙”；“联系电话”改过"
    assert changing.labels(changes) == ("名称", "联系电话")
