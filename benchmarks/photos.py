"""Verdicts on photos, against bare decoding: one of 24 megapixels, and many with two workers."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PIL import Image

from core.adapters import probing

ROOT = Path(__file__).resolve().parents[1]
PAIRS, MANY = 5, 8
_BARE = "import sys\nfrom PIL import Image\nfor path in sys.argv[1:]:\n    Image.open(path).load()"


def figures() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        photo, drawn = _photo(Path(folder)), Path(folder) / "drawn.jpg"
        for name, bound, options in (("without", 2.0, {}), ("with", 3.5, {"drawn": drawn})):
            ours, bare = _pairs(lambda o=options: probing.probe("photo", photo, **o), lambda: _bare([photo]))  # type: ignore[misc]
            yield _figure(
                f"verdict on 24 megapixels {name} previews against a bare decode", ours, bare, bound
            )
        ours, bare = _pairs(lambda: _by_two(photo, drawn), lambda: _bare_by_two(photo), pairs=3)
        ratios = [theirs / mine for mine, theirs in zip(ours, bare, strict=True)]
        yield {
            "figure": "photos a minute with 2 workers against bare decoding with 2 processes",
            "ratio": round(statistics.median(ratios), 3),
            "bound": 0.5,
            "ratios": [round(ratio, 3) for ratio in ratios],
            "photos_a_minute": round(60 * MANY / statistics.median(ours)),
            "processors": os.cpu_count(),
        }


def _photo(folder: Path) -> Path:
    """24 megapixels as a camera writes them: about 8 MB."""
    grain = Image.effect_noise((6000, 4000), 40)
    scene = Image.effect_mandelbrot((6000, 4000), (-2, -1.2, 1, 1.2), 60)
    shot = Image.merge("RGB", [scene, grain, Image.blend(scene, grain, 0.3)])
    path = folder / "photo.jpg"
    shot.save(path, quality=88, dpi=(72, 72))
    return path


def _pairs(
    ours: Callable[[], Any], bare: Callable[[], Any], pairs: int = PAIRS
) -> tuple[list[float], list[float]]:
    """Seconds of both, taken in turn, so that both meet the same machine."""
    ours(), bare()  # warm
    taken: list[tuple[float, float]] = [(_timed(ours), _timed(bare)) for _ in range(pairs)]
    return [one for one, _ in taken], [other for _, other in taken]


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _figure(name: str, ours: list[float], bare: list[float], bound: float) -> dict[str, Any]:
    ratios = [mine / theirs for mine, theirs in zip(ours, bare, strict=True)]
    return {
        "figure": name,
        "ratio": round(statistics.median(ratios), 3),
        "bound": bound,
        "ratios": [round(ratio, 3) for ratio in ratios],
        "seconds": round(statistics.median(ours), 3),
        "yardstick_seconds": round(statistics.median(bare), 3),
    }


def _bare(paths: list[Path]) -> None:
    """A bare decode in a fresh Python process."""
    subprocess.run([sys.executable, "-c", _BARE, *map(str, paths)], cwd=ROOT, check=True)


def _by_two(photo: Path, drawn: Path) -> None:
    """As two workers do it: facts, hash, previews."""

    def one(number: int) -> None:
        found = probing.probe("photo", photo, drawn=drawn.with_name(f"{number}.jpg"))
        assert found["fault"] is None, found

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(one, range(MANY)))


def _bare_by_two(photo: Path) -> None:
    with ThreadPoolExecutor(2) as processes:
        list(processes.map(_bare, [[photo] * (MANY // 2)] * 2))
