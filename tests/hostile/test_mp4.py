"""Damaged files of the kind mp4: 200 in every run of the tests, 2,000 at night."""

import pytest

from tests.hostile import running


def test_two_hundred_come_to_a_finding_and_do_no_harm():
    running.taken("mp4", 0, 200)


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(0, 2000, 200))
def test_two_thousand_come_to_a_finding_and_do_no_harm(first):
    running.taken("mp4", first, 200)
