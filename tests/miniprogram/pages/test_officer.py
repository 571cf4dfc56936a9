"""An officer's unit on the phone: the numbers, a colleague invited, a group told; and codes that have run out."""

import json
from datetime import datetime, timedelta

import pytest
import requests
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import expect

from tests import filling
from tests.miniprogram import stages
from tests.playing import Phone
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]


def later(copy, **span):
    """The time machine: how people of the sandbox make a code run out."""
    url = f"{copy.url}/sandbox/clock"
    now = datetime.fromisoformat(requests.get(url, timeout=30).json()["now"]) + timedelta(**span)
    assert requests.post(url, json={"now": now.isoformat()}, timeout=300).status_code == 200


def stands(walker, *counts):
    """How many of the first track were begun, sent in, confirmed, passed."""
    names = ("已开始", "已交", "已确认", "通过")
    for name, count in zip(names, counts, strict=True):
        expect(walker.shown.get_by_label(f"{name} {count} 份", exact=True).first).to_be_visible()


def acts(walker, act):
    return [one for one in walker.handset.do("acts") if one["act"] == act]


def shared(walker, words):
    """The card that a button hands on."""
    walker.tap(words)
    return until(lambda: acts(walker, "share"), what="the card")[-1]


def test_the_units_numbers_grow_and_a_group_hears_them(copy, phone, files, tmp_path):
    sun = stages.signed_in(copy, stages.SUN)
    stages.begun(sun, filling.TITLE + "甲")
    officer = phone(stages.LI)
    officer.at("home").tap("我的单位").at("officer").sees("0 / 至少 1，还差 1")
    stands(officer, 1, 0, 0, 0)
    officer.sees("正在填写（1）").sees("还差：成果照片、成果视频、成果题库、成果真实性确认")
    stages.given(sun, files, tmp_path)
    stages.sent(sun)
    officer.open("pages/officer/officer").at("officer").sees("1 / 至少 1 ✓")
    stands(officer, 1, 1, 0, 0)
    officer.tap(filling.TITLE + "甲").at("confirm").tap("确认", exact=True)
    officer.says("确认").at("officer")
    stands(officer, 1, 1, 1, 0)

    officer.tap("复制一段话").sees("已复制：【淮河医院工会】")
    copied = officer.handset.wx("getClipboardData")["data"]
    chat = Phone(copy, stages.LI)
    chat.act("follow")
    chat.say("群消息")
    chat.heard(copied)  # chat and phone say the same
    card = shared(officer, "转发小程序到群里")
    assert (card["path"], filling.TITLE in str(card)) == ("/pages/home/home", False)
    pictured = requests.get(card["imageUrl"], timeout=30)
    assert pictured.headers["Content-Type"] == "image/png"
    officer.tap("看进度图")
    officer.page.wait_for_function(
        "[...document.images].some((one) => one.naturalWidth === 1080 && one.src.includes('/g/'))"
    )


def test_a_colleague_is_invited_by_a_card_once(phone):
    officer = phone(stages.LI)
    officer.open("pages/officer/officer").at("officer").tap("邀请同事当干事").at("invite").tap("出一个邀请码")
    officer.sees("淮河医院工会").sees("14 天内有效")
    expect(officer.shown.locator("image, .code img").first).to_be_visible()
    officer.tap("复制文字").sees("已复制：请您来做“淮河医院工会”")
    card = shared(officer, "转发邀请卡片给同事")
    assert card["title"] == "请您做“淮河医院工会”的“五小”工会干事"

    colleague = phone(stages.ZHAO)
    colleague.open(card["path"].lstrip("/")).at("invited").sees("有人请您做本单位的工会干事")
    colleague.tap("接受邀请").sees("您已成为“淮河医院工会”的工会干事")
    colleague.tap("去看我的单位").at("officer").sees("淮河医院工会")
    colleague.open("pages/home/home").at("home").sees("我的单位（工会干事）")

    late = phone(stages.SUN)
    late.open(card["path"].lstrip("/")).at("invited").tap("接受邀请").sees("这个邀请码已经被别人用过")
    late.tap("先不接受").at("home")
    expect(late.shown.get_by_text("我的单位（工会干事）")).to_have_count(0)


def test_a_token_that_is_a_month_old_is_renewed_unseen(copy, phone):
    """The token in the phone is one of this house, of 31 days ago."""
    worker = phone(stages.SUN).at("home").sees("大字、我的资料")
    token = worker.handset.wx("getStorage", {"key": "token"})["data"]
    key = json.loads((copy.data_dir / "keys.json").read_text())["secret_key"]

    class Past(TimestampSigner):
        def get_timestamp(self):
            return super().get_timestamp() - 31 * 24 * 3600

    told = URLSafeTimedSerializer(key, salt="api").loads(token)
    old = URLSafeTimedSerializer(key, salt="api", signer=Past).dumps(told)
    refused = requests.get(f"{copy.url}/api/v1/home", headers={"Authorization": f"Bearer {old}"}, timeout=30)
    assert refused.status_code == 401
    worker.handset.wx("setStorage", {"key": "token", "data": old})
    worker.handset.reopen()
    worker.at("home").sees("大字、我的资料")
    until(lambda: worker.handset.wx("getStorage", {"key": "token"})["data"] != old, what="a new token")


def test_codes_that_have_run_out_say_so_and_what_to_do(copy, phone):
    """Last of this house: its clock goes on."""
    sun, li = stages.signed_in(copy, stages.SUN), stages.signed_in(copy, stages.LI)
    entry = stages.begun(sun, filling.TITLE + "乙")
    digits = sun.post("/join-codes").json()["code"]
    later(copy, minutes=11)
    wang = phone(stages.WANG)
    wang.open("pages/account/account").at("account").shown.get_by_label("公众号给的六位数字").fill(digits)
    wang.tap("合并", exact=True).sees("六位数字不对或已过期")

    code = sun.post(f"/entries/{entry}/shares", to_be="owner").json()["code"]
    invitation = li.post("/officer/invitations").json()["code"]
    later(copy, hours=25)
    wang.open("pages/adopt/adopt").at("adopt").shown.locator("input").fill(code)
    wang.tap("加入", exact=True).sees("这个码已经用过或已过期，没有加入。请对方重新出一个码，再扫一次。")

    later(copy, days=14)
    wang.open(f"pages/invited/invited?code={invitation}").at("invited").tap("接受邀请")
    wang.sees("这个邀请码过了 14 天的有效期。请向给您码的人再要一个新的。")
    assert stages.signed_in(copy, stages.WANG).get("/home")["grants"] == []
