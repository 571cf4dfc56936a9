"""Units in the console: found by any name, renamed, merged, imported after looking; officers invited on paper and removed."""

import re
from io import BytesIO

import openpyxl
import pytest

from core.services import accounts, staff, unit_sheets, units
from tests.server.console.conftest import PASSWORD
from tests.sheets import table

HOSPITAL, THEATRE, PROVINCE = "淮河医院工会", "天柱剧院工会", "安徽省教科文卫体工会"


@pytest.fixture
def unit(house, people):
    def found(name):
        with house.db.read() as tx:
            return units.by_name(tx, name)

    return found


def send(admin, path, tmp_path, *rows):
    made = table(tmp_path / "units.xlsx", [list(unit_sheets.COLUMNS), *rows])
    data = {"csrf_token": admin.token(), "sheet": (BytesIO(made.read_bytes()), "units.xlsx")}
    return admin.client.post(path, data=data, content_type="multipart/form-data")


def test_a_sheet_is_looked_at_and_then_applied_whole(browser, unit, tmp_path):
    admin = browser("administrator")
    page = send(
        admin,
        "/console/units/import",
        tmp_path,
        ["新单位甲", PROVINCE],
        ["剧院新名", PROVINCE, "", "", THEATRE],
    )
    said = page.get_data(as_text=True)
    assert page.status_code == 200 and "会改动 2 处" in said and f"改名：{THEATRE} → 剧院新名" in said
    assert unit("新单位甲") is None
    looked = re.search(r'name="looked" value="([^"]+)"', said)[1]
    foreign = browser("auditor").post("/console/units/import/apply", looked=looked)
    assert foreign.status_code == 403 and unit("新单位甲") is None
    assert admin.post("/console/units/import/apply", looked=looked).status_code == 303
    assert unit("新单位甲") and unit("剧院新名")
    assert "剧院新名" in admin.see(f"/console/units/find?text={THEATRE}")


def test_a_faulty_sheet_is_told_place_by_place(browser, unit, tmp_path):
    page = send(browser("administrator"), "/console/units/import", tmp_path, ["新单位甲", "没有的上级"])
    said = page.get_data(as_text=True)
    assert (
        page.status_code == 422 and "第 2 行 B 列的上级单位“没有的上级”" in said and unit("新单位甲") is None
    )
    nothing = browser("administrator").post("/console/units/import")
    assert nothing.status_code == 422 and "单位表打不开" in nothing.get_data(as_text=True)


def test_the_template_has_the_columns_that_the_import_reads(browser, people):
    response = browser("administrator").get("/console/units/template.xlsx")
    book = openpyxl.load_workbook(BytesIO(response.get_data()))
    assert [cell.value for cell in book.active[1]] == [
        "单位名称", "上级单位", "类型", "是否直属", "原名称", "并入单位", "联系人", "联系电话",
        "至少报送：“五小”创新成果", "至少报送：“五小”成果路演项目",
    ]  # fmt: skip


def test_a_unit_is_renamed_and_merged_with_its_names_dated(browser, unit):
    admin, theatre = browser("administrator"), unit(THEATRE)
    path = f"/console/units/{theatre}"
    assert admin.post(f"{path}/change", act="rename", name="天柱大剧院工会").status_code == 303
    assert f"{THEATRE}</b>" in admin.see(f"{path}/tree")
    taken = admin.post(f"{path}/change", act="rename", name=HOSPITAL)
    assert taken.status_code == 422 and "已经有一个单位" in taken.get_data(as_text=True)
    lost = admin.post(f"{path}/change", act="merge", into="没有这个")
    assert lost.status_code == 409
    assert admin.post(f"{path}/change", act="merge", into=HOSPITAL).status_code == 303
    assert "已撤并" in admin.see(f"{path}/tree")


@pytest.mark.parametrize("who", ["officer", "stranger", "auditor"])
def test_only_an_administrator_changes_units(browser, unit, who):
    path = f"/console/units/{unit(THEATRE)}/change"
    assert browser(who).post(path, act="rename", name="改了").status_code == 403
    assert unit(THEATRE)


def test_an_act_that_is_none_saves_nothing_and_says_so(browser, unit, people):
    path = f"/console/units/{unit(THEATRE)}/change"
    for form in ({}, {"act": "nonsense", "contact": "甲一"}):
        response = browser("administrator").post(path, **form)
        assert response.status_code == 422 and "已保存" not in response.get_data(as_text=True)


def test_an_administrator_of_a_branch_imports_no_sheet_of_the_whole_tree(
    house, browser, people, unit, now, tmp_path
):
    """A row may move, rename or merge any unit of the house."""
    staff.add(house, "管乙", role="administrator", unit=HOSPITAL, login="bound", password=PASSWORD, now=now)
    bound = browser()
    assert bound.sign_in("bound").status_code == 303
    told = send(bound, "/console/units/import", tmp_path, ["剧院新名", PROVINCE, "", "", THEATRE])
    assert told.status_code == 403 and THEATRE not in told.get_data(as_text=True)
    shown = send(browser("administrator"), "/console/units/import", tmp_path, ["新单位甲", PROVINCE])
    looked = re.search(r'name="looked" value="([^"]+)"', shown.get_data(as_text=True))[1]
    assert bound.post("/console/units/import/apply", looked=looked).status_code == 403
    assert unit(THEATRE) and unit("剧院新名") is None and unit("新单位甲") is None
    for page in ("import", "template.xlsx"):
        assert bound.get(f"/console/units/{page}").status_code == 403
    assert "/console/units/import" not in bound.see("/console/units")
    own = f"/console/units/{unit(HOSPITAL)}/change"
    assert bound.post(own, act="contact", contact="甲一", phone="").status_code == 303
    foreign = bound.post(f"/console/units/{unit(THEATRE)}/change", act="rename", name="别名")
    assert foreign.status_code == 404 and unit(THEATRE)


def test_a_contact_is_kept_sealed_and_shown_to_the_administrator_alone(house, browser, unit):
    admin, path = browser("administrator"), f"/console/units/{unit(THEATRE)}"
    assert admin.post(f"{path}/change", act="contact", contact="甲一", phone="123").status_code == 422
    assert (
        admin.post(f"{path}/change", act="contact", contact="甲一", phone="0551-60000000").status_code == 303
    )
    assert "055160000000" in admin.see(f"{path}/tree").replace("-", "")
    assert "60000000" not in browser("auditor").see(f"{path}/tree")


def test_an_invitation_on_paper_makes_an_officer_once(browser, unit, people):
    page = browser("auditor").post(f"/console/units/{unit(THEATRE)}/sheet").get_data(as_text=True)
    code = re.search(r'<p class="code">(.*?)</p>', page)[1]
    assert "14 天内有效" in page and "data:image/svg" in page
    new = browser(None)
    assert f'value="{code}"' in new.see(f"/console/invitation?code={code}")
    form = {"code": code, "name": "新干事", "login": "xin", "password": "a-long-password"}
    assert new.post("/console/invitation", **form).status_code == 303
    again = browser(None).post("/console/invitation", **{**form, "login": "xin2"})
    assert again.status_code == 410


def test_an_officer_removed_in_the_middle_of_a_confirmation_is_refused_clearly(
    house, browser, unit, people, submitted, state_of
):
    officer, auditor = browser("officer"), browser("auditor")
    seen = officer.seen(submitted)
    path = f"/console/units/{unit(HOSPITAL)}/seats"
    assert browser("stranger").post(path, person=people["officer"]).status_code == 404
    assert auditor.post(path, person=people["officer"]).status_code == 303
    refused = officer.post(f"/console/entries/{submitted}/confirm", seen=seen)
    assert refused.status_code == 403 and "您还没有后台权限" in refused.get_data(as_text=True)
    assert state_of(submitted) == "submitted"
    assert auditor.post(path, person=people["officer"]).status_code == 409
    with house.db.write() as tx:
        where = unit(HOSPITAL)
        accounts.grant(
            tx, people["other"], "officer", unit=where, campaign=None, by=None, now=house.clock.now()
        )
        assert accounts.scope(tx, people["other"], "officer").holds(tx, submitted)
