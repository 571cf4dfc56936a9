"""The sandbox's page in Chromium, against a whole house: follow, begin an entry, travel, lose the house and find it again."""

import io
import json
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests import browsing
from tests.running import Copy, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copy():
    running = Copy().start()
    yield running
    running.end()


@pytest.fixture
def page(chromium, copy):
    """The page as a newcomer opens it; an error of its scripts fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    context.set_default_timeout(browsing.PATIENCE)
    opened, faults = context.new_page(), []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    opened.goto(copy.sandbox)
    yield opened
    context.close()
    assert faults == []


def be(page, name):
    page.get_by_role("button", name=name).click()
    expect(page.locator("#owner")).to_have_text(f"{name}的手机")
    expect(page.locator("#chat")).to_have_attribute("aria-busy", "false")  # what was said before is there


def say(page, text, *told):
    """Types and sends; waits for the answer after it that tells all of this, whatever else is on its way."""
    box, mine = page.get_by_label("输入消息"), page.locator(".row.me")
    before = mine.count()
    box.fill(text)
    box.press("Enter")
    expect(mine).to_have_count(before + 1)
    answer = mine.last.locator("xpath=following-sibling::*").and_(page.locator(".row.account"))
    for words in told:
        answer = answer.filter(has_text=words)
    expect(answer.first).to_be_visible()
    return answer.first.inner_text()


def test_an_entry_is_begun_and_the_time_machine_changes_what_the_phone_says(page):
    be(page, "王师傅")
    page.get_by_role("button", name="关注公众号").click()
    expect(page.locator(".row.account").first).to_contain_text("6月28日截止")
    say(page, "申报", "【1/19】")
    say(page, "护士站移动输液架自动锁止装置", "✓ 已保存")
    beside = page.frame_locator("#mini-frame").get_by_text("护士站移动输液架自动锁止装置")
    expect(beside).to_be_visible()  # who looks at the other phone goes on there, and begins no second entry
    expect(page.locator("#account-menu").get_by_role("button", name="我的进度")).to_be_visible()
    say(page, "截止", "还有 46 天")

    page.get_by_role("button", name="6月27日 09:00").click()
    expect(page.locator("#machine-note")).to_contain_text("到了：2024年6月27日 周四 09:00")
    for clock in page.locator('[data-clock="full"]').all():
        expect(clock).to_contain_text("2024年6月27日")
    told = say(page, "截止", "“五小”创新成果：6月28日截止，还有 1 天")
    assert "路演" not in told
    expect(page.locator(".when").last).to_contain_text("6月27日 09:0")

    page.get_by_role("button", name="6月18日 09:00").click()
    expect(page.locator("#machine-note")).to_contain_text("没有动")
    expect(page.locator("#machine-note")).to_contain_text("2024-06-27 09:0")


def test_each_person_has_a_chat_a_draft_and_a_dot(page):
    be(page, "孙师傅")
    page.get_by_role("button", name="关注公众号").click()
    expect(page.locator(".row.account").first).to_be_visible()
    page.get_by_label("输入消息").fill("写了一半")
    be(page, "赵审核")
    expect(page.locator(".row")).to_have_count(0)
    expect(page.get_by_label("输入消息")).to_be_hidden()
    page.get_by_role("button", name="李干事").hover()
    page.mouse.down()
    page.request.post(f"{page.url}phone/o-sandbox-sun/say", data={"text": "申报"})
    expect(page.get_by_role("button", name="孙师傅").get_by_text("有新消息")).to_have_count(1)
    page.mouse.up()  # the card that was pressed is still there, though the cards have news
    expect(page.locator("#owner")).to_have_text("李干事的手机")
    be(page, "孙师傅")
    expect(page.get_by_label("输入消息")).to_have_value("写了一半")
    expect(page.get_by_role("button", name="孙师傅").get_by_text("有新消息")).to_have_count(0)


def test_a_voice_brings_the_words_that_were_recognised(page):
    page.request.post(f"{page.url}phone/o-sandbox-sun/follow")  # who follows already goes on following
    be(page, "孙师傅")
    page.get_by_role("button", name="发送图片").click()
    page.locator("#attach").get_by_role("button", name="语音").click()
    page.get_by_label("说的话").fill("什么时候截止")
    page.get_by_role("button", name="不选文件").click()
    spoken = page.locator(".row.me:has(.voice) ~ .row.account")
    expect(spoken.filter(has_text="6月28日截止").first).to_be_visible()


def test_lines_links_menu_and_attachments(page, copy):
    be(page, "李干事")
    page.get_by_role("button", name="关注公众号").click()
    expect(page.locator(".row.account").first).to_be_visible()
    box = page.get_by_label("输入消息")
    box.press_sequentially("一行")
    box.press("Shift+Enter")
    box.press_sequentially(f"看 {copy.url}/me。")
    box.press("Enter")
    mine = page.locator(".row.me .bubble").last
    expect(mine).to_contain_text(f"看 {copy.url}/me。")
    expect(mine).to_have_text(re.compile(r"^一行\n"), use_inner_text=True)
    link = mine.locator("a")
    expect(link).to_have_attribute("href", f"{copy.url}/me")
    expect(link).to_have_attribute("target", "_blank")
    page.locator("#account-menu").get_by_role("button", name="我的进度").click()
    page.locator("#account-menu").get_by_role("button", name="截止时间").click()
    expect(page.locator(".row.account").last).to_contain_text("截止")
    page.get_by_role("button", name="发送图片").click()
    page.locator("#attach").get_by_role("button", name="图片").click()
    page.get_by_role("button", name="不选文件").click()
    picture = page.locator(".row.me .picture img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('.picture img').naturalWidth > 0")
    page.get_by_role("button", name="发送图片").click()
    page.locator("#attach").get_by_role("button", name="链接").click()
    page.get_by_label("地址").fill("ftp://a")
    page.get_by_role("dialog").get_by_role("button", name="发送", exact=True).click()
    expect(page.locator("#dialog-fault")).to_contain_text("http")
    page.keyboard.press("Escape")


def test_what_the_house_sends_is_shown_with_its_outcome(page, copy):
    keys = json.loads((copy.data_dir / "keys.json").read_text())
    asked = {"grant_type": "client_credential", "appid": keys["oa_app_id"], "secret": keys["oa_app_secret"]}
    token = page.request.post(f"{page.url}cgi-bin/stable_token", data=asked).json()["access_token"]
    body = {"touser": "o-sandbox-zhao", "msgtype": "text", "text": {"content": "<b>不是标签</b>"}}
    page.request.post(f"{page.url}cgi-bin/message/custom/send?access_token={token}", data=body)
    row = page.locator("#panel-sent li", has_text="<b>不是标签</b>")  # whatever else is sent meanwhile
    expect(row).to_contain_text("赵审核")
    expect(row).to_contain_text("平台拒绝 43004")
    page.get_by_role("tab", name="邮件").click()
    expect(page.locator("#panel-mails")).to_contain_text("还没有邮件")


def phone(page, code):
    """What the phone with the mini-program answers."""
    return page.evaluate(f"document.getElementById('mini-frame').contentWindow.{code}")


def shows(page, person, path):
    """The mini-program of this person is open at this page."""
    asked = "__phone?.setup.person + ' ' + {}.__phone?.route()?.path"
    frame = "document.getElementById('mini-frame').contentWindow"
    until(
        lambda: page.evaluate(f"{frame}.{asked.format(frame)}") == f"{person} {path}",
        what=f"{person} sees {path}",
    )


def ready(page):
    """It answers, and the page around it hears its acts: it has been loaded."""
    until(
        lambda: phone(page, "__mpReady") and phone(page, "document.readyState") == "complete",
        what="the phone is ready",
    )


def picture():
    """A small JPEG."""
    held = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(held, "JPEG")
    return held.getvalue()


def test_a_card_in_the_chat_opens_its_page_and_persons_and_time_move_both_phones(page, copy):
    browsing.resize(page, 1280, 900)
    page.request.post(f"{page.url}phone/o-sandbox-sun/follow")  # who follows already goes on following
    be(page, "孙师傅")
    ready(page)
    pages = phone(page, "__mpApp.pages")
    shows(page, "o-sandbox-sun", pages[0])
    keys = json.loads((copy.data_dir / "keys.json").read_text())
    asked = {"grant_type": "client_credential", "appid": keys["oa_app_id"], "secret": keys["oa_app_secret"]}
    token = page.request.post(f"{page.url}cgi-bin/stable_token", data=asked).json()["access_token"]
    thumb = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    uploaded = page.request.post(f"{page.url}cgi-bin/media/upload?type=thumb&access_token={token}", multipart={"media": thumb}).json()  # fmt: skip
    card = {"title": "接着填", "appid": keys["mini_app_id"], "pagepath": f"{pages[1]}?number=7"}
    card["thumb_media_id"] = uploaded.get("thumb_media_id") or uploaded["media_id"]
    body = {"touser": "o-sandbox-sun", "msgtype": "miniprogrampage", "miniprogrampage": card}
    sent = page.request.post(f"{page.url}cgi-bin/message/custom/send?access_token={token}", data=body)
    assert sent.json()["errcode"] == 0
    mine = page.locator(".row.account", has_text="接着填")
    mine.get_by_role("button", name="打开小程序").click()
    shows(page, "o-sandbox-sun", pages[1])
    assert phone(page, "__phone.route()")["query"]["number"] == "7"

    be(page, "李干事")
    shows(page, "o-sandbox-li", pages[0])
    be(page, "孙师傅")
    shows(page, "o-sandbox-sun", pages[1])

    before = phone(page, "__phone.now()")
    page.get_by_role("button", name="+1 天").click()
    expect(page.locator("#machine-note")).to_contain_text("到了")
    until(lambda: phone(page, "__phone.now()") - before > 86_000_000, what="the phone's clock has moved")


def test_a_shared_card_is_opened_by_another_person(page):
    browsing.resize(page, 1600, 900)
    be(page, "王师傅")
    ready(page)
    where = phone(page, "__mpApp.pages")[1]
    phone(page, f"dispatchEvent(new CustomEvent('phone:act', {{ detail: {{ act: 'share', title: '请确认', path: '/{where}?by=card' }} }}))")  # fmt: skip
    expect(page.locator("#mini-acts")).to_contain_text("王师傅转发了小程序：请确认")
    page.get_by_role("button", name="给李干事").click()
    shows(page, "o-sandbox-li", where)
    expect(page.locator("#mini-owner")).to_have_text("李干事的手机")


def test_a_code_of_the_mini_program_opens_its_page(page):
    be(page, "赵审核")
    ready(page)
    where = phone(page, "__mpApp.pages")[1]
    page.get_by_role("button", name="扫码关注").click()
    page.get_by_label("场景值").fill(f"mini:{where}?scene=r%3D7")
    page.get_by_role("dialog").get_by_role("button", name="扫码", exact=True).click()
    shows(page, "o-sandbox-zhao", where)
    assert phone(page, "__phone.route()")["query"] == {"scene": "r%3D7"}
    expect(page.locator(".row.account")).to_have_count(0)


def test_where_there_is_room_for_one_phone_a_switch_shows_the_other(page):
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#phone")).to_be_visible()
    expect(page.locator("#mini")).to_be_hidden()
    page.get_by_role("button", name="小程序", exact=True).click()
    expect(page.locator("#mini")).to_be_visible()
    expect(page.locator("#phone")).to_be_hidden()


def test_a_stranger_scans_a_code(page):
    be(page, "赵审核")
    page.get_by_role("button", name="扫码关注").click()
    page.get_by_label("场景值").fill("poster-7")
    page.get_by_role("dialog").get_by_role("button", name="扫码", exact=True).click()
    expect(page.locator(".row.account").first).to_be_visible()
    page.get_by_role("button", name="扫一扫、取消关注").click()
    page.get_by_role("menuitem", name="取消关注").click()
    expect(page.get_by_role("button", name="关注公众号")).to_be_visible()


def test_the_page_says_when_the_sandbox_is_gone_and_comes_back_by_itself(page):
    expect(page.locator("#banner")).to_be_hidden()
    page.route("**/phone/people", lambda route: route.abort())
    expect(page.locator("#banner")).to_contain_text("沙盒没有应答")
    page.unroute("**/phone/people")
    expect(page.locator("#banner")).to_be_hidden()
    page.route("**/machine/clock", lambda route: route.fulfill(status=502, json={"problem": {"code": "house.silent", "message": "业务服务没有应答"}}))  # fmt: skip
    expect(page.locator("#banner")).to_contain_text("业务服务没有应答")
    page.unroute("**/machine/clock")
    expect(page.locator("#banner")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 1280, 1024, 390])
def test_nothing_sticks_out(page, width):
    browsing.resize(page, width, 844)
    expect(page.locator("#people li")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("button, nav a, summary")].filter((one) => one.offsetParent)
             .filter((one) => one.getBoundingClientRect().height < least).map((one) => one.outerHTML.slice(0, 80))""",
        44 if width == 390 else 40,
    )
    assert small == []
