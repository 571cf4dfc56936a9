"""The commands of `flask --app wsgi`: what they print, how they end, and that they can be run again."""

import json
import os

import pytest
from openpyxl import Workbook, load_workbook

from core.domain import duties, loading
from core.services import acts, demo
from tests import filling, making
from tests.running import ROOT

CAMPAIGN = ROOT / "campaigns/2024-anhui.toml"


@pytest.fixture
def run(app):
    def run(*words):
        with app.app_context():
            answer = app.test_cli_runner().invoke(args=[str(word) for word in words])
        return answer.exit_code, answer.output

    return run


def test_migrate_can_be_run_again(run):
    assert run("migrate") == (0, "数据库已就绪。\n")
    assert run("migrate") == (0, "数据库已就绪。\n")


def test_a_faulty_campaign_is_left_out_and_said(run, house, tmp_path):
    (tmp_path / "bad.toml").write_text(CAMPAIGN.read_text().replace("year = 2024", "", 1))
    house.settings.__dict__["campaigns_dir"] = tmp_path
    code, said = run("migrate")
    assert code == 0
    assert "bad.toml: year: 缺少这个键" in said and "有 1 个活动文件有错" in said


def test_campaign_tells_every_mistake_with_its_place(run, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(CAMPAIGN.read_text().replace("year = 2024", "", 1).replace('op = "max"', 'op = "most"', 1))
    code, said = run("campaign", bad)
    assert code == 1
    assert "year: 缺少这个键" in said and "rules" in said and "共 2 处错误" in said
    assert run("campaign", CAMPAIGN)[0] == 0


def test_rules_names_each_rule_with_its_number(run):
    code, said = run("rules", "--campaign", "2024-anhui")
    rows = [line.split("\t") for line in said.splitlines()]
    assert code == 0
    assert len(rows) == len(duties.rows(loading.load(CAMPAIGN.read_text())))
    assert [
        "2024-anhui",
        "innovation",
        "photos.bytes.min",
        "1000000",
        "must",
        "A2.15",
        "rule.bytes.min",
    ] in rows
    assert run("rules", "--campaign", "none")[0] == 2


def test_check_judges_files_together_or_each(run, tmp_path):
    photos = [making.jpeg(tmp_path / f"{n}.jpg", dpi=300, bytes=1_200_000, seed=n) for n in range(3)]
    code, said = run("check", "innovation", "photos", *photos, "--json")
    assert (code, json.loads(said)["ok"]) == (0, True)
    code, said = run("check", "innovation", "photos", photos[0], "--json")
    told = json.loads(said)
    assert (code, told["ok"]) == (1, False)
    (must,) = [row for row in told["findings"] if row["level"] == "must"]
    assert must["rule"] == "photos.count.min"
    assert set(must) == {"rule", "level", "file", "params", "sentence", "fix"}
    assert run("check", "innovation", "photos", photos[0], "--json", "--each")[0] == 0


@pytest.mark.parametrize("words", [("innovation", "title"), ("innovation", "nothing"), ("nothing", "photos")])
def test_check_of_what_takes_no_files_is_a_mistake_of_usage(run, tmp_path, words):
    (tmp_path / "a").write_bytes(b"1")
    assert run("check", *words, tmp_path / "a")[0] == 2


def test_check_opens_no_pipe_and_no_device(run, tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert run("check", "innovation", "photos", tmp_path / "pipe.jpg")[0] == 2
    assert run("check", "innovation", "photos", "/dev/zero")[0] == 2


def test_staff_are_added_with_a_password_shown_once(run, house):
    demo.furnish(house, now=house.clock.now())
    code, said = run("staff", "add", "丁四", "--role", "officer", "--unit", "淮河医院工会", "--password", "")
    assert code == 0
    assert said.startswith("登录名 丁四  密码 ")
    code, said = run("staff", "add", "丁四", "--role", "officer", "--unit", "没有的工会", "--password", "")
    assert (code, said) == (1, "Error: 没有这个单位。\n")


def test_units_are_shown_before_they_are_changed(run, house, tmp_path):
    demo.furnish(house, now=house.clock.now())
    book, path = Workbook(), tmp_path / "units.xlsx"
    for row in (("单位名称", "上级单位"), ("淮河医院放射科", "淮河医院工会")):
        book.active.append(row)
    book.save(path)
    assert run("units", path) == (
        0,
        "新增：淮河医院放射科（上级：淮河医院工会）\n共 1 处变化，还没有导入，确认后加 --apply。\n",
    )
    assert "共 1 处变化，已导入" in run("units", path, "--apply")[1]
    assert run("units", path)[1].startswith("共 0 处变化")
    (tmp_path / "not.xlsx").write_bytes(b"no sheet")
    assert run("units", tmp_path / "not.xlsx")[0] == 1


def test_export_writes_what_was_sent_in(run, house, people, now, tmp_path):
    entry = filling.whole(house, by=people["wang"], now=now)
    with house.db.write() as tx:
        acts.submit(house, tx, entry, by=people["wang"], now=now)
        tx.after_commit.clear()
    path = tmp_path / "export.xlsx"
    assert run("export", "2024-anhui", "innovation", path) == (0, f"已导出 1 项到 {path}。\n")
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert (len(rows), rows[1][0]) == (2, "AH24-000001")
    assert run("export", "2024-anhui", "nothing", path)[0] == 1


def test_tick_turns_once(run):
    assert run("tick", "--once") == (0, "")


def test_the_other_mode_is_refused(run, house):
    house.settings.__dict__["sandbox"] = False
    code, said = run("migrate")
    assert code == 1
    assert "这个数据库属于 sandbox" in said
