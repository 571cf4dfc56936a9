"""Views: filters under a name, one's own, shared with auditors, renamed, removed, opened with; the filters in the address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.adapters.tables import entries
from core.adapters.tables import views as view_table
from core.services import accounts, units
from server.console import asking
from tests.counting import put

VIEW = r'<a href="/console/entries\?([^"]*)view=([0-9a-f-]{36})"[^>]*>([^<]+)'


def named(page):
    return [(text.strip(), query.rstrip("&")) for query, _, text in re.findall(VIEW, page)]


def save(browser, name, query, **more):
    response = browser.post("/console/views", name=name, query=query, **more)
    assert response.status_code == 303, response.get_data(as_text=True)
    return re.search(r"view=([0-9a-f-]{36})", response.headers["Location"])[1]


def test_a_view_keeps_the_filters_and_no_rubbish(browser, people):
    auditor = browser("auditor")
    save(
        auditor, "  六月  盖章的 ", "seal=stale&since=2024-06-01&state=nonsense&worst=x&foreign=1&until=never"
    )
    assert named(auditor.see("/console/entries?view=")) == [("六月 盖章的", "seal=stale&since=2024-06-01")]
    save(auditor, "六月 盖章的", "seal=foreign")  # the same name again: the new filters
    assert named(auditor.see("/console/entries?view=")) == [("六月 盖章的", "seal=foreign")]


def test_a_shared_view_is_seen_by_auditors_alone_and_changed_by_its_owner_alone(house, browser, people):
    auditor, admin, officer = browser("auditor"), browser("administrator"), browser("officer")
    view = save(auditor, "大家看的", "category=小发明", shared="1")
    save(auditor, "自己看的", "near=1")
    save(officer, "干事的", "state=submitted", shared="1")
    assert named(admin.see("/console/entries?view=")) == [
        ("大家看的", "category=%E5%B0%8F%E5%8F%91%E6%98%8E")
    ]
    assert named(officer.see("/console/entries?view=")) == [("干事的", "state=submitted")]
    for act in ("rename", "remove", "default", "undefault", "share", "unshare"):
        assert admin.post(f"/console/views/{view}/{act}", name="抢走").status_code == 404
    assert (
        officer.post(
            f"/console/views/{re.search(VIEW, officer.see('/console/entries?view='))[2]}/share"
        ).status_code
        == 403
    )
    auditor.post(f"/console/views/{view}/unshare")
    assert named(admin.see("/console/entries?view=")) == []
    auditor.post(f"/console/views/{view}/share")
    auditor.post(f"/console/views/{view}/rename", name="改过的")
    assert [name for name, _ in named(admin.see("/console/entries?view="))] == ["改过的"]
    assert auditor.post(f"/console/views/{view}/rename", name="自己看的").status_code == 409
    assert auditor.post(f"/console/views/{view}/rename", name="  ").status_code == 422
    auditor.post(f"/console/views/{view}/remove")
    with house.db.read() as tx:
        assert sorted(row.name for row in tx.rows(select(view_table.c.name))) == ["干事的", "自己看的"]


def test_a_shared_view_ends_with_the_role_of_who_shared_it(house, browser, people, now):
    """It comes back with the role; meanwhile its owner keeps it for themselves, and renames nothing under others' eyes."""
    auditor, admin = browser("auditor"), browser("administrator")
    view = save(auditor, "大家看的", "near=1", shared="1")
    with house.db.write() as tx:
        unit = units.by_name(tx, "淮河医院工会")
        accounts.end(tx, people["auditor"], "auditor", unit=None, by=None, now=now)
        accounts.grant(tx, people["auditor"], "officer", unit=unit, campaign=None, by=None, now=now)
    assert named(admin.see("/console/entries?view=")) == []
    assert auditor.post(f"/console/views/{view}/rename", name="骗人的").status_code == 303
    assert named(auditor.see("/console/entries?view=")) == [("骗人的", "near=1")]
    assert named(admin.see("/console/entries?view=")) == []
    with house.db.write() as tx:
        accounts.grant(tx, people["auditor"], "auditor", unit=None, campaign=None, by=None, now=now)
    assert named(admin.see("/console/entries?view=")) == [("骗人的", "near=1")]


def test_the_list_opens_with_the_default_view_and_one_of_it_only(browser, people):
    auditor = browser("auditor")
    first = save(auditor, "一", "near=1", default="1")
    assert auditor.get("/console/entries").headers["Location"] == f"/console/entries?near=1&view={first}"
    second = save(auditor, "二", "worst=must", default="1")
    assert auditor.get("/console/entries").headers["Location"] == f"/console/entries?worst=must&view={second}"
    assert auditor.get("/console/entries?view=").status_code == 200
    assert browser("administrator").get("/console/entries").status_code == 200
    auditor.post(f"/console/views/{second}/undefault")
    assert auditor.get("/console/entries").status_code == 200


def test_the_number_of_views_is_limited(browser, people):
    auditor = browser("auditor")
    for number in range(30):
        save(auditor, f"第{number}个", "near=1")
    assert auditor.post("/console/views", name="多一个", query="").status_code == 422
    assert auditor.post("/console/views", name="第3个", query="").status_code == 303


@pytest.mark.parametrize("key", asking.KEYS)
def test_an_address_keeps_each_filter_and_a_wrong_one_narrows_nothing(browser, people, house, key):
    put(house, "淮河医院护理部", "confirmed", "draft")
    good = {"state": "confirmed", "worst": "none", "seal": "eye", "near": "1", "mine": "held", "since": "2024-05-01",
            "until": "2024-05-01", "order": "new", "kind": "2024-anhui/roadshow"}.get(key, "甲")  # fmt: skip
    auditor = browser("auditor")
    assert asking.query(asking.read({key: good})).startswith(f"{key}=")
    assert auditor.get(f"/console/entries?{key}={good}").status_code == 200
    for bad in ("'\"><script>", "\x00", "9999-99-99", "9999-12-31", "0001-01-01", "x" * 3000, "%"):
        assert auditor.get("/console/entries", query_string={key: bad}).status_code == 200
        assert auditor.get("/console/entries", query_string={"after": bad}).status_code == 200


def test_counts_stand_beside_each_choice_with_the_other_filters_as_they_are(house, browser, people):
    put(house, "淮河医院护理部", "confirmed", "confirmed", "submitted", category="小发明")
    put(house, "淮河医院护理部", "confirmed", "draft", category="小设计")
    page = browser("auditor").see("/console/entries?state=confirmed&category=小设计")
    assert re.findall(r"(\S+) <b>(\d+)</b></a>", page) == [("待审核", "1")] or "待审核 <b>1</b>" in page
    assert "小发明（2）" in page and "小设计（1）" in page
    assert 'role="status">共 <b>1</b> 项' in page


def test_waiting_for_me_is_what_my_roles_are_asked_for(house, browser, people):
    put(house, "淮河医院护理部", "submitted", "confirmed", "approved")
    put(house, "淮河医院护理部", "submitted", "accepted", track="roadshow")

    def shown(who):
        return re.findall(r'state-\w+">(\S+?)</span>', browser(who).see("/console/entries?mine=waiting"))

    assert (shown("officer"), sorted(shown("auditor"))) == (["待确认"], ["待审核", "待核对"])


def test_an_entry_that_no_officer_has_answered_waits_for_the_auditor_once_its_sheet_is_there(
    house, browser, people, now
):
    """N6: after `confirm_days` whoever opens the sealed sheet may go on. Without a sheet there is nothing to go on by."""

    def sent(days, seal):
        (made,) = put(house, "淮河医院护理部", "submitted", at=now - timedelta(days=days))
        with house.db.write() as tx:
            tx.run(update(entries).where(entries.c.id == made).values(seal=seal, is_shelved=True))
        return made

    late, early, bare = sent(3, "eye"), sent(2, "valid"), sent(9, "missing")

    def shown(who, also=""):
        page = browser(who).see(f"/console/entries?mine=waiting{also}")
        return [entry for entry in (late, early, bare) if f"/console/entries/{entry}" in page], page

    assert shown("auditor")[0] == [late]
    assert 'role="status">共 <b>1</b> 项' in shown("auditor")[1]
    assert shown("officer")[0] == [late, early, bare]
    assert shown("stranger")[0] == []
    with house.db.write() as tx:  # once it is decided otherwise it waits for the audit, once
        tx.run(update(entries).where(entries.c.id == late).values(state="confirmed"))
    assert shown("auditor")[0] == [late]
