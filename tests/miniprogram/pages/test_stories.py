"""Whole ways of an entry on the phone: real sources, a real house with its workers, real files, the letters as printed and sealed."""

import base64

import pytest
from playwright.sync_api import expect

from core.domain import loading
from core.services import demo
from tests import filling, sealing
from tests.playing import Console, Phone
from tests.running import ROOT, until

pytestmark = [pytest.mark.browser, pytest.mark.story]
WANG, SUN, LI = "o-sandbox-wang", "o-sandbox-sun", "o-sandbox-li"


def said_of(*steps):
    """What a worker says in chat for all items of these steps, in the order asked."""
    declared = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text("utf-8")).by_key["innovation"]
    answers = filling.said()
    return [
        text for step in declared.steps if step.key in steps for key in step.fields for text in answers[key]
    ]


def acts(walker, act):
    return [one for one in walker.handset.do("acts") if one["act"] == act]


def sealed(walker, folder):
    """Opens the letters on the page for them, prints what was opened, signs and seals it: a photo of each sheet."""
    walker.field("papers").get_by_role("button", name="先打印承诺书").click()
    walker.at("paper").tap("打开承诺书")
    [opened] = until(lambda: acts(walker, "openDocument"), what="the letters are open")
    read = "return wx.getFileSystemManager().readFileSync(given, 'base64')"
    pdf = base64.b64decode(walker.handset.script(read, opened["path"]))
    walker.tap("盖好章了").at("form").sees("真实性确认")
    return [sealing.photo_of(pdf, folder / f"盖章{page}.jpg", page=page) for page in range(2)]


def submits(walker):
    walker.saved().tap("检查并提交").at("review").sees("都齐了，可以提交")
    walker.tap("提交", exact=True).at("entry").sees("已经交上去了")


def test_a_worker_fills_in_all_items_and_the_entry_goes_its_whole_way(copy, phone, files, tmp_path):
    worker = phone(WANG)
    entry = worker.begins()
    worker.tells_achievement().tells_people().tells_texts().hands_in_files(files)
    worker.hands_in_sheets(sealed(worker, tmp_path))
    submits(worker)

    officer = phone(LI)
    officer.at("home").tap("我的单位").at("officer").tap(filling.TITLE)
    officer.at("confirm").sees(filling.GOAL).tap("退回修改")
    officer.shown.get_by_label("成果目标/解决的关键问题的退回原因").fill("请写明推广到哪些科室")
    officer.tap("退回给职工").at("officer").sees("退回修改中（1）")

    worker.open(f"pages/entry/entry?entry={entry}").at("entry").sees("请写明推广到哪些科室")
    worker.tap("去修改").at("form")
    expect(worker.field("goal")).to_contain_text("退回原因：请写明推广到哪些科室")
    worker.types("goal", filling.GOAL + "已推广到三个科室。")
    worker.next().next()
    submits(worker)

    officer.open("pages/officer/officer").at("officer").tap(filling.TITLE).at("confirm").tap(
        "确认", exact=True
    )
    officer.says("确认").at("officer").sees("没有等您确认的")

    auditor = Console(copy, "zhao", demo.PASSWORD)
    auditor.open(f"/console/entries/{entry}")
    auditor.press("通过")
    worker.open(f"pages/entry/entry?entry={entry}").at("entry").sees("审核通过了").tap("看电子证书")
    worker.at("certificate").tap("存到相册")
    [saved] = until(lambda: acts(worker, "saveImage"), what="the certificate is in the album")
    assert (saved["type"], saved["size"] > 50_000) == ("image/png", True)


def test_a_draft_begun_in_chat_is_finished_on_the_phone(copy, phone, files, tmp_path):
    chat = Phone(copy, SUN)
    chat.act("follow")
    chat.say("申报")
    title = filling.TITLE + "甲"
    for text in said_of("achievement", "people", "texts"):
        chat.say(title if text == filling.TITLE else text)

    worker = phone(SUN)
    worker.at("home").sees(title).tap(title)
    worker.at("form").sees("成果是什么").next().next().next()
    worker.hands_in_files(files).hands_in_sheets(sealed(worker, tmp_path))
    submits(worker)
    chat.say("进度")
    chat.heard("已提交")


def test_a_draft_begun_on_the_phone_is_finished_in_chat(copy, phone, files, tmp_path):
    worker = phone(WANG)
    worker.begins()
    worker.tells_achievement(filling.TITLE + "乙").tells_people().next().hands_in_files(files)
    worker.hands_in_sheets(sealed(worker, tmp_path)).saved()

    chat = Phone(copy, WANG)
    chat.act("follow")
    assert "成果背景" in chat.say("继续")
    for text in said_of("texts"):
        chat.say(text)
    assert "✓ 已提交" in chat.say("提交")
    worker.open().at("home").sees("已提交")


def test_an_officer_fills_in_and_the_worker_adopts_signs_and_submits(phone, files, tmp_path):
    officer = phone(LI)
    officer.at("home").tap("我的单位").at("officer").tap("替不方便的职工填写")
    officer.at("form").sees("成果名称")
    officer.tells_achievement(filling.TITLE + "丙").tells_people().tells_texts().hands_in_files(files)
    officer.saved().shown.get_by_role("link", name="请人帮忙").click()
    officer.at("entry").tap("请人帮忙，或转给别人").at("share").tap("转给别人申报")
    officer.says("出码")
    letters = officer.shown.locator(".letters")
    expect(letters).to_be_visible()
    code = letters.inner_text().replace(" ", "")

    worker = phone(SUN)
    worker.at("home").scans(f"https://wx.example.org/s/{code}").tap("扫码加入").at("adopt").tap("扫一扫")
    worker.at("form").sees("成果是什么").next().next().next().next()
    worker.hands_in_sheets(sealed(worker, tmp_path))
    submits(worker)
    officer.open("pages/officer/officer").at("officer").sees(filling.TITLE + "丙")

    late = phone(WANG)
    late.at("home").scans(f"https://wx.example.org/s/{code}").tap("扫码加入").at("adopt").tap("扫一扫")
    late.sees("已经用过")
