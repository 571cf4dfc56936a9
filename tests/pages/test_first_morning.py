"""An officer's first morning, in a real Chromium before a whole running house: invited by a printed code, three drafts seen, two
entries confirmed, one reminder sent; and what the platform was given for the workers."""

import io

import pytest
import requests
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import update

from core import settings as environment
from core.adapters import qrcodes
from core.adapters.tables import entries as entry_table
from core.services import accounts, acts, answering, entries, units
from core.services import house as building
from tests import browsing, filling
from tests.playing import Phone
from tests.running import PATIENCE, ROOT, Copy, until

pytestmark = [pytest.mark.browser, pytest.mark.story]
WANG, SUN = "o-sandbox-wang", "o-sandbox-sun"
UNIT, PART = "皖江大学工会", "皖江大学后勤集团"
SENT = ("后勤锅炉补水自动控制小改造", "食堂隔油池自动刮渣装置的研制")
DRAFTS = (
    (WANG, "宿舍楼水泵夜间变频节电改造"),
    (WANG, "热水箱余热回收小改造"),
    (SUN, "配电柜温度标签的改良设计"),
)


@pytest.fixture(scope="module")
def copy():
    running = Copy().start()
    yield running
    running.end()


@pytest.fixture
def waiting(copy):
    """Two entries sent in and three that are not, by two followers, before anybody of the unit has come."""
    for openid in (WANG, SUN):
        Phone(copy, openid).act("follow")
    told = environment.load(sandbox=True, data_dir=copy.data_dir, campaigns_dir=ROOT / "campaigns")
    house = building.build(told)
    now = house.clock.now()
    with house.db.write() as tx:
        people = {
            openid: accounts.identify(tx, "oa", told.oa_app_id, openid, now=now) for openid in (WANG, SUN)
        }
    for title, openid in zip(SENT, (WANG, SUN), strict=True):
        _entry(house, people[openid], title, now, is_sent=True)
    for openid, title in DRAFTS:
        _entry(house, people[openid], title, now, is_sent=False)
    house.db.close()


def _entry(house, person, title, now, *, is_sent):
    made = filling.whole(house, by=person, now=now, title=title)
    with house.db.write() as tx:
        part = units.by_name(tx, PART)
        answering.save(house, tx, entries.load(house, tx, made), "unit", {"id": part}, by=person, now=now)
        if is_sent:
            acts.submit(house, tx, made, by=person, now=now)
        else:
            answering.save(house, tx, entries.load(house, tx, made), "benefit", None, by=person, now=now)
            tx.run(update(entry_table).where(entry_table.c.id == made).values(unit=part))
        tx.after_commit.clear()


@pytest.fixture
def desk(chromium, copy):
    """A browser of its own; what its pages say in error fails the test."""
    opened, faults = [], []

    def made(**more):
        context = chromium.new_context(base_url=copy.url, locale="zh-CN", **more)
        context.set_default_timeout(browsing.PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        return page

    yield made
    for context in opened:
        context.close()
    assert faults == []


def templates(copy, openid):
    """What the platform has shown the person as template messages: (title, its fields by label) each."""
    answer = requests.get(f"{copy.sandbox}/phone/{openid}/chat", params={"after": 0}, timeout=PATIENCE)
    return [
        (one["text"], {field["label"]: field["value"] for field in one["fields"]})
        for one in answer.json()["items"]
        if one["kind"] == "template"
    ]


def received(copy, openid, title, state):
    """Waits for one of this title and state, and gives what it is about."""

    def look():
        found = templates(copy, openid)
        return next(
            (told["项目名称"] for said, told in found if (said, told["当前状态"]) == (title, state)), None
        )

    return until(look, what=f"{title} {state} for {openid}")


def test_an_officers_first_morning(copy, waiting, desk):
    auditor = desk(viewport={"width": 1280, "height": 900})
    auditor.goto("/console/sign-in?next=/console/units")
    auditor.get_by_label("登录名").fill("zhao")
    auditor.get_by_label("密码").fill("wuxiao-demo")
    auditor.get_by_role("button", name="登录", exact=True).click()
    auditor.get_by_role("checkbox", name=f"选择{UNIT}").check()
    auditor.get_by_role("button", name="打印所选单位的邀请函").click()
    letter = auditor.locator(".letter")
    expect(letter).to_have_count(1)
    expect(letter.get_by_role("heading", name=UNIT)).to_be_visible()
    picture = Image.open(io.BytesIO(letter.get_by_role("img").screenshot()))
    (address,) = qrcodes.texts(picture.convert("L"))
    assert address.startswith(f"{copy.url}/console/invitation?code=")

    officer = desk(viewport={"width": 390, "height": 844}, has_touch=True)  # the phone that scanned the sheet
    officer.goto(address)
    officer.get_by_label("姓名").fill("新干事")
    officer.get_by_label("登录名").fill("xin")
    officer.get_by_label("密码").fill("first-morning-1")
    officer.get_by_role("button", name="开通并进入").click()
    expect(officer.get_by_text(f"您已成为“{UNIT}”的工会干事")).to_be_visible()
    expect(officer.get_by_role("link", name="2 待确认")).to_be_visible()
    expect(officer.get_by_role("link", name="3 填写中")).to_be_visible()
    drafts = officer.locator("section.card").filter(has=officer.get_by_role("heading", name="填写中"))
    expect(drafts.get_by_role("listitem")).to_have_count(3)
    expect(drafts.get_by_text("经济效益和社会效益")).to_have_count(3)  # what is missing, not what is said
    for _, title in DRAFTS:
        expect(officer.get_by_text(title)).to_have_count(0)

    for title in SENT:
        officer.get_by_role("link", name="首页").click()
        officer.get_by_role("link", name=title).click()
        expect(officer.get_by_role("heading", name=title)).to_be_visible()
        officer.get_by_role("button", name="确认", exact=True).click()
        expect(officer.get_by_text(f"已确认《{title}》")).to_be_visible()
    officer.get_by_role("link", name="首页").click()
    expect(officer.get_by_role("link", name="0 待确认")).to_be_visible()
    expect(officer.get_by_role("link", name="2 省级审核中")).to_be_visible()
    for title, openid in zip(SENT, (WANG, SUN), strict=True):
        assert received(copy, openid, "申报进度通知", "已确认") == title

    officer.get_by_role("link", name="进度").click()
    officer.get_by_role("link", name="现在提醒").click()
    workers = officer.get_by_role("region", name="还没交的职工")
    expect(workers.get_by_text("2 人会收到")).to_be_visible()
    workers.get_by_role("button", name="发给这 2 位职工").click()
    expect(officer.get_by_text("消息已经排队发出")).to_be_visible()
    for openid in (WANG, SUN):
        assert received(copy, openid, "申报截止提醒", "待完成")
    calm = f"{copy.url}/sandbox/pending"
    until(lambda: not requests.get(calm, timeout=PATIENCE).json()["pending"], what="all sent that was due")
    for openid in (WANG, SUN):
        reminders = [said for said, _ in templates(copy, openid) if said == "申报截止提醒"]
        assert len(reminders) == 1  # one each, however many drafts
    officer.get_by_role("link", name="进度").click()
    officer.get_by_role("link", name="现在提醒").click()
    expect(officer.get_by_text("今天已经提醒过了")).to_be_visible()

    again = desk()
    again.goto(address)
    again.get_by_label("姓名").fill("另一人")
    again.get_by_label("登录名").fill("another")
    again.get_by_label("密码").fill("first-morning-2")
    again.get_by_role("button", name="开通并进入").click()
    expect(again.get_by_text("这个邀请码已经被别人用过")).to_be_visible()
