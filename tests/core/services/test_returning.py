"""What comes back from the national platform: shown first, foreign rows and twins told, all of it or nothing."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from core.adapters import grids, sheets
from core.adapters.clock import START
from core.adapters.tables import log, messages
from core.adapters.tables import national as table
from core.domain.refusals import Refused
from core.services import national, returning
from tests import filling
from tests.core.services import collecting
from tests.core.services.collecting import CAMPAIGN

HEAD = ("编号", "全国编号", "结果", "说明")
PDF, PNG = b"%PDF-1.7 national", b"\x89PNG\r\n\x1a\n national"

people = collecting.province


@pytest.fixture
def two(house, people):
    """Two entries that were handed over, and one that is only approved."""
    found = [
        collecting.approved(house, people, title=title, owner="sun")
        for title in (filling.TITLE, "后勤锅炉补水自动控制小改造")
    ]
    collecting.sent(house, people, collecting.asked(house, people), 2)
    collecting.approved(house, people, title="食堂油烟净化装置自动清洗小发明", owner="wang")
    return found


def keep(house, people, tmp_path, rows, *, head=HEAD, certificates=None, by="zhao"):
    path, archive = tmp_path / "back.xlsx", None
    sheets.write_rows(path, [("结果", head, rows)])
    if certificates is not None:
        archive = tmp_path / "certificates.zip"
        with zipfile.ZipFile(archive, "w") as made:
            for name, content in certificates.items():
                made.writestr(name, content)
    content = path.read_bytes()
    if archive is None:
        return returning.keep(house, CAMPAIGN, content, None, by=people[by], now=START)
    with archive.open("rb") as stream:
        return returning.keep(house, CAMPAIGN, content, stream, by=people[by], now=START)


def plan(house, people, returned, by="zhao"):
    with house.db.read() as tx:
        return returning.plan(house, tx, returning.row(tx, returned, by=people[by]))


def sentences(house, people, returned):
    return [fault.sentence for fault in plan(house, people, returned).faults]


def kept(house):
    with house.db.read() as tx:
        return {row.number: (row.verdict, row.note) for row in tx.rows(select(table))}


GOOD = [("AH24-000001", "QG-7", "入库", ""), ("ah24-000002", "QG-8", "未入选", "请补充应用证明")]


def test_rows_and_certificates_are_shown_then_written(house, people, two, tmp_path):
    files = {"证书/AH24-000001.pdf": PDF, "QG-8.PNG": PNG, "__MACOSX/._QG-8.PNG": b"x"}
    returned = keep(house, people, tmp_path, GOOD, certificates=files)
    found = plan(house, people, returned)
    assert [(c.number, c.before, c.national, c.certificate) for c in found.changes] == [
        ("AH24-000001", None, "QG-7", "证书/AH24-000001.pdf"),
        ("AH24-000002", None, "QG-8", "QG-8.PNG"),
    ]
    assert kept(house) == {}
    with pytest.raises(Refused, match="return.changed"):
        returning.apply(house, returned, 3, by=people["zhao"], now=START)
    assert returning.apply(house, returned, 2, by=people["zhao"], now=START) == 2
    assert kept(house) == {"QG-7": ("入库", ""), "QG-8": ("未入选", "请补充应用证明")}
    with house.db.read() as tx:
        said = national.of(tx, two[0])
        told = tx.rows(select(messages.c.body).where(messages.c.reason == "national"))
        noted = [
            row.act
            for row in tx.rows(select(log.c.act).where(log.c.act.in_(("return.take", "national.take"))))
        ]
    assert house.files.path(said.certificate).read_bytes() == PDF and said.name == "AH24-000001.pdf"
    assert national.lines(said) == ["全国编号 QG-7", "全国结果：入库"]
    assert (
        f"您的申报“{filling.TITLE}”（AH24-000001）在全国平台的编号是 QG-7。结果：入库。全国证书已收到"
        in told[0].body["text"]
    )
    assert noted == ["national.take", "national.take", "return.take"]
    with pytest.raises(Refused, match="return.done"):
        returning.apply(house, returned, 2, by=people["zhao"], now=START)


def test_the_same_again_is_no_change_and_numbers_may_change_hands(house, people, two, tmp_path):
    returning.apply(house, keep(house, people, tmp_path, GOOD), 2, by=people["zhao"], now=START)
    again = plan(house, people, keep(house, people, tmp_path, GOOD))
    assert (again.changes, again.same) == ((), 2)
    crossed = keep(
        house, people, tmp_path, [("AH24-000001", "QG-8", "", ""), ("AH24-000002", "QG-7", "", "")]
    )
    assert returning.apply(house, crossed, 2, by=people["zhao"], now=START) == 2
    with house.db.read() as tx:
        assert [national.of(tx, entry).number for entry in two] == ["QG-8", "QG-7"]
    alone = keep(house, people, tmp_path, [("AH24-000001", "QG-7", "", "")])
    assert sentences(house, people, alone) == [
        "第 2 行的全国编号“QG-7”已经登记给 AH24-000002。请核对后改正。"
    ]


@pytest.mark.parametrize(
    ("head", "row", "left"),
    [
        (("编号", "全国编号"), ("QG-8",), ("未入选", "请补充应用证明")),
        (HEAD, ("QG-8", "", ""), ("未入选", "请补充应用证明")),
        (HEAD, ("QG-8", "未入选", ""), ("未入选", "请补充应用证明")),
        (HEAD, ("QG-8", "入库", ""), ("入库", "")),  # a note belongs to its verdict
        (HEAD, ("QG-8", "", "见附件"), ("未入选", "见附件")),
    ],
)
def test_what_a_later_sheet_leaves_blank_stays(house, people, two, tmp_path, head, row, left):
    """Numbers come first, verdicts weeks later, certificates last, each in a sheet of its own."""
    returning.apply(house, keep(house, people, tmp_path, GOOD), 2, by=people["zhao"], now=START)
    files = {"AH24-000002.pdf": PDF}
    later = keep(house, people, tmp_path, [("AH24-000002", *row)], head=head, certificates=files)
    (change,) = plan(house, people, later).changes
    assert (change.verdict, change.note) == left  # what the preview shows is what stands afterwards
    assert returning.apply(house, later, 1, by=people["zhao"], now=START) == 1
    assert kept(house)["QG-8"] == left
    with house.db.read() as tx:
        assert national.of(tx, two[1]).name == "AH24-000002.pdf"


def test_every_fault_is_told_and_nothing_is_written(house, people, two, tmp_path):
    rows = [
        ("AH24-000001", "QG-1", "", ""),
        ("AH24-000001", "QG-2", "", ""),
        ("AH24-000002", "QG-1", "", ""),
        ("AH24-000003", "QG-4", "", ""),  # approved, not handed over
        ("AH24-999999", "QG-5", "", ""),
        ("AH24-000002", "", "", ""),
        ("AH24-000002", "Q" * 61, "", ""),
    ]
    files = {"AH24-000001.pdf": PDF, "QG-2.pdf": PDF, "别人.pdf": PDF, "AH24-000002.exe": b"MZ"}
    returned = keep(house, people, tmp_path, rows, certificates=files)
    assert sentences(house, people, returned) == [
        "第 7 行的“全国编号”是空的。请补上，或删去这一行。",
        "第 8 行的“全国编号”超过 60 个字符。请核对是不是填错了列。",
        "第 3 行的“AH24-000001”和第 2 行重复。请只留一行。",
        "第 7 行的“AH24-000002”和第 4 行重复。请只留一行。",
        "第 8 行的“AH24-000002”和第 4 行重复。请只留一行。",
        "第 4 行的“QG-1”和第 2 行重复。请只留一行。",
        "第 5 行的编号“AH24-000003”不是本活动转报出去的申报，或不在您的权限内。请核对编号，不是我们的就删去这一行。",
        "第 6 行的编号“AH24-999999”不是本活动转报出去的申报，或不在您的权限内。请核对编号，不是我们的就删去这一行。",
        "压缩包里有两份证书都是 AH24-000001 的：“QG-2.pdf”。请只留一份。",
        "压缩包里的“别人.pdf”对不上任何编号。文件请用申报编号或全国编号命名，例如 AH24-000001.pdf。",
        "压缩包里的“AH24-000002.exe”不是 PDF、JPG 或 PNG。请换成这几种格式。",
    ]
    with pytest.raises(Refused, match="return.wrong"):
        returning.apply(house, returned, 0, by=people["zhao"], now=START)
    assert kept(house) == {}


def test_what_is_no_sheet_and_a_sheet_without_its_columns(house, people, two, tmp_path):
    bad = returning.keep(house, CAMPAIGN, b"PK\x03\x04 no sheet", None, by=people["zhao"], now=START)
    assert sentences(house, people, bad) == [
        "这个文件打不开或不是 .xlsx 表格。请用 Excel 另存为 .xlsx 再上传。"
    ]
    other = keep(house, people, tmp_path, [("x", "y")], head=("姓名", "成绩"))
    assert sentences(house, people, other) == ["第 1 行应当是表头，缺少：编号、全国编号。请补上这些列名。"]
    archive = BytesIO(b"no zip")
    path = tmp_path / "back.xlsx"
    sheets.write_rows(path, [("结果", HEAD, GOOD)])
    third = returning.keep(house, CAMPAIGN, path.read_bytes(), archive, by=people["zhao"], now=START)
    assert sentences(house, people, third) == ["证书压缩包打不开、有密码或太大。请重新打成 .zip 再上传。"]


def test_a_sheet_is_its_senders_alone_and_rows_beyond_a_grant_are_foreign(house, people, two, tmp_path):
    returned = keep(house, people, tmp_path, GOOD)
    for who in ("admin", "bound", "li"):
        with pytest.raises(Refused, match="return.unknown"):
            plan(house, people, returned, by=who)
    bound = keep(house, people, tmp_path, GOOD, by="bound")
    assert [fault.phrase for fault in plan(house, people, bound, by="bound").faults] == [
        "return.row.foreign"
    ] * 2
    with pytest.raises(Refused, match="grant.missing"):
        keep(house, people, tmp_path, GOOD, by="li")


def test_a_death_in_the_middle_writes_nothing(house, people, two, tmp_path, monkeypatch):
    returned = keep(house, people, tmp_path, GOOD)
    real, calls = returning._write, []

    def dying(*arguments, **more):
        if calls:
            raise OSError("the machine is gone")
        calls.append(1)
        real(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(returning, "_write", dying)
        with pytest.raises(OSError):
            returning.apply(house, returned, 2, by=people["zhao"], now=START)
    assert kept(house) == {}
    assert returning.apply(house, returned, 2, by=people["zhao"], now=START) == 2


def test_strangers_files_are_opened_in_a_process_of_their_own(house, people, two, tmp_path, monkeypatch):
    def never(*_arguments, **_more):
        raise AssertionError("opened here")

    files = {"AH24-000001.pdf": PDF, "b/QG-8.png": PNG}
    returned = keep(house, people, tmp_path, GOOD, certificates=files)
    monkeypatch.setattr(grids, "read", never)
    monkeypatch.setattr(zipfile, "ZipFile", never)
    assert returning.apply(house, returned, 2, by=people["zhao"], now=START) == 2
    with house.db.read() as tx:
        places = [national.of(tx, entry).certificate for entry in two]
    assert [house.files.path(place).read_bytes() for place in places] == [PDF, PNG]


def test_the_same_certificate_again_is_no_change_and_tells_nobody_again(house, people, two, tmp_path):
    files = {"AH24-000001.pdf": PDF, "QG-8.png": PNG}
    first = keep(house, people, tmp_path, GOOD, certificates=files)
    assert returning.apply(house, first, 2, by=people["zhao"], now=START) == 2
    with house.db.read() as tx:
        before = {entry: national.of(tx, entry).certificate for entry in two}
    files = {"QG-7.pdf": PDF, "QG-8.png": PNG + b"new"}
    again = keep(house, people, tmp_path, GOOD, certificates=files)
    found = plan(house, people, again)
    assert ([change.number for change in found.changes], found.same) == (["AH24-000002"], 1)
    assert returning.apply(house, again, 1, by=people["zhao"], now=START) == 1
    rows = [(*GOOD[0][:2], "入库", "复核后"), GOOD[1]]  # another note, the same certificate
    noted = keep(house, people, tmp_path, rows, certificates=files)
    assert [(c.number, c.certificate) for c in plan(house, people, noted).changes] == [("AH24-000001", "")]
    assert returning.apply(house, noted, 1, by=people["zhao"], now=START) == 1
    with house.db.read() as tx:
        after = {entry: national.of(tx, entry).certificate for entry in two}
        told = tx.rows(select(messages.c.body).where(messages.c.reason == "national"))
    assert after[two[0]] == before[two[0]] and after[two[1]] != before[two[1]]
    assert sorted("全国证书已收到" in row.body["text"] for row in told) == [False, True, True, True]


def test_a_bomb_of_certificates_writes_nothing(house, people, two, tmp_path):
    archive, path = BytesIO(), tmp_path / "back.xlsx"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("AH24-000001.pdf", PDF + bytes(60_000_000))
    sheets.write_rows(path, [("结果", HEAD, GOOD)])
    archive.seek(0)
    returned = returning.keep(house, CAMPAIGN, path.read_bytes(), archive, by=people["zhao"], now=START)
    assert sentences(house, people, returned) == ["证书压缩包打不开、有密码或太大。请重新打成 .zip 再上传。"]


def test_a_name_in_old_windows_letters_is_read(tmp_path):
    from core.adapters import certificate_zips  # noqa: PLC0415 - weight

    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("XXXX.pdf", PDF)
    path = tmp_path / "a.zip"
    path.write_bytes(stream.getvalue().replace(b"XXXX.pdf", "证书".encode("gbk") + b".pdf"))
    assert [(stem, ending) for _, stem, ending in certificate_zips.names(path)] == [("证书", ".pdf")]


def test_sheets_go_after_a_month_and_what_they_said_stays(house, people, two, tmp_path):
    returned = keep(house, people, tmp_path, GOOD, certificates={"QG-7.pdf": PDF})
    returning.apply(house, returned, 2, by=people["zhao"], now=START)
    assert returning.expire(house, now=START + timedelta(days=29)) == 0
    assert returning.expire(house, now=START + timedelta(days=31)) == 1
    assert list(house.files.path("returns").iterdir()) == [] and len(kept(house)) == 2
    with house.db.read() as tx:
        assert house.files.path(national.of(tx, two[0]).certificate).read_bytes() == PDF
