"""Staff take an entry's material home: within their grants, in pages without a script, and in the log."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from sqlalchemy import select

from core.adapters.clock import real
from core.adapters.tables import log
from core.services import archives, entries


@pytest.fixture
def stored(house, submitted):
    with house.db.read() as tx:
        for row in entries.load(house, tx, submitted).files.values():
            house.files.put(row.place, row.filename.encode() * 1000)
    return submitted


def make(house):
    with house.db.read() as tx:
        (held, _), *_ = archives.PACKING.due(tx, now=real())
    assert archives.make(house, held) == "made"


@pytest.mark.parametrize("who", ["officer", "auditor"])
def test_the_archive_is_packed_while_they_wait_and_then_fetched(house, browser, people, stored, who):
    staff = browser(who)
    assert "下载全部材料" in staff.see(f"/console/entries/{stored}")
    asked = staff.post(f"/console/entries/{stored}/archive")
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/console/entries/{stored}/archive")
    waiting = staff.get(asked.headers["Location"])
    assert "正在打包" in waiting.text and "Refresh" not in waiting.headers  # nobody is thrown out of the page
    assert 'hx-trigger="every 2s"' in waiting.text and '<noscript><meta http-equiv="refresh"' in waiting.text
    make(house)
    ready = staff.get(asked.headers["Location"])
    assert "every 2s" not in ready.text and "http-equiv" not in ready.text
    address = re.search(r'href="(/files/[^"]+)"', ready.text)[1]
    fetched = staff.get(address, buffered=True)
    assert fetched.headers["Content-Disposition"].startswith("attachment;")
    assert "照片/photos-1.jpg" in zipfile.ZipFile(BytesIO(fetched.data)).namelist()
    with house.db.read() as tx:
        asked = [(row.by, row.entry) for row in tx.rows(select(log).where(log.c.act == "archive.ask"))]
    assert asked == [(people[who], stored)]
    assert "下载全部材料" in staff.see(f"/console/entries/{stored}").split("<h2>办理记录")[1]


def test_the_form_is_a_word_document(browser, stored):
    answer = browser("officer").get(f"/console/entries/{stored}/form.docx", buffered=True)
    assert answer.status_code == 200 and zipfile.ZipFile(BytesIO(answer.data)).testzip() is None


@pytest.mark.parametrize(("who", "entry"), [("stranger", "stored"), ("officer", "draft")])
def test_what_they_may_not_read_they_may_not_take(browser, request, who, entry):
    found = request.getfixturevalue(entry)
    staff = browser(who)
    assert staff.get(f"/console/entries/{found}/form.docx").status_code == 404
    assert staff.get(f"/console/entries/{found}/archive").status_code == 404
    assert staff.post(f"/console/entries/{found}/archive").status_code == 404


def test_nothing_is_packed_without_the_forms_own_token(browser, stored):
    staff = browser("officer")
    assert staff.client.post(f"/console/entries/{stored}/archive").status_code == 403


def test_a_failed_one_can_be_asked_for_again(house, browser, stored, monkeypatch):
    staff = browser("auditor")
    monkeypatch.setattr(archives, "PACKING", replace(archives.PACKING, tries=0))
    staff.post(f"/console/entries/{stored}/archive")
    with house.db.read() as tx:
        (held, _), *_ = archives.PACKING.due(tx, now=real())
    assert archives.make(house, held) == "failed"
    page = staff.see(f"/console/entries/{stored}/archive")
    assert "没有打包成功" in page and "再打包一次" in page


def test_whoever_is_signed_out_meanwhile_is_led_to_sign_in_and_back(browser, stored):
    """htmx follows a redirect by itself, finds no such part in the page of signing in, and would leave an empty page."""
    address = f"/console/entries/{stored}/archive"
    looked = browser(None).get(address, headers={"HX-Request": "true", "HX-Request-Type": "full"})
    to = f"/console/sign-in?next={address}"
    assert (looked.status_code, looked.headers["HX-Redirect"]) == (401, to)
