"""What waits for a yes is let go by whatever else a person sends: no later 好的 may mean it any more."""

import pytest

from core.services import accounts, scanning
from tests.handlers.talking import posted, whole
from tests.handlers.test_bots import voice
from tests.handlers.test_unit import state

KINDS = {
    "image": {"MediaId": "m", "PicUrl": "http://x"},
    "video": {"MediaId": "m", "ThumbMediaId": "t"},
    "file": {"Title": "a.docx", "FileMd5": "0"},
    "location": {"Location_X": "1", "Location_Y": "1"},
    "link": {"Title": "t", "Url": "http://x"},
    "voice": {"MediaId": "m", "Format": "amr"},
    "sticker": {"Title": "笑"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_yes_after_something_that_is_no_text_confirms_nothing(worker, officer, sent, kind):
    officer.says("确认 1")
    officer.sends(kind, **KINDS[kind])
    officer.says("好的")
    assert state(worker, sent) == "submitted"


def test_a_yes_after_a_voice_that_said_something_else_confirms_nothing(worker, officer, sent):
    officer.says("确认 1")
    voice(officer, "今天天气不错我们下午开会")
    officer.says("好的")
    assert state(worker, sent) == "submitted"


def test_a_yes_after_a_scan_confirms_nothing(worker, officer, sent):
    officer.says("确认 1")
    officer.does("SCAN", EventKey="i.NOSUCHCODENOSUCHCODE0000", Ticket="t")
    officer.says("好的")
    assert state(worker, sent) == "submitted"


def test_a_yes_by_voice_still_confirms_and_a_report_of_the_platform_lets_nothing_go(worker, officer, sent):
    officer.says("确认 1")
    officer.does("TEMPLATESENDJOBFINISH", MsgID="1", Status="success")
    assert "✓ 已确认" in voice(officer, "是的。")
    assert state(worker, sent) == "confirmed"


def test_nobody_is_urged_by_a_yes_to_a_picture(worker, officer):
    whole(worker)
    now = worker.house.clock.now()
    worker.house.clock.move(now.replace(hour=10, minute=30) if now.hour < 10 else now)
    officer.says("催办")
    officer.sends("image", **KINDS["image"])
    officer.says("好的")
    assert posted(worker, "urged") == []


def test_a_question_survives_a_voice_that_nobody_understood_and_its_second_telling(worker, officer):
    whole(worker)
    worker.says("人工")
    worker.sends("voice", **KINDS["voice"])
    voice(worker, "章要盖在哪里呢听错了")
    voice(worker, "章要盖在哪一页")
    assert "问题 1" in worker.says("对")
    assert "章要盖在哪一页" in posted(officer, "asked")[0]["text"]


def test_who_scanned_a_screen_signs_in_by_one_word_in_the_middle_of_a_text(worker, house):
    worker.at("title")
    with house.db.write() as tx:
        code = accounts.give_code(
            tx, "signin", person=None, about={"door": "upload", "mark": "m"}, minutes=scanning.MINUTES
        )
    worker.does("SCAN", EventKey=f"s.{code}", Ticket="t")
    assert "电脑上已经打开" in worker.says("登录")
    assert "2. 把“登录”填进" in worker.says("登录")  # nothing was scanned any more
    assert worker.answers() == {}


@pytest.mark.parametrize("said", ["打印服务", "提醒", "模板信息", "结果"])
def test_a_question_to_a_person_may_be_a_word_of_the_list(worker, officer, said):
    whole(worker)
    worker.says("人工", said)
    assert [said in body["text"] for body in posted(officer, "asked")] == [True]
