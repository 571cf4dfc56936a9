"""Two entries beside one another: every item of both, equal passages marked, for whoever covers both."""

import re

import pytest

from core.services import acts, answering, entries, reviews, staff, verdicts
from tests import counting, filling
from tests.core.services import deciding

NOVELTY = "1.握力感应代替脚踏锁止，松手即锁，获表彰。\n2.别的写法。"


@pytest.fixture
def other(house, people, now):
    made = filling.whole(house, by=people["other"], now=now, title="护士站移动输液架自动锁止器的研制和应用")
    with house.db.write() as tx:
        entry = entries.load(house, tx, made)
        answering.save(house, tx, entry, "novelty", NOVELTY, by=people["other"], now=now)
        people_ = [{"id": "p9", "name": "丙三", "unit": "别处"}]
        answering.save(house, tx, entries.load(house, tx, made), "completers", people_, by=people["other"], now=now)  # fmt: skip
    with house.db.write() as tx:
        acts.submit(house, tx, made, by=people["other"], now=now)
        reviews.confirm(house, tx, made, by=people["officer"], now=now)
    return made


def items(page):
    """{label: (left, right)} of the texts."""
    rows = re.findall(
        r'<article class="beside-row">.*?<h2>(.*?)</h2>.*?</header>(.*?)</article>', page, re.DOTALL
    )
    return {label: re.findall(r'<p class="text">(.*?)</p>', body, re.DOTALL) for label, body in rows}


def test_every_item_of_both_stands_there_and_what_both_say_is_marked(browser, confirmed, other):
    auditor = browser("auditor")
    assert f"/console/entries/{confirmed}/beside/{other}" in auditor.see(f"/console/entries/{confirmed}")
    page = auditor.see(f"/console/entries/{confirmed}/beside/{other}")
    assert re.findall(r'class="item-no">(A2\.\d+)<', page) == [f"A2.{number}" for number in range(1, 20)]
    found = items(page)
    assert found["成果创新点"][1] == "1.<mark>握力感应代替脚踏锁止，松手即锁</mark>，获表彰。\n2.别的写法。"
    assert found["成果背景"] == [f"<mark>{filling.BACKGROUND}</mark>"] * 2
    assert found["成果完成人"] == ["甲一 淮河医院护理部\n乙二 淮河医院设备科", "丙三 别处"]
    assert "相同 100%" in page and "名称相近" in page and "不是重复" in page


@pytest.mark.parametrize("who", ["officer", "stranger", "worker"])
def test_it_is_the_provinces(browser, confirmed, other, who):
    response = browser(who).get(f"/console/entries/{confirmed}/beside/{other}")
    assert response.status_code in (403, 404) and filling.TITLE not in response.get_data(as_text=True)


def test_neither_a_draft_nor_itself_nor_a_unit_out_of_reach(
    house, people, browser, confirmed, other, now, app
):
    from tests.server.console.conftest import Browser  # noqa: PLC0415 - the fixture knows the named ones

    draft = filling.whole(house, by=people["worker"], now=now, title="一份还没有提交的申报写在这里")
    auditor = browser("auditor")
    for theirs in (draft, confirmed, "nothing"):
        assert auditor.get(f"/console/entries/{confirmed}/beside/{theirs}").status_code == 404
    staff.add(
        house, "外审核", role="auditor", unit="皖江大学工会", login="bound", password="wuxiao-demo", now=now
    )
    bound = Browser(app)
    bound.sign_in("bound")
    assert bound.get(f"/console/entries/{confirmed}/beside/{other}").status_code == 404


def test_three_and_nine_decisions_take_the_same_number_of_queries(house, people, browser, now):
    auditor, counts = browser("auditor"), []
    for batch in range(2):
        for number in range(3 if batch == 0 else 6):
            title = f"病区移动护理车静音脚轮的改进与推广应用{batch}之{number}"
            made = deciding.confirmed(house, people, now, title=title, by="other")
            told = {"by": people["auditor"], "now": now, "seen": deciding.load(house, made).row.version}
            deciding.done(house, verdicts.record, made, "approve", {}, **told)
        counts.append(counting.statements(house, lambda: auditor.see("/console/verdicts")))
    assert counts[0] == counts[1]
