"""The log as a page: for administrators, narrowed, in words, exported without a formula; the command that walks it."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlalchemy import update

from core.adapters.tables import log, persons
from core.services import audit_log, log_reading
from tests import counting
from tests.core.services.test_audit_log import change, verdict
from tests.test_rooms import sources


def test_who_did_what_when_in_words(browser, confirmed):
    page = browser("administrator").see("/console/log")
    assert "单位工会确认" in page and "李干事" in page and "AH24-000001" in page
    assert "项目 成果名称" in page or "项目 创新成果名称" in page
    for narrowed, words, without in (
        ("who=李干事", "单位工会确认", '<td class="called">提交</td>'),
        ("act=entry.submit", '<td class="called">提交</td>', 'called">单位工会确认</td>'),
        ("number=ah24-000001", 'called">单位工会确认</td>', 'called">授予工作权限</td>'),
        ("until=2024-05-12", "没有符合条件的记录", 'called">单位工会确认</td>'),
    ):
        said = browser("administrator").see(f"/console/log?{narrowed}")
        assert words in said and without not in said, narrowed
    for key in ("since", "until"):
        for end in ("0001-01-01", "9999-12-31"):
            assert browser("administrator").get(f"/console/log?{key}={end}").status_code == 200


def test_three_lines_and_fifty_take_the_same_queries(house, browser, people, now):
    with house.db.read() as tx:
        log_reading.page(house, tx, log_reading.Wanted(), by=people["admin"])  # campaigns are read once
    assert queries(house, people, now) == queries(house, people, now)


def queries(house, people, now):
    """How many a page takes after thirty more lines."""
    with house.db.write() as tx:
        for _ in range(30):
            audit_log.note(tx, "export.write", by=people["admin"], now=now)

    def seen():
        with house.db.read() as tx:
            log_reading.page(house, tx, log_reading.Wanted(), by=people["admin"])

    return counting.statements(house, seen)


def test_an_export_says_the_same_and_is_itself_in_the_log(house, browser, people, confirmed):
    with house.db.write() as tx:
        tx.run(update(persons).where(persons.c.id == people["officer"]).values(name="=cmd|' /C calc'!A0"))
    admin = browser("administrator")
    rows = list(csv.reader(StringIO(admin.get("/console/log.csv").get_data().decode("utf-8-sig"))))
    assert tuple(rows[0]) == log_reading.HEAD
    confirmed_by = next(row for row in rows if row[3] == "单位工会确认")
    assert confirmed_by[2] == "'=cmd|' /C calc'!A0" and confirmed_by[4] == "AH24-000001"
    book = openpyxl.load_workbook(BytesIO(admin.get("/console/log.xlsx").get_data()))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert len(list(book.active.iter_rows())) == len(rows) + 1  # the export before it is a line by now
    assert verdict(house).broken is None
    assert "导出操作日志" in admin.see("/console/log?act=log.export")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_name_is_a_formula_in_a_csv(house, browser, people, confirmed, sign):
    """What Excel of a Chinese Windows takes for the beginning of one, full width too."""
    with house.db.write() as tx:
        tx.run(update(persons).where(persons.c.id == people["officer"]).values(name=f"{sign}1+1"))
    content = browser("administrator").get("/console/log.csv").get_data().decode("utf-8-sig")
    said = {row[2] for row in csv.reader(StringIO(content, newline=""))}
    assert f"'{sign}1+1" in said and f"{sign}1+1" not in said


def test_officers_and_auditors_do_not_read_it(browser):
    for who in ("officer", "auditor"):
        for path in ("/console/log", "/console/log.csv", "/console/log.xlsx"):
            assert browser(who).get(path).status_code == 403


def test_the_command_says_whether_it_is_whole(app, house, confirmed):
    def run(*, args):
        with app.app_context():
            return app.test_cli_runner().invoke(args=args)

    found = verdict(house)
    whole = run(args=["audit", "verify", "--anchor", found.head])
    assert whole.exit_code == 0 and f"共 {found.count} 条" in whole.output and found.head in whole.output
    assert run(args=["audit", "verify", "--anchor", "0" * 64]).exit_code == 1
    change(house, update(log).where(log.c.sequence == 3).values(by="another"))
    broken = run(args=["audit", "verify"])
    assert broken.exit_code == 1 and "从第 3 条起" in broken.output


def test_every_act_that_is_noted_has_a_word():
    noted = set()
    for path in sources("py", rooms=("core", "server", "handlers", "jobs")):
        text = path.read_text("utf-8")
        noted |= set(re.findall(r"audit_log\.note\(\s*tx,\s*\"([a-z_.]+)\"", text))
    assert len(noted) > 20
    assert sorted(act for act in noted if log_reading.word(act) == act) == []
