"""What was sent, as people see it on the sandbox's page: groups, letters, errors of one person, a campaign in a minute."""

import json
from email.message import EmailMessage

import pytest
import requests
from playwright.sync_api import expect

from tests import browsing
from tests.playing import Phone
from tests.running import PATIENCE, Copy, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copy():
    running = Copy().start()
    yield running
    running.stop()
    running.remove()


@pytest.fixture
def page(chromium, copy):
    context = chromium.new_context(viewport={"width": 1600, "height": 1000}, locale="zh-CN")
    context.set_default_timeout(browsing.PATIENCE)
    opened, faults = context.new_page(), []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.goto(copy.sandbox)
    yield opened
    context.close()
    assert faults == []


def speaks(copy, text):
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    return requests.post(
        f"{copy.sandbox}/cgi-bin/webhook/send?key=key-ab12", data=body, timeout=PATIENCE
    ).json()


def test_a_group_is_a_chat_and_its_robot_can_be_thrown_out(page, copy):
    assert speaks(copy, "已申报 4 项，还差 6 项。")["errcode"] == 0
    page.get_by_role("tab", name="工作群").click()
    group = page.get_by_role("log", name="工作群 1")
    expect(group.locator(".bubble")).to_have_text("已申报 4 项，还差 6 项。")
    page.get_by_role("button", name="把机器人移出群").click()
    expect(group).to_contain_text("机器人已被移出")
    assert speaks(copy, "再说一句")["errcode"] == 93000
    page.get_by_role("button", name="让机器人回来").click()
    expect(page.get_by_role("button", name="把机器人移出群")).to_be_visible()


def test_a_letter_is_read_with_its_links_and_what_hangs_on_it(page, copy):
    letter = EmailMessage()
    letter["To"], letter["Subject"] = "office@example.com", "路演项目报名材料"
    letter["Date"] = "Mon, 13 May 2024 10:00:00 +0800"
    letter.set_content("视频较大，请在此下载：http://127.0.0.1/library/x?code=1\n提取码 ABCD")
    letter.add_attachment(b"x", maintype="application", subtype="zip", filename="路演材料.zip")
    folder = copy.data_dir / "mail"
    folder.mkdir(exist_ok=True)
    (folder / "1.eml").write_bytes(bytes(letter))
    page.get_by_role("tab", name="邮件").click()
    page.locator("summary", has_text="路演项目报名材料").click()
    link = page.get_by_role("link", name="http://127.0.0.1/library/x?code=1")
    expect(link).to_have_attribute("href", "http://127.0.0.1/library/x?code=1")
    expect(page.get_by_role("list", name="附件")).to_have_text("路演材料.zip")


def test_an_error_is_switched_on_for_a_person_and_a_campaign_passes_in_which_they_hear_nothing(page, copy):
    for openid in ("o-sandbox-wang", "o-sandbox-sun"):
        phone = Phone(copy, openid)
        phone.act("follow")
        phone.say("申报")
    page.get_by_role("tab", name="出错").click()
    page.get_by_label("给谁发时出错").select_option(label="孙师傅")
    page.get_by_label("出什么错").select_option(label="47003　模板字段的内容不合格")
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.locator(".switched")).to_contain_text("孙师傅 所有途径47003　模板字段的内容不合格")

    page.get_by_label("到", exact=True).fill("2024-06-27T20:00")
    page.get_by_role("button", name="出发").click()
    expect(page.locator("#machine-note")).to_contain_text("到了：2024年6月27日")
    calm = f"{copy.url}/sandbox/pending"
    until(lambda: not requests.get(calm, timeout=PATIENCE).json()["pending"], what="all sent that was due")
    page.get_by_role("button", name="把整个征集过一遍").click()
    expect(page.locator("#tour-note")).to_have_text("过完了。", timeout=4 * browsing.PATIENCE)
    row = page.get_by_role("row", name="6月28日")
    expect(row.locator("td.template")).to_have_text("2")  # 09:00 and 19:00, to 王师傅
    expect(row.locator("td.refused")).not_to_have_text("0")
    expect(page.locator(".tally tbody tr", has_text="6月29日")).to_have_count(0)

    page.get_by_role("button", name="关掉").click()
    expect(page.locator("#panel-faults")).to_contain_text("现在没有打开的错误")
