"""One ZIP of many files: names that every program reads, bytes as they were, and never a film in memory."""

import subprocess
import tracemalloc
import zipfile
from datetime import datetime

import pytest

from core.adapters import archives
from core.adapters.archives import Part
from core.domain.clockwork import CHINA

AT = datetime(2024, 5, 13, 9, 0, tzinfo=CHINA)
MB = 1024 * 1024


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film"
    with path.open("wb") as handle:
        handle.truncate(64 * MB)
        handle.seek(5 * MB)
        handle.write(b"moov")
    return path


def unzip(*words):
    said = subprocess.run(["unzip", *words], capture_output=True, timeout=60)
    return said.returncode, said.stdout


def test_names_bytes_and_percents(tmp_path, film):
    target, told = tmp_path / "all.zip", []
    parts = [
        Part("附件2 表.docx", content=b"PK"),
        Part("视频/现场 演示.mp4", path=film),
        Part("a.txt", content=b""),
    ]
    archives.write(target, parts, at=AT, told=told.append)
    with zipfile.ZipFile(target) as made:
        assert made.testzip() is None
        assert [(one.filename, one.file_size, one.date_time[:3]) for one in made.infolist()] == [
            ("附件2 表.docx", 2, (2024, 5, 13)), ("视频/现场 演示.mp4", 64 * MB, (2024, 5, 13)), ("a.txt", 0, (2024, 5, 13)),
        ]  # fmt: skip
        assert all(one.flag_bits & 0x800 for one in made.infolist() if not one.filename.isascii())
        assert made.read("视频/现场 演示.mp4") == film.read_bytes()
    assert told == sorted(told) and told[-1] == 99 and told[0] < 10


def test_a_foreign_program_opens_it(tmp_path, film):
    target = tmp_path / "all.zip"
    archives.write(
        target, [Part("视频/现场 演示.mp4", path=film), Part("题库/第1套.xlsx", content=b"x")], at=AT
    )
    code, _ = unzip("-tq", target)
    assert code == 0
    assert unzip("-Z1", target)[1].decode().split("\n")[:2] == ["视频/现场 演示.mp4", "题库/第1套.xlsx"]


def test_a_part_that_may_be_larger_than_4_gb_says_so(tmp_path, film, monkeypatch):
    monkeypatch.setattr(archives, "_ZIP64", 10)
    target = tmp_path / "all.zip"
    archives.write(target, [Part("视频/大.mp4", path=film)], at=AT)
    assert unzip("-tq", target)[0] == 0
    with zipfile.ZipFile(target) as made:
        assert made.testzip() is None


@pytest.mark.nightly
def test_a_film_of_more_than_4_gb(tmp_path, film):
    with film.open("r+b") as handle:
        handle.truncate(4400 * MB)
    archives.write(
        tmp_path / "all.zip", [Part("视频/大.mp4", path=film), Part("后.txt", content=b"later")], at=AT
    )
    with zipfile.ZipFile(tmp_path / "all.zip") as made:
        assert made.getinfo("视频/大.mp4").file_size == 4400 * MB
        assert made.read("后.txt") == b"later"
    assert unzip("-tq", tmp_path / "all.zip")[0] == 0


def test_a_film_is_never_in_memory(tmp_path, film):
    tracemalloc.start()
    try:
        archives.write(tmp_path / "all.zip", [Part("视频/大.mp4", path=film)], at=AT)
        assert tracemalloc.get_traced_memory()[1] < 8 * MB
    finally:
        tracemalloc.stop()


def test_a_file_that_is_gone_is_an_error_and_no_half_truth(tmp_path):
    with pytest.raises(OSError):
        archives.write(tmp_path / "all.zip", [Part("a", path=tmp_path / "gone")], at=AT)
