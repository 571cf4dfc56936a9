"""Every role tries every page, call, search, export and file of every other, from the route table: a new route that
nobody has said anything about fails."""

import json

import pytest
from sqlalchemy import select

from core.adapters.tables import answers, attachments, log, reviews
from core.adapters.tables import entries as entry_table
from core.services import house as building
from server import doors
from server.app import create_app
from tests.server import leaking, routes
from tests.server.leaking import ROLES
from tests.server.routes import KIND_OF

SHUT = {401, 403, 404}


@pytest.fixture(scope="module")
def world(tmp_path_factory, _template, valkey):
    """One world for all roles: nothing that anybody may not do changes it, which is what is tested."""
    import shutil  # noqa: PLC0415 - weight

    from core import settings as environment  # noqa: PLC0415 - weight
    from tests.conftest import ROOT  # noqa: PLC0415 - weight

    folder = tmp_path_factory.mktemp("leaks")
    shutil.copytree(_template, folder / "var")
    told = environment.load(
        sandbox=True, data_dir=folder / "var", redis_url=valkey, campaigns_dir=ROOT / "campaigns"
    )
    house = building.build(told)
    made = leaking.build(house, folder)
    app = create_app(house.settings)
    app.extensions["house"].db.close()
    app.extensions["house"] = house
    yield app, house, made
    house.db.close()


def rules(app):
    """(endpoint, method, rule) of all that is served, sorted."""
    return sorted(
        ((rule.endpoint, method, rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"OPTIONS"}),
        key=lambda row: (row[0], row[1], row[2].rule),
    )  # fmt: skip


def test_every_route_says_what_it_is_for(world):
    app, *_ = world
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(KIND_OF)
    assert sum(len(said.split()) for said in routes.EXPECTED.values()) == len(KIND_OF)


def ask(*request):
    """The answer, read to its end."""
    response = asked(*request)
    response.get_data()
    response.close()
    return response


def asked(app, made, role, endpoint, method, path, target):
    """One request, by a browser or a phone of this role; each with a session of its own."""
    client, headers = app.test_client(), {}
    person = made.persons.get(role)
    if person and not endpoint.startswith("console."):
        with app.test_request_context():
            headers["Authorization"] = f"Bearer {doors.token_for(person)}"
    with client.session_transaction() as session:
        session["csrf"] = "token"
        if person:
            session["person"] = person
    if endpoint.startswith("uploads."):
        return client.open(path, method=method, headers=headers | routes.tus(target), data=b"x")
    if endpoint.startswith("console.") and method == "POST":
        form = {
            "csrf_token": "token", "seen": "1", "reason.title": "原因", "reason": "原因", "until": "2024-07-01", "kind": "handover",
            "of": "2024-anhui/", "count": "99", "other": target.entry, "pick": f"{target.entry}:1", "act": "return", "name": "名",
        }  # fmt: skip
        return client.post(path, data=form)
    body = routes.bodies(role).get(endpoint, {}) if method in ("POST", "PUT", "PATCH") else None
    return client.open(path, method=method, headers=headers, json=body)


def state(house):
    """All that a foreign hand could have changed."""
    with house.db.read() as tx:
        rows = [
            tx.rows(select(entry_table.c.id, entry_table.c.state, entry_table.c.version, entry_table.c.owner).order_by(entry_table.c.id)),
            tx.rows(select(answers.c.entry, answers.c.field, answers.c.value).order_by(answers.c.entry, answers.c.field)),
            tx.rows(select(attachments.c.id, attachments.c.removed_at, attachments.c.filename).order_by(attachments.c.id)),
            tx.rows(select(reviews.c.id).order_by(reviews.c.id)),
        ]  # fmt: skip
    return [tuple(map(tuple, some)) for some in rows]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_at_what_is_anothers(world, role):
    """A foreign id is 403 or 404 (401, or the sign-in page, for who is not signed in), no answer says a foreign word, and
    nothing is changed."""
    app, house, made = world
    wrong = []
    for target in made.targets:
        before = state_of(house, target)
        for endpoint, method, rule in rules(app):
            kind = KIND_OF[endpoint]
            if routes.may(kind, role, target) and (method not in ("GET", "HEAD") or kind == "sandbox"):
                continue  # their own to do; other tests say what comes of it
            for path in routes.addresses(rule, target):
                response = ask(app, made, role, endpoint, method, path, target)
                wrong += judged(response, kind, role, target, f"{role}: {method} {path} ({endpoint})")
        assert state_of(house, target) == before, target.name
    assert not wrong, "\n" + "\n".join(wrong)


def state_of(house, target):
    return json.dumps([[row for row in some if target.entry in row] for some in state(house)], default=str)


def judged(response, kind, role, target, what):
    """What is wrong with an answer."""
    found = []
    if not routes.may(kind, role, target) and not is_shut(response, role):
        found.append(f"{what}: {response.status_code}, not shut")
    if response.status_code >= 500 and response.status_code != 503:
        found.append(f"{what}: {response.status_code}")
    sees = role in target.readers or kind in ("code",) or (kind == "sender" and role == "auditor")
    if not sees and (word := target.marks.search(seen(response, kind, target, role))):
        found.append(f"{what}: says {word[0]}")
    return found


def seen(response, kind, target, role):
    """Staff see whose a draft of their unit is (N4), never what it says."""
    said = leaking.words(response)
    return said.replace(f"{target.name}本人", "") if role in target.staff else said


def is_shut(response, role):
    if role == "nobody" and response.status_code == 302:
        return response.headers["Location"].startswith("/console/sign-in")
    return response.status_code in SHUT


@pytest.mark.parametrize("role", ["worker_a", "helper", "officer_a", "auditor", "administrator"])
def test_who_may_read_does(world, role):
    """The same world is not shut to everybody."""
    app, _, made = world
    target = made.targets[0]
    told = {}
    for endpoint, method, rule in rules(app):
        if method != "GET" or KIND_OF[endpoint] not in ("reader", "covering") or "archive" in rule.rule:
            continue
        if routes.may(KIND_OF[endpoint], role, target):
            for path in routes.addresses(rule, target):
                told[endpoint] = ask(app, made, role, endpoint, method, path, target).status_code
    assert told and set(told.values()) <= {200, 409}, told
    page = "/console/entries?text=甲标记一" if role in leaking.STAFF else f"/api/v1/entries/{target.entry}"
    endpoint = "console.entries" if role in leaking.STAFF else "entries.one"
    assert target.marks.search(leaking.words(ask(app, made, role, endpoint, "GET", page, target)))


SEARCHES = (
    "/console/entries?text={mark}", "/console/entries?text={mark}背景&order=new", "/console/entries?text={mark}人&state=draft", "/console/entries?mine=waiting", "/console/entries?unit=淮河医院工会", "/console/entries?state=draft", "/console/units?text=淮河",
    "/console/log?number=AH24-000001", "/console/log.csv?who={mark}", "/api/v1/units?q={mark}", "/api/v1/entries?limit=100",
    "/api/v1/officer", "/me",
)  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_no_search_and_no_count_finds_what_is_anothers(world, role):
    app, _, made = world
    for target in made.targets:
        if role in target.readers:
            continue
        for path in (one.format(mark=target.name) for one in SEARCHES):
            endpoint = "console.x" if path.startswith("/console") else "api.x"
            said = leaking.words(ask(app, made, role, endpoint, "GET", path, target))
            echoed = ('value="', "text=", "who=", "搜索：")  # what was asked for comes back, on paper too
            for own in (f"{before}{target.name}" for before in echoed):
                said = said.replace(own, "")
            said = (
                said.replace(f"{target.name}本人", "") if role in target.staff | {"administrator"} else said
            )
            assert not target.marks.search(said), (role, path)
            assert target.entry not in said or role in target.staff | {"administrator"}, (role, path)


def test_the_log_holds_ids_and_keys_never_values(world):
    _, house, made = world
    with house.db.read() as tx:
        said = json.dumps([row.about for row in tx.rows(select(log.c.about))], ensure_ascii=False)
    assert not any(target.marks.search(said) for target in made.targets)
