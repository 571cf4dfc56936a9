"""Photos, videos, audio, banks, sealed papers: the list, and each file by its facts (A2.7, A2.15-A2.18)."""

import pytest

from core.domain.changing import Change
from core.domain.fieldtypes import TYPES, File, Letter
from core.domain.fieldtypes.shape import Known
from core.domain.refusals import Refused
from tests.core.domain.made import brief, field, innovation, known, roadshow

FILES = TYPES["files"]
PHOTO = {"format": "JPEG", "bytes": 3_000_000, "width": 4000, "height": 3000, "dpi": 300}
FILM = {"container": "mp4", "bytes": 9_000_000, "width": 1920, "height": 1080, "seconds": 200.0}


def rows(*titles: str) -> list[dict[str, str]]:
    return [{"attachment": f"a{number}", "title": title} for number, title in enumerate(titles, 1)]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ([{"attachment": "a1", "title": "  主 视图 "}], [{"attachment": "a1", "title": "主 视图"}]),
        ([{"attachment": "a1"}], [{"attachment": "a1", "title": ""}]),
        ([{"attachment": "a1", "title": "长" * 90}], [{"attachment": "a1", "title": "长" * 80}]),
        ([], []),
    ],
)
@pytest.mark.parametrize("kind", ["files", "bank", "paper"])
def test_parse(kind, raw, value):
    assert TYPES[kind].parse(raw, field=field(kind)) == value


@pytest.mark.parametrize(
    "raw",
    [
        "照片",
        [{"title": "没有文件"}],
        [{"attachment": 5}],
        ["a1"],
        [{"attachment": "a1"}, {"attachment": "a1"}],
        [{"attachment": f"a{number}"} for number in range(201)],
    ],
)
def test_refused(raw):
    with pytest.raises(Refused) as refused:
        FILES.parse(raw, field=field("files"))
    assert (refused.value.code, refused.value.field) == ("answer.shape.wrong", "thing")


VIEWS = ("主视图", "侧视图", "现场应用")


@pytest.mark.parametrize(
    ("titles", "hashes", "found"),
    [
        (VIEWS, "abc", []),
        ((), "", [("photos.count.min", "must")]),
        (VIEWS[1:], "bc", [("photos.count.min", "must")]),
        (("主视图", "", "现场应用"), "abc", [("photos.named.is", "must")]),
        (VIEWS, "aba", [("photos.different.is", "must")]),
        (("图一", "图二", "图三"), "abc", [("photos.titles.covers", "advise")]),
    ],
)
def test_photos_together(titles, hashes, found):
    files = [File(f"a{number}", "x.jpg", PHOTO, sha256) for number, sha256 in enumerate(hashes, 1)]
    assert brief(FILES.check(rows(*titles), field=innovation("photos"), known=known(*files))) == found


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"width": 1200, "height": 1800}, []),  # either orientation
        ({"format": "MPO"}, []),
        ({"dpi": 72}, [("photos.dpi.min", "density")]),
        ({"dpi": None}, [("photos.dpi.min", "density")]),
        ({"width": 1799, "height": 1200}, [("photos.pixels.fits", None)]),
        ({"width": 800, "height": 600, "dpi": 72}, [("photos.pixels.fits", None)]),  # a tag adds no pixels
        ({"bytes": 1_000_000}, []),
        ({"bytes": 999_999}, [("photos.bytes.min", None)]),
        ({"bytes": 10_485_760}, []),
        ({"bytes": 10_485_761}, [("photos.bytes.max", "jpeg")]),
        ({"bytes": 10_485_761, "dpi": 72}, [("photos.bytes.max", "jpeg"), ("photos.dpi.min", "jpeg")]),
        (
            {"bytes": 10_485_761, "jpeg_bytes": 999_999},
            [("photos.bytes.max", None)],
        ),  # a film behind a small picture
        ({"bytes": 999_999, "dpi": 72}, [("photos.bytes.min", None), ("photos.dpi.min", None)]),
        ({"dpi": 72, "unmendable": ["density"]}, [("photos.dpi.min", None)]),
        ({"dpi": 72, "dpi_most": 300, "dpi_conflict": True}, [("photos.dpi.min", "density")]),
        ({"dpi": 300, "dpi_most": 350, "dpi_conflict": True}, []),  # they differ, and both suffice
        (
            {"format": "HEIF", "dpi": None},
            [("photos.format.is", "jpeg")],
        ),  # the mend writes the density as well
        ({"format": "HEIC", "bytes": 800_000, "jpeg_bytes": 1_000_000}, [("photos.format.is", "jpeg")]),
        ({"format": "PNG", "bytes": 20_000_000, "jpeg_bytes": 12_000_000}, [("photos.format.is", "jpeg")]),
        ({"format": "PNG", "jpeg_bytes": 999_999}, [("photos.format.is", None)]),
        ({"format": "PNG", "width": 1799}, [("photos.format.is", "jpeg")]),
        (
            {"format": "PNG", "width": 1170, "height": 2532},
            [("photos.format.is", None), ("photos.pixels.fits", None)],
        ),
        ({"format": "PNG", "unmendable": ["jpeg"]}, [("photos.format.is", None)]),
        ({"format": "GIF"}, [("photos.format.is", None)]),
        ({"light": 39, "contrast": 15, "sharpness": 17}, [("photos.light.min", None)]),
        ({"light": 40, "contrast": 15, "sharpness": 17}, [("photos.contrast.min", None)]),
        ({"light": 40, "contrast": 16, "sharpness": 17}, [("photos.sharpness.min", None)]),
        ({"light": 40, "contrast": 16, "sharpness": 18}, []),
        ({"fault": "truncated"}, [("photos.readable.is", None)]),
    ],
)
def test_one_photo(change, found):
    file = File("a1", "IMG_1.jpg", PHOTO | change)
    findings = FILES.check_file(file, title="主视图", field=innovation("photos"))
    assert [(f.rule, f.fix) for f in findings] == found
    assert {(f.file, f.attachment) for f in findings} <= {("主视图", "a1")}
    assert all((f.level == "advise") is (f.rule.split(".")[1] in HINTS) for f in findings)
    assert all("—" not in f.sentence for f in findings)


HINTS = ("light", "contrast", "sharpness")
LEVELS = "80" * 256


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({}, {}, []),
        ({"fingerprint": "f"}, {"fingerprint": "f"}, ["different"]),  # another header, the same pixels
        ({"fingerprint": "f"}, {"fingerprint": "e"}, []),
        ({"dhash": "0f", "sketch": LEVELS}, {"dhash": "00", "sketch": LEVELS}, ["alike"]),  # 4 bits
        ({"dhash": "1f", "sketch": LEVELS}, {"dhash": "00", "sketch": LEVELS}, []),  # 5 bits
        (
            {"dhash": "0f", "sketch": LEVELS},
            {"dhash": "0f", "sketch": "86" + LEVELS[2:]},
            ["alike"],
        ),  # 6 levels
        ({"dhash": "0f", "sketch": LEVELS}, {"dhash": "0f", "sketch": LEVELS[:-2] + "79"}, []),  # 7 levels
        ({"dhash": "0f"}, {"dhash": "0f"}, []),
    ],
)
def test_the_same_picture_twice_is_named_with_its_pair(one, other, found):
    files = [
        File("a1", "x.jpg", PHOTO | one, "s1"),
        File("a2", "y.jpg", PHOTO, "s2"),
        File("a3", "z.jpg", PHOTO | other, "s3"),
    ]
    findings = FILES.check(rows(*VIEWS), field=innovation("photos"), known=known(*files))
    level = {"different": "must", "alike": "advise"}
    assert [(f.rule, f.level, f.attachment) for f in findings] == [
        (f"photos.{fact}.is", level[fact], "a3") for fact in found
    ]
    assert all("第 3 张《现场应用》和第 1 张《主视图》" in f.sentence for f in findings)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, []),
        ({"seconds": 301.0}, []),
        ({"seconds": 301.1}, [("videos.seconds.max", "trim")]),
        ({"container": "mov"}, [("videos.container.is", "mp4")]),
        ({"width": 3840, "height": 2160}, [("videos.frame.is", "mp4")]),
        ({"width": 2880, "height": 2160}, [("videos.frame.is", None)]),  # not its shape: bars or stretching
        ({"width": 1280, "height": 720}, [("videos.frame.is", None)]),  # never upwards
        ({"width": 1280, "height": 720, "container": "mov"}, [("videos.container.is", None), ("videos.frame.is", None)]),
        ({"width": 1080, "height": 1920}, [("videos.landscape.is", None)]),
        ({"width": 2160, "height": 3840}, [("videos.landscape.is", None)]),
        ({"fault": "no_moov"}, [("videos.readable.is", None)]),
    ],
)  # fmt: skip
def test_one_video(change, found):
    file = File("a1", "VID_1.mp4", FILM | change)
    findings = FILES.check_file(file, title="", field=innovation("videos"))
    assert [(f.rule, f.fix) for f in findings] == found
    assert {(f.file, f.level) for f in findings} <= {("VID_1.mp4", "must")}


def test_a_roadshows_video_keeps_the_same_limits():
    file = File("a1", "a.mp4", FILM | {"seconds": 400, "width": 3840, "height": 2160})
    assert [(f.rule, f.fix) for f in FILES.check_file(file, title="", field=roadshow("video"))] == [
        ("video.seconds.max", "trim"),
        ("video.frame.is", "mp4"),
    ]


@pytest.mark.parametrize(
    ("titles", "facts", "found"),
    [
        ((), None, [("audio.value.filled", "advise", None)]),
        (("讲解",), {}, []),
        (("讲解",), {"container": "mp3", "seconds": 4000}, []),
        (("",), {"container": "mp3"}, [("audio.named.is", "advise", None)]),
        (("讲解",), {"container": "wav"}, [("audio.format.is", "advise", "mp3")]),
        (("讲解",), {"fault": "not_media"}, [("audio.readable.is", "must", None)]),
    ],
)
def test_audio_only_advises(titles, facts, found):
    files = known(*([File("a1", "a.wav", facts)] if facts is not None else []))
    findings = FILES.check(rows(*titles), field=innovation("audio"), known=files)
    assert [(f.rule, f.level, f.fix) for f in findings] == found


def test_what_no_probe_has_seen_says_nothing():
    files = [File(f"a{number}", "x.jpg") for number in (1, 2, 3)]
    assert FILES.check(rows(*VIEWS), field=innovation("photos"), known=known(*files)) == []
    assert FILES.check(rows(*VIEWS), field=innovation("photos")) == []


OWN, STALE, ELSE = "0123456789ABCDEF", "AAAAAAAAAAAAAAAA", "ZZZZZZZZZZZZZZZZ"
LETTERS = {
    OWN: Letter(True, (), "commitment", "承诺书"),
    STALE: Letter(True, (Change("成果名称", "甲", "乙"),), "commitment", "承诺书"),
    ELSE: Letter(False),
}


def photo(*codes, **facts):
    return {
        "format": "JPEG",
        "codes": [f"https://x/p/{code}" for code in codes],
        "sheet": True,
        "sharp": True,
    } | facts


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ([], [("papers.count.min", "must")]),
        ([photo()], [("papers.code_read.is", "advise")]),  # hand-filled, without our code: compared by eye (A1.3)
        ([photo(format="GIF")], [("papers.format.one_of", "must"), ("papers.code_read.is", "advise")]),
        ([{"fault": "not_a_document"}], [("papers.readable.is", "must")]),
        ([photo(OWN)], []),
        ([photo(OWN.lower())], []),
        ([photo(STALE)], [("papers.seal.is", "must")]),
        ([photo(STALE), photo(OWN)], [("papers.seal_kept.is", "advise")]),
        ([photo(ELSE)], [("papers.code.is", "must")]),
        ([photo("1111111111111111")], [("papers.code_known.is", "advise")]),
        ([{"format": "JPEG", "codes": ["https://elsewhere/q"]}], [("papers.code_read.is", "advise")]),
        ([photo(lit=False, sheet=None, sharp=None)], [("papers.lit.is", "must")]),
        ([photo(inked=False, sheet=None, sharp=None)], [("papers.inked.is", "must")]),
        ([photo(width=599, height=400)], [("papers.pixels.fits", "must"), ("papers.code_read.is", "advise")]),
        ([photo(OWN, inert=False)], [("papers.inert.is", "must")]),
        ([photo(OWN, pages=21, pages_unseen=1)], [("papers.pages_unseen.max", "advise")]),
        ([photo(sheet=False, sharp=None)], [("papers.sheet.is", "advise")]),
        ([photo(sharp=False)], [("papers.sharp.is", "advise")]),
        ([photo(bright=False)], [("papers.bright.is", "advise"), ("papers.code_read.is", "advise")]),
        ([photo(OWN, sharp=False, bright=False)], []),  # what was read was sharp and bright enough
        ([photo(OWN, coloured=False)], [("papers.coloured.is", "advise")]),
        ([photo(OWN, red_seal=False)], [("papers.red_seal.is", "advise")]),
    ],
)  # fmt: skip
def test_papers(files, found):
    stored = {f"a{n}": File(f"a{n}", "x.jpg", facts) for n, facts in enumerate(files, 1)}
    value = rows(*["承诺书"] * len(files))
    findings = TYPES["paper"].check(
        value, field=innovation("papers"), known=Known(files=stored, letters=LETTERS)
    )
    assert brief(findings) == found


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        ([photo(OWN)], ["《授权书》"]),
        ([photo(OWN, pages=2)], []),  # the other page may be it
        ([photo(OWN), photo()], []),  # and so may a sheet without a code
        ([photo()], []),
    ],
)
def test_a_letter_that_is_surely_not_there_is_told(files, missing):
    stored = {f"a{n}": File(f"a{n}", "x.jpg", facts) for n, facts in enumerate(files, 1)}
    known = Known(files=stored, letters=LETTERS, sheets={"authorisation": "授权书", "commitment": "承诺书"})
    found = TYPES["paper"].check(rows(*["x"] * len(files)), field=innovation("papers"), known=known)
    told = [f.sentence for f in found if f.rule == "papers.sheets.covers"]
    assert [sentence.split("还没有看到")[1][:5] for sentence in told] == missing


def test_without_an_entry_no_code_is_foreign():
    stored = {"a1": File("a1", "x.jpg", photo(ELSE))}
    found = TYPES["paper"].check(rows("x"), field=innovation("papers"), known=Known(files=stored))
    assert found == []


def test_cell_text_and_attachments():
    value = [
        {"attachment": "a1", "title": "主视图"},
        {"attachment": "a2", "title": ""},
        {"attachment": "a3", "title": ""},
    ]
    files = known(File("a2", "IMG_2.jpg"))
    assert FILES.cell(value, field=field("files"), known=files) == "主视图；IMG_2.jpg；a3"
    assert FILES.text(value, field=field("files"), known=files) == "3 个：主视图；IMG_2.jpg；a3"
    assert FILES.attachments(value) == ["a1", "a2", "a3"]
    assert TYPES["text"].attachments("甲") == []
