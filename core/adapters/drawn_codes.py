"""Draws the QR codes that people scan, on screens and on paper."""

import io
from typing import Any


def code(text: str) -> Any:
    """A `segno.QRCode`. Level M: a crease or the rim of a stamp may hide a seventh of it."""
    import segno  # noqa: PLC0415 - weight: a tenth of the start of every process

    return segno.make(text, error="m", micro=False, encoding="utf-8")


def svg(text: str, **options: Any) -> str:
    """For paper and for pages; `options` are segno's own."""
    drawn = io.BytesIO()
    code(text).save(drawn, kind="svg", border=2, xmldecl=False, **options)
    return drawn.getvalue().decode()


def png_address(text: str, *, scale: int) -> str:
    """As a data URL: the mini-program shows pictures without a token."""
    return str(code(text).png_data_uri(scale=scale, border=3))
