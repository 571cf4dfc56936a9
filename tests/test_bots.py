"""Two people and the account, through a real copy: a worker who speaks, asks for the letters, sends sheets and asks for help;
an officer who urges, answers, and takes words to a group."""

import io

import pytest
import requests
from PIL import Image

from tests import filling, running
from tests.playing import Phone
from tests.running import until

pytestmark = pytest.mark.story
WANG, LI = "o-sandbox-wang", "o-sandbox-li"


copy = running.copy


def chat(copy, openid):
    answer = requests.get(f"{copy.sandbox}/phone/{openid}/chat", params={"after": 0}, timeout=300)
    return [item for item in answer.json()["items"] if item["from"] == "account"]


def come(copy, openid, kind, count):
    """Waits until so many of a kind are in the person's chat, and gives them."""

    def look():
        found = [item for item in chat(copy, openid) if item["kind"] == kind]
        return found if len(found) >= count else None

    return until(look, what=f"{count} of {kind} in the chat of {openid}")


def drawn(item):
    answer = requests.get(item["url"], timeout=300)
    return Image.open(io.BytesIO(answer.content)).size


def test_two_people_and_the_account(copy):
    worker, officer = Phone(copy, WANG), Phone(copy, LI)
    for phone in (worker, officer):
        phone.ask("follow")

    worker.say("我想申报")
    told = worker.ask("send", kind="voice", recognition=f"{filling.TITLE}。")
    assert f"“{filling.TITLE}”" in told
    assert "【2/19】" in worker.say("对")
    assert "（没有“近度”这个词，我按“进度”办。）" in worker.say("近度")
    worker.say("修改 7")
    assert "✓ 已保存" in worker.say("淮河医院护理部")

    assert "/upload#" in worker.say("承诺书在哪里")
    sheets = come(copy, WANG, "image", 2)
    assert [drawn(sheet) for sheet in sheets] == [(1240, 1754)] * 2

    worker.say("修改 19")
    with copy.stopped("--app wsgi worker"):  # however long it takes, none is looked at before all have come
        for _ in range(3):
            worker.act("send", kind="image")
    told = worker.heard("3 个文件查完了")
    assert told.count("查完了") == 1 and "✗ 成果真实性确认：3 个要改" in told
    assert len([item for item in chat(copy, WANG) if "查完了" in item["text"]]) == 1

    assert "离最少 1 项还差 1 项" in officer.say("进度")
    assert "要提醒 1 位" in officer.say("催办")
    assert "✓ 已提醒 1 位" in officer.say("是")
    come(copy, WANG, "template", 1)
    assert "今天已经提醒过了" in officer.say("催办")

    worker.say("人工", "李干事")
    worker.say("照片可以用手机拍吗？", "问题 1")
    officer.heard("照片可以用手机拍吗？")
    officer.say("答复 1 可以，请传原图")
    worker.heard("可以，请传原图")

    assert "已交 0 项（至少 1 项）" in officer.say("群消息")
    (card,), (picture,) = come(copy, LI, "news", 1), come(copy, LI, "image", 1)
    assert "淮河医院工会" in card["text"] and drawn(picture)[0] == 1080
    page = requests.get(card["url"], timeout=300)
    assert page.status_code == 200 and "王师傅" not in page.text and filling.TITLE not in page.text
