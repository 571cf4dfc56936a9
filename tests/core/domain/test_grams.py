"""What a near name must share: no near name is ever missed, whatever the numbers of the index say."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from core.domain import grams

LETTERS = st.text(alphabet="输液架自动锁止装置AB", min_size=1, max_size=24)


def test_words_are_characters_and_pairs_in_ascii():
    assert grams.words("架A𠀀") == ["20000", "41", "67b6", "41z20000", "67b6z41"]


def test_a_search_asks_for_the_rarest():
    found = grams.search("输液架自动锁止装置", {"88c5": 900, "7f6e": 800, "67b6": 2}, least=0.75)
    assert (found.fewest, found.most) == (6, 15)
    assert set(found.groups[0]) <= set(grams.singles("输液自动锁止")) and len(found.groups[0]) == 4
    assert len(found.groups[1]) == 8  # of eight pairs seven may be broken


@given(
    LETTERS,
    LETTERS,
    st.dictionaries(st.sampled_from(grams.singles("输液架自动锁止装置AB")), st.integers(0, 99)),
)
def test_a_near_name_has_a_gram_of_each_group(name, other, often):
    for least in (0.5, 2 / 3, 0.75, 0.8, 0.95, 1.0):
        if fuzz.ratio(name, other) / 100 >= least:
            found = grams.search(name, often, least=least)
            there = set(grams.words(other))
            assert all(there & set(group) for group in found.groups)
            assert found.fewest <= len(other) <= found.most


@given(LETTERS, st.data())
def test_a_name_with_a_few_changes_too(name, data):
    """Names that are near by making, not by luck."""
    other = list(name)
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(other)))
        if data.draw(st.booleans()):
            other.insert(place, data.draw(st.sampled_from("的与新型")))
        elif other:
            del other[min(place, len(other) - 1)]
    changed = "".join(other)
    if fuzz.ratio(name, changed) >= 75:
        there = set(grams.words(changed))
        assert all(there & set(group) for group in grams.search(name, {}).groups)
