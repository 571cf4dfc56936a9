"""Node at work: building a mini-program into a folder, and its types."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "sandbox" / "phone"
SAMPLE = ROOT / "tests" / "miniprogram" / "sample"
PAGES = ROOT / "miniprogram"  # the real ones
FOLDERS = [folder for folder in (SAMPLE, PAGES) if (folder / "app.json").exists()]
_SECONDS = 300  # on a busy machine


def _node(script: str, *given: Path) -> list[str]:
    """What a script of the engine complains of; [] when it is content."""
    assert shutil.which("node"), "Node is missing: make node"
    assert (ENGINE / "node_modules").is_dir(), "the engine's packages are missing: make node"
    done = subprocess.run(
        ["node", str(ENGINE / script), *map(str, given)],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    complaints = done.stderr.strip().splitlines()
    assert bool(complaints) == (done.returncode != 0), done.stderr + done.stdout
    return complaints


def build(source: Path, out: Path) -> list[str]:
    return _node("build.mjs", source, out)


def types(source: Path) -> list[str]:
    return _node("types.mjs", source)


def copied(source: Path, to: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(source, to))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        os.fspath(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
