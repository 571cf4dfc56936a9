"""File names that Windows takes, whatever a person called a thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import characters, filenames

FORBIDDEN = set('\\/:*?"<>|')


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("主视图", "主视图.jpg"),
        ("1/2:图*?", "1／2：图＊？.jpg"),
        ("..\\..\\etc/passwd", "..＼..＼etc／passwd.jpg"),
        ("CON", "_CON.jpg"),
        ("com1.tar", "_com1.tar.jpg"),
        ("lpt¹", "_lpt¹.jpg"),
        ("a\x00b\u202egpj", "abgpj.jpg"),
        ("  两个  空格 ", "两个 空格.jpg"),
        ("句点...", "句点.jpg"),
        ("", "未命名.jpg"),
        (" . ", "未命名.jpg"),
    ],
)
def test_a_title_as_a_file_name(said, name):
    assert filenames.safe(said, ending=".jpg", otherwise="未命名") == name


@given(st.text(max_size=400))
def test_no_title_makes_a_name_that_windows_or_linux_refuses(said):
    name = filenames.safe(said, ending=".jpg", otherwise="未命名")
    assert not FORBIDDEN & set(name) and all(map(characters.is_drawn, name)) and name.endswith(".jpg")
    assert len(name) <= 120 and len(name.encode()) <= 255
    assert name == name.strip() and not name.removesuffix(".jpg").endswith((" ", "."))


def test_names_that_differ_in_case_alone_are_two():
    taken = {"图.jpg", "图 (2).jpg"}
    assert filenames.unique("图.JPG".replace("JPG", "jpg"), taken, ending=".jpg") == "图 (3).jpg"
    long = filenames.safe("长" * 200, ending=".jpg")
    other = filenames.unique(long, {long.casefold()}, ending=".jpg")
    assert other != long and len(other.encode()) <= 255 and other.endswith(" (2).jpg")


@pytest.mark.parametrize(
    ("filename", "ending"),
    [
        ("a.JPG", ".jpg"),
        ("a", ""),
        ("a.", ""),
        ("a.b c", ""),
        ("a.中文", ""),
        ("a.abcdef", ""),
        ("a.tar.gz", ".gz"),
    ],
)
def test_the_ending_of_a_name(filename, ending):
    assert filenames.ending_of(filename) == ending


YOUNG = [
    "\U0002b739",
    "\U0002b81e",
    "\U0002cead",
    "\U0002ebf0",
    "\U0002ee5d",
    "\U00031350",
    "\U000323b0",
    "\U00033479",
]
UNASSIGNED = [
    "\U0002ee5e",
    "\U0002ebe1",
    "\U0003347a",
    "\U0002ceae",
    "\U000e0080",
    "\U0003ffff",
    "\ue000",
    "\ufdd0",
    "\u0378",
]


@pytest.mark.parametrize("sign", YOUNG)
def test_a_person_keeps_a_hanzi_that_this_python_does_not_know(sign):
    assert filenames.safe(f"张{sign}", ending=".pdf") == f"张{sign}.pdf"
    assert filenames.safe(sign, ending=".pdf", otherwise="未命名") == f"{sign}.pdf"


@pytest.mark.parametrize("sign", UNASSIGNED)
def test_what_nobody_assigned_goes(sign):
    assert filenames.safe(f"张{sign}三", ending=".pdf") == "张三.pdf"
