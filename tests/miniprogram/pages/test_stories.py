"""Whole ways of an entry on the phone: real sources, a real house with its workers, real files, the letters as printed and sealed."""

import base64

import pytest
from playwright.sync_api import expect

from core.domain import loading
from core.services import demo
from tests import filling, sealing
from tests.miniprogram import stages, walking
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


def sealed(walker, folder, words="打开承诺书"):
    """Opens the letters on the page for them, prints what was opened, signs and seals it: a photo of each sheet."""
    walker.field("papers").get_by_role("button", name="先打印承诺书").click()
    walker.at("paper").tap(words)
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

    worker.open("pages/home/home").at("home").sees("看怎么改").tap(filling.TITLE)
    worker.at("entry").sees("请写明推广到哪些科室")
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
    worker.at("certificate").handset.do("permit", {"scope.writePhotosAlbum": False})
    worker.tap("存到相册")
    expect(worker.page.get_by_role("dialog")).to_contain_text("还不能存到相册")
    worker.says("先不").handset.do("permit", {"scope.writePhotosAlbum": True})
    worker.tap("存到相册")
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
    chat.say("继续")
    chat.heard("成果背景")
    for text in said_of("texts"):
        chat.say(text)
    chat.say("提交")
    chat.heard("✓ 已提交")
    worker.open().at("home").sees("已提交")


def test_a_sheet_sealed_before_a_change_is_refused_with_the_way_on(copy, phone, files, tmp_path):
    api = stages.signed_in(copy, SUN)
    entry = stages.begun(api, filling.TITLE + "戊")
    stages.filed(api, files)
    api.checked()
    worker = phone(SUN).open(f"pages/form/form?entry={entry}&field=papers").at("form")
    old = sealed(worker, tmp_path)
    changed = filling.TITLE + "己"
    api.put(f"/entries/{entry}/answers/title", changed)
    worker.hands_in_sheets(old)
    papers = worker.field("papers")
    expect(papers).to_contain_text("盖章已失效，因为盖章之后“创新成果名称”由")
    expect(papers).to_contain_text("盖章后上传；改回原来的内容就不用重做")
    worker.saved().tap("检查并提交").at("review").sees("盖章已失效")
    expect(worker.shown.get_by_role("button", name="补齐后才能提交")).to_be_disabled()

    worker.open(f"pages/form/form?entry={entry}&field=papers").at("form")
    papers.get_by_role("button", name="先打印承诺书").click()
    worker.at("paper").sees("只需重新打印").sees("盖章以后改过：“创新成果名称”由").tap("盖好章了").at("form")
    (tmp_path / "again").mkdir()
    new = sealed(worker, tmp_path / "again", "打开要重新打印的")
    worker.chooses("papers", *new)
    expect(papers.locator(".state.good")).to_have_count(4, timeout=walking.LEFT)
    expect(papers).to_contain_text("已由新盖章的一份代替，不用管它")
    submits(worker)


def test_a_change_undone_makes_the_sealed_sheets_good_again(copy, phone, files, tmp_path):
    api = stages.signed_in(copy, SUN)
    title = filling.TITLE + "庚"
    entry = stages.begun(api, title)
    stages.given(api, files, tmp_path)
    worker = phone(SUN).open(f"pages/form/form?entry={entry}&field=title").at("form").sees("成果名称")
    worker.types("title", title + "改")
    worker.saved().open(f"pages/review/review?entry={entry}").at("review").sees("盖章已失效")
    worker.open(f"pages/form/form?entry={entry}&field=title").at("form").sees("成果名称")
    worker.types("title", title)
    worker.saved().open(f"pages/review/review?entry={entry}").at("review").sees("都齐了，可以提交")

    # while the tap is on its way, the verdict of a file comes: nothing of what the person has seen is another
    stale = {"problem": {"code": "entry.stale", "message": "这份申报刚刚有了变化，这次操作没有执行。"}}
    worker.handset.rests()
    worker.page.route("**/submit", lambda route: route.fulfill(status=409, json=stale), times=1)
    worker.tap("提交", exact=True).at("entry").sees("已经交上去了")


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
