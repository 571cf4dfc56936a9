"""Callbacks: sealed as the platform seals them, sent thrice at most, and replies read as strictly as it reads them."""

from urllib.parse import parse_qs, urlsplit

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from sandbox import envelope
from sandbox.chats import TROUBLE
from sandbox.parts import ACCOUNT
from tests.fakes import AES_KEY, HUNG_UP, SILENCE, WANG

TOKEN, APP = "sandboxtoken", "wx5a4db0c000000001"


def reply(content="收到", *, to=WANG, sender=ACCOUNT, kind="text", inner=None, created="1"):
    inner = f"<Content><![CDATA[{content}]]></Content>" if inner is None else inner
    return (
        f"<xml><ToUserName>{to}</ToUserName><FromUserName>{sender}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{kind}</MsgType>{inner}</xml>"
    ).encode()


def query(path):
    return {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}


def say(api, listener, *answers):
    """王师傅 says 你好 and the house answers so; gives the new items."""
    api.act(WANG, "follow")
    listener.letters.clear()
    listener.answers[:] = answers
    return [item for item in api.act(WANG, "say", text="你好") if item["from"] != "me"]


@pytest.fixture
def crypto():
    return WeChatCrypto(TOKEN, AES_KEY, APP)


def test_the_official_vector():
    assert envelope.sign("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"


def test_a_plain_callback_is_signed(api, listener):
    say(api, listener)
    ((path, body),) = listener.letters
    args = query(path)
    assert urlsplit(path).path == "/wechat/oa"
    check_signature(TOKEN, args["signature"], args["timestamp"], args["nonce"])
    assert (args["openid"], args["timestamp"], "encrypt_type" in args) == (WANG, "1800000000", False)
    told = xmltodict.parse(body)["xml"]
    assert int(told.pop("MsgId")) > 2**40
    assert told == {
        "ToUserName": ACCOUNT,
        "FromUserName": WANG,
        "CreateTime": "1715562000",
        "MsgType": "text",
        "Content": "你好",
    }


def test_a_safe_callback_opens_with_wechatpy_and_its_reply_is_read(make, listener, crypto):
    api = make(oa_aes_key=AES_KEY)

    def answer(path, body):
        args = query(path)
        assert args["encrypt_type"] == "aes"
        told = xmltodict.parse(
            crypto.decrypt_message(body, args["msg_signature"], args["timestamp"], args["nonce"])
        )
        assert told["xml"]["Content"] == "你好"
        assert b"\xe4\xbd\xa0" not in body
        return 200, crypto.encrypt_message(reply("看到了").decode(), "n", "1").encode()

    items = say(api, listener, answer)
    assert [(item["from"], item["text"]) for item in items] == [("account", "看到了")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (reply("明文"), "没有加密"),
        (b"<xml><Encrypt>x</Encrypt><MsgSignature>\xe5\x9d\x8f</MsgSignature></xml>", "MsgSignature"),
        (b"not xml", "不是合法的 XML"),
    ],
)
def test_in_safe_mode_a_bad_envelope_is_trouble(make, listener, body, why):
    (item,) = say(make(oa_aes_key=AES_KEY), listener, (200, body))
    assert (item["from"], item["text"], why in item["why"]) == ("system", TROUBLE, True)


@pytest.mark.parametrize(
    ("token", "key", "app", "why"),
    [
        (TOKEN, AES_KEY, "wx-other", "AppID"),
        ("wrong", AES_KEY, APP, "MsgSignature"),
        (TOKEN, "B" * 43, APP, "回复的密文"),
    ],
)
def test_a_reply_sealed_with_other_keys_is_trouble(make, listener, token, key, app, why):
    sealed = WeChatCrypto(token, key, app).encrypt_message(reply().decode(), "n", "1").encode()
    (item,) = say(make(oa_aes_key=AES_KEY), listener, (200, sealed))
    assert (item["text"], why in item["why"]) == (TROUBLE, True)


@pytest.mark.parametrize("quiet", [b"success", b""])
def test_success_and_nothing_say_nothing(api, listener, quiet):
    assert say(api, listener, (200, quiet)) == []
    assert len(listener.letters) == 1


@pytest.mark.parametrize("trouble", [SILENCE, HUNG_UP, (500, b""), (503, b"success")])
def test_silence_and_5xx_are_tried_three_times_with_the_same_letter(make, listener, trouble):
    make().act(WANG, "follow")
    listener.letters.clear()
    listener.answers[:] = [trouble] * 3
    hasty = make(callback_seconds=0.3) if trouble is SILENCE else make()  # on the same memory
    (item,) = [item for item in hasty.act(WANG, "say", text="你好") if item["from"] != "me"]
    assert (item["from"], item["text"]) == ("system", TROUBLE)
    assert "已重试 3 次" in item["why"]
    letters = listener.wait(3)
    assert letters == [letters[0]] * 3


def test_the_answer_to_a_repeat_is_shown(api, listener):
    items = say(api, listener, HUNG_UP, (500, b""), (200, reply("第三次")))
    assert [item["text"] for item in items] == ["第三次"]
    assert len(listener.letters) == 3


def test_a_refusal_is_not_repeated(api, listener):
    (item,) = say(api, listener, (403, b"no"))
    assert (item["why"], len(listener.letters)) == ("业务服务应答 HTTP 403", 1)


def test_a_house_that_is_not_there(make, listener):
    api = make(house="http://127.0.0.1:1", callback_seconds=0.3)
    (item,) = say(api, listener)
    assert (item["text"], "没有在 0.3 秒内应答" in item["why"]) == (TROUBLE, True)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"text": "json"}', "不是合法的 XML"),
        (b"SUCCESS", "不是合法的 XML"),
        (b"<html/>", "根元素"),
        (reply(to="o-other"), "对调"),
        (reply(sender="gh_other"), "对调"),
        (reply(created="soon"), "CreateTime"),
        (reply(kind="dance"), "MsgType"),
        (reply("  "), "Content 为空"),
        (reply("长" * 683), "超过 2048 字节"),
        (reply(kind="image", inner="<Image><MediaId>none</MediaId></Image>"), "MediaId 不存在"),
        (reply(kind="image", inner=""), "缺少 MediaId"),
        (reply(kind="news", inner="<ArticleCount>2</ArticleCount><Articles><item/></Articles>"), "图文"),
        (b"\xff\xfe\x00", "不是合法的 XML"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>" + b"<xml>&a;&b;</xml>", "不是合法的 XML"),
    ],
)
def test_a_reply_the_platform_cannot_use_is_the_grey_sentence(api, listener, body, why):
    (item,) = say(api, listener, (200, body))
    assert (item["from"], item["text"], why in item["why"]) == ("system", TROUBLE, True)
    assert len(listener.letters) == 1


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (reply("长" * 682), ("account", "text", "长" * 682)),
        (reply("一\n二"), ("account", "text", "一\n二")),
        (
            reply(kind="news", inner="<ArticleCount>1</ArticleCount><Articles><item><Title>标题</Title></item></Articles>"),
            ("account", "news", "标题"),
        ),
        (reply(kind="transfer_customer_service", inner=""), ("system", "text", "已转给人工客服，请稍候。")),
    ],
)  # fmt: skip
def test_good_replies(api, listener, body, shown):
    (item,) = say(api, listener, (200, body))
    assert (item["from"], item["kind"], item["text"]) == shown


def test_a_text_cannot_break_out_of_its_cdata(api, listener):
    api.act(WANG, "follow")
    nasty = "a]]><MsgType>event</MsgType>\x00\x07&<b>"
    api.act(WANG, "say", text=nasty)
    told = xmltodict.parse(listener.letters[-1][1])["xml"]
    assert (told["MsgType"], told["Content"]) == ("text", "a]]><MsgType>event</MsgType>&<b>")


def test_events_have_no_number_and_unsubscribe_has_no_reply(api, listener):
    api.act(WANG, "follow")
    listener.answers[:] = [(200, reply("再见"))]
    assert api.act(WANG, "unfollow") == []
    bodies = [xmltodict.parse(body)["xml"] for _, body in listener.letters]
    assert [(b["Event"], "MsgId" in b) for b in bodies] == [("subscribe", False), ("unsubscribe", False)]


def test_numbers_of_messages_grow(api, listener):
    api.act(WANG, "follow")
    for word in "一二三":
        api.act(WANG, "say", text=word)
    numbers = [int(xmltodict.parse(body)["xml"]["MsgId"]) for _, body in listener.letters[1:]]
    assert numbers == sorted(set(numbers)) and len(numbers) == 3


def test_a_template_message_is_reported(api, listener):
    api.act(WANG, "follow")
    data = {"thing1": {"value": "夹具"}, "phrase2": {"value": "已提交"}, "time3": {"value": "09:00"}}
    body = {"touser": WANG, "template_id": "sandboxTplProgress-0000000000000000000000001", "data": data}
    msgid = api.post("/cgi-bin/message/template/send", body)["msgid"]
    told = xmltodict.parse(listener.wait(2)[1][1])["xml"]
    assert (told["Event"], told["MsgID"], told["Status"]) == ("TEMPLATESENDJOBFINISH", str(msgid), "success")


def test_any_xml_can_be_sent_in_a_good_envelope(make, listener, crypto):
    api = make(oa_aes_key=AES_KEY)
    listener.answers[:] = [
        (200, crypto.encrypt_message(reply("好").decode(), "n", "1").encode()),
        (403, b"no"),
    ]
    first = api.client.post("/phone/raw", json={"openid": WANG, "xml": "<broken"}).json
    assert (first["status"], "<Content>" in first["body"]) == (200, True)
    assert api.client.post("/phone/raw", json={}).json == {"status": 403, "body": "no"}
    path, body = listener.letters[0]
    args = query(path)
    told = (args["msg_signature"], args["timestamp"], args["nonce"])
    assert crypto.decrypt_message(body, *told) == "<broken"
