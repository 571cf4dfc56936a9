"""A question that is written, left or opened again while it is on its way is sent once, and as it was written last."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.story]


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


@pytest.fixture
def bank(worker):
    """One with one question in it."""
    made = worker.api.post(f"/entries/{worker.entry}/banks", field="bank", title="题库一").json()["id"]
    question = {"type": "判断", "stem": "松手即锁。", "options": [], "answer": "对", "difficulty": "初级"}
    told = worker.api.post(f"/entries/{worker.entry}/banks/{made}/questions", question=question)
    assert told.status_code == 201, told.text
    return made


def stems(worker, bank):
    return [one["stem"] for one in worker.api.get(f"/entries/{worker.entry}/banks/{bank}")["items"]]


def test_a_question_that_is_left_while_it_is_sent_is_sent_once(worker, bank, held):
    phone = worker.phone.open(f"pages/questions/questions?entry={worker.entry}&bank={bank}")
    phone.shown.get_by_role("button", name="修改第 1 题").click()
    box = phone.shown.get_by_label("题目内容")
    expect(box).to_have_value("松手即锁。")
    held(f"**/banks/{bank}/questions/*")
    sent = []
    phone.page.on("request", lambda asked: sent.append(asked) if asked.method == "PUT" else None)
    box.fill("松手就锁。")
    phone.do("back")
    held.come("the question that is left")
    phone.page.wait_for_function("() => !__phone.counters().calls.waiting")
    held.go()
    expect(phone.shown.get_by_text("松手就锁。")).to_be_visible()
    assert len(sent) == 1
    assert stems(worker, bank) == ["松手就锁。"]


def test_a_question_is_opened_as_it_is_when_what_was_kept_of_it_has_arrived(worker, bank, held):
    phone = worker.phone.open(f"pages/questions/questions?entry={worker.entry}&bank={bank}")
    edit = phone.shown.get_by_role("button", name="修改第 1 题")
    edit.click()
    box = phone.shown.get_by_label("题目内容")
    expect(box).to_have_value("松手即锁。")
    phone.do("cut")
    box.fill("松手就锁。")
    expect(phone.shown.get_by_text("已记在手机里")).to_be_visible()
    phone.do("back")
    phone.rests()
    held(f"**/banks/{bank}/questions/*")
    phone.do("restore")
    phone.do("lock")
    phone.do("unlock")
    held.come("what was kept")
    heard = []
    phone.page.on("response", lambda told: heard.append(told.request.method))
    phone.page.on("request", lambda asked: heard.append("opened") if asked.url.endswith("limit=50") else None)
    edit.click()
    held.go()
    expect(box).to_have_value("松手就锁。")
    assert heard.index("PUT") < heard.index("opened"), "what is sent meanwhile is not opened as it was"
    box.fill("一松手就锁。")
    expect(phone.shown.get_by_text("✓ 已保存")).to_be_visible()
    assert stems(worker, bank) == ["一松手就锁。"]


def test_who_has_left_a_question_is_led_no_further(worker, bank, held):
    phone = worker.phone.open(f"pages/bank/bank?entry={worker.entry}&field=bank")
    phone.shown.get_by_text("1 道题").click()
    phone.shown.get_by_role("button", name="修改第 1 题").click()
    box = phone.shown.get_by_label("题目内容")
    expect(box).to_have_value("松手即锁。")
    held(f"**/banks/{bank}/questions/*")
    box.fill("松手就锁。")
    done = phone.shown.get_by_role("button", name="写好了")
    done.click()
    held.come("the question that is left")
    phone.do("back")
    held.go()
    expect(phone.shown.get_by_text("松手就锁。")).to_be_visible()
    assert phone.do("route")["path"] == "pages/questions/questions"
    phone.shown.get_by_role("button", name="修改第 1 题").click()
    held(f"**/banks/{bank}/questions/*").clear()
    box.fill("松手就锁住。")
    done.click()
    done.click()
    held.come("the question of two taps")
    held.go()
    expect(phone.shown.get_by_text("松手就锁住。")).to_be_visible()
    assert phone.do("route")["path"] == "pages/questions/questions"
