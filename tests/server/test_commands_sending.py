"""The commands about sending: the switch, what stands in the way, a word to many that is looked at before it goes."""

import pytest

from core.adapters.clock import START
from core.services import broadcasting, demo


@pytest.fixture
def run(app):
    def run(*words):
        with app.app_context():
            answer = app.test_cli_runner().invoke(args=list(words))
        return answer.exit_code, answer.output

    return run


@pytest.fixture
def furnished(house):
    demo.furnish(house, now=START)
    return house


def test_the_switch_is_seen_and_turned(run):
    assert run("sending") == (0, "正在发送\n")
    assert run("pause", "--why", "核对名单")[0] == 0
    assert run("sending") == (0, "已暂停（核对名单）\n")
    assert run("resume") == (0, "已恢复发送。\n")
    assert run("resume") == (0, "发送没有暂停。\n")


def test_a_broadcast_is_shown_with_reasons_and_goes_by_its_number(run, furnished):
    code, made = run("broadcast", "draft", "请看新的模板", "--role", "officer")
    assert code == 0
    made = made.strip()
    code, said = run("broadcast", "show", made)
    assert code == 0 and "共 1 人" in said and "文字：五小活动组委会：请看新的模板" in said
    assert "现在联系不上\t1 人\t已取消关注" in said and "李干事\t联系不上" in said
    assert f"broadcast release {made} --count 1" in said
    code, said = run("broadcast", "release", made, "--count", "2")
    assert code == 1 and "现在会发给 1 人" in said
    assert run("broadcast", "release", made, "--count", "1")[0] == 0
    assert broadcasting.TELLING.spread(furnished, made, now=START) == 1


def test_faults_are_told_and_nothing_is_made(run, furnished):
    assert "对象按申报状态或按身份只选一种" in run("broadcast", "draft", "请看")[1]
    assert run("broadcast", "show", "none")[0] == 1
    assert "没有这条群发" in run("broadcast", "release", "none", "--count", "1")[1]
