"""A decision that is not told yet shows at no door of the worker, a helper or an officer: every page, call, export and
file says the same before and after, and so does the chat. The doors come from the route table."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from core.adapters.clock import START
from core.adapters.tables import attachments, log, verdicts
from core.domain import courses as declared
from core.services import panel, privacy, recommending, time_marks, vetting
from core.services import verdicts as service
from tests.core.services import deciding, roadshows
from tests.handlers.talking import Worker
from tests.server import leaking, routes
from tests.server.leaking import Target
from tests.server.routes import KIND_OF
from tests.server.test_leaks import ask, rules

WHY = "秘密的退回理由"
DECISIONS = {"approve": {}, "return": {"goal": WHY}, "reject": {"general": WHY}}
# Open to all and about nobody, or about the process and not about entries; me.data tells of every export,
# the test's own too: what it is made of is compared instead.
SKIPPED = {"open", "platform", "sandbox", "code"}
ROLES = ("worker", "officer_a")


@pytest.fixture
def made(house, app, monkeypatch):
    monkeypatch.setattr(
        house.clock, "now", lambda: START
    )  # what a page says of the time is the same at every look
    people = deciding.people(house, START)
    entry = deciding.confirmed(house, people, START)
    with house.db.read() as tx:
        held = {row.field: row.id for row in tx.rows(select(attachments).where(attachments.c.entry == entry))}
    unit = str(deciding.load(house, entry).row.unit)
    target = Target(
        "甲", re.compile(WHY), {"worker"}, {"officer_a", "auditor"}, unit, people["worker"], entry
    )
    target.ids = {
        "entry": entry, "entry_id": entry, "attachment": held["photos"], "bank": held["bank"], "question": "q", "upload": "u",
        "unit": unit, "person": people["worker"], "code": "0" * 16, "number": "AH24-000001", "package": "p", "returned": "r",
    }  # fmt: skip
    persons = {"worker": people["worker"], "officer_a": people["officer"], "auditor": people["auditor"]}
    return SimpleNamespace(persons=persons, people=people, target=target, entry=entry)


@pytest.fixture
def course(house, app, monkeypatch):
    """A course of the officer's unit whose materials were received and whose points hold."""
    monkeypatch.setattr(house.clock, "now", lambda: START)
    people = roadshows.people(house, START)
    made = roadshows.course(house, people, START)
    recommending.submit(house, [made], by=people["officer"], now=START)
    told = {"by": people["auditor"], "now": START}
    deciding.done(house, vetting.receive, made, received_at=START, **told)
    deciding.done(house, vetting.tick, made, declared.points(deciding.load(house, made).track), **told)
    with house.db.read() as tx:
        held = {row.field: row.id for row in tx.rows(select(attachments).where(attachments.c.entry == made))}
    target = Target(
        "甲",
        re.compile(WHY),
        {"officer_a"},
        {"officer_a", "auditor"},
        people["unit"],
        people["officer"],
        made,
    )
    target.ids = {
        "entry": made, "entry_id": made, "attachment": held["video"], "bank": held["bank"], "question": "q", "upload": "u",
        "unit": people["unit"], "person": people["officer"], "code": "0" * 16, "number": "AH24-000001", "package": "p", "returned": "r",
    }  # fmt: skip
    persons = {"worker": people["worker"], "officer_a": people["officer"], "auditor": people["auditor"]}
    return SimpleNamespace(persons=persons, people=people, target=target, entry=made)


def doors_of(app):
    """(endpoint, path builder) of everything that is read."""
    return [
        (endpoint, rule)
        for endpoint, method, rule in rules(app)
        if method == "GET" and KIND_OF[endpoint] not in SKIPPED and endpoint != "me.data"
    ]


def said(app, made, role):
    """`{(endpoint, path): (status, what it says)}`, without what is another every second: signed addresses, the time."""
    found = {}
    for endpoint, rule in doors_of(app):
        for path in routes.addresses(rule, made.target):
            response = ask(app, made, role, endpoint, "GET", path, made.target)
            words = re.sub(r"(/files/|/upload#|/g/)[^\"'&\s]+", r"\1", leaking.words(response))
            words = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:[\d.]+", "", words)  # midnight may be just now
            words = re.sub(r"(?m)^(Date|ETag|Last-Modified|Set-Cookie|Content-Length): .*$", "", words)
            found[endpoint, path] = (response.status_code, words)
    return found


def test_no_door_tells_of_a_decision_before_it_is_released(house, app, made, client):
    chat = Worker(house, client, "o-sandbox-wang")
    officer = Worker(house, client, "o-sandbox-li")

    def everything():
        chats = (chat.says("进度"), officer.says("单位进度"), officer.says("待办"))
        with house.db.read() as tx:
            own = privacy.export(house, tx, made.people["worker"])
        return {role: said(app, made, role) for role in ROLES}, chats, own

    first, before = everything(), everything()
    unstable = {
        key for role in ROLES for key in first[0][role] if first[0][role][key] != before[0][role][key]
    }
    assert unstable == set()
    assert first[1:] == before[1:]
    for act, reasons in DECISIONS.items():
        told = {"by": made.people["auditor"], "now": START}
        version = deciding.load(house, made.entry).row.version
        verdict = deciding.done(house, service.record, made.entry, act, reasons, seen=version, **told)
        film = deciding.load(house, made.entry).answers["videos"][0]["attachment"]
        deciding.done(house, time_marks.add, made.entry, film, "0:10", WHY, **told)
        after = everything()
        for role in ROLES:
            for key, words in after[0][role].items():
                assert WHY not in words[1], (role, key)
                assert words == before[0][role][key], (role, key, act)
        assert after[1:] == before[1:]
        with house.db.write() as tx:
            assert service.take_back(tx, made.entry, verdict.id, **told)


def test_the_province_sees_it_on_the_entry_and_in_the_log(house, app, made):
    told = {"by": made.people["auditor"], "now": START}
    version = deciding.load(house, made.entry).row.version
    deciding.done(house, service.record, made.entry, "return", {"goal": WHY}, seen=version, **told)
    path = f"/console/entries/{made.entry}"
    words = leaking.words(ask(app, made, "auditor", "console.entry", "GET", path, made.target))
    assert WHY in words and "已记下“退回”，还没有公布" in words and "记下决定，还没有公布：退回" in words
    lines = deciding.rows(house, log, log.c.act.startswith("verdict."))
    assert [WHY in str(line.about) for line in lines] == [False]  # the log holds no words
    assert len(deciding.rows(house, verdicts)) == 1


def test_no_door_tells_of_a_course_before_it_is_released(house, app, course, client):
    """Accepting it, and then the panel's sheet with its points and its choice."""
    officer, by = Worker(house, client, "o-sandbox-li"), course.people["auditor"]
    told = {"by": by, "now": START}

    def everything():
        with house.db.read() as tx:
            own = privacy.export(house, tx, course.people["officer"])
        own["acts"] = sorted(
            {row["act"] for row in own["acts"]}
        )  # each look of the test is one more of their own
        chats = (officer.says("单位进度"), officer.says("待办"), officer.says("进度"))
        return {role: said(app, course, role) for role in ROLES}, chats, own

    def same(before, after, act):
        for role in ROLES:
            for key, words in after[0][role].items():
                assert words == before[0][role][key], (role, key, act)
        assert after[1:] == before[1:]

    def sheet():
        with house.db.write() as tx:
            row = deciding.load(house, course.entry).row
            lines = [["编号", "课程名称", "专家1", "入选"], [row.number, row.title, "87.5", "是"]]
            where = (roadshows.CAMPAIGN, "roadshow", lines)
            seen = panel.preview(tx, *where, by=by).digest
            panel.apply(house, tx, *where, seen=seen, is_later=True, **told)

    everything()  # what is seen and said for the first time is noted in the export of whoever saw it
    before = everything()
    version = deciding.load(house, course.entry).row.version
    verdict = deciding.done(house, service.record, course.entry, "accept", {}, seen=version, **told)
    same(before, everything(), "accept")
    with house.db.write() as tx:
        assert service.take_back(tx, course.entry, verdict.id, **told)
    deciding.done(house, vetting.accept, course.entry, **told)
    before = everything()
    sheet()
    assert [row.act for row in deciding.rows(house, verdicts)] == ["select"]
    same(before, everything(), "the panel's sheet")
