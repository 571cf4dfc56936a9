"""What is said of a mail that did not go: every number has its own words, and they say what to do next."""

from datetime import datetime, timedelta

import pytest

from core.domain import mail_faults, phrases

NOW = datetime.fromisoformat("2024-06-20T10:05:00+08:00")
WAITING = {452: "full", 421: "busy", 450: "busy", 503: "busy", 0: "line", -1: "unseen", 535: "account", 534: "account", -4: "broke", -5: "file"}  # fmt: skip
FAILED = WAITING | {550: "recipient", 551: "recipient", 553: "recipient", 552: "large", 554: "refused", 501: "refused", -6: "killed"}  # fmt: skip
del FAILED[-1]  # whoever gives up then is of state unknown


def told(state, errcode, *, after=30, **more):
    about = {"mailbox": "xmt@ahghzz.cn", "now": NOW, "next_at": NOW + timedelta(minutes=after)}
    return mail_faults.told(state, errcode, **about, **more)


@pytest.mark.parametrize(("errcode", "kind"), WAITING.items())
def test_a_mail_that_waits_says_when_it_is_tried_again(errcode, kind):
    assert mail_faults.kind(errcode) == kind
    said = told("waiting", errcode)
    assert "2024年6月20日 10:35" in said and "—" not in said
    assert "一两分钟内" in told("waiting", errcode, after=-5)


@pytest.mark.parametrize(("errcode", "kind"), FAILED.items())
def test_a_mail_that_was_given_up_says_what_to_do(errcode, kind):
    assert mail_faults.kind(errcode) == kind
    said = told("failed", errcode)
    assert "重发邮件" in said and "停" in said and "—" not in said
    spent = told("failed", errcode, is_spent=True)
    assert said.startswith(spent) and spent.endswith("。") and "重发" not in spent


def test_no_two_faults_share_their_words():
    every = [phrases.say(code) for code in phrases.codes("mail.waiting.") + phrases.codes("mail.failed.")]
    assert len(set(every)) == len(every)
    assert {code.rsplit(".", 1)[1] for code in phrases.codes("mail.failed.")} == set(FAILED.values())
    assert {code.rsplit(".", 1)[1] for code in phrases.codes("mail.waiting.")} == set(WAITING.values())


@pytest.mark.parametrize(
    ("state", "errcode"),
    [("waiting", None), ("sending", -2), ("sending", 451), ("sent", None), ("dropped", 451)],
)
def test_a_mail_without_trouble_needs_no_words(state, errcode):
    assert told(state, errcode) == ""


def test_doubt_and_a_pause_have_their_own_words():
    assert "xmt@ahghzz.cn 有没有收到" in told("unknown", -1)
    assert "重发邮件" in told("unknown", -1) and "重发" not in told("unknown", -1, is_spent=True)
    assert "暂停" in told("waiting", None, is_paused=True)
