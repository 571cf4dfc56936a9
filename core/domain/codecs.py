"""Codecs of films and sound, as people know them."""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "hevc": "H.265（HEVC）", "h264": "H.264", "mpeg4": "MPEG-4", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "prores": "ProRes",
    "mjpeg": "Motion JPEG", "aac": "AAC", "mp3": "MP3", "ac3": "AC-3", "eac3": "E-AC-3", "opus": "Opus", "flac": "FLAC",
}  # fmt: skip


def said(name: str) -> str:
    """A codec as people know it."""
    return "PCM（未压缩）" if name.startswith("pcm_") else NAMES.get(name, name.upper())
