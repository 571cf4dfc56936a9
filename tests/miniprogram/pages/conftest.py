"""The whole house as `make run` starts it, real files, and phones whose engine must have nothing to complain of."""

import pytest

from tests import making, sheets
from tests.miniprogram import walking
from tests.running import Copy


@pytest.fixture(scope="module")
def copy():
    running = Copy().start()
    yield running
    running.end()


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """What a worker has: three photos for print, a short film, a bank of 20 questions, a sound."""
    folder = tmp_path_factory.mktemp("files")
    names = ("正面", "侧面", "使用现场")
    return {
        "photos": [making.jpeg(folder / f"{name}.jpg", dpi=300, bytes=1_500_000, seed=seed) for seed, name in enumerate(names)],
        "film": making.mp4(folder / "演示.mp4", 6),
        "bank": sheets.bank(folder / "题库.xlsx", rows=20),
        "sound": making.mp3(folder / "讲解.mp3", 3),
    }  # fmt: skip


@pytest.fixture
def phone(chromium, copy):
    """`phone(openid)`: that person's phone, opened at home. Each test ends with no error of any of them."""
    opened = []

    def of(openid="o-sandbox-wang", **told):
        opened.append(walking.phone_of(chromium, copy, openid, told=told))
        return opened[-1].open()

    yield of
    assert [error for walker in opened for error in walker.close()] == []
