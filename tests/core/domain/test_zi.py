"""字 as the notice counts them: what holds of every text. The vectors, shared with the phone, run in test_vectors.py."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.zi import zi


@given(
    st.text(alphabet=st.characters(categories=["Lo", "Nd", "Po"]), max_size=50),
    st.text(" \t\n　", max_size=5),
)
def test_white_space_never_counts(text, space):
    assert zi(space + text + space) == zi(text)


@given(st.text(max_size=80))
def test_never_more_than_code_points(text):
    assert 0 <= zi(text) <= len(text) * 3  # NFC may take apart what has no composed form
