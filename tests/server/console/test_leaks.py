"""Who may open what: every route with every role; a foreign entry is as unknown as none; drafts stay shut."""

import re

import pytest
from sqlalchemy import update

from core.adapters import ids
from core.adapters.tables import entries as entry_table
from core.services import accounts, acts, units
from server.console import deciding, gate
from tests import filling
from tests.server.leaking import words

WHO = (None, "worker", "stranger", "officer", "auditor", "administrator")
OPEN = {
    "console.sign_in",
    "console.take_sign_in",
    "console.invitation",
    "console.take_invitation",
    "console.enter",
    "console.take_enter",
}
OWN = gate.NO_GRANT_NEEDED  # of whoever is signed in, about themselves alone


def routes(app, *, without=()):
    """(endpoint, method, rule) of every console route."""
    return sorted(
        (rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and rule.endpoint not in without
        for method in rule.methods - {"HEAD", "OPTIONS"}
    )


def paths(rule, *, entry, unit):
    """Every address of a route, with real ids in it."""
    filled = re.sub(r"<(?:string:)?entry_id>", entry, rule.rule)
    filled = re.sub(r"<(?:string:)?unit>", unit, filled)
    filled = filled.replace("<campaign>", "2024-anhui").replace("<track>", "innovation")
    filled = filled.replace("<path:_rest>", "nowhere/at/all").replace("<any(pause, resume):act>", "resume")
    filled = re.sub("<package>|<returned>|<other_id>|<application>", ids.new(), filled)
    filled = filled.replace("<any(admit, refuse):act>", "admit")
    if "<any(" in filled:
        return [re.sub(r"<any\(.*?\):act>", act, filled) for act in deciding._ACTS]
    assert "<" not in filled, filled
    return [filled]


def asked(browser, method, path, seen="1"):
    if method == "POST":
        return browser.post(path, seen=seen, reason__title="原因", until="2024-07-01")
    return browser.client.open(path, method=method)


@pytest.fixture
def unit(house, people):
    with house.db.read() as tx:
        return units.by_name(tx, "淮河医院工会")


def test_every_route_asks_who_is_there(app, browser, submitted, unit, state_of, version_of):
    nobody, seen = browser(None), version_of(submitted)
    answers = {
        (endpoint, method): asked(nobody, method, path, seen).status_code
        for endpoint, method, rule in routes(app, without=OPEN)
        for path in paths(rule, entry=submitted, unit=unit)
    }
    assert answers == {(endpoint, method): 401 if method == "POST" else 302 for endpoint, method in answers}
    assert state_of(submitted) == "submitted"


def test_a_worker_is_told_what_to_do_and_shown_nothing(app, browser, submitted, unit, state_of, version_of):
    worker, seen = browser("worker"), version_of(submitted)
    for endpoint, method, rule in routes(app, without=OPEN | OWN):
        for path in paths(rule, entry=submitted, unit=unit):
            response = asked(worker, method, path, seen)
            said = response.get_data(as_text=True)
            assert (endpoint, response.status_code) == (endpoint, 403)
            assert "您还没有后台权限" in said and filling.TITLE not in said
    assert state_of(submitted) == "submitted"


@pytest.mark.parametrize("who", WHO)
def test_no_route_leaks_a_foreign_entry(app, browser, submitted, unit, who, state_of):
    """The entry is of 淮河医院: nobody but its officer, the auditor and the administrator reads a word of it."""
    asker = browser(who)
    for _, method, rule in routes(app, without=OPEN):
        if method != "GET" or rule.endpoint == "console.export":
            continue
        for path in paths(rule, entry=submitted, unit=unit):
            said = words(asked(asker, method, path))
            if who in (None, "worker", "stranger"):
                assert not re.search(f"{filling.TITLE}|AH24-000001|0551|甲一", said), path
    assert state_of(submitted) == "submitted"


def without_token(response):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", response.get_data(as_text=True))


@pytest.mark.parametrize("act", [None, *deciding._ACTS, "permit"])
def test_a_foreign_entry_is_as_unknown_as_none(browser, submitted, act, state_of, version_of):
    stranger, seen = browser("stranger"), version_of(submitted)
    answers = []
    for entry in (submitted, ids.new()):
        path = f"/console/entries/{entry}"
        if act:
            form = {"seen": seen, "reason__general": "原因", "until": "2024-07-01"}
            response = stranger.post(f"{path}/{act}", **form)
        else:
            response = stranger.get(path)
        answers.append((response.status_code, without_token(response)))
    assert answers[0][0] == 404
    assert answers[0] == answers[1]
    assert state_of(submitted) == "submitted"


@pytest.mark.parametrize(
    ("who", "act"),
    [
        ("officer", "approve"),
        ("officer", "reject"),
        ("officer", "revoke"),
        ("officer", "confirm_on_paper"),
        ("auditor", "confirm"),
        ("administrator", "confirm"),
        ("administrator", "approve"),
        ("administrator", "return"),
    ],
)
def test_an_act_of_another_role_is_refused(browser, submitted, who, act, state_of, version_of):
    seen = version_of(submitted)
    form = {} if act in ("confirm", "approve") else {f"reason__{act}": "原因", "reason__title": "原因"}
    response = browser(who).post(f"/console/entries/{submitted}/{act}", seen=seen, **form)
    assert response.status_code == 403
    assert state_of(submitted) == "submitted"


def test_an_officer_of_two_units_sees_both(house, browser, people, submitted, now):
    with house.db.write() as tx:
        second = units.by_name(tx, "天柱剧院工会")
        accounts.grant(tx, people["officer"], "officer", unit=second, campaign=None, by=None, now=now)
    page = browser("officer").see("/console/entries?unit=淮河医院工会")
    assert filling.TITLE in page and "工会干事（天柱剧院工会）" in page


@pytest.mark.parametrize("who", ["officer", "auditor", "administrator"])
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_was_not_sent_in_stays_shut(house, browser, people, draft, now, who, state):
    """Its owner and what is missing are seen, not a word of what it says, and no search finds its words."""
    if state == "withdrawn":
        with house.db.write() as tx:
            acts.withdraw(house, tx, draft, by=people["worker"], now=now)
    asker = browser(who)
    pages = [
        asker.see(path)
        for path in (
            "/console/",
            "/console/entries",
            f"/console/entries?state={state}",
            "/console/entries?text=输液架",
            f"/console/entries/{draft}",
        )
    ]
    assert not any(
        re.search("护士站|0551-|甲一|松手即锁", page.replace('value="输液架"', "")) for page in pages
    )
    assert f"/console/entries/{draft}" in pages[2] and f"/console/entries/{draft}" not in pages[3]
    assert "王师傅" in pages[4]


def test_an_export_holds_the_own_scope_and_no_drafts(house, browser, people, submitted, now, tmp_path):
    from core.adapters import sheets  # noqa: PLC0415 - weight: openpyxl

    other = filling.whole(house, by=people["other"], now=now, title="后勤锅炉补水自动控制小改造")
    with house.db.write() as tx:
        made = units.by_name(tx, "皖江大学后勤集团")
        tx.run(update(entry_table).where(entry_table.c.id == other).values(unit=made))
        acts.submit(house, tx, other, by=people["other"], now=now)
    filling.whole(house, by=people["other"], now=now, title="还没有提交的那一份草稿")
    titles = {}
    for who in ("officer", "stranger", "auditor"):
        response = browser(who).get("/console/exports/2024-anhui/innovation.xlsx")
        assert response.status_code == 200
        path = tmp_path / f"{who}.xlsx"
        path.write_bytes(response.get_data())
        rows = sheets.read_rows(path)
        place = rows[0].index("创新成果名称")
        titles[who] = [row[place] for row in rows[1:]]
    assert titles == {
        "officer": [filling.TITLE],
        "stranger": ["后勤锅炉补水自动控制小改造"],
        "auditor": [filling.TITLE, "后勤锅炉补水自动控制小改造"],
    }
