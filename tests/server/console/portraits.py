"""Pictures of every page of the console, as on a desk and as on a phone, for the guides: `make portraits` writes docs/console/."""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import browsing
from tests.conftest import ROOT
from tests.server.console import places
from tests.server.console.serving import served

SIZES = {
    "": ({"width": 1280, "height": 860}, 960, 1400),
    "-phone": ({"width": 390, "height": 844}, 390, 1500),
}
QUALITY = 68


def main(out: Path, only: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="wx-portraits-"))
    try:
        with served() as (address, house, stage), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browsing.executable(), args=[*browsing.QUIET, "--lang=zh-CN"]
            )
            ways = places.of(house, stage, folder)
            for suffix, (size, width, tallest) in SIZES.items():
                desks = places.Desks(browser, address, size)
                for name, login, way in ways:
                    if only and name not in only:
                        continue
                    page = desks.arrive(login, way)
                    for picture in page.locator("img[loading=lazy]").all():
                        picture.scroll_into_view_if_needed()
                    page.evaluate("scrollTo(0, 0)")
                    page.wait_for_timeout(400)  # charts draw themselves
                    _keep(page, out / f"{name}{suffix}.webp", width, tallest)
                desks.close()
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(page, path, width, tallest):
    taken = path.with_suffix(".taken.png")
    page.screenshot(path=taken, full_page=True)
    with Image.open(taken) as picture:
        height = round(picture.height * width / picture.width)
        small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
        small.crop((0, 0, width, min(height, tallest))).save(path, quality=QUALITY, method=6)
    taken.unlink()


if __name__ == "__main__":
    main(ROOT / (sys.argv[1] if len(sys.argv) > 1 else "docs/console"), sys.argv[2:])
