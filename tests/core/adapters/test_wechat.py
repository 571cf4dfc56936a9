"""The adapter against the fake platform on a real port: one token for all, bounded retries, classes, no secrets told."""

import logging
import threading
import traceback

import pytest
import structlog

from core.adapters import queue, wechat, wechat_account, wechat_faults, wechat_templates
from server import logs
from tests import fakes
from tests.fakes import WANG
from tests.running import PATIENCE

CUSTOM = "/cgi-bin/message/custom/send"
TOKENS = "/cgi-bin/stable_token"
INFO = "/cgi-bin/user/info"


@pytest.fixture
def fake(settings, tmp_path, valkey):
    queue.connect(valkey).flushdb()
    with fakes.serving(settings, tmp_path / "fake") as made:
        yield made


@pytest.fixture
def near(settings, fake):
    """Settings that lead to the fake platform."""
    return settings.model_copy(update={"wechat_api_base": fake.url})


@pytest.fixture
def platform(near):
    return wechat.Platform(near)


def refusal(act, *args, **more):
    with pytest.raises(wechat.PlatformError) as caught:
        act(*args, **more)
    return caught.value


def told(fault):
    return fault.kind, fault.errcode, fault.unseen


def calls(fake, path):
    return [body for called, body in fake.calls if called == path]


def inject(fake, path, **fault):
    assert fake.client.post("/platform/faults", json={"path": path, **fault}).status_code == 201


def test_eight_processes_that_start_cold_fetch_one_token(fake, near, monkeypatch):
    monkeypatch.setattr(wechat_account, "_LOCK_SECONDS", int(PATIENCE))  # on a machine that stands still
    fake.act(WANG, "follow")
    gate, done = threading.Barrier(8), []

    def work():
        platform = wechat.Platform(near)
        gate.wait()
        done.append(platform.call("/cgi-bin/template/get_all_private_template")["template_list"][0]["title"])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["申报进度通知"] * 8
    assert len(calls(fake, TOKENS)) == 1


def test_the_token_is_kept_for_all_with_a_margin(fake, near, valkey):
    wechat.Platform(near).call("/cgi-bin/template/get_all_private_template")
    key = f"wechat:{near.oa_app_id}:token"
    assert 7000 < queue.connect(valkey).ttl(key) <= 7080
    assert queue.connect(valkey).exists(f"wechat:{near.oa_app_id}:lock") == 0


def test_a_refused_token_is_replaced_once_and_the_call_repeated(fake, near, platform, valkey):
    fake.act(WANG, "follow")
    queue.connect(valkey).set(f"wechat:{near.oa_app_id}:token", "stale")
    platform.send_text(WANG, "到了")
    assert fake.got(WANG) == ["到了"]
    assert (len(calls(fake, CUSTOM)), len(calls(fake, TOKENS))) == (2, 1)


def test_an_expired_token_is_replaced_without_force(fake, platform):
    fake.act(WANG, "follow")
    platform.send_text(WANG, "一")
    fake.hands.real_now += 7201
    platform.send_text(WANG, "二")
    assert fake.got(WANG) == ["一", "二"]
    assert ["force_refresh" in body for body in calls(fake, TOKENS)] == [False, False]


def test_when_another_system_took_a_new_token_ours_follows_and_does_not_fight(fake, platform):
    fake.act(WANG, "follow")
    platform.send_text(WANG, "一")
    other = fake.ask_token(force_refresh=True)["access_token"]
    platform.send_text(WANG, "二")
    assert fake.client.get(INFO, query_string={"access_token": other, "openid": WANG}).json["errcode"] == 0
    assert [("force_refresh" in body) for body in calls(fake, TOKENS)] == [
        False,
        True,
        False,
    ]  # the forced one was theirs


def test_a_token_that_stays_refused_calls_for_a_person(fake, platform):
    inject(fake, CUSTOM, errcode=40001, times=99)
    assert told(refusal(platform.send_text, WANG, "一")) == (wechat.ALERT, 40001, False)
    assert len(calls(fake, CUSTOM)) == 2
    assert [("force_refresh" in body) for body in calls(fake, TOKENS)] == [False, False, True]


def test_a_wrong_secret_calls_for_a_person(fake, near):
    wrong = wechat.Platform(near.model_copy(update={"oa_app_secret": "wrong"}))
    assert told(refusal(wrong.send_text, WANG, "一")) == (wechat.ALERT, 40001, False)
    assert (len(calls(fake, TOKENS)), len(calls(fake, CUSTOM))) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "code"),
    [(kind, code) for kind, codes in wechat_faults.CLASSES.items() if kind != wechat.TOKEN for code in codes]
    + [(wechat.ALERT, code) for code in (40001, 40014, 42001, 99999)],
)
def test_each_code_has_its_class(fake, platform, kind, code):
    inject(fake, CUSTOM, errcode=code, times=2)
    assert told(refusal(platform.send_text, WANG, "一")) == (kind, code, False)


def test_a_late_answer_may_have_had_its_effect(fake, platform, monkeypatch):
    platform.call("/cgi-bin/template/get_all_private_template")
    monkeypatch.setattr(wechat_account, "TIMEOUT", (PATIENCE, 0.3))
    platform.account._client = None
    inject(fake, CUSTOM, timeout=1.5)
    assert told(refusal(platform.send_text, WANG, "一")) == (wechat.RETRY, None, True)


@pytest.mark.parametrize("fault", [{"timeout": 1.5}, {"http": 500}, {"errcode": -1}])
def test_without_a_token_nothing_was_sent(fake, platform, monkeypatch, fault):
    monkeypatch.setattr(wechat_account, "TIMEOUT", (PATIENCE, 0.3))
    inject(fake, TOKENS, **fault)
    found = refusal(platform.send_text, WANG, "一")
    assert (found.kind, found.unseen, calls(fake, CUSTOM)) == (wechat.RETRY, False, [])


def test_without_a_connection_nothing_was_sent(near, valkey):
    queue.connect(valkey).set(f"wechat:{near.oa_app_id}:token", "t")
    away = wechat.Platform(near.model_copy(update={"wechat_api_base": "http://127.0.0.1:1"}))
    assert told(refusal(away.send_text, WANG, "一")) == (wechat.RETRY, None, False)


def test_without_valkey_it_is_tried_again_later(near):
    alone = wechat.Platform(near.model_copy(update={"redis_url": "unix:///nowhere/v.sock?db=0"}))
    assert told(refusal(alone.send_text, WANG, "一")) == (wechat.RETRY, None, False)


@pytest.mark.parametrize("body", [b"hello", b"", b"[1]", b'"ok"', b'{"errcode": "soon"}'])
def test_a_page_that_is_no_answer_is_no_success(near, valkey, body):
    queue.connect(valkey).set(f"wechat:{near.oa_app_id}:token", "t")
    listener = fakes.Listener()
    try:
        listener.answers[:] = [(200, body)]
        odd = wechat.Platform(near.model_copy(update={"wechat_api_base": listener.address}))
        found = refusal(odd.send_text, WANG, "一")
        assert (found.kind, found.unseen) == (wechat.RETRY, True)
    finally:
        listener.close()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"access_token": ""}'])
def test_a_token_that_is_none_is_not_kept(near, valkey, body):
    queue.connect(valkey).flushdb()
    listener = fakes.Listener()
    try:
        listener.answers[:] = [(200, body)]
        odd = wechat.Platform(near.model_copy(update={"wechat_api_base": listener.address}))
        assert told(refusal(odd.send_text, WANG, "一")) == (wechat.RETRY, None, False)
        assert queue.connect(valkey).keys("wechat:*") == []
    finally:
        listener.close()


def test_a_login_code(fake, platform):
    code = fake.client.post(f"/phone/{WANG}/login_code").json["code"]
    assert platform.session_of(code) == ("m-sandbox-wang", "u-sandbox-wang")
    assert told(refusal(platform.session_of, code)) == (wechat.LOGIN, 40163, False)
    assert told(refusal(platform.session_of, "made-up")) == (wechat.LOGIN, 40029, False)
    assert calls(fake, TOKENS) == []  # this call takes no access token


def sent_picture(fake, kind="image"):
    """The media id of what 王师傅 just sent."""
    fake.act(WANG, "follow")
    fake.act(WANG, "send", kind=kind)
    return fake.app.extensions["parts"].store.row("SELECT media_id FROM media WHERE kind = ?", kind)[
        "media_id"
    ]


def test_a_picture_is_fetched_with_a_token_that_had_to_be_replaced(fake, near, platform, valkey, tmp_path):
    media_id = sent_picture(fake)
    queue.connect(valkey).set(f"wechat:{near.oa_app_id}:token", "stale")
    platform.fetch_media(media_id, tmp_path / "photo")
    assert (tmp_path / "photo").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("case", ["old", "video", "large", "down"])
def test_a_picture_that_cannot_be_had(fake, platform, tmp_path, case):
    media_id = sent_picture(fake, "video" if case == "video" else "image")
    if case == "old":
        fake.hands.house_now += 3 * 86400 + 1
    if case == "down":
        inject(fake, "/cgi-bin/media/get", http=500)
    found = refusal(platform.fetch_media, media_id, tmp_path / "photo", most=10)
    expected = {
        "old": ("message", 40007),
        "video": ("message", None),
        "large": ("message", None),
        "down": ("retry", None),
    }
    assert (found.kind, found.errcode) == expected[case]


def test_a_template_is_found_by_its_title_and_filled_by_its_labels(fake, platform):
    fake.act(WANG, "follow")
    words = {"项目名称": "夹具", "当前状态": "已提交", "更新时间": "2024-05-13 09:00", "备注": "没有这一栏"}
    for _ in range(2):
        number = platform.send_template(WANG, "申报进度通知", words, url="http://127.0.0.1/me", once="m1")
    card = fake.chat(WANG)[-1]
    assert [field["value"] for field in card["fields"]] == ["夹具", "已提交", "2024-05-13 09:00"]
    assert [(row["outcome"], str(row["msgid"])) for row in fake.sent()] == [
        ("sent", number),
        ("repeat", number),
    ]
    assert len(calls(fake, "/cgi-bin/template/get_all_private_template")) == 1


def test_a_template_the_account_does_not_have(fake, platform):
    assert told(refusal(platform.send_template, WANG, "没有的", {}, url="", once="m")) == (
        wechat.ALERT,
        40037,
        False,
    )


def test_labels_with_either_colon():
    assert wechat_templates.keys("项目名称：{{thing1.DATA}}\n{{first.DATA}}\n状态 : {{phrase2.DATA}}") == {
        "项目名称": "thing1",
        "状态": "phrase2",
    }


def test_no_token_and_no_secret_in_logs_and_exceptions(
    fake, near, platform, valkey, caplog, capfd, monkeypatch, tmp_path, request
):
    before = structlog.get_config()
    structlog.reset_defaults()
    logs.configure()
    request.addfinalizer(lambda: structlog.configure(**before))  # else others write to this test's stderr
    monkeypatch.setattr(
        wechat_templates, "_log", structlog.get_logger()
    )  # another test's keeps that test's stderr
    caplog.set_level(logging.DEBUG)
    away = wechat.Platform(near.model_copy(update={"wechat_api_base": "http://127.0.0.1:1"}))
    platform.call("/cgi-bin/template/get_all_private_template")
    token = queue.connect(valkey).get(f"wechat:{near.oa_app_id}:token").decode()
    for path, fault in ((CUSTOM, {"http": 500}), (CUSTOM, {"errcode": 45009}), (CUSTOM, {"timeout": 1.5}), (INFO, {"errcode": 40164}),
                        ("/sns/jscode2session", {"http": 500}), ("/cgi-bin/media/get", {"http": 500})):  # fmt: skip
        inject(fake, path, **fault)
    acts = [lambda: platform.send_text(WANG, "一")] * 3 + [
        lambda: platform.call(INFO),
        lambda: platform.session_of("c"),
        lambda: platform.fetch_media("m", tmp_path / "x"),
        lambda: away.send_text(WANG, "一"),
        lambda: away.session_of("c"),
        lambda: away.fetch_media("m", tmp_path / "x"),
        lambda: platform.send_template(WANG, "没有的", {}, url="", once="m"),
    ]
    said = []
    for number, act in enumerate(acts):
        monkeypatch.setattr(wechat_account, "TIMEOUT", (PATIENCE, 0.3 if number == 2 else PATIENCE))
        fault = refusal(act)
        said += traceback.format_exception(fault)
        while fault is not None:
            said += [str(fault), repr(fault), repr(fault.args)]
            fault = fault.__cause__ or fault.__context__
    inject(fake, TOKENS, errcode=40125)
    queue.connect(valkey).flushdb()
    platform.account.tokens._held = ("", 0.0)
    said += traceback.format_exception(refusal(platform.send_text, WANG, "一"))
    everything = "\n".join([*said, caplog.text, *capfd.readouterr()])
    assert "alert:40125" in everything and "wechat.template.absent" in everything
    assert not any(one in everything for one in (token, near.oa_app_secret, near.mini_app_secret, "_token="))
