"""The editor of single questions in a real Chromium: faults at their field at once, kept as it is written, nothing lost."""

import pytest
from playwright.sync_api import expect

from core.adapters.clock import START
from core.services import accounts, acts, banks, demo, entries, links
from tests import browsing, documents, filling, sheets
from tests.pages.broken_lines import SlowLine, broken
from tests.pages.conftest import removed
from tests.running import until

pytestmark = pytest.mark.browser


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    with house.db.write() as tx:
        return entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)


@pytest.fixture
def page(house, live, me, entry, phone):
    opened = phone.new_page()
    faults = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    with house.db.write() as tx:
        code = links.upload(house, tx, me, entry=entry, field="bank").split("#")[1]
    opened.goto(f"{live.url}/upload#{code}")
    opened.wait_for_selector("#item-bank.asked")
    yield opened
    assert faults == []


def kept(house, entry, me):
    """Banks of an entry as services read them, by title."""
    with house.db.read() as tx:
        found = entries.load(house, tx, entry)
        opened = [banks.open_for(house, tx, entry, row["attachment"], by=me) for row in found.answers["bank"]]
    return {bank.title: [row["cells"] for row in bank.rows] for bank in opened}


def uploaded(page, path):
    page.set_input_files("#choose-bank", path)
    row = page.locator("#item-bank .row.file")
    row.get_by_role("button", name="逐题查看和修改").wait_for()
    return row


def question(page, number):
    return page.locator(".questions > li").nth(number - 1)


def refuses(page, address):
    problem = {"code": "server.fault", "message": "系统出了点问题。"}
    page.route(address, lambda route: route.fulfill(status=500, json={"problem": problem}))


def late(page, ms):
    """What the page does so many ms later is done when the test says so."""
    page.evaluate(
        """(ms) => {
          const real = setTimeout, held = [];
          window.setTimeout = (act, after, ...given) => (after === ms ? held.push(act) : real(act, after, ...given));
          window.due = () => held.splice(0).forEach((act) => act());
        }""",
        ms,
    )
    return lambda: page.evaluate("due()")


def test_a_fault_of_an_upload_is_mended_at_its_field(page, house, me, entry, tmp_path, checker):
    row = uploaded(page, sheets.bank(tmp_path / "文字和视频题库.xlsx", answer_single=8, options_gap=4))
    row.get_by_text("第 8 行 I 列是单选，“正确答案”写的是“E”").wait_for()
    row.get_by_role("button", name="逐题查看和修改").click()
    page.get_by_text("有 2 道题要改").wait_for()
    page.get_by_label("只看要改的题").check()
    expect(page.locator(".questions .number strong")).to_have_text(["第 3 题", "第 7 题"])

    question(page, 2).get_by_role("button", name="修改").click()
    form = page.locator("form.question")
    form.get_by_text("“正确答案”写的是“E”，请写一个有选项的字母").wait_for()
    form.get_by_label("B 是正确答案").check()
    form.get_by_text("✓ 已保存").wait_for()
    expect(form.get_by_text("“正确答案”写的是")).to_have_count(0)
    form.get_by_role("button", name="写好了").click()
    page.get_by_text("有 1 道题要改").wait_for()
    assert kept(house, entry, me)["文字和视频题库"][6]["answer"] == "B"

    page.get_by_role("button", name="修改").click()
    form.get_by_label("答案C", exact=True).fill("踩踏锁止")
    form.get_by_text("“答案C”空着").wait_for(state="hidden")
    form.get_by_role("button", name="写好了").click()
    page.get_by_text("每道题都合格").wait_for()
    page.go_back()
    page.locator("#item-bank .row.file").get_by_text("合格").wait_for()
    expect(page.get_by_text("修正过，原件仍保留")).to_be_visible()
    leave_in_the_middle_of_a_word(page, house, entry, me)


def leave_in_the_middle_of_a_word(page, house, entry, me):
    """The field is never left: by the phone's back button, and by closing the page, what was typed is kept."""
    for words, leaves in (
        ("写到一半就退回", page.go_back),
        ("写到一半就关掉", lambda: page.goto("about:blank")),
    ):
        page.get_by_role("button", name="逐题查看和修改").click()
        question(page, 1).get_by_role("button", name="修改").click()
        page.locator("form.question").get_by_label("题目内容").fill(words)
        leaves()
        until(lambda words=words: kept(house, entry, me)["文字和视频题库"][0]["stem"] == words, what="kept")


def test_a_bank_is_written_from_nothing(page, house, me, entry, checker):
    page.get_by_role("button", name="不用文件，在这里一道一道写").click()
    form = page.locator("form.question")
    form.get_by_label("题目内容").fill("=1+1 等于")
    form.get_by_label("答案A", exact=True).fill("2")
    form.get_by_label("答案B", exact=True).fill("2")
    form.get_by_text("“答案B”与前面的选项相同").wait_for()
    form.get_by_label("答案B", exact=True).fill("<b>3</b>")
    form.get_by_text("“答案B”与前面的选项相同").wait_for(state="hidden")
    form.get_by_label("A 是正确答案").check()
    form.get_by_label("初级", exact=True).check()
    form.get_by_label("来源").fill("《电工手册》")
    form.get_by_role("button", name="写好了").click()
    page.get_by_text("共 1 道题").wait_for()
    question(page, 1).get_by_text("B. <b>3</b>").wait_for()

    page.get_by_role("button", name="＋ 加一道题").click()
    form.get_by_label("判断", exact=True).check()
    form.get_by_label("题目内容").fill("松手即锁。")
    form.get_by_label("对", exact=True).check()
    form.get_by_role("button", name="写好了").click()
    page.get_by_text("共 2 道题").wait_for()
    question(page, 2).get_by_text("松手即锁。").wait_for()
    question(page, 2).get_by_role("button", name="上移").click()
    page.wait_for_function("() => document.querySelector('.questions .stem').textContent === '松手即锁。'")
    (cells,) = kept(house, entry, me).values()
    assert [(one["type"], one["stem"], one["answer"], one["difficulty"]) for one in cells] == [
        ("判断", "松手即锁。", "对", "初级"),
        ("单选", "=1+1 等于", "A", "初级"),
    ]

    removed(question(page, 1))
    page.get_by_text("共 1 道题").wait_for()
    page.get_by_role("button", name="← 回到文件").click()
    page.get_by_text("一共 1 道题，至少要 20 道").wait_for()


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_question_that_changed_meanwhile_is_shown_and_a_person_decides(
    page, house, me, entry, tmp_path, checker, is_refused
):
    uploaded(page, documents.bank(tmp_path / "文字和视频题库.docx")).get_by_role(
        "button", name="逐题查看和修改"
    ).click()
    due = late(page, 10_000)
    with broken(page, "**/move"):
        question(page, 1).get_by_role("button", name="下移").click()
        page.get_by_text("现在没有网络，连上网后再试一次。").wait_for()
    question(page, 2).get_by_role("button", name="修改").click()
    with house.db.read() as tx:
        (bank,) = entries.load(house, tx, entry).answers["bank"]
    other = {"type": "单选", "stem": "别人写的", "options": ["甲", "乙"], "answer": "A", "difficulty": "初级"}
    banks.change(house, entry, bank["attachment"], "q2", other, seen=1, by=me, now=START)
    page.locator("form.question").get_by_label("题目内容").fill("我写的")
    page.locator("form.question").get_by_label("来源").focus()
    page.get_by_text("第 2 题刚刚在别处改过").wait_for()
    due()  # what was said before goes; what waits for a choice stays
    expect(page.get_by_text("最新的是：别人写的")).to_be_visible()
    if is_refused:
        refuses(page, "**/questions/*")
    page.get_by_role("button", name="还是用我写的").click()
    if is_refused:  # it stays where it is written
        page.get_by_text("没有保存：系统出了点问题。").wait_for()
        page.unroute("**/questions/*")
        page.locator("form.question").get_by_role("button", name="写好了").click()
    question(page, 2).get_by_text("我写的").wait_for()
    assert kept(house, entry, me)["文字和视频题库"][1]["stem"] == "我写的"


def test_a_second_tap_begins_no_second_bank(page, house, entry):
    line = SlowLine(page, "**/banks", "POST")
    with line.slow():
        page.get_by_role("button", name="不用文件，在这里一道一道写").evaluate(
            "one => { one.click(); one.click() }"
        )
        line.is_asked()
    page.locator("form.question").wait_for()
    assert len(line.held) == 1
    with house.db.read() as tx:
        assert len(entries.load(house, tx, entry).answers["bank"]) == 1


def test_one_just_written_is_moved_past_and_removed_as_any_other(page, house, me, entry):
    """The page calls it by a name of its own until the list is asked for again."""
    page.get_by_role("button", name="不用文件，在这里一道一道写").click()
    form = page.locator("form.question")
    for number, stem in enumerate(("第一道", "第二道"), 1):
        form.get_by_label("题目内容").fill(stem)
        form.get_by_role("button", name="写好了").click()
        question(page, number).get_by_role("button", name="修改").wait_for()
        page.get_by_role("button", name="＋ 加一道题").click()
    question(page, 1).get_by_role("button", name="下移").click()
    question(page, 2).get_by_text("第一道").wait_for()
    form.get_by_label("题目内容").fill("第三道")
    form.get_by_label("来源").focus()
    form.get_by_text("✓ 已保存").wait_for()
    question(page, 1).get_by_role("button", name="下移").click()
    question(page, 2).get_by_text("第二道").wait_for()
    question(page, 1).get_by_role("button", name="修改").click()
    removed(question(page, 3))
    expect(page.locator(".questions > li")).to_have_count(2)
    (cells,) = kept(house, entry, me).values()
    assert [one["stem"] for one in cells] == ["第一道", "第二道"]


def test_what_was_refused_stays_where_it_is_written(page, house, entry):
    page.get_by_role("button", name="不用文件，在这里一道一道写").click()
    form = page.locator("form.question")
    form.get_by_label("题目内容").fill("写了很久的题")
    refuses(page, "**/questions")
    form.get_by_role("button", name="写好了").click()
    form.get_by_text("没有保存：系统出了点问题。").wait_for()
    expect(form.get_by_label("题目内容")).to_have_value("写了很久的题")


@pytest.mark.parametrize(("pattern", "method"), [("**/questions/*", "PUT"), ("**/banks/*limit=*", "GET")])
def test_what_is_written_next_stays_when_the_answer_to_the_last_one_comes(
    page, house, me, entry, pattern, method
):
    """On a slow line the next question is begun before the last one is saved, and before the list is there again."""
    line = SlowLine(page, pattern, method)
    page.get_by_role("button", name="不用文件，在这里一道一道写").click()
    form = page.locator("form.question")
    form.get_by_label("题目内容").fill("第一道")
    form.get_by_role("button", name="写好了").click()
    question(page, 1).get_by_role("button", name="修改").click()
    form.get_by_label("来源").fill("《手册》")
    with page.expect_response(lambda answer: "limit=" in answer.url), line.slow():
        form.get_by_role("button", name="写好了").click()
        page.get_by_role("button", name="＋ 加一道题").click()
        form.get_by_label("题目内容").fill("第二道")
        line.is_asked()
    page.evaluate("() => new Promise(requestAnimationFrame)")  # the list is drawn
    expect(form.get_by_label("题目内容")).to_have_value("第二道")
    form.get_by_role("button", name="写好了").click()
    question(page, 2).get_by_text("第二道").wait_for()
    (cells,) = kept(house, entry, me).values()
    assert [(one["stem"], one["source"]) for one in cells] == [("第一道", "《手册》"), ("第二道", "")]


def test_a_sent_entry_is_only_shown(page, house, live, me, phone):
    done = filling.whole(house, by=me, now=START)
    with house.db.write() as tx:
        acts.submit(house, tx, done, by=me, now=START)
        tx.after_commit.clear()
    page.goto("about:blank")
    page.goto(f"{live.url}/upload#entry={done}&field=bank")
    page.get_by_role("button", name="逐题查看").click()
    page.get_by_text("共 20 道题").wait_for()
    expect(page.get_by_role("button", name="修改")).to_have_count(0)
    expect(page.get_by_role("button", name="＋ 加一道题")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_editor_is_not_wider_than_its_window(page, entry, tmp_path, checker, width):
    browsing.resize(page, width, 800)
    uploaded(page, sheets.bank(tmp_path / "题库.xlsx", options_gap=4)).get_by_role(
        "button", name="逐题查看和修改"
    ).click()
    question(page, 3).get_by_role("button", name="修改").click()
    page.locator("form.question").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
