"""How the console says sizes."""

import pytest

from server.console import wording


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (None, "0 KB"),
        (1, "1 KB"),
        (7_013, "7 KB"),
        (2_400_000, "2.4 MB"),
        (10_485_760, "10.5 MB"),
        (4_200_000_000, "4.2 GB"),
    ],
)
def test_a_size_is_said_as_the_phone_and_every_verdict_say_it(count, said):
    assert wording.size(count) == said
