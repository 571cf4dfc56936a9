"""Signing in: wrong tries counted, sessions renewed, forms that are not ours refused, policies told."""

import re
from html import unescape

import pytest

from core.adapters.clock import real
from core.services import accounts, holding, links, units


def said(response):
    return unescape(response.get_data(as_text=True))


def test_a_password_opens_the_console_and_signing_out_shuts_it(browser, people):
    officer = browser(None)
    response = officer.sign_in("li")
    assert (response.status_code, response.headers["Location"]) == (303, "/console/")
    assert "李干事" in officer.see("/console/")
    assert officer.post("/console/sign-out").status_code == 303
    assert officer.get("/console/").headers["Location"] == "/console/sign-in"


def test_a_sign_in_is_a_new_session(browser, people):
    officer = browser(None)
    officer.get("/console/sign-in")
    with officer.client.session_transaction() as held:
        held["planted"] = "by someone else"
        before = held["csrf"]
    officer.sign_in("li")
    officer.get("/console/")
    with officer.client.session_transaction() as held:
        assert held["person"] == people["officer"]
        assert "planted" not in held and held["csrf"] != before


@pytest.mark.parametrize("login", ["li", "nobody"])
def test_a_wrong_password_says_so_and_keeps_the_login(browser, people, login):
    response = browser(None).sign_in(login, "wrong")
    assert response.status_code == 401
    assert "账号或密码不对" in said(response) and f'value="{login}"' in said(response)
    assert "wrong" not in said(response)


def test_eight_wrong_tries_lock_the_login_even_for_the_right_password(browser, people):
    nobody = browser(None)
    assert [nobody.sign_in("li", "wrong").status_code for _ in range(8)] == [401] * 8
    response = nobody.sign_in("li")
    assert response.status_code == 429 and "15 分钟" in said(response)
    assert nobody.get("/console/").status_code == 302


@pytest.mark.parametrize(
    ("to", "goes"),
    [
        ("/console/entries?state=confirmed", "/console/entries?state=confirmed"),
        ("https://elsewhere.example/console/", "/console/"),
        ("//elsewhere.example", "/console/"),
        ("/console/\\elsewhere", "/console/"),
        ("/console/sign-in", "/console/"),
        ("/api/v1/me", "/console/"),
    ],
)
def test_after_signing_in_one_lands_where_one_wanted_within_the_console(browser, people, to, goes):
    officer = browser(None)
    response = officer.post("/console/sign-in", login="li", password="wuxiao-demo", next=to)
    assert response.headers["Location"] == goes


@pytest.mark.parametrize("token", [None, "", "of-another-session"])
def test_a_form_that_is_not_ours_does_nothing_and_loses_nothing(browser, submitted, state_of, token):
    officer = browser("officer")
    form = {"seen": "2", "reason.title": "名称太长，请缩短"} | (
        {} if token is None else {"csrf_token": token}
    )
    response = officer.client.post(f"/console/entries/{submitted}/return", data=form)
    assert response.status_code == 403
    assert "页面打开太久" in said(response) and "名称太长，请缩短" in said(response)
    assert state_of(submitted) == "submitted"


def test_a_session_that_ended_keeps_what_was_typed(browser, submitted):
    response = browser(None).post(
        f"/console/entries/{submitted}/return", seen="2", reason__title="请缩短名称"
    )
    assert response.status_code == 401 and "请缩短名称" in said(response)


def test_every_page_carries_its_policy_and_no_inline_script(browser, submitted):
    officer = browser("officer")
    for path in (
        "/console/sign-in",
        "/console/",
        "/console/entries",
        f"/console/entries/{submitted}",
        "/console/x",
    ):
        response = officer.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        page = response.get_data(as_text=True)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=|(?:src|href)=\"(?:https?:)?//", page), (
            path
        )


@pytest.mark.parametrize(("path", "status"), [("/console/nowhere", 404), ("/console/entries/none", 404)])
def test_problems_are_pages_in_chinese(browser, people, path, status):
    response = browser("officer").get(path)
    assert (response.status_code, response.mimetype) == (status, "text/html")
    assert "没有找到" in said(response)


def test_an_ended_grant_shuts_the_console_at_once(house, browser, people):
    officer = browser("officer")
    with house.db.write() as tx:
        for row in accounts.grants_of(tx, people["officer"]):
            tx.run(
                accounts.grants.update()
                .where(accounts.grants.c.id == row.id)
                .values(ended_at=house.clock.now())
            )
    assert officer.get("/console/").status_code == 403


def test_an_invitation_makes_an_officer_once(house, browser, people):
    auditor = browser("auditor")
    with house.db.read() as tx:
        unit = units.by_name(tx, "天柱剧院工会")
    page = said(auditor.post(f"/console/units/{unit}/invitations"))
    code = re.search(r'<p class="code">(\S+)</p>', page)[1]
    assert page.count(code) == 2 and "/console/invitation" in page  # the code, and the text to forward
    assert code not in auditor.see(f"/console/units/{unit}")
    form = {"code": code, "name": "丙三", "login": "bing", "password": "long-enough-1"}
    guest = browser(None)
    assert guest.post("/console/invitation", **{**form, "login": "li"}).status_code == 409
    assert guest.post("/console/invitation", **{**form, "password": "short"}).status_code == 422
    assert guest.post("/console/invitation", **form).status_code == 303
    assert "天柱剧院工会" in guest.see("/console/")
    again = browser(None).post("/console/invitation", **{**form, "login": "ding"})
    assert again.status_code == 410 and "已经被别人用过" in said(again)
    assert browser(None).sign_in("bing", "long-enough-1").status_code == 303


def test_an_officer_invites_nobody(house, browser, people):
    with house.db.read() as tx:
        unit = units.by_name(tx, "淮河医院工会")
    officer = browser("officer")
    assert officer.get("/console/units").status_code == 403
    assert officer.get(f"/console/units/{unit}").status_code == 404
    assert officer.post(f"/console/units/{unit}/invitations").status_code == 404
    with house.db.read() as tx:
        assert tx.rows(accounts.select(accounts.codes)) == []
    assert links.INVITATION_MINUTES == 14 * 24 * 60


@pytest.mark.parametrize("way", ["sign-out", "account/sign-out"])
def test_signing_out_lets_go_of_what_was_open(house, browser, people, confirmed, way):
    """The page's own 'I am closed' comes after the session has ended, and is nobody's by then."""
    auditor = browser("auditor")
    browser("administrator").post(f"/console/entries/{confirmed}/hold")
    assert auditor.post(f"/console/entries/{confirmed}/hold").status_code == 200
    assert auditor.post(f"/console/{way}").status_code == 303
    with house.db.read() as tx:
        held = holding.of(tx, [confirmed], now=real())[confirmed]
    assert [one.person for one in held] == [people["admin"]]
