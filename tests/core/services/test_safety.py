"""The platform's content check: asked for at submission, kept beside each answer and picture, decided by a person in doubt."""

import pytest
from sqlalchemy import select, update

from core.adapters import queue, wechat
from core.adapters.clock import START
from core.adapters.tables import answers, attachments
from core.domain.refusals import Refused
from core.services import accounts, acts, answering, demo, entries, reviews, safety
from handlers import pushes
from sandbox.mini import DOUBTFUL, RISKY
from tests import fakes, filling

NOW = START


@pytest.fixture
def fake(house, tmp_path, valkey):
    """The fake platform on a real port, and the house turned to it."""
    queue.connect(valkey).flushdb()
    with fakes.serving(house.settings, tmp_path / "fake") as made:
        house.settings = house.settings.model_copy(update={"wechat_api_base": made.url})
        house.platform = wechat.Platform(house.settings)
        yield made


@pytest.fixture
def people(house, fake):
    """Wang uses the mini-program now, so that the platform knows of him; Li confirms, Zhao audits."""
    demo.furnish(house, now=NOW)
    code = fake.client.post(f"/phone/{fakes.WANG}/login_code").json["code"]
    openid, unionid = house.platform.session_of(code)
    with house.db.write() as tx:
        wang = accounts.identify(tx, "mini", house.platform.mini_app_id, openid, now=NOW, unionid=unionid)
        oa = house.settings.oa_app_id
        staff = {
            name: accounts.identify(tx, "oa", oa, f"o-sandbox-{name}", now=NOW) for name in ("li", "zhao")
        }
    return {"wang": wang, **staff}


def submitted(house, by, **said):
    entry = filling.whole(house, by=by, now=NOW)
    with house.db.write() as tx:
        for key, value in said.items():
            answering.save(house, tx, entries.load(house, tx, entry), key, value, by=by, now=NOW)
        photos = (attachments.c.entry == entry, attachments.c.field == "photos")
        tx.run(update(attachments).where(*photos).values(preview="previews/x.jpg"))
        acts.submit(house, tx, entry, by=by, now=NOW)
        tx.after_commit.clear()
    return entry


def verdicts(house, entry):
    """Verdicts of texts by field, and of pictures as a set."""
    with house.db.read() as tx:
        said = tx.rows(select(answers.c.field, answers.c.safety).where(answers.c.entry == entry))
        shown = tx.rows(
            select(attachments.c.safety).where(attachments.c.entry == entry, attachments.c.field == "photos")
        )
        return {row.field: row.safety for row in said}, {row.safety for row in shown}


def test_submission_asks_for_texts_and_pictures(house, people):
    entry = submitted(house, people["wang"])
    assert safety.check(house, entry, now=NOW) == "asked"
    said, shown = verdicts(house, entry)
    assert {said[key] for key in ("title", "summary", "goal")} == {"pass"}
    assert (said["phone"], said["category"], shown) == ("unchecked", "unchecked", {"asked"})
    with house.db.read() as tx:
        assert safety.due(tx) == []


def test_a_verdict_on_a_picture_comes_later_and_once(house, people):
    entry = submitted(house, people["wang"])
    safety.check(house, entry, now=NOW)
    with house.db.read() as tx:
        first, second, *_ = [
            row.trace for row in tx.rows(select(attachments).where(attachments.c.safety == "asked"))
        ]
    told = ((first, "risky"), (second, "pass"), (first, "pass"), ("nobody's", "risky"))
    for number, (trace, suggest) in enumerate(told):
        fields = {"Event": "wxa_media_check", "trace_id": trace, "result": {"suggest": suggest}}
        pushes.take(house, f"key-{number}", fields, now=NOW)
    with house.db.read() as tx:
        found = {
            row.trace: row.safety
            for row in tx.rows(select(attachments).where(attachments.c.trace.is_not(None)))
        }
        assert (found[first], found[second]) == ("risky", "pass")
        assert safety.doubts(tx, entries.load(house, tx, entry)) == [("photos", "risky")]


@pytest.mark.parametrize(("words", "verdict"), [(RISKY, "risky"), (DOUBTFUL, "review")])
def test_in_doubt_nothing_is_approved_before_a_person_has_looked(house, people, words, verdict):
    entry = submitted(house, people["wang"], title=f"{filling.TITLE[:15]}{words}")
    safety.check(house, entry, now=NOW)
    with house.db.write() as tx:
        reviews.confirm(house, tx, entry, by=people["li"], now=NOW)
        assert safety.doubts(tx, entries.load(house, tx, entry)) == [("title", verdict)]
    with house.db.write() as tx, pytest.raises(Refused) as refused:
        reviews.approve(house, tx, entry, by=people["zhao"], now=NOW)
    assert (refused.value.code, "创新成果名称" in refused.value.sentence) == ("entry.unsafe", True)
    with house.db.write() as tx, pytest.raises(Refused):
        safety.clear(house, tx, entry, by=people["li"], now=NOW)
    with house.db.write() as tx:
        safety.clear(house, tx, entry, by=people["zhao"], now=NOW)
        assert reviews.approve(house, tx, entry, by=people["zhao"], now=NOW).state == "approved"


def test_what_is_written_anew_is_asked_for_anew(house, people):
    entry = submitted(house, people["wang"])
    safety.check(house, entry, now=NOW)
    with house.db.write() as tx:
        reviews.send_back(house, tx, entry, {"goal": "请补充"}, role="officer", by=people["li"], now=NOW)
        goal = f"{filling.GOAL}另有两个病区正在使用。"
        answering.save(house, tx, entries.load(house, tx, entry), "goal", goal, by=people["wang"], now=NOW)
        acts.submit(house, tx, entry, by=people["wang"], now=NOW)
        tx.after_commit.clear()
    said, _ = verdicts(house, entry)
    assert (said["goal"], said["title"]) == ("wanted", "pass")


def test_one_whom_the_platform_does_not_know_is_left_to_people(house, people):
    with house.db.write() as tx:
        sun = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-sun", now=NOW)
    entry = submitted(house, sun)
    assert safety.check(house, entry, now=NOW) == "unknown"
    said, shown = verdicts(house, entry)
    assert (said["title"], shown) == ("unknown", {"unknown"})
    with house.db.read() as tx:
        assert (safety.due(tx), safety.doubts(tx, entries.load(house, tx, entry))) == ([], [])


def test_a_platform_that_is_away_is_asked_later(house, people, fake):
    entry = submitted(house, people["wang"])
    fake.client.post("/platform/faults", json={"path": "/wxa/msg_sec_check", "errcode": -1})
    assert safety.check(house, entry, now=NOW) == "later"
    with house.db.read() as tx:
        assert safety.due(tx) == [entry]
