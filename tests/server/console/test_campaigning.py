"""The campaign as people read it, and the switch that pauses all sending."""

from core.services import messages, overseeing, pausing, units


def test_what_is_asked_until_when_and_of_whom(browser):
    page = browser("officer").see("/console/campaigns/2024-anhui")
    for words in (
        "职工自己申报", "单位工会推荐", "到 6月28日", "每个直属单位至少 1 项", "至少 3 个；不能重复", "还没盖章的申报人", "退回后有 7 天补正",
    ):  # fmt: skip
        assert words in page, words
    assert "消息（近 14 天）" not in page and "为什么暂停" not in page


def test_messages_by_day_and_late_permits(house, browser, people, submitted, now):
    with house.db.write() as tx:
        messages.post(house, tx, people["worker"], "reply", "a", now=now, text="好")
        unit = units.by_name(tx, "淮河医院工会")
        until = now.replace(month=7, day=5, hour=0)
        overseeing.permit_unit(
            tx, unit, "2024-anhui", "innovation", until, "停电两天", by=people["auditor"], now=now
        )
        tx.after_commit.clear()
    page = browser("auditor").see("/console/campaigns/2024-anhui")
    assert ">5月13日</th>" in page and "停电两天" in page and "淮河医院工会" in page and "赵审核" in page


def test_an_administrator_pauses_with_a_reason_and_resumes(house, browser, people):
    admin = browser("administrator")
    refused = admin.post("/console/sending/pause", campaign="2024-anhui", why=" ")
    assert refused.status_code == 422 and "请写明为什么暂停" in refused.get_data(as_text=True)
    assert admin.post("/console/sending/pause", campaign="2024-anhui", why="核对模板").status_code == 303
    with house.db.read() as tx:
        assert (pausing.state(tx)["why"], pausing.state(tx)["by"]) == ("核对模板", people["admin"])
    page = browser("officer").see("/console/campaigns/2024-anhui")
    assert "消息发送已暂停" in page and "核对模板" in page and "管甲" in page
    assert admin.post("/console/sending/resume", campaign="2024-anhui").status_code == 303
    with house.db.read() as tx:
        assert pausing.state(tx) is None


def test_nobody_else_does(house, browser):
    for who in ("officer", "auditor"):
        assert browser(who).post("/console/sending/pause", campaign="2024-anhui", why="x").status_code == 403
    with house.db.read() as tx:
        assert pausing.state(tx) is None


def test_an_unknown_campaign_is_said(browser):
    assert browser("officer").get("/console/campaigns/none").status_code == 404
    assert browser("officer").get("/console/campaigns").headers["Location"] == "/console/campaigns/2024-anhui"
