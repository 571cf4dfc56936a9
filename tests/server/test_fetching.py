"""The page of a mail's link: asks for the code, gives the files, says what is wrong."""

import re

import pytest

from core.adapters.clock import START
from core.services import acts, mailing
from tests.core.services import roadshows


@pytest.fixture
def mail(app, house):
    people = roadshows.people(house, START)
    entry = roadshows.course(house, people, START)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["officer"], now=START)
        return mailing.of(tx, entry)[0]


def test_the_right_code_opens_the_files(client, house, mail):
    asked = client.get(f"/m/{mail.code.lower()}")
    assert asked.status_code == 200 and "提取码" in asked.text and mail.subject not in asked.text
    key = mailing.key(house, mail.id)
    wrong = client.post(f"/m/{mail.code}", data={"key": "0" * 6})
    assert wrong.status_code == 403 and "还可以试 4 次" in wrong.text and mail.subject not in wrong.text
    opened = client.post(f"/m/{mail.code}", data={"key": f" {key.lower()} "})
    assert opened.status_code == 200 and opened.headers["Cache-Control"] == "no-store"
    links = re.findall(r'href="(/files/[^"]+)"', opened.text)
    assert len(links) == 3
    with client.get(links[0]) as file:
        assert file.data == b"x"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_link_says_so(client, method):
    told = getattr(client, method)("/m/0000000000000000")
    assert told.status_code == 410 and "不能用了" in told.text
