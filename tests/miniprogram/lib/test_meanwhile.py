"""What comes late changes nothing that has been said or done meanwhile, and nothing is said of what has not come yet."""

import pytest
from playwright.sync_api import expect

from tests import browsing, making
from tests.miniprogram.lib.test_arriving import arrives
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]


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


@pytest.mark.parametrize("width", [1280, 1920])
def test_who_is_at_the_form_again_when_a_film_has_become_smaller_stays_there(worker, width):
    """It takes minutes; what came of it is told there."""
    phone = worker.phone.open("pages/home/home")
    form = f"/pages/form/form?entry={worker.entry}&field=videos"
    phone.script("await wx.navigateTo({ url: given })", form)
    place = phone.shown.locator("#field-videos")
    expect(place).to_be_visible()
    phone.script(
        """const path = `${wx.env.USER_DATA_PATH}/小.mp4`
           wx.getFileSystemManager().writeFileSync(path, '0'.repeat(99), 'utf8')
           wx.compressVideo = () => new Promise((go) => { window.made = () => go({ tempFilePath: path }) })
           wx.getVideoInfo = async () => ({ width: given, height: (given * 9) / 16 })""",
        width,
    )
    large = f"/pages/large/large?entry={worker.entry}&field=videos&path=big.mp4&name=演示.mp4&size=120000000"
    phone.script("await wx.navigateTo({ url: given })", large)
    phone.shown.get_by_role("button", name="压缩", exact=True).click()
    phone.page.get_by_role("dialog").get_by_role("button", name="压缩").click()
    phone.page.wait_for_function("() => window.made")
    phone.do("back")
    phone.page.evaluate("made()")
    if width < 1920:
        dialog = phone.page.get_by_role("dialog")
        expect(dialog).to_contain_text("1280×720，不到 1080P，不合要求，没有上传")
        dialog.get_by_role("button").click()
    else:
        until(lambda: worker.files()["items"] or worker.files()["uploads"], what="the film goes up")
    phone.rests()
    expect(place).to_be_visible()


def test_nothing_is_sent_in_before_it_is_told_why_it_was_refused(worker):
    """What the house knows by then may be more than the person has seen."""
    phone = worker.phone.open("pages/account/account")
    slow, is_slow = [], []

    def ready(route):
        told = {**route.fetch(timeout=browsing.PATIENCE).json(), "findings": []}
        return slow.append((route, told)) if is_slow else route.fulfill(json=told)

    def refused(route):
        is_slow.append(True)
        route.fulfill(status=409, json={"problem": {"code": "entry.stale", "message": "刚刚有人改过。"}})

    phone.page.route(f"**/api/v1/entries/{worker.entry}?*", ready)
    phone.page.route("**/submit", refused)
    phone.script("await wx.navigateTo({ url: given })", f"/pages/review/review?entry={worker.entry}")
    phone.shown.get_by_role("button", name="提交", exact=True).click()
    for number in (1, 2):  # what came meanwhile is the same, and it is sent once more; then it is looked at
        browsing.until(phone.page, lambda number=number: len(slow) >= number, "the look after the refusal")
        expect(phone.shown.get_by_role("button", name="正在提交…")).to_be_disabled()
        route, told = slow[number - 1]
        route.fulfill(json=told)
    expect(phone.shown.get_by_text("刚刚有人改过。")).to_be_visible()
    expect(phone.shown.get_by_role("button", name="提交", exact=True)).to_be_enabled()


def test_who_has_left_a_film_that_is_cut_is_led_no_further(worker):
    phone = worker.phone.open("pages/home/home")
    film = {"id": "f1", "filename": "演示.mp4", "url": "", "facts": {"seconds": 400}}
    acts = []

    def look(route):
        told = route.fetch(timeout=browsing.PATIENCE).json()
        route.fulfill(json={**told, "files": [film]})

    phone.page.route(f"**/api/v1/entries/{worker.entry}?*", look)
    phone.page.route("**/fixes", lambda route: acts.append(route))
    phone.script("await wx.navigateTo({ url: given })", "/pages/account/account")
    phone.script(
        "await wx.navigateTo({ url: given })", f"/pages/trim/trim?entry={worker.entry}&field=videos&file=f1"
    )
    phone.shown.get_by_role("button", name="就留这一段").click()
    browsing.until(phone.page, lambda: acts, "the act")
    phone.do("back")
    acts[0].fulfill(json={})
    phone.rests()
    assert phone.do("route")["path"] == "pages/account/account"


def test_what_is_confirmed_is_what_was_seen_and_who_has_left_is_led_no_further(worker):
    phone = worker.phone.open("pages/home/home")
    looks, acts = [], []

    def look(route):
        told = route.fetch(timeout=browsing.PATIENCE).json()
        looks.append(told["version"] + len(looks))
        route.fulfill(json={**told, "state": "submitted", "version": looks[-1]})

    phone.page.route(f"**/api/v1/entries/{worker.entry}?*", look)
    phone.page.route("**/confirm", lambda route: acts.append(route))
    phone.script("await wx.navigateTo({ url: given })", "/pages/account/account")
    phone.script("await wx.navigateTo({ url: given })", f"/pages/confirm/confirm?entry={worker.entry}")
    phone.shown.get_by_role("button", name="确认").click()
    dialog = phone.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    phone.do("pullDown")
    browsing.until(phone.page, lambda: len(looks) == 2, "the look")
    phone.rests()
    dialog.get_by_role("button", name="确认").click()
    browsing.until(phone.page, lambda: acts, "the act")
    assert acts[0].request.post_data_json["seen"] == looks[0], "and not what came while the person was asked"
    phone.do("back")
    phone.script("wx.showToast = ({ title }) => { window.toast = title }")  # it would go by itself
    acts[0].fulfill(json=worker.api.get(f"/entries/{worker.entry}"))
    phone.page.wait_for_function("() => window.toast === '已确认'")
    phone.rests()
    assert phone.do("route")["path"] == "pages/account/account"


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


def test_nothing_is_called_not_found_before_it_was_looked_for(worker, held):
    shown = arrives(worker.phone, "unit&field=superior_union", worker.entry)
    box = shown.get_by_role("textbox")
    box.fill("没有这个")
    expect(shown.get_by_text("没有找到“没有这个”")).to_be_visible()
    held("**/api/v1/units?*")
    box.fill("皖江")
    held.come("the second look")
    expect(shown.get_by_text("没有找到“皖江”")).to_have_count(0)
    held.go()
    expect(shown.get_by_role("button", name="皖江市总工会")).to_be_visible()


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


def test_of_two_names_the_last_one_stays_and_a_box_nobody_typed_in_writes_none(worker, held, tmp_path):
    place = worker.form("audio")
    worker.choose(place, making.mp3(tmp_path / "讲解.mp3", 1))
    worker.stored()
    box = place.get_by_label("文件名称")
    expect(place.locator(".state.good, .state.must")).to_be_visible()
    worker.phone.rests()
    (file,) = worker.files()["items"]
    address = f"/entries/{worker.entry}/files/{file['id']}"
    held(f"**{address}")
    for name in ("第一遍", "第二遍"):
        box.fill(name)
        box.blur()
        held.come("the first name")
    assert worker.phone.do("counters")["calls"]["atOnce"] == 1, "the second one waits for the first"
    held.go()
    until(lambda: worker.answers()["audio"][0]["title"] == "第二遍", what="the last name")
    worker.phone.rests()
    worker.phone.page.route(f"**{address}", lambda route: route.fulfill(status=401, json={}))
    worker.phone.script("wx.login = () => Promise.reject({ errMsg: 'login:fail' })")
    box.fill("第三遍")
    box.blur()
    expect(place.get_by_text("现在没有网络，还没有办成。连上网后再点一次。")).to_be_visible()
    worker.phone.page.unroute(f"**{address}")
    box.fill("第四遍")
    box.blur()
    until(lambda: worker.answers()["audio"][0]["title"] == "第四遍", what="the name after all")
    worker.phone.rests()
    box.focus()
    assert worker.api.post(address, title="电脑上起的").status_code == 200
    box.blur()
    worker.phone.rests()
    assert worker.answers()["audio"][0]["title"] == "电脑上起的"


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
