"""The page of hand-overs: what is refused is said where it was typed, and rows cost no queries."""

from io import BytesIO
from unittest.mock import patch

import pytest
from sqlalchemy import insert

from core.adapters import ids
from core.adapters.clock import START
from core.adapters.tables import packages
from server.console import gate
from tests import counting
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN


@pytest.fixture
def collected(house, tmp_path, browser):
    """The same people, in a campaign that the province collects; one entry approved."""
    people = collecting.collect(house, tmp_path / "campaigns")
    collecting.approved(house, people)
    return people


def pack(browser, **more):
    return browser.post("/console/handover", kind="handover", of=f"{CAMPAIGN}/", has_files="on", **more)


def test_what_cannot_be_packed_is_said_with_what_was_typed(browser, collected):
    auditor = browser("auditor")
    for typed, said in (
        ({"unit": "没有的单位"}, "没有这个单位"),
        ({"number": "AH24-000099"}, "没有编号是这个的申报"),
        ({"of": f"{CAMPAIGN}/roadshow"}, "没有可以打包的申报"),
        ({"of": "none/"}, "没有这个征集活动"),
    ):
        response = auditor.post("/console/handover", **{"kind": "handover", "of": f"{CAMPAIGN}/", **typed})
        page = response.get_data(as_text=True)
        assert response.status_code in (404, 409) and said in page, typed
        assert all(value in page for key, value in typed.items() if key != "of")
    made = pack(auditor, number="ah24-000001")
    assert made.status_code == 303 and "/console/packages/" in made.headers["Location"]
    waiting = auditor.get(made.headers["Location"])
    assert "正在打包" in waiting.text and "Refresh" not in waiting.headers  # nobody is thrown out of the page
    assert 'hx-trigger="every 2s"' in waiting.text and '<noscript><meta http-equiv="refresh"' in waiting.text


def test_a_campaign_of_the_national_platform_says_why_not(browser, confirmed):
    response = pack(browser("auditor"))
    assert response.status_code == 409 and "由全国平台直接办理" in response.get_data(as_text=True)


def test_where_nothing_is_handed_over_the_page_offers_certificates_alone(browser, confirmed):
    page = browser("auditor").get("/console/handover").text
    assert 'value="ceremony"' in page and "由全国平台直接办理，不用转报" in page
    assert not any(part in page for part in ('value="handover"', "is_delta", 'name="sheet"', "collecting"))


def test_where_a_campaign_collects_the_page_offers_both_and_the_results(browser, collected):
    page = browser("auditor").get("/console/handover").text
    assert "不用转报" not in page
    assert all(part in page for part in ('value="ceremony"', 'value="handover"', "is_delta", 'name="sheet"'))


def test_an_officer_packs_nothing_and_sends_no_large_form(app, browser, collected):
    """With limits a hundredth as large."""
    assert pack(browser("officer")).status_code == 403
    app.config["MAX_CONTENT_LENGTH"] = 80_000
    with patch.dict(gate.LARGE, {"console.take_return": 640_000}):
        for who, status in (("officer", 413), ("auditor", 303)):
            opened = browser(who)
            sheet = (BytesIO(b"x" * 90_000), "a.xlsx")
            form = {"csrf_token": opened.token(), "campaign": CAMPAIGN, "sheet": sheet}
            assert opened.client.post("/console/returns", data=form).status_code == status, who


def test_a_download_goes_on_only_where_it_is_the_same_file(house, browser, collected):
    """A piece beyond the end is 416 with the length, as a program that resumes expects, and no fault of ours."""
    package, auditor = collecting.asked(house, collected), browser("auditor")
    path = f"/console/packages/{package}/file"
    whole = auditor.get(path, buffered=True)
    size, mark = len(whole.data), whole.headers["ETag"]
    for head, status, came in (
        ({"Range": "bytes=100-"}, 206, whole.data[100:]),
        ({"Range": "bytes=100-", "If-Range": mark}, 206, whole.data[100:]),
        ({"Range": "bytes=100-", "If-Range": '"another"'}, 200, whole.data),
        ({"Range": f"bytes={size}-"}, 416, None),
        ({"Range": "bytes=0-1,5-6"}, 416, None),
        ({"Range": "pieces=1-2"}, 416, None),
    ):
        answer = auditor.get(path, headers=head, buffered=True)
        assert answer.status_code == status, head
        assert came is None or answer.data == came
        assert status != 416 or answer.headers["Content-Range"] == f"bytes */{size}"


def test_no_sheet_is_said(browser, collected):
    response = browser("auditor").post("/console/returns", campaign=CAMPAIGN)
    assert response.status_code == 422 and "没有收到结果表" in response.get_data(as_text=True)


def test_three_packages_and_thirty_take_the_same_queries(house, browser, collected):
    auditor, counts = browser("auditor"), []
    for many in (3, 27):
        with house.db.write() as tx:
            for _ in range(many):
                row = {"kind": "handover", "campaign": CAMPAIGN, "track": "", "about": {}, "state": "made"}
                tx.run(
                    insert(packages).values(id=ids.new(), attempt=1, by=collected["zhao"], at=START, **row)
                )
        auditor.see("/console/handover")
        counts.append(counting.statements(house, lambda: auditor.see("/console/handover")))
    assert counts[0] == counts[1]
