"""Pages with as much on them as the house keeps: each parcel that crosses to the page stays under the limit.

The engine reports 32 KB and more, and `worker` ends with no report of any phone."""

import pytest
from playwright.sync_api import expect

from core.domain import questions
from tests import sheets
from tests.running import until

pytestmark = pytest.mark.browser
TEXTS = ("summary", "background", "goal", "novelty", "benefit")
WIDE = "夹具很好用。"
ROWS = 150


def test_an_entry_as_long_as_the_house_keeps_is_drawn_everywhere(worker, tmp_path):
    """Five texts of 20,000 characters, and a bank with a fault in each row."""
    faulty = [
        sheets.question(number) | sheets.FAULTS["options_gap"] | sheets.FAULTS["difficulty_unknown"]
        for number in range(1, ROWS + 1)
    ]
    rows = [[cells[key] for key in sheets.COLUMNS] for cells in faulty]
    bank = sheets.table(tmp_path / "题库.xlsx", [sheets.HEADING, *rows])
    place = worker.form("bank")
    worker.choose(place, bank)
    worker.stored()
    for field in TEXTS:
        worker.api.put(f"/entries/{worker.entry}/answers/{field}", (WIDE * 3334)[:20_000])
    phone = worker.phone
    phone.kill()
    for page, seen in (
        ("entry", "看看填写的内容"),
        ("review", "项要补或要改"),
        ("confirm", "题库"),
        ("form", "成果"),
    ):
        phone.open(f"pages/{page}/{page}?entry={worker.entry}")
        expect(phone.shown.get_by_text(seen).first).to_be_visible()
    phone.open(f"pages/entry/entry?entry={worker.entry}")
    phone.shown.get_by_text("看看填写的内容").click()
    expect(phone.shown.get_by_text("这里只显示开头，全文 20000 个字符").first).to_be_visible()
    file = worker.files()["items"][0]["id"]
    phone.open(f"pages/questions/questions?entry={worker.entry}&bank={file}")
    expect(phone.shown.get_by_text(f"共 {ROWS} 道题")).to_be_visible()


def test_a_question_with_every_box_full_is_written_told_of_and_opened_again(worker):
    phone = worker.phone
    made = worker.api.post(f"/entries/{worker.entry}/banks", field="bank", title="题库一").json()["id"]
    phone.open(f"pages/question/question?entry={worker.entry}&bank={made}")
    boxes = phone.shown.locator("textarea")
    expect(boxes).to_have_count(6)
    full = ("满" * questions.LONGEST, "这一格最多 4000 个字符，已经满了")
    boxes.nth(0).focus()
    phone.page.keyboard.insert_text(full[0] + "多出来的")
    expect(boxes.nth(0)).to_have_value(full[0])
    expect(phone.shown.get_by_text(full[1])).to_be_visible()
    for at in range(1, 6):
        boxes.nth(at).fill(f"{at}" + full[0][1:])
    phone.shown.get_by_role("radio", name="多选").click()

    def kept():
        items = worker.api.get(f"/entries/{worker.entry}/banks/{made}")["items"]
        lengths = [[len(text) for text in one["options"]] for one in items]
        return items if lengths == [[questions.LONGEST] * 4] else None

    items = until(kept, what="all four options")
    assert items[0]["stem"] == full[0]
    expect(phone.shown.get_by_text("✓ 已保存")).to_be_visible()
    phone.kill()
    phone.open(f"pages/question/question?entry={worker.entry}&bank={made}&id={items[0]['id']}")
    boxes = phone.shown.locator("textarea")
    until(
        lambda: boxes.count() == 6 and boxes.nth(4).input_value() == "4" + full[0][1:], what="the last option"
    )
    expect(boxes.nth(0)).to_have_value(full[0])
