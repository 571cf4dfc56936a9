"""Processes killed at random while a worker writes: what was acknowledged is there, once and in order."""

import random
import re

import pytest
import requests

from tests.playing import Phone, code_in
from tests.running import Copy, until

pytestmark = pytest.mark.nightly
CHILDREN = ("valkey-server", "gunicorn", "--app wsgi worker", "--app wsgi tick")
MESSAGES, KILLS = 120, 0.15


def test_what_was_acknowledged_is_there(tmp_path):
    copy, chance = Copy().start(), random.Random(20240628)
    try:
        phone = Phone(copy, "o-sandbox-wang")
        phone.ask("follow")
        phone.say("申报")
        api = phone.api("links", code_in(phone.say("修改 15", "/upload#")))
        phone.say("修改 12")
        acknowledged = []
        for number in range(MESSAGES):
            if chance.random() < KILLS:
                copy.send(chance.choice(CHILDREN))
            if "已收到" in phone.say(f"甲{number}乙"):
                acknowledged.append(number)
            if number % 20 == 19:
                until(copy.answers, what="the web process back")
        until(lambda: _ready(copy), what="all back")
        kept = [int(found) for found in re.findall(r"甲(\d+)乙", api.show()["answers"]["novelty"])]
        assert kept == sorted(set(kept)), "once and in order"
        assert set(acknowledged) <= set(kept)
        assert len(acknowledged) > MESSAGES / 2
    finally:
        copy.stop()
        copy.remove()


def _ready(copy):
    try:
        return requests.get(f"{copy.url}/readyz", timeout=10).status_code == 200
    except requests.RequestException:
        return False
