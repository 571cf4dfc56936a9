"""The way of the mini-program's requests to the house."""

import http.client
import threading
from urllib.parse import urlsplit

import pytest

from sandbox import settings as environment
from sandbox.app import create_app
from tests.fakes import Hands
from tests.miniprogram.serving import House
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
        yield ask
    app.extensions["parts"].store.close()


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
    for _ in range(100):
        if house.seen:
            break
        threading.Event().wait(0.02)
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
