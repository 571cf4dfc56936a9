"""[[phrases]] of a campaign file: read, and every mistake told with its place."""

import pytest

from core.domain import loading
from core.domain.declaration import Phrase
from tests.core.domain.made import FIRST

TEXT = FIRST.read_text()

GOOD = '[[phrases]]\ntext = "请分点写。"\ntrack = "innovation"\nfields = ["summary"]\n[[phrases]]\ntext = "材料不全。"\n'


def with_phrases(said):
    at = TEXT.index("[[quotas]]")
    head = TEXT[: TEXT.index("[[phrases]]")] if "[[phrases]]" in TEXT else TEXT[:at]
    return head + said + TEXT[at:]


def test_phrases_are_read_in_their_order():
    assert loading.load(with_phrases(GOOD)).phrases == (
        Phrase("请分点写。", "innovation", ("summary",)),
        Phrase("材料不全。"),
    )


@pytest.mark.parametrize(
    ("said", "place", "sentence"),
    [
        ('[[phrases]]\ntext = " "\n', "phrases[0].text", "应当有 1 到 200 个字符"),
        ('[[phrases]]\ntrack = "innovation"\n', "phrases[0].text", "缺少这个键"),
        ('[[phrases]]\ntext = "甲"\ntrack = "nowhere"\n', "phrases[0].track", "没有这个征集类别"),
        ('[[phrases]]\ntext = "甲"\nfields = ["title"]\n', "phrases[0].track", "写了 fields 就要写是哪个征集类别的"),
        ('[[phrases]]\ntext = "甲"\ntrack = "innovation"\nfields = ["nothing"]\n', "phrases[0].fields", "这个类别没有项目 nothing"),
        (GOOD + '[[phrases]]\ntext = "材料不全。"\n', "phrases[2].text", "同一处重复了"),
        ('[[phrases]]\ntext = "甲"\nfield = "title"\n', "phrases[0]", None),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(said, place, sentence):
    with pytest.raises(loading.Faulty) as caught:
        loading.load(with_phrases(said))
    told = [(one.place, one.sentence) for one in caught.value.mistakes]
    assert any(one[0].startswith(place) and sentence in (None, one[1]) for one in told), told
