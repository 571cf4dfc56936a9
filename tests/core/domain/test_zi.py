"""字 as the notice counts them; the vectors are shared with the mini-program."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.zi import zi
from tests.core.domain.made import ROOT

CASES = json.loads((ROOT / "tests/cases/zi.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["note"] for case in CASES])
def test_count(case):
    assert zi(case["text"]) == case["zi"]


@given(
    st.text(alphabet=st.characters(categories=["Lo", "Nd", "Po"]), max_size=50),
    st.text(" \t\n　", max_size=5),
)
def test_white_space_never_counts(text, space):
    assert zi(space + text + space) == zi(text)


@given(st.text(max_size=80))
def test_never_more_than_code_points(text):
    assert 0 <= zi(text) <= len(text) * 3  # NFC may take apart what has no composed form
