"""The time machine and the mails: handed on to the house, with a sentence while it is silent."""

import json

from sandbox.clock import Clock
from sandbox.house import House
from tests.fakes import HUNG_UP, PATIENCE, SILENCE

JSON = "application/json"
SAID = json.dumps({"now": "2024-06-27T09:00:00+08:00"}).encode()


def test_the_houses_answers_are_handed_on_as_they_are(api, listener):
    refusal = '{"problem": {"code": "clock.backward", "message": "不能后退"}}'.encode()
    listener.answers[:] = [(200, SAID, JSON), (409, refusal, JSON), (200, b'{"items": []}', JSON)]
    assert api.client.get("/machine/clock").json == {"now": "2024-06-27T09:00:00+08:00"}
    answer = api.client.post("/machine/clock", json={"now": "2020-01-01T00:00:00+08:00"})
    assert (answer.status_code, answer.json["problem"]["code"]) == (409, "clock.backward")
    assert api.client.get("/machine/mails").json == {"items": []}
    assert [path for path, _ in listener.letters] == ["/sandbox/clock", "/sandbox/clock", "/sandbox/mails"]


def test_a_silent_house_and_one_that_answers_nonsense(make, listener):
    listener.answers[:] = [SILENCE]
    silent = make(house_seconds=0.2).client.get("/machine/clock")
    listener.wait(1)
    listener.answers[:] = [(500, b"<html>", "text/html"), (200, b"hello", "text/plain")]
    api = make()
    broken, odd = (api.client.get("/machine/clock") for _ in range(2))
    assert (silent.status_code, silent.json["problem"]["code"]) == (502, "house.silent")
    assert "make run" in silent.json["problem"]["message"]
    assert (broken.status_code, broken.json["problem"]["code"]) == (500, "house.answer")
    assert (odd.status_code, odd.json["problem"]["code"]) == (502, "house.answer")


def test_the_clock_asks_once_a_second_and_runs_on_while_the_house_is_silent(listener):
    real = [1000.0]
    clock = Clock(House(listener.address), PATIENCE, real=lambda: real[0])
    start = 1719450000.0  # 2024-06-27T09:00+08:00
    listener.answers[:] = [(200, SAID, JSON)]
    assert clock.epoch() == start
    real[0] += 0.5
    assert (clock.epoch(), len(listener.letters)) == (start + 0.5, 1)
    listener.answers[:] = [HUNG_UP]
    real[0] += 10
    assert (clock.epoch(), len(listener.letters)) == (start + 10.5, 2)
    clock.forget()
    listener.answers[:] = [(200, b'{"now": "2024-07-01T00:00:00+08:00"}', JSON)]
    assert clock.now().isoformat() == "2024-07-01T00:00:00+08:00"


def test_a_clock_that_makes_no_sense_is_not_taken(listener):
    clock = Clock(House(listener.address), PATIENCE, real=lambda: 1000.0)
    for body in (b"[]", b"{}", b'{"now": 5}', b'{"now": "soon"}', b"x"):
        listener.answers[:] = [(200, body, JSON)]
        clock.forget()
        assert clock.epoch() == 1000.0
