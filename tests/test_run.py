"""`make run`: starts all, brings back what dies, keeps the data, leaves nobody behind."""

import sqlite3

import pytest

from tests.running import Copy, until

CHILDREN = ("valkey-server", "gunicorn", "--app wsgi worker", "--app wsgi tick", "-m sandbox")


@pytest.fixture(scope="module")
def copy():
    made = Copy().start()
    yield made
    made.stop()
    made.remove()


def test_it_answers_and_tells_the_people(copy):
    assert copy.answers("/healthz") and copy.answers("/readyz")
    said = copy.said()
    assert f"{copy.sandbox}/" in said and "王师傅" in said and "wuxiao-demo" in said
    for words in CHILDREN:
        assert copy.pids(words), words


@pytest.mark.parametrize("words", CHILDREN)
def test_a_killed_child_comes_back(copy, words):
    before = set(copy.send(words))
    assert before
    until(lambda: set(copy.pids(words)) - before, what=f"{words} back")
    until(lambda: copy.answers("/readyz"), what="ready again")
    assert not before & set(copy.pids(words))


def test_a_second_copy_runs_beside_it_and_a_start_on_the_same_folder_is_refused(copy):
    with_same_folder = Copy(copy.data_dir)
    with pytest.raises(AssertionError, match="已经有一份在运行"):
        with_same_folder.start()
    beside = Copy().start()
    assert copy.answers() and beside.answers()
    assert beside.stop() == 0
    beside.remove()


def test_ctrl_c_leaves_no_process_and_the_next_start_finds_the_data(copy):
    assert copy.stop() == 0
    until(lambda: copy.processes() == {}, what="nobody left, also of what a worker had forked")
    database = sqlite3.connect(copy.data_dir / "wuxiao.db")
    people = database.execute("SELECT id FROM persons ORDER BY id").fetchall()
    database.close()
    copy.start()
    again = sqlite3.connect(copy.data_dir / "wuxiao.db")
    assert again.execute("SELECT id FROM persons ORDER BY id").fetchall() == people
    again.close()


def test_a_killed_supervisor_takes_its_children_with_it(copy):
    copy.process.kill()
    until(lambda: copy.processes() == {}, what="nobody left")
    copy.process.wait()
    copy.start()


def test_a_taken_port_is_said(copy):
    other = Copy(PORT=copy.port)
    with pytest.raises(AssertionError, match=f"端口 {copy.port} 已被占用"):
        other.start()
    other.remove()


def test_the_sandbox_refuses_what_is_not_a_sandbox():
    public = Copy(PUBLIC_URL="https://example.org")
    with pytest.raises(AssertionError, match="PUBLIC_URL 不能指向本机以外的地址"):
        public.start()
    public.remove()
