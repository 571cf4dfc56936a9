"""The panel's sheet out, scores and the selection in: shown first, all or nothing (N11)."""

import zipfile
from threading import Thread

import openpyxl
import pytest

from core.adapters import sheets
from core.adapters.tables import log, messages, scores
from core.domain import courses as rules
from core.domain.refusals import Refused
from core.services import entries, panel, panel_files, recommending, releasing, verdicts, vetting
from core.services.handing_over import Package
from tests.core.services import roadshows

WHERE = (roadshows.CAMPAIGN, "roadshow")


now, people = roadshows.today, roadshows.seated


@pytest.fixture
def accepted(house, people, now):
    """Three courses before the panel; one is called like a formula."""
    made = [
        roadshows.course(house, people, now, title=title) for title in ("输液架", "=HYPERLINK(1)", "阀门")
    ]
    recommending.submit(house, made, by=people["officer"], now=now)
    with house.db.write() as tx:
        for entry in made:
            vetting.note_receipt(tx, entry, "noted", received_at=now, by=people["auditor"], now=now)
            points = rules.points(entries.load(house, tx, entry).track)
            vetting.tick(house, tx, entry, points, by=people["auditor"], now=now)
            vetting.accept(house, tx, entry, by=people["auditor"], now=now)
    return made


def states(house, made):
    with house.db.read() as tx:
        return [entries.load(house, tx, entry).state for entry in made]


def handed_out(house, people, now, path):
    assert panel.write(house, *WHERE, path, by=people["auditor"], now=now) == 3
    return panel.read(path)


def filled(lines, *told):
    """Points of the first expert and the choice, by line."""
    for line, (points, choice) in zip(lines[1:], told, strict=False):
        line += [""] * (len(lines[0]) - len(line))
        line[lines[0].index("专家1")], line[lines[0].index("入选")] = points, choice
    return lines


def shown(house, people, lines):
    with house.db.read() as tx:
        return panel.preview(tx, *WHERE, lines, by=people["auditor"])


def test_what_is_handed_out_holds_a_line_a_course_and_nothing_is_a_formula(
    house, people, now, accepted, tmp_path
):
    lines = handed_out(house, people, now, tmp_path / "评分表.xlsx")
    assert lines[0] == ["编号", "课程名称", "上报单位", "完成人", *[f"专家{n}" for n in range(1, 10)], "入选"]
    assert [line[1:3] for line in lines[1:]] == [
        [title, "淮河医院工会"] for title in ("输液架", "=HYPERLINK(1)", "阀门")
    ]
    book = openpyxl.load_workbook(tmp_path / "评分表.xlsx")
    assert book.sheetnames == ["评分表", "课程清单"]
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "inlineStr", "n"}
    assert {cell.value for row in book["评分表"] for cell in row if cell.data_type == "n"} <= {None}


def test_courses_are_read_while_others_write(house, people, now, accepted, tmp_path, monkeypatch):
    loading, wrote = panel.batches.load, []

    def meanwhile(*arguments):
        def write():
            with house.db.write() as tx:
                entries.start(house, tx, roadshows.CAMPAIGN, "innovation", by=people["worker"], now=now)
            wrote.append(1)

        other = Thread(target=write)
        other.start()
        other.join()
        return loading(*arguments)

    monkeypatch.setattr(panel.batches, "load", meanwhile)
    assert len(handed_out(house, people, now, tmp_path / "a.xlsx")) == 4
    assert wrote == [1]
    assert len(roadshows.rows(house, log, log.c.act == "panel.write")) == 1


def test_scores_and_the_selection_come_in_together(house, people, now, accepted, tmp_path):
    lines = filled(
        handed_out(house, people, now, tmp_path / "a.xlsx"), ("95", "是"), ("87.5", "是"), ("60", "否")
    )
    sheets.write_rows(tmp_path / "filled.xlsx", [("评分表", lines[0], lines[1:])])
    lines = panel.read(tmp_path / "filled.xlsx")
    seen = shown(house, people, lines)
    assert (seen.chosen, seen.passed_over, seen.faults, seen.missing) == (2, 1, (), ())
    assert seen.changes[1].points == (("专家1", "", "87.5"),)
    assert states(house, accepted) == ["accepted"] * 3  # looking changes nothing
    with house.db.write() as tx:
        panel.apply(house, tx, *WHERE, lines, seen=seen.digest, by=people["auditor"], now=now)
    assert states(house, accepted) == ["selected", "selected", "not_selected"]
    with house.db.read() as tx:
        assert panel.ranking(tx, accepted) == {
            accepted[0]: (1, "95"), accepted[1]: (1, "87.5"), accepted[2]: (1, "60"),
        }  # fmt: skip
        again = panel.preview(tx, *WHERE, lines, by=people["auditor"])
    assert (again.changes, again.faults) == ((), ())


def test_one_fault_and_nothing_comes_in(house, people, now, accepted, tmp_path):
    lines = filled(handed_out(house, people, now, tmp_path / "a.xlsx"), ("95", "是"), ("101", "否"))
    seen = shown(house, people, lines)
    assert [(fault.row, fault.column) for fault in seen.faults] == [(3, "E")]
    with pytest.raises(Refused) as refused, house.db.write() as tx:
        panel.apply(house, tx, *WHERE, lines, seen=seen.digest, by=people["auditor"], now=now)
    assert refused.value.code == "score.faults"
    assert states(house, accepted) == ["accepted"] * 3 and roadshows.rows(house, scores) == []


def test_what_changed_after_the_preview_is_to_be_looked_at_again(house, people, now, accepted, tmp_path):
    lines = filled(handed_out(house, people, now, tmp_path / "a.xlsx"), ("95", "是"))
    seen = shown(house, people, lines)
    with house.db.write() as tx:
        vetting.shortlist(house, tx, accepted[0], by=people["auditor"], now=now)
    with pytest.raises(Refused) as refused, house.db.write() as tx:
        panel.apply(house, tx, *WHERE, lines, seen=seen.digest, by=people["auditor"], now=now)
    assert refused.value.code == "score.changed"


@pytest.mark.parametrize(
    ("merged", "is_read"), [("D2:D3", False), ("B2:C2", False), ("A2:A3", False), ("E2:E3", True)]
)
def test_merged_cells_that_are_read_are_refused_since_only_the_first_says_anything(tmp_path, merged, is_read):
    """One 是 over three courses would choose the first of them alone, in silence."""
    book = openpyxl.Workbook()
    for line in (
        ["编号", "专家1", "专家2", "入选", "上报单位"],
        ["AH24-000001", 90, 80, "是", "甲"],
        ["AH24-000002", 80],
    ):
        book.active.append(line)
    book.active.merge_cells(merged)
    path = tmp_path / "评分表.xlsx"
    book.save(path)
    if is_read:
        assert panel.read(path)[1][:2] == ["AH24-000001", "90"]
        return
    with pytest.raises(Refused) as refused:
        panel.read(path)
    assert refused.value.code == "score.file.merged" and merged in refused.value.sentence


def test_a_file_that_is_no_sheet_is_refused(tmp_path):
    path = tmp_path / "评分表.xlsx"
    for content, code in ((b"", "score.file.missing"), (b"PK\x03\x04 no sheet", "score.file.unreadable")):
        path.write_bytes(content)
        with pytest.raises(Refused) as refused:
            panel.read(path)
        assert refused.value.code == code


def test_the_panels_package_holds_the_sheet_and_a_folder_of_files_for_each_course(
    house, people, now, accepted, tmp_path
):
    wish = Package("", "panel", *WHERE, None, None, {}, people["auditor"], now)
    with house.db.read() as tx:
        assert panel_files.begin(house, tx, wish) > 0
        lost = entries.load(house, tx, accepted[2])
    house.files.path(lost.files[lost.answers["video"][0]["attachment"]].place).unlink()
    counts = panel_files.write(house, wish, tmp_path / "p.zip", told=lambda percent: None)
    assert counts == {"courses": 3, "files": 11, "left": 1}
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        start = f"{lost.row.number} 阀门/淮河医院工会+阀门+李干事"
        assert [name for name in names if name.startswith(start)] == [
            f"{start}{end}" for end in (".jpg", ".xlsx", ".docx")
        ]
        assert names[0] == "路演评分表.xlsx" and len(names) == 13
        assert f"{lost.row.number} 课程视频" in archive.read(names[-1]).decode("utf-8-sig")


def test_a_package_without_a_course_is_refused(house, people, now):
    wish = Package("", "panel", *WHERE, None, None, {}, people["auditor"], now)
    with pytest.raises(Refused) as refused, house.db.read() as tx:
        panel_files.begin(house, tx, wish)
    assert refused.value.code == "package.panel.none"


def test_a_selection_that_is_told_later_moves_nothing_and_stands_in_the_batch(
    house, people, now, accepted, tmp_path
):
    lines = filled(
        handed_out(house, people, now, tmp_path / "a.xlsx"), ("95", "是"), ("60", "否"), ("70", "")
    )
    seen, by = shown(house, people, lines), people["auditor"]
    heard = len(roadshows.rows(house, messages))
    with house.db.write() as tx:
        panel.apply(house, tx, *WHERE, lines, seen=seen.digest, by=by, now=now, is_later=True)
    assert states(house, accepted) == ["accepted"] * 3 and len(roadshows.rows(house, messages)) == heard
    with house.db.read() as tx:
        found = verdicts.waiting(tx, roadshows.CAMPAIGN, by=by)
        again = panel.preview(tx, *WHERE, lines, by=by)
    assert found.counts == {"select": 1, "pass_over": 1}
    assert (again.changes, again.faults) == ((), ())  # the same sheet once more is nothing new
    other = [list(line) for line in lines]
    other[1][-1] = "否"
    (fault,) = shown(house, people, other).faults
    assert "已记下“入选”，还没有公布" in fault.text
    with house.db.write() as tx:
        batch = releasing.release(house, tx, roadshows.CAMPAIGN, found.counts, by=by, now=now)
    assert releasing.run(house, batch, now=now) == "done"
    assert states(house, accepted) == ["selected", "not_selected", "accepted"]
    with house.db.read() as tx:
        assert verdicts.waiting(tx, roadshows.CAMPAIGN, by=by).stale == 0
