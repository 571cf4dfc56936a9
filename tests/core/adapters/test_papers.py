"""Letters and certificates: what stands on them, that nothing overflows, that nobody's text is markup."""

import re

import pypdfium2
import pytest

from core.adapters import papers
from core.domain import letters
from core.domain.fieldtypes import Known
from tests.core.domain.made import campaign

TRACKS = campaign().by_key
KNOWN = Known(units={"u1": "淮河医院护理部"})
NAMES = [
    "阿卜杜热西提·买买提明",
    "迪丽努尔·阿不都热合曼",
    *(f"{a}{b}" for a in "甲乙丙" for b in "一二三四五六"),
]
LONG = "面向三级甲等综合医院护士站多病区协同场景的移动输液架自动锁止与跌倒预警一体化装置的研制与规模化推广应用示范工程研究项目"
CODE = "0123456789ABCDEF"
RARE = "\U0002a6a5"  # four dragons, in no font of ours


def page(track, paper, names=("甲一", "乙二"), title="护士站移动输液架自动锁止装置", **more):
    answers = {
        "title": title,
        "course_title": title,
        "completers": [{"id": name, "name": name, "unit": ""} for name in names],
        "unit": {"id": "u1"},
        "reporting_unit": {"id": "u1"},
    }
    content = letters.content(TRACKS[track].papers[paper], TRACKS[track], answers, known=KNOWN)
    return {
        **content,
        "number": "",
        "qr": f"http://127.0.0.1:8000/p/{CODE}",
        "code": CODE,
        "note": "请核对。",
    } | more


CONTENT = {
    "title": "荣誉证书", "work": "护士站移动输液架自动锁止装置", "category": "小发明", "completers": ["甲一", "乙二"],
    "unit": "淮河医院护理部", "issuer": "安徽省教科文卫体工会", "date": "2024年7月10日", "campaign": campaign().title,
    "number": "AH24-Z000001", "code": CODE, "qr": f"http://127.0.0.1:8000/verify/{CODE}",
}  # fmt: skip


def texts(pdf):
    """The words of each page, without white space."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for sheet in document:
            words = sheet.get_textpage()
            found.append("".join(words.get_text_range().split()))
            words.close()
            sheet.close()
    return found


def plain(text):
    return "".join(text.split())


def sizes(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            tuple(round(side) for side in document.get_page_size(number)) for number in range(len(document))
        ]


# Letters ----------------------------------------------------------------------------------------------------------
def test_both_letters_each_on_its_own_page():
    made = papers.letters([page("innovation", 0), page("innovation", 1, number="AH24-000007")])
    first, second = texts(made)
    assert sizes(made) == [(595, 842)] * 2
    assert first.startswith("创新成果授权书授权人：甲一被授权人：技能强国")
    assert second.startswith(
        "创新成果真实性承诺书本人甲一现申报护士站移动输液架自动锁止装置项目，郑重承诺如下：一、"
    )
    assert second.index("所在单位：淮河医院护理部") < second.index("所在单位（盖章）")
    assert [("0123-4567-89AB-CDEF" in text, "请核对。" in text) for text in (first, second)] == [
        (True, True)
    ] * 2
    assert ["申报编号AH24-000007" in text for text in (first, second)] == [False, True]


@pytest.mark.parametrize(("track", "paper"), [("innovation", 0), ("innovation", 1), ("roadshow", 0)])
@pytest.mark.parametrize("title", ["刀具", LONG, ""])
def test_a_letter_keeps_all_its_words_on_one_page(track, paper, title):
    letter = page(track, paper, NAMES, title)
    (text,) = texts(papers.letters([letter]))
    wanted = [letter["title"], *letter["paragraphs"], *(line["value"] for line in letter["lines"])]
    places = [text.index(plain(words)) for words in wanted if plain(words)]
    assert len(places) >= 3
    assert all(re.sub("[年月日　]", "", s["label"]) in text for s in letter["signatures"])


def test_twenty_completers_stand_in_their_order_on_the_sheet():
    (text,) = texts(papers.letters([page("roadshow", 0, NAMES)]))
    assert plain("、".join(NAMES)) in text


def test_a_letter_too_long_for_a_page_goes_on_and_says_so():
    many = page("innovation", 1)
    many["paragraphs"] = [f"{number}、{'承诺' * 90}。" for number in range(30)]
    made = texts(papers.letters([page("innovation", 0), many, page("innovation", 0)]))
    assert len(made) > 4
    assert [bool(re.search("共.*页", text)) for text in made] == [False, *[True] * (len(made) - 2), False]
    assert "第1页共" in made[1] and all("0123-4567" in text for text in made)
    assert all(f"{number}、承诺" in "".join(made) for number in range(30))


@pytest.mark.parametrize(
    "title",
    [
        "#set text(red) $x$ *粗* _斜_ @ref",
        "<b>粗</b> \\u{41} // 注 /* x */",
        '"}], "#panic()", [{"',
        "{title}%s{",
        "= 标题 - 项 + 项",
    ],
)
def test_what_people_write_is_never_markup(title):
    (text,) = texts(papers.letters([page("innovation", 0, title=title)]))
    assert plain(title) in text


def test_control_characters_are_left_out():
    (text,) = texts(papers.letters([page("innovation", 0, title="防滑\x07\x00装\ud800置")]))
    assert "授权作品：防滑装置" in text


def test_the_same_letter_is_the_same_file():
    assert papers.letters([page("innovation", 0)]) == papers.letters([page("innovation", 0)])


# Certificates -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("names", "work", "you"),
    [
        (["甲一"], "刀具", "您"),
        (["甲一", "乙二"], "移动输液架", "你们"),
        (NAMES, LONG, "你们"),
        ([f"{name}·{name}" for name in NAMES], LONG + LONG, "你们"),
    ],
)
def test_a_certificate_is_one_page_with_every_completer_in_order(names, work, you):
    made = papers.certificate({**CONTENT, "completers": names, "work": work})
    (text,) = texts(made)
    assert sizes(made) == [(842, 595)]
    assert text == plain(
        f"荣誉证书{'、'.join(names)}：在{CONTENT['campaign']}中，{you}完成的小发明《{work}》（完成单位：淮河医院护理部）经审核通过，"
        "特颁此证，以资鼓励。证书编号AH24-Z000001扫码核验真伪0123-4567-89AB-CDEF安徽省教科文卫体工会2024年7月10日"
    )


def test_a_certificate_without_unit_or_campaign():
    (text,) = texts(papers.certificate({**CONTENT, "unit": "", "campaign": ""}))
    assert "你们完成的小发明《护士站移动输液架自动锁止装置》经审核通过" in text


def test_no_system_draws_a_red_seal():
    """A1.3: red are the frame and the title; below, where the issuer stamps, nothing is."""
    with pypdfium2.PdfDocument(papers.certificate(CONTENT)) as document:
        sheet = document[0]
        picture = sheet.render(scale=1).to_pil().convert("RGB")
        sheet.close()
    inside = picture.crop((60, 150, picture.width - 60, picture.height - 60))
    reds = sum(count for count, (r, g, b) in inside.getcolors(1 << 20) if r > 120 and g < 80 and b < 80)
    assert reds == 0


# Characters -------------------------------------------------------------------------------------------------------
def test_rare_names_are_drawn_by_the_font_we_ship():
    assert papers.glyphs.lacking("䶮㛃垚堃淼赟昳䲟〓·“”（）《》　", papers._OURS) == frozenset()
    assert papers.glyphs.lacking(f"甲{RARE}", papers._OURS) == {RARE}


def test_a_character_that_no_font_has_is_seen_at_once(monkeypatch):
    monkeypatch.setattr(papers, "_systems", lambda: ())
    assert papers.lacking(f"甲{RARE}\ufe00") == {RARE}
    (text,) = texts(papers.certificate({**CONTENT, "completers": [f"甲{RARE}"]}))
    assert text.startswith("荣誉证书甲〓：")


def test_a_file_that_is_no_font_draws_nothing(tmp_path):
    path = tmp_path / "x.ttf"
    path.write_bytes(b"\x00\x01\x00\x00" + bytes(range(200)))
    assert papers.glyphs.lacking("甲", [(path, 0), (tmp_path / "none.ttf", 0)]) == {"甲"}


def boxes(pdf, *wanted):
    """(left, bottom, right, top) in points of each of these words on the first page."""
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[0].get_textpage()
        found = []
        for one in wanted:
            start, count = words.search(one).get_next()
            sides = [words.get_charbox(at) for at in range(start, start + count)]
            found.append(
                (
                    min(s[0] for s in sides),
                    min(s[1] for s in sides),
                    max(s[2] for s in sides),
                    max(s[3] for s in sides),
                )
            )
        words.close()
    return found


def test_courses_of_a_sheet_stand_apart_and_the_code_stays_on_one_line():
    lines = [
        {"label": f"{number}标签{place}课程联系电话", "value": f"值{number}{place}", "begins": place == 0}
        for number in (1, 2)
        for place in (0, 1)
    ]
    sheet = papers.letters([page("roadshow", 0) | {"lines": lines}])
    rows = boxes(sheet, "值10", "值11", "值20")
    within, between = rows[0][1] - rows[1][3], rows[1][1] - rows[2][3]
    assert between > 1.5 * within > 0
    (label, value) = boxes(sheet, "2标签1课程联系电话：", "值21")
    assert value[0] - label[2] > 5  # the colon does not touch what follows
    (code,) = boxes(sheet, "0123-4567-89AB-CDEF")
    assert code[3] - code[1] < 10  # of one line
