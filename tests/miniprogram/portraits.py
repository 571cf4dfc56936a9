"""Pictures of every page in normal and large print, for the guides: `make portraits` writes docs/phone/."""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests import browsing, making, sheets
from tests.miniprogram import stages, walking
from tests.running import ROOT, Copy

WIDTH = 390  # px of a kept picture
QUALITY = 80
QUIET = (*browsing.QUIET, "--force-color-profile=srgb")


def main(out: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="wx-portraits-"))
    expect.set_options(timeout=browsing.PATIENCE)
    copy = Copy().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browsing.executable(), args=list(QUIET))
            stage = stages.furnished(copy, _files(folder), folder, _faulty(folder))
            for is_large in (False, True):
                _take(browser, copy, stages.stations(stage), out, is_large=is_large)
            browser.close()
    finally:
        copy.stop()
        copy.remove()
        shutil.rmtree(folder, ignore_errors=True)


def _take(browser, copy, stations, out, *, is_large):
    phones = {}
    for station in stations:
        name, who = station[:2]
        if who not in phones:
            phones[who] = walking.phone_of(browser, copy, who).open()
            prefs = {"isLarge": is_large, "isSingle": False}
            phones[who].handset.wx("setStorage", {"key": "prefs", "data": prefs})
        stages.arrive(phones[who], station)
        _keep(phones[who].page, out / f"{name}{'-large' if is_large else ''}.webp")
    errors = [error for walker in phones.values() for error in walker.close()]
    if errors:
        raise SystemExit("\n".join(errors))


def _keep(page, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    taken = path.with_suffix(".png")
    page.screenshot(path=taken)
    with Image.open(taken) as picture:
        height = round(picture.height * WIDTH / picture.width)
        picture.convert("RGB").resize((WIDTH, height), Image.Resampling.LANCZOS).save(path, quality=QUALITY)
    taken.unlink()


def _files(folder):
    names = ("正面", "侧面", "使用现场")
    return {
        "photos": [making.jpeg(folder / f"{name}.jpg", dpi=300, bytes=1_500_000, seed=seed) for seed, name in enumerate(names)],
        "film": making.mp4(folder / "演示.mp4", 6),
        "bank": sheets.bank(folder / "题库.xlsx", rows=20),
        "sound": making.mp3(folder / "讲解.mp3", 3),
    }  # fmt: skip


def _faulty(folder):
    return sheets.bank(folder / "有错的题库.xlsx", options_gap=4, answer_single=6)


if __name__ == "__main__":
    main(ROOT / (sys.argv[1] if len(sys.argv) > 1 else "docs/phone"))
