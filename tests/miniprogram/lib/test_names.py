"""The names of files: read whole in both prints, also before and after they are on their way."""

import pytest
from playwright.sync_api import expect

from tests import sheets
from tests.running import until

pytestmark = pytest.mark.browser
NAME = "一种用于输液架脚轮自动锁紧装置的改进方法与使用效果说明题库第二版修改稿"
HIDDEN = "(box) => [box.scrollWidth > box.clientWidth + 1, box.scrollHeight > box.clientHeight + 1]"


def test_a_long_name_of_a_file_is_read_whole_in_both_prints_and_changed_as_before(worker, tmp_path):
    place = worker.form("bank")
    worker.choose(place, sheets.bank(tmp_path / f"{NAME}.xlsx", rows=20))
    worker.stored()
    for is_large in (False, True):
        prefs = {"isLarge": is_large, "isSingle": False}
        worker.phone.wx("setStorage", {"key": "prefs", "data": prefs})
        worker.phone.kill()
        box = worker.form("bank").get_by_label("文件名称")
        expect(box).to_have_value(NAME)
        until(lambda shown=box: shown.evaluate(HIDDEN) == [False, False], what=f"the whole name, {is_large=}")
    box.fill("新名字")
    box.blur()
    until(lambda: worker.answers()["bank"][0]["title"] == "新名字", what="the new name")
