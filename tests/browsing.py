"""The Chromium that tests, pictures and the bench drive: its headless shell, the part without windows, or the whole."""

import shutil

PATIENCE = 60_000  # ms that a page may take on a busy machine, in whatever is waited for
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run")  # fmt: skip


def executable() -> str:
    """Its path. The shell comes first: the same engine starts and draws with three quarters of the processor time."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert found, "Chromium is missing: make browser"
    return found
