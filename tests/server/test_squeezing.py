"""Long JSON goes out squeezed to those who take it, with the same words in it; everything else as it is."""

import gzip
import json

import pytest

DECLARED = "/api/v1/campaigns/2024-anhui"


def told(answer):
    return answer.headers.get("Content-Encoding"), "Accept-Encoding" in answer.headers.get("Vary", "")


def test_a_declaration_is_squeezed_to_a_fifth_and_says_the_same(client):
    plain = client.get(DECLARED)
    squeezed = client.get(DECLARED, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert (told(plain), told(squeezed)) == ((None, True), ("gzip", True))
    assert json.loads(gzip.decompress(squeezed.data)) == plain.get_json()
    assert int(squeezed.headers["Content-Length"]) == len(squeezed.data) < len(plain.data) / 5


@pytest.mark.parametrize("taken", ["", "identity", "br", "gzip;q=0"])
def test_who_does_not_take_gzip_gets_the_plain_words(client, taken):
    answer = client.get(DECLARED, headers={"Accept-Encoding": taken})
    assert (told(answer), answer.get_json()["key"]) == ((None, True), "2024-anhui")


@pytest.mark.parametrize(
    ("path", "is_json"), [("/", False), ("/console/login", False), ("/api/v1/home", True)]
)
def test_pages_and_short_answers_stay_as_they_are(client, path, is_json):
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (answer.mimetype == "application/json", told(answer)[0]) == (is_json, None)
