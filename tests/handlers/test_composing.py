"""拼一份: the summary's first draft is offered, kept only when it is asked for, and never put over what stands there."""

import pytest

from server import doors
from tests import filling


@pytest.fixture
def at_summary(worker):
    worker.says("申报")
    while worker.asked != "summary":
        worker.says(*filling.said()[worker.asked])
    return worker


def test_a_draft_is_offered_and_kept_on_the_word(at_summary):
    assert "【14/19】成果简介" in at_summary.heard[-1] and "拼一份" in at_summary.heard[-1]
    assert "summary" not in at_summary.answers()
    told = at_summary.says("拼一份")
    kept = at_summary.answers()["summary"]
    assert kept.startswith("1.适用领域/工种：卫生和社会工作-卫生。") and kept in told


def test_what_stands_there_is_not_touched(at_summary):
    at_summary.says(filling.SUMMARY, "拼一份")
    assert at_summary.answers()["summary"] == filling.SUMMARY


def test_it_can_be_thrown_away(at_summary):
    at_summary.says("拼一份", "重写", filling.SUMMARY)
    assert at_summary.answers()["summary"] == filling.SUMMARY


def test_an_item_without_a_draft_says_so(worker):
    worker.says("申报")
    assert worker.says("拼一份") == "这一项要您自己写，请直接发文字。"
    assert worker.answers() == {}


def test_the_superior_union_offers_unions_and_the_unit_offers_none(worker):
    worker.at("superior_union")
    assert "总工会" in worker.says("工会") and "淮河医院" not in worker.heard[-1]
    worker.at("unit")
    assert "总工会" not in worker.says("工会") and "淮河医院工会" in worker.heard[-1]


def test_the_api_tells_a_draft_and_saves_nothing(worker, client):
    worker.at("novelty").says("松手即锁")
    with client.application.test_request_context():
        headers = {"Authorization": f"Bearer {doors.token_for(worker.person)}"}
    drafts = f"/api/v1/entries/{worker.entry().id}/drafts"
    told = client.get(f"{drafts}/summary", headers=headers)
    assert (told.status_code, told.json) == (200, {"value": "1.成果的创新点：松手即锁。"})
    assert "summary" not in worker.answers()
    for field in ("title", "nothing"):
        refused = client.get(f"{drafts}/{field}", headers=headers)
        assert (refused.status_code, refused.json["problem"]["code"]) == (404, "answer.field.unknown")
