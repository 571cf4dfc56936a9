"""What comes late changes nothing that has been said or done meanwhile, and nothing is said of what has not come yet."""

import pytest
from playwright.sync_api import expect

from tests import browsing, making
from tests.miniprogram.lib.test_arriving import arrives
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]


@pytest.fixture
def held(worker):
    """`held(pattern)`: the calls of such addresses from now on, which wait; `held.go()` lets them go, and all after them."""

    class Held(list):
        def __call__(self, pattern):
            worker.phone.page.route(pattern, lambda route: self.append(route))
            return self

        def come(self, what):
            browsing.until(worker.phone.page, lambda: list(self), what)

        def go(self):
            for route in self:
                route.continue_()
            worker.phone.page.unroute_all()
            worker.phone.rests()

    return Held()


def test_an_answer_that_was_asked_for_before_an_act_does_not_take_away_what_the_act_said(worker, held):
    phone = worker.phone.open(f"pages/entry/entry?entry={worker.entry}")
    expect(phone.shown.get_by_text("还没有提交")).to_be_visible()
    held(f"**/api/v1/entries/{worker.entry}?*")
    phone.do("lock")
    phone.do("unlock")
    held.come("the look of the page that is shown again")
    phone.page.route("**/withdraw", lambda route: route.abort())
    phone.shown.get_by_role("button", name="不报了，撤销这份申报").click()
    phone.page.get_by_role("dialog").get_by_role("button", name="不报了").click()
    said = phone.shown.get_by_text("没有网络，还没有办成。连上网后再点一次。")
    expect(said).to_be_visible()
    held.go()
    expect(phone.shown.get_by_text("现在没有网络")).to_have_count(0)  # the late answer is there
    expect(said).to_be_visible()
    phone.do("lock")
    phone.do("unlock")
    expect(said).to_have_count(0)  # of a look that began later


def test_a_question_is_not_called_saved_with_a_letter_that_is_not(worker):
    made = worker.api.post(f"/entries/{worker.entry}/banks", field="bank", title="题库一").json()["id"]
    phone = worker.phone.open(f"pages/question/question?entry={worker.entry}&bank={made}")
    box = phone.shown.get_by_label("题目内容")
    box.fill("松手以后会怎样")
    expect(phone.shown.get_by_text("✓ 已保存")).to_be_visible()
    more = (
        "(box) => { box.value += '？'; box.dispatchEvent(new Event('input')); return __phone.data().saved }"
    )
    assert box.evaluate(more) == "正在保存…"
    expect(phone.shown.get_by_text("✓ 已保存")).to_be_visible()
    (kept,) = worker.api.get(f"/entries/{worker.entry}/banks/{made}")["items"]
    assert kept["stem"] == "松手以后会怎样？"


def test_a_unit_is_looked_for_when_it_is_known_which_kind_is_asked_for(worker, held):
    worker.phone.open("pages/account/account")
    held(f"**/api/v1/entries/{worker.entry}?*")
    arrives(worker.phone, "unit&field=superior_union", worker.entry)
    held.come("the entry is asked for")
    box = worker.phone.shown.get_by_role("textbox")
    expect(box).to_have_count(0)
    held.go()
    box.fill("皖江")
    worker.phone.shown.get_by_role("button", name="皖江市总工会").click()
    expect(worker.phone.shown.locator("#field-superior_union")).to_contain_text("皖江市总工会")


def test_the_page_of_the_letters_hears_what_was_written_elsewhere(worker):
    shown = arrives(worker.phone, "paper", worker.entry)
    missing = shown.get_by_role("button", name="创新成果名称")
    expect(missing).to_be_visible()
    worker.phone.open("pages/account/account")
    worker.api.put(f"/entries/{worker.entry}/answers/title", "移动输液架自动锁止装置")
    worker.phone.open(f"pages/paper/paper?entry={worker.entry}")
    expect(shown.get_by_role("button", name="去填").first).to_be_visible()
    expect(missing).to_have_count(0)


def test_a_name_that_is_being_typed_is_not_put_back_by_a_look_at_the_house(worker, tmp_path):
    """While somebody looks at a file, the form asks for it again and again."""
    place = worker.form("audio")
    worker.choose(place, making.mp3(tmp_path / "讲解.mp3", 1))
    worker.stored()
    box = place.get_by_label("文件名称")
    expect(box).to_have_value("讲解")
    box.fill("讲解第二遍")
    worker.phone.do("lock")
    worker.phone.do("unlock")
    worker.phone.rests()
    expect(box).to_have_value("讲解第二遍")
    box.blur()
    until(lambda: worker.answers()["audio"][0]["title"] == "讲解第二遍", what="the name")
    expect(place.locator(".state.good, .state.must")).to_be_visible()  # nobody looks at it any more
    worker.phone.rests()
    box.fill("改到一半")
    assert worker.api.post(f"/entries/{worker.entry}/withdraw").status_code == 200
    box.blur()
    expect(place.get_by_role("alert").last).to_contain_text("不能修改")
    worker.phone.do("lock")
    worker.phone.do("unlock")
    expect(box).to_have_count(0)
    expect(place).to_contain_text("讲解第二遍")  # as it stays: nobody can change it any more


def test_a_draft_that_comes_late_does_not_take_the_place_of_what_was_written_by_hand(worker, held):
    place = worker.form("summary")
    held("**/drafts/summary")
    place.get_by_role("button", name="用前面填的内容起个草稿").click()
    held.come("the draft is asked for")
    place.get_by_role("textbox").fill("自己写的")
    worker.saved()
    held[0].fulfill(json={"value": "起好的草稿"})
    worker.phone.rests()
    expect(place.get_by_role("textbox")).to_have_value("自己写的")
    assert worker.answers()["summary"] == "自己写的"
