"""A program that looks at a stranger's file ends when its seconds of a processor are used up, and whoever waits is told so."""

import resource

import pytest

from core.adapters import programs
from core.adapters.programs import NotMedia

ENDLESS = ["-v", "error", "-f", "lavfi", "-i", "mandelbrot=size=1920x1080:maxiter=50000", "-f", "null", "-"]


def used():
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def test_ffmpeg_which_asks_to_be_ended_gently_is_ended_when_its_second_is_over(tmp_path):
    """It takes SIGXCPU for a wish, works on for three more, and ends as if the file were at fault in no way."""
    (tmp_path / "nothing").touch()
    before = used()
    with pytest.raises(NotMedia) as raised:
        programs.run("ffmpeg", ENDLESS, tmp_path / "nothing", 1.0)
    assert (raised.value.fault, used() - before < 2.0) == ("timeout", True)
