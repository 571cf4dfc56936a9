"""The page: whole, its own, and nothing of it from elsewhere."""

import json
import re
from pathlib import Path

import pytest

from sandbox import app as room

STATIC = Path(room.__file__).parent / "static"


def test_the_page_names_the_house_and_allows_nothing_foreign(api, listener):
    answer = api.client.get("/")
    page = answer.text
    assert answer.status_code == 200
    assert f'{listener.address}/console/"' in page
    assert "全国产业工人学习社区（沙盒）" in page
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", page) == []
    wanted = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert wanted and {api.client.get(path, buffered=True).status_code for path in wanted} == {200}


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.*")), ids=lambda path: path.name)
def test_no_asset_speaks_to_a_foreign_host(path):
    found = set(re.findall(r"https?://[\w.]+", path.read_text("utf-8")))
    assert found <= {"http://www.w3.org", "https://example.com"}  # the name of SVG; a sample link's text


def test_every_module_that_is_imported_exists():
    for path in STATIC.glob("*.js"):
        for name in re.findall(r'from "\./([\w.]+)"', path.read_text("utf-8")):
            assert (STATIC / name).is_file(), f"{path.name} imports {name}"


def test_every_id_the_scripts_look_for_is_on_the_page(api):
    page = set(re.findall(r'\bid="([\w-]+)"', api.client.get("/").text))
    sought = {
        name
        for path in STATIC.glob("*.js")
        for name in re.findall(r'find\("([\w-]+)"\)', path.read_text("utf-8"))
    }
    assert sought and sought <= page


def test_the_jumps_lead_forward_through_the_campaign(api):
    jumps = json.loads(room.JUMPS.read_text("utf-8"))["stops"]
    assert [jump["at"] for jump in jumps] == sorted(jump["at"] for jump in jumps)
    page = api.client.get("/").text
    assert all(f'data-to="{jump["at"]}"' in page for jump in jumps)


def test_it_is_alive(api):
    assert api.client.get("/healthz").text == "ok"
