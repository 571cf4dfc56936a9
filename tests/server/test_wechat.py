"""Callbacks: what is forged is refused, what is repeated has one effect, nothing makes a 5xx, nothing is lost."""

import hashlib
import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import select
from wechatpy.crypto import WeChatCrypto

from core.adapters.tables import identities
from core.services import accounts, entries, inbox, messages
from server import wechat
from server.app import create_app
from tests.wechat import Platform

ME = "o-test-1"


@pytest.fixture
def platform(client, house):
    return Platform(house.settings, client)


def person(house, tx):
    return accounts.identify(tx, "oa", house.settings.oa_app_id, ME, now=house.clock.now())


def titles(house):
    with house.db.read() as tx:
        return [entries.load(house, tx, row.id).answers for row in entries.mine(tx, person(house, tx))]


def at_title(platform):
    """A draft whose title is asked for."""
    platform.say(ME, "申报")
    return next(n for n in range(1, 20) if "创新成果名称" in platform.say(ME, f"修改 {n}"))


def test_the_official_vector_of_the_signature(client, house):
    house.settings.__dict__["oa_token"] = "AAAAA"
    args = {"timestamp": "1714037059", "nonce": "486452656", "echostr": "4375120948345356249"}
    good = client.get(
        "/wechat/oa", query_string={**args, "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78"}
    )
    assert (good.status_code, good.data) == (200, b"4375120948345356249")
    bad = client.get("/wechat/oa", query_string={**args, "signature": "0" * 40})
    assert bad.status_code == 403


def test_plain_and_encrypted_say_the_same(platform):
    plain = platform.read(platform.post(platform.xml(ME, Content="帮助"), encrypted=False))
    assert plain == platform.say(ME, "帮助")


def test_the_previous_key_opens_and_answers(house, client):
    old = WeChatCrypto(house.settings.oa_token, house.settings.oa_aes_key, house.settings.oa_app_id)
    house.settings.__dict__.update(oa_aes_key_previous=house.settings.oa_aes_key, oa_aes_key="A" * 43)
    platform = Platform(house.settings, client)
    platform.crypto = old
    assert "申报" in platform.say(ME, "帮助")


def test_a_wrong_signature_is_403_and_nothing_is_read(platform, house):
    response = platform.post(platform.xml(ME, Content="申报"), args={"msg_signature": "0" * 40})
    assert response.status_code == 403
    with house.db.read() as tx:
        assert tx.rows(select(identities.c.id)) == []


def test_a_repeat_has_one_effect_and_the_same_answer(platform, house):
    at_title(platform)
    xml = platform.xml(ME, Content="一个只应保存一次的名称")
    first, second = platform.read(platform.post(xml)), platform.read(platform.post(xml))
    assert first == second
    assert titles(house)[0]["title"] == "一个只应保存一次的名称"


def test_a_breakout_of_cdata_stays_text(platform, house):
    at_title(platform)
    reply = platform.say(ME, "名称]]>还没完")
    assert "]]>" in reply
    assert titles(house)[0]["title"] == "名称]]>还没完"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 403), ("<xml>", 403), ("not xml", 403), (BOMB, 403), ("<xml/>", 200), ("<a>1</a>", 200),
        ("<xml><MsgType>text</MsgType></xml>", 200), ("<xml><FromUserName><a/><b/></FromUserName></xml>", 200),
        ("<xml>" + "x" * 1_000_000 + "</xml>", 403), ("\x00\x01", 403), ("<xml><a>&#0;</a></xml>", 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encrypted", [False, True])
def test_no_body_makes_a_5xx(platform, body, status, encrypted):
    assert platform.post(body, encrypted=encrypted).status_code == status


@pytest.mark.parametrize("sealed", ["", "AAAA", "!!!!", "QUFB" * 16, "\ud83d"])
def test_garbage_in_the_envelope_is_403(client, house, sealed):
    parts = sorted([house.settings.oa_token, "1", "n", sealed])
    told = {
        "encrypt_type": "aes", "timestamp": "1", "nonce": "n",
        "msg_signature": hashlib.sha1("".join(parts).encode(errors="replace")).hexdigest(),
    }  # fmt: skip
    body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode(errors="replace")
    assert client.post("/wechat/oa", query_string=told, data=body).status_code == 403


def test_a_text_of_a_megabyte_is_refused_in_words(platform):
    assert platform.post(platform.xml(ME, Content="长" * 400_000)).status_code == 403


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("image", {"PicUrl": "http://x", "MediaId": "m"}, "原图"),
        ("voice", {"MediaId": "m", "Format": "amr"}, "打字"),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "1080P"),
        ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}, "1080P"),
        ("file", {"Title": "a.xlsx", "FileMd5": "x"}, "/upload#"),
        ("location", {"Location_X": "1", "Location_Y": "2"}, "名称"),
        ("link", {"Title": "t", "Url": "http://x"}, "/upload#"),
        ("hologram", {}, "帮助"),
    ],
)
def test_every_kind_is_answered(platform, kind, fields, said):
    platform.say(ME, "申报")
    assert said in platform.read(platform.post(platform.xml(ME, kind, **fields)))


@pytest.mark.parametrize("event", ["VIEW", "LOCATION", "wxa_media_check", "never_heard_of", ""])
def test_events_that_need_no_answer(platform, event):
    assert platform.event(ME, event, EventKey="x") == ""


def test_a_locked_database_keeps_the_message_and_works_it_off_in_order(platform, house, client):
    at_title(platform)
    path = house.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert platform.say(ME, "锁住时说的名称甲") == ""
    assert platform.say(ME, "修改 1") == ""  # it must not overtake the one before
    assert len(inbox.waiting(house)) == 2
    with client.application.app_context():
        assert wechat.work_off(house) == 2
    assert titles(house)[0]["title"] == "锁住时说的名称甲"
    assert inbox.waiting(house) == []
    with house.db.read() as tx:
        assert [row.reason for row in messages.of(tx, person(house, tx))] == ["reply", "reply"]


def test_two_at_once_are_one(platform, house, monkeypatch):
    monkeypatch.setitem(inbox.once.__kwdefaults__, "wait", 60.0)  # none is kept because the other was slow
    at_title(platform)
    xml = platform.xml(ME, Content="同时到的两份")
    replies = []
    threads = [
        threading.Thread(target=lambda: replies.append(platform.read(platform.post(xml)))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies[0] == replies[1]


def test_without_the_queue_the_chat_still_saves(settings, tmp_path):
    gone = settings.model_copy(update={"redis_url": f"unix://{tmp_path}/nobody.sock?db=0"})
    app = create_app(gone)
    house = app.extensions["house"]
    platform = Platform(gone, app.test_client())
    at_title(platform)
    assert "已保存" in platform.say(ME, "没有队列也能保存的成果名称")
    assert not house.jobs.is_up()
    assert titles(house)[0]["title"] == "没有队列也能保存的成果名称"
    house.db.close()
