"""A filled form into an entry: shown first, nothing overwritten unasked, all or nothing, stale refused."""

import pytest

from core.adapters.clock import START
from core.domain import forms
from core.domain.fieldtypes import Known
from core.domain.refusals import Refused
from core.services import accounts, acts, answering, demo, entries, importing, units
from tests import annexes as making
from tests import filling

UNIT, UNION = {"name": "淮河医院护理部"}, {"name": "皖江市总工会"}
FILES = ("photos", "videos", "bank", "audio", "papers")


@pytest.fixture
def me(house):
    demo.furnish(house, now=START)
    with house.db.write() as tx:
        return accounts.identify(tx, "oa", house.settings.oa_app_id, "o-sandbox-wang", now=START)


@pytest.fixture
def entry(house, me):
    with house.db.write() as tx:
        return entries.start(house, tx, "2024-anhui", "innovation", by=me, now=START)


def loaded(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def said(house, entry, **changed):
    """A form as a worker fills it; text by field."""
    answers = filling.texts(UNIT, UNION) | {"phone": "055160000000"}
    lines = forms.filled(loaded(house, entry).track, answers, Known())
    return {line.field.key: line.answer for line in lines if line.answer} | changed


def form(house, tmp_path, entry, **changed):
    track = loaded(house, entry).track
    return importing.read(making.word(tmp_path / "form.docx", track, said(house, entry, **changed)))


def preview(house, entry, facts):
    with house.db.read() as tx:
        found = importing.preview(tx, entries.load(house, tx, entry), facts)
    return {item.field.key: item for item in found.items}, found.notes


def keep(house, me, entry, items):
    wanted = [(item.field.key, item.value, item.seen) for item in items]
    with house.db.write() as tx:
        return importing.keep(house, tx, entry, wanted, by=me, now=START)


def save(house, me, entry, key, value):
    with house.db.write() as tx:
        answering.save(house, tx, entries.load(house, tx, entry), key, value, by=me, now=START)


def test_an_empty_entry_takes_everything_but_files(house, me, entry, tmp_path):
    items, notes = preview(house, entry, form(house, tmp_path, entry, photos="共3张"))
    assert [item.field.key for item in items.values()] == [
        field.key for field in loaded(house, entry).track.fields
    ]
    assert {key for key, item in items.items() if item.verdict == importing.FILES} == set(FILES)
    assert (items["photos"].read, "上传" in items["photos"].problem) == ("共3张", True)
    assert {key for key, item in items.items() if item.is_chosen} == set(items) - set(FILES)
    assert notes == () and loaded(house, entry).answers == {}

    kept = keep(house, me, entry, [item for item in items.values() if item.is_chosen])
    with house.db.read() as tx:
        unit, union = units.by_name(tx, UNIT["name"]), units.by_name(tx, UNION["name"])
    assert dict(kept.answers) == filling.texts({"id": unit}, {"id": union}) | {"phone": "055160000000"}
    assert kept.row.title == filling.TITLE and kept.row.unit == unit

    again, _ = preview(house, entry, form(house, tmp_path, entry))
    assert {item.verdict for key, item in again.items() if key not in FILES} == {importing.SAME}


def test_what_differs_is_shown_beside_what_stands_and_not_chosen(house, me, entry, tmp_path):
    save(house, me, entry, "title", "现在的名称")
    save(house, me, entry, "phone", "13800000000")
    facts = form(house, tmp_path, entry, category="发明专利", summary="", background="<b>国内</b>没有")
    items, _ = preview(house, entry, facts)
    title = items["title"]
    assert (title.verdict, title.text, title.now, title.seen, title.is_chosen) == (
        "different", filling.TITLE, "现在的名称", 1, False,
    )  # fmt: skip
    assert items["phone"].now == "138****0000"
    assert (items["category"].verdict, "小发明" in items["category"].problem) == ("unclear", True)
    assert items["summary"].verdict == "blank"
    assert "background.plain.is" in {finding.rule for finding in items["background"].findings}


def test_a_unit_that_nobody_knows_waits_to_be_confirmed(house, me, entry, tmp_path):
    items, _ = preview(house, entry, form(house, tmp_path, entry, unit="新来的合作单位"))
    assert items["unit"].value == {"name": "新来的合作单位"}
    assert [finding.rule for finding in items["unit"].findings] == ["unit.confirmed.is"]


def test_a_stale_item_keeps_nothing_at_all(house, me, entry, tmp_path):
    items, _ = preview(house, entry, form(house, tmp_path, entry))
    save(house, me, entry, "goal", "刚刚在手机上写的，30%")
    with pytest.raises(Refused) as refused:
        keep(house, me, entry, [items["title"], items["goal"], items["summary"]])
    assert (refused.value.code, refused.value.field) == ("answer.stale", "goal")
    assert dict(loaded(house, entry).answers) == {"goal": "刚刚在手机上写的，30%"}


def test_keeping_nothing_is_said(house, me, entry):
    with pytest.raises(Refused, match="import.nothing"):
        keep(house, me, entry, [])


def test_a_document_without_the_form_and_one_for_an_entry_that_was_sent(house, me, entry, tmp_path):
    letter = importing.read(making.package(tmp_path / "letter.docx", making.p(making.t("一封信"))))
    with pytest.raises(Refused, match="import.form.missing"):
        preview(house, entry, letter)
    whole = filling.whole(house, by=me, now=START)
    with house.db.write() as tx:
        acts.submit(house, tx, whole, by=me, now=START)
    with pytest.raises(Refused, match="entry.not_editable"):
        preview(house, whole, form(house, tmp_path, entry))


def test_macros_strange_rows_and_absent_items_are_told(house, entry, tmp_path):
    path = making.wps(tmp_path / "wps.docx", said(house, entry))
    _, notes = preview(house, entry, importing.read(path) | {"has_macros": True})
    assert [note.split("。")[0].split("：")[0] for note in notes] == [
        "文件里带有宏", "表里这几行认不出是哪一项，没有导入", "表里没有这几项",
    ]  # fmt: skip
    assert "单位意见" in notes[1] and "成果视频" in notes[2]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "import.size.zero"), (making.ole("WordDocument"), "import.fault.old_document"), (making.ole("EncryptedPackage"), "import.fault.encrypted"), (b"x", "import.fault.not_word")],
)  # fmt: skip
def test_what_is_no_form_of_today_is_refused(tmp_path, content, code):
    path = tmp_path / "form"
    path.write_bytes(content)
    with pytest.raises(Refused, match=code):
        importing.read(path)
