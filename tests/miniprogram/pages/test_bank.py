"""Questions on the phone: a fault mended at its place, a bank without a file, an order, what somebody else wrote meanwhile."""

import pytest
from playwright.sync_api import expect

from tests import filling, sheets
from tests.miniprogram import stages
from tests.running import until

pytestmark = [pytest.mark.browser, pytest.mark.story]


@pytest.fixture
def api(copy):
    made = stages.signed_in(copy, stages.SUN)
    stages.begun(made, filling.TITLE)
    return made


def bank_of(api, at=0):
    return api.get(f"/entries/{api.entry}")["answers"]["bank"][at]["attachment"]


def kept(api, bank):
    return api.get(f"/entries/{api.entry}/banks/{bank}?limit=100")["items"]


def at_bank(phone, api):
    return phone(stages.SUN).open(f"pages/bank/bank?entry={api.entry}&field=bank").at("bank")


def test_faults_of_a_file_are_mended_at_their_place(phone, api, tmp_path):
    api.upload(sheets.bank(tmp_path / "题库.xlsx", answer_single=8), "bank", title="题库")
    api.checked()
    worker = at_bank(phone, api)
    worker.tap("20 道题").at("questions").sees("有 1 道题要改")
    worker.tap("只看要改的题", role="checkbox").tap("修改第 7 题").at("question").sees("写的是“E”")
    worker.tap("B 是正确答案", role="radio").sees("✓ 已保存")
    expect(worker.shown.get_by_text("写的是“E”")).to_have_count(0)
    worker.tap("写好了").at("questions").sees("每道题都合格")
    assert kept(api, bank_of(api))[6]["answer"] == "B"


def test_a_bank_is_written_without_a_file_put_in_order_and_handed_on(phone, api):
    worker = at_bank(phone, api)
    worker.tap("把 Excel 模板发到聊天")
    until(lambda: "shareFileMessage" in str(worker.handset.do("acts")), what="the template is handed on")
    worker.tap("开始一道一道出题").at("questions").tap("加一道题").at("question")
    worker.shown.get_by_label("题目内容").fill("松手以后会怎样")
    worker.shown.get_by_label("答案A").fill("自动锁止")
    worker.shown.get_by_label("答案B").fill("自动锁止")
    worker.sees("与前面的选项相同")
    worker.shown.get_by_label("答案B").fill("继续滑动")
    worker.tap("A 是正确答案", role="radio").tap("初级", role="radio")
    worker.tap("写下一道").at("question").sees("新的一道题")
    worker.tap("判断", role="radio")
    worker.shown.get_by_label("题目内容").fill("松手即锁。")
    worker.tap("对", role="radio", exact=True).tap("写好了").at("questions").sees("共 2 道题")
    worker.tap("第 2 题上移")
    expect(worker.shown.locator(".stem").first).to_have_text("松手即锁。")
    bank = bank_of(api)
    cells = [
        (one["type"], one["stem"], one["options"], one["answer"], one["difficulty"])
        for one in kept(api, bank)
    ]
    assert cells == [
        ("判断", "松手即锁。", [], "对", "初级"),
        ("单选", "松手以后会怎样", ["自动锁止", "继续滑动"], "A", "初级"),
    ]  # fmt: skip
    worker.tap("删除第 1 题").says("删除").sees("共 1 道题")
    assert [one["stem"] for one in kept(api, bank)] == ["松手以后会怎样"]


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_is_overwritten(phone, api, files):
    api.upload(files["bank"], "bank", title="题库")
    api.checked()
    bank = bank_of(api)
    worker = (
        phone(stages.SUN).open(f"pages/question/question?entry={api.entry}&bank={bank}&id=q2").at("question")
    )
    worker.sees("第 2 题")
    second = kept(api, bank)[1]
    other = {
        key: second[key] for key in ("type", "options", "answer", "analysis", "difficulty", "source")
    } | {"stem": "别人写的"}
    put = f"{api._copy.url}/api/v1/entries/{api.entry}/banks/{bank}/questions/q2"
    assert api._session.put(put, json={"question": other, "seen": 1}, timeout=30).status_code == 200
    worker.shown.get_by_label("题目内容").fill("我写的")
    worker.sees("这道题刚刚在别处改过").sees("别人写的")
    assert kept(api, bank_of(api))[1]["stem"] == "别人写的"
    worker.tap("用我写的").sees("✓ 已保存")
    assert kept(api, bank_of(api))[1]["stem"] == "我写的"


def test_a_question_written_without_a_network_arrives_when_it_is_back(phone, api, files):
    api.upload(files["bank"], "bank", title="题库")
    api.checked()
    bank = bank_of(api)
    worker = (
        phone(stages.SUN).open(f"pages/questions/questions?entry={api.entry}&bank={bank}").at("questions")
    )
    worker.sees("共 20 道题").tap("加一道题").at("question").sees("新的一道题")
    worker.handset.do("cut")
    worker.shown.get_by_label("题目内容").fill("断网时写的")
    worker.sees("已记在手机里")
    worker.handset.do("restore")
    worker.handset.kill()
    worker.open(f"pages/questions/questions?entry={api.entry}&bank={bank}").at("questions").sees("共 21 道题")
    assert [one["stem"] for one in kept(api, bank)][20:] == ["断网时写的"]
