"""What the phone and the browser take a file for by its first bytes is what the house finds in it."""

import json
import shutil
import subprocess

import pytest
from PIL import Image

from core.adapters import probing
from tests import compounds, documents, making, sheets

OFTEN = {
    "photo": ("图.png", "片.mov", "说明.pdf"),
    "video": ("片.mov", "照片.jpg", "音.mp3", "题库.xlsx"),
    "audio": ("音.m4a", "片.mp4", "照片.jpg"),
    "bank": ("题库.docx", "旧.xls", "旧.doc", "其实是照片.xlsx"),
    "paper": ("前面有字.pdf", "图.gif", "题库.docx", "片.mp4"),
}
KINDS = ("photo", "video", "audio", "bank", "paper")
WRONG = {"not_an_image", "not_media", "not_a_sheet", "not_a_document", "old_sheet", "old_document"}
ASK = """
const kinds = require("./miniprogram/lib/kinds");
const { readFileSync } = require("node:fs");
const { basename } = require("node:path");
const head = (path) => new Uint8Array(readFileSync(path).subarray(0, 1024));
const told = JSON.parse(readFileSync(0, "utf8"));
const { FIRST_BYTES } = require("./miniprogram/lib/domain/generated/tables");
const source = "data:text/javascript," + encodeURIComponent(readFileSync("./server/static/upload/kinds.js", "utf8"));
import(source).then((browser) => {
  const each = (facts) => told.map(([kind, path]) => facts(kind, head(path), basename(path)));
  console.log(JSON.stringify([each(kinds.facts), each((...one) => browser.facts(...one, FIRST_BYTES))]));
});
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Files of every kind that people have, some under a false name."""
    folder = tmp_path_factory.mktemp("kinds")
    made = [making.jpeg(folder / "照片.jpg", size=(900, 700)), making.heic(folder / "苹果.heic")]
    for ending in ("png", "gif", "bmp", "tiff", "webp", "avif"):
        made.append(folder / f"图.{ending}")
        making.picture().save(made[-1])
    made += [
        making.mp4(folder / f"片.{ending}", 1, size=(320, 180)) for ending in ("mp4", "mov", "mkv", "avi")
    ]
    made += [making.mp3(folder / f"音.{ending}", 1) for ending in ("mp3", "wav", "m4a", "flac", "ogg")]
    made += [sheets.bank(folder / "题库.xlsx"), documents.bank(folder / "题库.docx")]
    made += [compounds.old_sheet(folder / "旧.xls"), compounds.old_document(folder / "旧.doc")]
    made.append(folder / "说明.pdf")
    Image.open(made[0]).save(made[-1])
    made.append(folder / "前面有字.pdf")
    made[-1].write_bytes(b"scanner 1.0\n" + made[-2].read_bytes())
    made += [
        shutil.copy(path, folder / name)
        for path, name in ((made[0], "其实是照片.xlsx"), (made[2], "其实是截图.jpg"))
    ]
    return made  # fmt: skip


@pytest.mark.parametrize("is_all", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_the_phone_and_the_browser_take_a_file_for_what_the_house_finds(given, is_all):
    asked = [(kind, path) for kind in KINDS for path in given if is_all or path.name in OFTEN[kind]]
    assert len(asked) == (len(KINDS) * len(given) if is_all else sum(map(len, OFTEN.values())))
    ran = subprocess.run(
        ["node", "-e", ASK], input=json.dumps([[kind, str(path)] for kind, path in asked]),
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    by_phone, by_browser = json.loads(ran.stdout)
    assert by_browser == by_phone
    phone, house = {}, {}
    for (kind, path), seen in zip(asked, by_phone, strict=True):
        found = probing.probe(kind, path)
        is_wrong = found["fault"] in WRONG
        house[kind, path.name] = {"fault": found["fault"]} if is_wrong else {"format": found.get("format")}
        phone[kind, path.name] = {"format": None} | seen if not seen.get("fault") else seen
    assert phone == house
