"""A person leaves the phone, or becomes one with another: nothing of before stays that should not."""

import pytest
from playwright.sync_api import expect

from tests import filling
from tests.miniprogram import stages
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]
SECRET = "只有我知道的背景"
KEPT = """return { storage: JSON.stringify(wx.getStorageInfoSync().keys.map((key) => [key, wx.getStorageSync(key)])), files: __phone.files().filter((one) => one.path.startsWith(wx.env.USER_DATA_PATH)).map((one) => one.path) }"""


def kept(worker):
    return worker.handset.script(KEPT)


def test_after_erasing_nothing_typed_or_kept_comes_back(phone, copy):
    api = stages.signed_in(copy, stages.SUN)
    entry = stages.begun(api, filling.TITLE)
    worker = phone(stages.SUN).open(f"pages/form/form?entry={entry}&field=background").at("form")
    worker.sees("成果背景")
    worker.handset.script(
        "wx.getFileSystemManager().writeFileSync(`${wx.env.USER_DATA_PATH}/我的资料.json`, '{}', 'utf8')"
    )
    before = worker.handset.script("return [await wx.getStorage({ key: 'token' })].map((one) => one.data)[0]")
    worker.page.route("**/answers/**", lambda route: route.abort())  # what is typed now waits to be sent
    worker.types("background", SECRET)
    until(lambda: SECRET in kept(worker)["storage"], what="typed and kept")
    worker.handset.script("wx.navigateTo({ url: '/pages/account/account' })")
    worker.at("account")
    worker.shown.get_by_role("button", name="删除我的资料").dblclick()
    expect(worker.page.get_by_role("dialog")).to_have_count(1)
    worker.says("删除").at("home").sees("怎么报")
    worker.page.wait_for_timeout(1500)  # longer than any timer of the pages that keeps or sends
    left = kept(worker)
    assert left["files"] == []
    assert (SECRET in left["storage"], entry in left["storage"], before in left["storage"]) == (
        False,
        False,
        False,
    )
    worker.handset.do("lock")
    worker.handset.do("unlock")
    assert SECRET not in kept(worker)["storage"]


def test_two_become_one_by_a_code_that_is_good_once(phone, copy):
    """Entries of both are there at once, also what this phone had kept of before; the digits do not lead a third there."""
    wang, sun = stages.signed_in(copy, stages.WANG), stages.signed_in(copy, stages.SUN)
    stages.begun(wang, filling.TITLE + "甲")
    mine = stages.begun(sun, filling.TITLE + "乙")
    digits = wang.post("/join-codes").json()["code"]
    wrong = "000000" if digits != "000000" else "000001"

    worker = phone(stages.SUN)
    worker.open(f"pages/form/form?entry={mine}").at("form").sees("成果名称")
    until(lambda: f"cache:entry:{mine}" in kept(worker)["storage"], what="the entry is kept")
    worker.open("pages/home/home").at("home").sees(filling.TITLE + "乙").tap("我的资料").at("account")
    for given, said in ((wrong, "六位数字不对或已过期"), (digits, "已经合并")):
        worker.shown.get_by_label("公众号给的六位数字").fill(given)
        worker.tap("合并", exact=True).sees(said)
    assert [key for key in worker.handset.do("storage")["keys"] if key.startswith("cache:entry")] == []
    worker.handset.do("back")
    worker.at("home").sees(filling.TITLE + "甲").sees(filling.TITLE + "乙")
    worker.open(f"pages/form/form?entry={mine}").at("form").sees("成果名称")

    late = phone(stages.ZHAO)
    late.at("home").tap("我的资料").at("account").shown.get_by_label("公众号给的六位数字").fill(digits)
    late.tap("合并", exact=True).sees("六位数字不对或已过期")


def test_a_code_of_an_entry_is_good_once_and_a_declined_subscription_is_no_fault(phone, copy):
    sun = stages.signed_in(copy, stages.SUN)
    entry = stages.begun(sun, filling.TITLE + "丙")
    code = sun.post(f"/entries/{entry}/shares", to_be="helper").json()["code"]
    helper = phone(stages.ZHAO)
    helper.open("pages/adopt/adopt").at("adopt").shown.locator("input").fill(code)
    helper.tap("加入", exact=True).at("form").sees("成果名称")
    late = phone(stages.LI)
    late.open("pages/adopt/adopt").at("adopt").shown.locator("input").fill(code)
    late.tap("加入", exact=True).sees("这个码已经用过或已过期，没有加入。请对方重新出一个码，再扫一次。").at(
        "adopt"
    )
    late.open("pages/messages/messages").at("messages").handset.do("subscribe", {"*": "reject"})
    late.tap("接收提醒").sees("没有打开提醒。想打开时再点一次。")
