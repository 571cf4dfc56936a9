"""The API: one shape of problems, keys that make acts safe to repeat, versions that lose nothing, its document."""

import threading

import pytest
from sqlalchemy import select

from core.adapters import wechat
from core.adapters.clock import START
from core.adapters.tables import log, messages
from core.services import accounts, demo, entries
from server import doors
from tests import filling

KEYS = {"code", "message", "field", "findings"}


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def signed(client, me):
    """Headers of a signed-in worker."""
    with client.application.test_request_context():
        return {"Authorization": f"Bearer {doors.token_for(me)}"}


@pytest.fixture
def entry(client, signed):
    started = {"campaign": "2024-anhui", "track": "innovation"}
    return client.post("/api/v1/entries", json=started, headers=signed).json["id"]


def problem(response):
    """(status, code) of an answer that must be the one shape and Chinese."""
    told = response.json["problem"]
    assert set(told) >= KEYS and response.mimetype == "application/json"
    assert any("\u4e00" <= c <= "\u9fff" for c in told["message"])
    return response.status_code, told["code"]


def put(client, signed, entry, field, value, **more):
    return client.put(
        f"/api/v1/entries/{entry}/answers/{field}", json={"value": value, **more}, headers=signed
    )


# Problems ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "path", "sent", "wanted"),
    [
        ("GET", "/nowhere", {}, (404, "request.not_found")),
        ("GET", "/campaigns/none", {}, (404, "campaign.unknown")),
        ("GET", "/entries/none", {}, (404, "entry.unknown")),
        ("DELETE", "/entries", {}, (405, "request.method")),
        ("GET", "/login", {}, (405, "request.method")),
        ("POST", "/entries", {"data": b"x" * (8 * 1024 * 1024 + 1), "content_type": "application/json"}, (413, "request.large")),
        ("POST", "/entries", {"data": "a=1", "content_type": "application/x-www-form-urlencoded"}, (415, "request.media_type")),
        ("POST", "/entries", {"data": "{", "content_type": "application/json"}, (400, "request.invalid")),
        ("POST", "/entries", {"json": {}}, (422, "request.invalid")),
        ("POST", "/entries", {"json": {"campaign": "2024-anhui", "track": "innovation", "more": 1}}, (422, "request.invalid")),
        ("POST", "/entries", {"json": {"campaign": "2024-anhui", "track": "none"}}, (404, "track.unknown")),
        ("GET", "/entries?limit=101", {}, (422, "request.invalid")),
        ("GET", "/entries?limit=0", {}, (422, "request.invalid")),
        ("GET", "/units", {}, (422, "request.invalid")),
        ("POST", "/join", {"json": {"code": "12345"}}, (422, "request.invalid")),
        ("POST", "/join", {"json": {"code": "123456"}}, (410, "join.code.unknown")),
        ("POST", "/links", {"json": {"code": "NEVERGIVEN"}}, (410, "link.unknown")),
        ("POST", "/uploads", {}, (412, "upload.version.wrong")),
    ],
)  # fmt: skip
def test_every_error_is_the_one_shape(client, signed, method, path, sent, wanted):
    assert problem(client.open(f"/api/v1{path}", method=method, headers=signed, **sent)) == wanted


def test_405_says_what_is_allowed(client):
    assert set(client.put("/api/v1/login").headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_a_mistake_is_named_by_its_place(client, signed):
    answer = client.post("/api/v1/entries", json={"campaign": "2024-anhui", "track": 5}, headers=signed)
    assert "track" in answer.json["problem"]["message"]


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer ", "Basic abc"])
@pytest.mark.parametrize("path", ["/entries", "/entries/x", "/entries/x/files", "/entries/x/papers.pdf"])
def test_without_a_good_token_nothing_is_told(client, path, header):
    answer = client.get(f"/api/v1{path}", headers={"Authorization": header} if header else {})
    assert problem(answer) == (401, "login.required")


def test_a_fault_of_ours_is_a_problem_too(client, signed, monkeypatch):
    monkeypatch.setattr("core.services.entries.mine", lambda *_a, **_k: 1 / 0)
    answer = client.get("/api/v1/entries", headers=signed)
    assert problem(answer) == (500, "server.fault")
    assert "Zero" not in answer.text


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [(wechat.LOGIN, (401, "login.code.bad")), (wechat.RETRY, (503, "platform.unavailable"))],
)
def test_a_login_code_that_the_platform_refuses(client, house, monkeypatch, kind, wanted):
    def refuse(_code):
        raise wechat.PlatformError(kind)

    monkeypatch.setattr(house.platform, "session_of", refuse)
    answer = client.post("/api/v1/login", json={"code": "fake"})
    assert problem(answer) == wanted
    assert "Set-Cookie" not in answer.headers


def test_a_login_code_gives_a_token_that_works(client, house, monkeypatch):
    monkeypatch.setattr(house.platform, "session_of", lambda _code: ("mini-openid-1", None))
    token = client.post("/api/v1/login", json={"code": "good"}).json["token"]
    listed = client.get("/api/v1/entries", headers={"Authorization": f"Bearer {token}"})
    assert listed.json == {"items": [], "next": None}


def test_foreign_entries_look_like_unknown_ones(client, house, entry):
    with house.db.write() as tx:
        other = accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-sun", now=START)
    with client.application.test_request_context():
        headers = {"Authorization": f"Bearer {doors.token_for(other)}"}
    foreign = client.get(f"/api/v1/entries/{entry}", headers=headers)
    unknown = client.get("/api/v1/entries/01900000-0000-7000-8000-000000000000", headers=headers)
    assert (foreign.status_code, foreign.json) == (unknown.status_code, unknown.json)


# Answers -------------------------------------------------------------------------------------------------------
def test_an_answer_is_kept_and_judged(client, signed, entry):
    kept = put(client, signed, entry, "title", "太短的名称", seen=0)
    assert kept.status_code == 200
    told = kept.json
    assert (told["field"], told["version"], told["value"]) == ("title", 1, "太短的名称")
    assert [(f["rule"], f["level"]) for f in told["findings"]] == [("title.zi.min", "advise")]
    assert client.get(f"/api/v1/entries/{entry}", headers=signed).json["answers"] == {"title": "太短的名称"}


def test_a_stale_answer_brings_both_values_and_loses_neither(client, signed, entry):
    put(client, signed, entry, "title", "第一个人写的成果名称", seen=0)
    late = put(client, signed, entry, "title", "第二个人写的成果名称", seen=0)
    assert problem(late) == (409, "answer.stale")
    told = late.json["problem"]
    assert (told["theirs"], told["yours"], told["version"], told["field"]) == (
        "第一个人写的成果名称", "第二个人写的成果名称", 1, "title",
    )  # fmt: skip
    assert put(client, signed, entry, "title", told["yours"], seen=1).json["version"] == 2


def test_an_answer_for_an_unknown_field_is_refused_and_nothing_changes(client, signed, entry):
    before = client.get(f"/api/v1/entries/{entry}", headers=signed).json
    assert problem(put(client, signed, entry, "nothing", "x")) == (404, "answer.field.unknown")
    assert client.get(f"/api/v1/entries/{entry}", headers=signed).json == before


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", ["a"], "answer.shape.wrong"),
        ("title", "长" * 40_001, "answer.text.long"),
        ("category", "小飞船", "answer.choice.unknown"),
        ("completers", [{"name": 5}], None),
        ("completers", "甲一" * 3, None),
        ("photos", [{"attachment": "foreign", "title": ""}], "answer.attachment.unknown"),
        ("photos", {"attachment": "x"}, "answer.shape.wrong"),
        ("industry", {"section": "Z", "division": "99"}, "answer.industry.unknown"),
        ("new_productive_force", "也许", "answer.yes_no.unknown"),
    ],
)
def test_a_value_of_a_wrong_shape_is_refused_clearly_or_taken(client, signed, entry, field, value, code):
    answer = put(client, signed, entry, field, value)
    assert (answer.status_code == 200) if code is None else (problem(answer) == (422, code))


# Acts ----------------------------------------------------------------------------------------------------------
def test_an_idempotency_key_makes_a_start_safe_to_repeat(client, signed):
    started, headers = {"campaign": "2024-anhui", "track": "innovation"}, {**signed, "Idempotency-Key": "k-1"}
    first, second = (client.post("/api/v1/entries", json=started, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert len(client.get("/api/v1/entries", headers=signed).json["items"]) == 1
    other = client.post(f"/api/v1/entries/{first.json['id']}/withdraw", json={}, headers=headers)
    assert problem(other) == (422, "request.key.reused")


def test_two_submits_at_once_are_one(app, client, house, me, signed):
    entry = filling.whole(house, by=me, now=START)
    gate, answers = threading.Barrier(2), []

    def submit():
        gate.wait()
        answers.append(app.test_client().post(f"/api/v1/entries/{entry}/submit", json={}, headers=signed))

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {(a.json["state"], a.json["number"], a.json["version"]) for a in answers} == {
        ("submitted", "AH24-000001", answers[0].json["version"])
    }
    with house.db.read() as tx:
        noted = tx.rows(select(log.c.id).where(log.c.entry == entry, log.c.act == "entry.submit"))
        told = tx.rows(select(messages.c.id).where(messages.c.reason == "received"))
    assert (len(noted), len(told)) == (1, 1)


def test_an_incomplete_entry_is_refused_with_every_finding(client, signed, entry):
    answer = client.post(f"/api/v1/entries/{entry}/submit", json={}, headers=signed)
    assert problem(answer) == (422, "entry.incomplete")
    found = answer.json["problem"]["findings"]
    assert {"title.value.filled", "photos.count.min", "videos.count.min"} <= {f["rule"] for f in found}
    assert all(f["level"] == "must" and f["sentence"] for f in found)


def test_a_stale_act_is_refused(client, house, me, signed):
    entry = filling.whole(house, by=me, now=START)
    answer = client.post(f"/api/v1/entries/{entry}/submit", json={"seen": 1}, headers=signed)
    assert problem(answer) == (409, "entry.stale")


# Lists and the document ----------------------------------------------------------------------------------------
def test_lists_are_paged_without_a_gap_or_a_repeat(client, house, me, signed):
    with house.db.write() as tx:
        made = [entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START) for _ in range(5)]
    seen, after = [], ""
    while after is not None:
        page = client.get(f"/api/v1/entries?limit=2&after={after}", headers=signed).json
        assert len(page["items"]) <= 2
        seen += [row["id"] for row in page["items"]]
        after = page["next"]
    assert seen == sorted(made, reverse=True)


def test_what_is_declared_is_told(client):
    listed = client.get("/api/v1/campaigns").json["items"]
    assert {(row["campaign"], row["track"]) for row in listed} == {
        ("2024-anhui", "innovation"),
        ("2024-anhui", "roadshow"),
    }
    made = client.get("/api/v1/campaigns/2024-anhui").json
    track = next(track for track in made["tracks"] if track["key"] == "innovation")
    assert [field["item"] for field in track["fields"]] == [f"A2.{number}" for number in range(1, 20)]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_template_of_the_question_bank(client, kind):
    sheet = client.get(f"/api/v1/entries/bank-template.{kind}", buffered=True)
    assert (sheet.status_code, sheet.data[:2]) == (200, b"PK")
    assert sheet.headers["Content-Disposition"].startswith("attachment")


def test_the_letters_are_a_pdf_of_ones_own_entry(client, house, me, signed):
    entry = filling.whole(house, by=me, now=START)
    pdf = client.get(f"/api/v1/entries/{entry}/papers.pdf", headers=signed, buffered=True)
    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")


def test_the_document_is_openapi_3_1_and_holds_every_route(app, client):
    spec = client.get("/api/v1/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    written = {
        (path, method.upper()) for path, methods in spec["paths"].items() for method in methods
        if method in ("get", "put", "post", "patch", "delete")
    }  # fmt: skip
    served = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.endpoint not in ("openapi.spec", "api_docs"):
            path = "".join(f"{{{part}}}" if is_variable else part for is_variable, part in parts(rule))
            served |= {(path, method) for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert written == served
    for methods in spec["paths"].values():
        for operation in methods.values():
            if isinstance(operation, dict):
                assert operation["responses"]["default"]["content"]["application/json"]["schema"] == {
                    "$ref": "#/components/schemas/ProblemOut"
                }


def parts(rule):
    """(is variable, text) of a rule, in order."""
    for is_dynamic, text in rule._trace:
        if text != "|":
            yield is_dynamic, text


def test_the_page_of_the_document_names_no_foreign_host(client):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "http://" not in page.text and "https://" not in page.text
