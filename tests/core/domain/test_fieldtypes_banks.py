"""Question banks of one answer together: how many count, and where they come from."""

import pytest

from core.domain.fieldtypes import TYPES, File
from tests.core.domain.made import brief, innovation, known, question, sheet

FILES = TYPES["files"]
PHOTO = {"format": "JPEG", "bytes": 3_000_000, "width": 4000, "height": 3000, "dpi": 300}
FILM = {"container": "mp4", "bytes": 9_000_000, "width": 1920, "height": 1080, "seconds": 200.0}


def rows(*titles: str) -> list[dict[str, str]]:
    return [{"attachment": f"a{number}", "title": title} for number, title in enumerate(titles, 1)]


def bank(size: int, id: str = "a1") -> File:
    return sheet(*(question(stem=f"{id}第{number}题") for number in range(size)), id=id)


NAMES = ("文字材料题库", "视频题库")


@pytest.mark.parametrize(
    ("titles", "files", "found"),
    [
        ((), [], [("bank.count.min", "must")]),
        (NAMES, [bank(10), bank(10, "a2")], []),
        (NAMES, [bank(10), bank(9, "a2")], [("bank.questions.min", "must")]),
        (NAMES, [bank(10), File("a2", "未查.xlsx")], []),  # the second is still being looked at
        (("文字材料题库",), [bank(20)], [("bank.titles.covers", "advise")]),
        (("", "文字和视频题库"), [bank(10), bank(10, "a2")], [("bank.named.is", "must")]),
        (("文字和视频题库",), [File("a1", "x.xls", {"fault": "old_sheet"})], [("bank.questions.min", "must"), ("bank.readable.is", "must")]),
        (("文字和视频题库",), [File("a1", "x.xlsx", {"header": False, "columns_missing": ["题型"]})], [("bank.questions.min", "must"), ("bank.header.missing", "must")]),
    ],
)  # fmt: skip
def test_banks_together(titles, files, found):
    assert brief(TYPES["bank"].check(rows(*titles), field=innovation("bank"), known=known(*files))) == found


def faulty(size: int, id: str = "a1") -> File:
    cells = [question(stem=f"{id}第{number}题") for number in range(size)]
    return sheet(cells[0] | {"answer": "Z"}, *cells[1:], id=id)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([faulty(20)], "“成果题库”现在算数的有 0 道题。另有 20 道在还有错的题库里：一套题库全部改好才算数，不会只收一半。请把错处改好，改好就够 20 道了。"),
        ([bank(12), faulty(8, "a2")], "“成果题库”现在算数的有 12 道题。另有 8 道在还有错的题库里：一套题库全部改好才算数，不会只收一半。请把错处改好，改好就够 20 道了。"),
        ([bank(12), faulty(7, "a2")], "“成果题库”现在算数的有 12 道题，另有 7 道在还有错的题库里，全部改好才算数；就算都改好，离 20 道也还差 1 道，请一并补上。"),
        ([bank(20), faulty(9, "a2")], None),
    ],
)  # fmt: skip
def test_nothing_of_a_bank_with_a_fault_counts(files, sentence):
    value = rows(*NAMES)[: len(files)]
    found = TYPES["bank"].check(value, field=innovation("bank"), known=known(*files))
    said = [f.sentence for f in found if f.rule == "bank.questions.min"]
    assert said == ([sentence] if sentence else [])
    assert "bank.answer.single" in [f.rule for f in found]


def test_a_time_span_lies_inside_the_longest_video():
    films = [File("v1", "短.mp4", FILM | {"seconds": 20.0}), File("v2", "长.mp4", FILM | {"seconds": 30.0})]
    file = sheet(
        *(question(stem=f"第{number}题", source="视频 00:07-00:35") for number in range(20)), id="a1"
    )
    findings = TYPES["bank"].check(
        rows("文字和视频题库"), field=innovation("bank"), known=known(file, *films)
    )
    assert brief(findings) == [("bank.source.beyond", "advise")]
