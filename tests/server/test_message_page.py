"""A template message leads to a page where the whole text stands: for its person, also days after, and nobody else."""

import pytest

from core.domain import notices
from core.services import accounts, delivering, privacy, rereading
from server import doors
from tests import posting
from tests.fakes import WANG
from tests.posting import NOW, post, wang

fake, house = posting.fake, posting.house
WORDS = "第一行：照片太暗，请重拍。\n第二行 <b>别急</b> http://127.0.0.1/upload"


def path(house, message):
    return rereading.address(house, message).removeprefix(house.settings.origin)


@pytest.mark.parametrize("reason", sorted(set(notices.NOTICES) - {"broadcast", "answered", "enclosed"}))
def test_every_occasion_leads_to_its_own_words(client, house, fake, reason):
    message = post(
        house,
        reason,
        says=WORDS,
        text=WORDS,
        unit="u",
        lacking="1",
        waiting="1",
        answer_by="2024年5月20日",
        until="2024年5月20日 23:59",
    )
    assert delivering.deliver(house, message, now=NOW) == "sent"
    tapped = fake.chat(WANG)[-1]["url"].removeprefix(house.settings.origin)
    page = client.get(tapped)
    text = page.get_data(as_text=True)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    assert "第一行：照片太暗，请重拍。" in text and "&lt;b&gt;别急&lt;/b&gt;" in text


def test_somebody_else_who_is_signed_in_reads_nothing(client, house):
    message = post(house, says=WORDS, text=WORDS)
    with house.db.write() as tx:
        other = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-other", now=NOW)
        own = wang(house, tx)
    with client.application.test_request_context():
        tokens = {who: {"Authorization": f"Bearer {doors.token_for(who)}"} for who in (other, own)}
    got = {who: client.get(path(house, message), headers=told).status_code for who, told in tokens.items()}
    assert got == {other: 404, own: 200}


def test_a_forged_an_old_and_an_erased_one(client, house, monkeypatch):
    message = post(house, says=WORDS, text=WORDS)
    for wrong in ("/told/forged", path(house, "no-such-message"), path(house, message) + "x"):
        page = client.get(wrong)
        assert page.status_code == 404 and "请到公众号里回复“进度”" in page.get_data(as_text=True)
    monkeypatch.setattr(rereading, "DAYS", -1)
    assert client.get(path(house, message)).status_code == 404
    monkeypatch.undo()
    with house.db.write() as tx:
        privacy.erase(house, tx, wang(house, tx), now=NOW)
    assert client.get(path(house, message)).status_code == 404
