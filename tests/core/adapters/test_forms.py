"""Filled forms as Word and WPS write them, read and understood; what means harm is a fault with its own sentence."""

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from core.adapters import annexes, confined, documents
from core.adapters.confined import Limits
from core.domain import flow, form_reading, form_words, forms, loading, phrases
from core.domain.fieldtypes import Known
from tests import annexes as making
from tests import filling
from tests.annexes import box, control, deleted, inserted, lines, p, package, symbol, t, tbl, tc, tr
from tests.answered import answered

ROOT = Path(__file__).resolve().parents[3]
TRACK = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text(encoding="utf-8")).by_key["innovation"]
ROADSHOW = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text(encoding="utf-8")).by_key["roadshow"]
UNIT, UNION = {"name": "淮河医院护理部"}, {"name": "皖江市总工会"}
ANSWERS = filling.texts(UNIT, UNION) | {"phone": "055160000000"}
SAID = {line.field.key: line.answer for line in forms.filled(TRACK, ANSWERS, Known())}
NO_FILES = [field.key for field in TRACK.fields if field.type not in ("files", "bank", "paper")]


def read(path):
    facts = documents.form_facts(path)
    assert facts["fault"] is None
    return form_reading.read(TRACK, form_reading.tables_of(facts))


def values(reading):
    """What is understood, by field; nothing where a row is blank."""
    found = {}
    for key in NO_FILES:
        if key in reading.told:
            value = form_words.understood(TRACK.by_key[key], reading.told[key].text)
            if value is not None:
                found[key] = value
    return found


def cell_texts(path):
    """Text of every cell, by row."""
    return [cells for sheet in documents.tables(path) for _, cells in sheet.lines]


# Whole forms ----------------------------------------------------------------------------------------------------------
def test_the_notices_own_table_filled_in_word(tmp_path):
    raw = SAID | {
        "category": [making.checks([choice.label for choice in TRACK.by_key["category"].choices], "小发明")],
        "novelty": [p(t(line.split(".", 1)[1]), numbered=False) for line in SAID["novelty"].split("\n")],
    }
    reading = read(making.word(tmp_path / "word.docx", TRACK, raw))
    assert values(reading) == ANSWERS | {
        "novelty": "\n".join(line.split(".", 1)[1] for line in SAID["novelty"].split("\n"))
    }
    assert reading.strange == []
    assert {
        key: reading.told[key].text for key in ("photos", "videos", "bank", "audio", "papers")
    } == dict.fromkeys(("photos", "videos", "bank", "audio", "papers"), "")


def test_a_table_of_a_units_own_in_wps(tmp_path):
    reading = read(making.wps(tmp_path / "wps.docx", SAID))
    assert values(reading) == ANSWERS
    assert reading.told["photos"].text == "3张，见附件"
    assert reading.told["audio"].text == ""
    assert reading.strange == ["单位意见"]


def test_the_answers_written_over_the_notices_examples(tmp_path):
    """Six columns, no column for answers: whoever overwrites an example, or writes behind what is asked, is read too."""
    head = tr(*[tc(p(t(word))) for word in making.HEADING])
    row = TRACK.form.rows[7]
    body = tbl(
        head,
        tr(tc(p(t("8"))), tc(p(t("创新成果名称"))), tc(lines(row.asks)), tc(p()), tc(lines(SAID["title"])), tc(p(t(row.note)))),
        tr(tc(p(t("10"))), tc(p(t("成果所属行业分类"))), tc(p(t("填写行业分类和细分类别：" + SAID["industry"]))), tc(p()), tc(p())),
        tr(tc(p(t("2"))), tc(p(t("第一完成人简介"))), tc(p(t("不超过 100 字"))), tc(p()), tc(p()), tc(p())),
    )  # fmt: skip
    assert values(read(package(tmp_path / "over.docx", body))) == {
        "title": ANSWERS["title"], "industry": ANSWERS["industry"],
    }  # fmt: skip


@pytest.mark.parametrize("track", [TRACK, ROADSHOW], ids=["innovation", "roadshow"])
def test_a_blank_form_says_nothing_and_names_every_item(tmp_path, track):
    path = tmp_path / "blank.docx"
    path.write_bytes(making.content(lambda stream: annexes.blank_form(stream, track)))
    reading = form_reading.read(track, form_reading.tables_of(documents.form_facts(path)))
    assert set(reading.told) <= set(track.by_key)
    if track is TRACK:
        assert set(reading.told) == set(track.by_key)
    said = {key: form_words.understood(track.by_key[key], told.text) for key, told in reading.told.items() if track.by_key[key].type not in ("files", "bank", "paper")}  # fmt: skip
    assert set(said.values()) == {None} and reading.strange == []


def test_a_filled_form_is_in_the_notices_order_with_the_songti_of_the_east(tmp_path):
    path = tmp_path / "filled.docx"
    ill = ANSWERS | {"summary": "一\x00\x0b\x1f行\ufffe\u202e倒\n二行"}
    filled = forms.filled(TRACK, ill, Known())
    path.write_bytes(
        making.content(
            lambda s: annexes.filled_form(s, TRACK, filled, number="AH24-000001", day="2024年5月13日")
        )
    )
    rows = cell_texts(path)
    assert [row[0] for row in rows] == ["序号", *map(str, range(1, 20))]
    assert [row[1] for row in rows[1:]] == [TRACK.by_key[row.field].label for row in TRACK.form.rows]
    assert rows[9][3] == "一行倒\n二行"
    with zipfile.ZipFile(path) as archive:
        body = archive.read("word/document.xml").decode()
    assert 'w:eastAsia="宋体"' in body and "AH24-000001" in body


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(answers=answered(TRACK))
def test_what_is_exported_to_word_is_imported_the_same(tmp_path, answers):
    path, filled = tmp_path / "there.docx", forms.filled(TRACK, answers, Known())
    path.write_bytes(
        making.content(lambda s: annexes.filled_form(s, TRACK, filled, number="", day="2024年5月13日"))
    )
    assert values(read(path)) == answers


# Cells ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (p(deleted("旧"), inserted("新"), t("的")), "新的"),
        (p(t("前"), box("框里的"), t("后")), "前后\n框里的"),
        (p(t("看得见"), t("看不见", hidden=True)), "看得见"),
        (control(p(t("单击此处输入文字。")), placeholder=True), ""),
        (control(p(t("填了"))), "填了"),
        (p(symbol("F052"), t("是 "), symbol("F0A3"), t("否")), "☑是 □否"),
        (p(symbol("F0FE", "Wingdings"), t("是")), "☑是"),
        (p(t("一"), numbered=True) + p(t("二"), numbered=True), "1.一\n2.二"),
        (tbl(tr(tc(p(t("里一"))), tc(p(t("里二"))))) + p(), "里一\n里二"),
        (p(t("<b>粗</b> & <script>alert(1)</script>")), "<b>粗</b> & <script>alert(1)</script>"),
        (p(f'<w:hyperlink>{t("链接")}</w:hyperlink>', '<w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'), "链接"),
        (p("<w:r><w:ruby><w:rt>" + t("zhang") + "</w:rt><w:rubyBase>" + t("张") + "</w:rubyBase></w:ruby></w:r>"), "张"),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_sees(tmp_path, content, said):
    path = package(tmp_path / "cell.docx", tbl(tr(tc(p(t("标"))), tc(content))))
    assert cell_texts(path)[0] == (["标", said] if said else ["标"])


def test_html_in_a_cell_is_text_and_the_rule_of_plain_text_speaks(tmp_path):
    body = tbl(tr(tc(p(t("成果背景"))), tc(p(t('<table border="1"><tr><td>国内</td></tr></table>')))))
    field = TRACK.by_key["background"]
    value = values(read(package(tmp_path / "html.docx", body)))["background"]
    found = {finding.rule: finding.level for finding in flow.check_field(field, value, known=Known())}
    assert found["background.plain.is"] == "must"


# What means harm ------------------------------------------------------------------------------------------------------
def with_macros(path):
    return package(
        path,
        tbl(tr(tc(p(t("联系电话"))), tc(p(t("0551-60000000"))))),
        parts=[("word/vbaProject.bin", b"\xd0\xcf")],
    )


def test_macros_are_told_and_not_run(tmp_path):
    facts = documents.form_facts(with_macros(tmp_path / "macro.docm"))
    assert (facts["fault"], facts["has_macros"]) == (None, True)


def deep(path):
    return package(
        path, tbl(tr(tc("<w:sdt><w:sdtContent>" * 3000 + p(t("深")) + "</w:sdtContent></w:sdt>" * 3000)))
    )


def entities(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    return path


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", b" " * 300_000_000)
    return path


def sheet(path):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
    return path


def of_bytes(content):
    def make(path):
        path.write_bytes(content)
        return path

    return make


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (of_bytes(making.ole("WordDocument")), "old_document"),
        (of_bytes(making.ole("Workbook")), "old_sheet"),
        (of_bytes(making.ole("PowerPoint Document")), "old_slides"),
        (of_bytes(making.ole("EncryptedPackage")), "encrypted"),
        (of_bytes(making.ole("Else")), "unreadable"),
        (of_bytes(b"%PDF-1.7"), "not_word"),
        (of_bytes(b"\xff\xd8\xff\xe0"), "not_word"),
        (of_bytes(b"PK\x03\x04" + bytes(40)), "unreadable"),
        (sheet, "not_word"),
        (entities, "unreadable"),
        (bomb, "zip_bomb"),
        (deep, "unreadable"),
    ],
)
def test_each_fault_has_a_sentence_of_this_door(tmp_path, make, fault):
    facts = confined.run(
        "core.adapters.documents:form_facts", make(tmp_path / "x.docx"), limits=Limits(seconds=20)
    )
    assert facts == {"fault": fault}
    assert phrases.exists(f"import.fault.{fault}")


def test_the_old_ones_are_told_to_save_as(tmp_path):
    assert "另存为" in phrases.say("import.fault.old_document") and "另存为" in phrases.say(
        "import.fault.old_sheet"
    )


def mutated(good, chance):
    """Bytes of the package changed, or of the document within it, or its end lost."""
    made = bytearray(good)
    for _ in range(chance.randrange(1, 30)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made[: chance.randrange(len(made) // 2, len(made) + 1)] if chance.random() < 0.5 else made)


def rewritten(path, good, chance):
    """A whole package round a document whose text was cut up: the words are read, whatever they say."""
    with zipfile.ZipFile(good) as archive:
        body = archive.read("word/document.xml").decode()
    start, end = body.index("<w:body>") + 8, body.index("</w:body>")
    tags = body[start:end].split("<")
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(tags))
        tags[at : at + 1] = [] if chance.random() < 0.5 else [tags[at], tags[chance.randrange(len(tags))]]
    return package(path, "<".join(tags))


FAULTS = {None, "unreadable", "zip_bomb", "encrypted", "not_word"}


def test_mutated_forms_end_in_words_or_a_fault(tmp_path):
    good, path = making.wps(tmp_path / "good.docx", SAID), tmp_path / "mutated.docx"
    chance, content = random.Random(20240628), good.read_bytes()
    for number in range(200):
        if number % 2:
            path.write_bytes(mutated(content, chance))
        else:
            rewritten(path, good, chance)
        facts = documents.form_facts(path)
        assert facts["fault"] in FAULTS, number
        reading = form_reading.read(TRACK, form_reading.tables_of(facts))
        assert set(reading.told) <= set(TRACK.by_key), number


def test_the_door_reads_strangers_forms_in_a_process_of_their_own(tmp_path):
    chance, path = random.Random(7), tmp_path / "mutated.docx"
    content = making.wps(tmp_path / "good.docx", SAID).read_bytes()
    for number in range(5):
        path.write_bytes(mutated(content, chance))
        facts = confined.run("core.adapters.documents:form_facts", path, limits=Limits(seconds=20))
        assert facts["fault"] in FAULTS, number
