"""The way of the mini-program's requests to the house."""

import http.client
import socket
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from sandbox import passage
from sandbox import settings as environment
from sandbox.app import create_app
from tests.fakes import Hands
from tests.miniprogram.serving import House
from tests.running import until
from tests.serving import serving


@pytest.fixture(scope="module")
def house():
    running = House()
    yield running
    running.close()


@pytest.fixture
def way(house, tmp_path):
    """Asks the sandbox on a real port: (status, headers, body)."""
    house.forget()
    app = create_app(environment.Settings(house=house.url, data_dir=tmp_path), clock=Hands())

    def ask(method, path, body=None, **headers):
        line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        told = answer.status, dict(answer.getheaders()), answer.read()
        line.close()
        return told

    with serving(app) as url:
        ask.place = tuple(urlsplit(url).netloc.split(":"))
        yield ask
    app.extensions["parts"].store.close()


@pytest.fixture
def lines(monkeypatch):
    """Every line that the sandbox opens to the house."""
    opened = []

    class Line(http.client.HTTPConnection):
        def __init__(self, *given, **told):
            super().__init__(*given, **told)
            opened.append(self)

    client = SimpleNamespace(HTTPConnection=Line, HTTPException=http.client.HTTPException)
    monkeypatch.setattr(passage, "http", SimpleNamespace(client=client))
    return opened


def test_a_request_goes_through_without_the_browsers_own_headers(way, house):
    status, headers, body = way(
        "POST", "/house/api/echo?a=%E4%BA%8C&b=1", b"\x00\xff", Authorization="Bearer t", Cookie="c=1",
        Origin="http://a", Referer="http://a", X_HTTP_Method_Override="PATCH",
    )  # fmt: skip
    assert (status, headers["Content-Type"]) == (200, "application/json") and body
    method, path, got, kept = house.seen[-1]
    assert (method, path, kept) == ("POST", "/api/echo?a=%E4%BA%8C&b=1", b"\x00\xff")
    assert (got["authorization"], got["x-http-method-override"]) == ("Bearer t", "PATCH")
    assert got["host"] == urlsplit(house.url).netloc
    assert not {"cookie", "origin", "referer"} & set(got)


def test_bodies_of_any_size_are_streamed_both_ways(way, house):
    large = bytes(range(256)) * 4096 * 70  # 70 MB, more than the sandbox itself takes
    assert way("POST", "/house/api/put?at=0", large)[0] == 200
    assert house.kept == large
    assert len(way("GET", "/house/api/big?bytes=3000000")[2]) == 3_000_000


@pytest.mark.parametrize("limit", [0, 1, 70_000])
def test_a_line_breaks_at_the_byte_it_was_told(way, house, limit):
    status, headers, _body = way("POST", "/house/api/put?at=0", b"y" * 100_000, X_Phone_Cut=str(limit))
    assert (status, headers["X-Phone-Cut"]) == (499, str(limit))
    until(lambda: house.seen, what="the house has noticed")
    assert (house.kept, len(house.seen[-1][3])) == (b"y" * limit, limit)
    assert way("POST", "/house/api/put?at=0", b"z" * 10, X_Phone_Cut="10")[0] == 200


@pytest.mark.parametrize("path", ["console/", "sandbox/clock", "wechat/mini", "metrics", "healthz", ""])
def test_what_is_not_public_is_not_reached(way, house, path):
    assert way("GET", f"/house/{path}")[0] == 404
    assert house.seen == []


def test_dots_lead_nowhere(way, house):
    way("GET", "/house/api/../sandbox/clock")
    way("GET", "/house/api/%2e%2e/sandbox/clock")
    assert [path for _method, path, *_ in house.seen if not path.startswith("/api/")] == []


def test_a_silent_house_is_said_in_words(make, tmp_path):
    api = make(house="http://127.0.0.1:1", data_dir=tmp_path)
    answer = api.client.get("/house/api/echo")
    assert (answer.status_code, answer.json["problem"]["code"]) == (502, "house.silent")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_line_to_the_house_is_closed_after_an_answer_with_and_without_a_body(way, lines, method):
    assert way(method, "/house/api/echo")[0] == 200
    until(lambda: [line.sock for line in lines] == [None], what="the line is closed")


def test_the_line_to_the_house_is_closed_when_the_phone_goes_away_in_the_middle(way, lines):
    """As a locked phone or a person who gives a file up breaks it."""
    with socket.create_connection(way.place, timeout=60) as phone:
        phone.sendall(
            b"POST /house/api/put?at=0 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + b"y" * 70_000
        )
        until(lambda: lines and lines[0].sock, what="the house is being told")
    until(lambda: [line.sock for line in lines] == [None], what="the line is closed")
