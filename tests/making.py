"""Makes the files that people send: photos as phones write them, films, sound; small or of real size."""

import io
import struct
import subprocess
import zlib

import numpy as np
import pillow_heif
from PIL import Image

from core.adapters import programs

_COMMENT = 65_000  # bytes in one comment segment
QUICK = {"preset": "ultrafast"}  # of the writer of HEIC, which is slow on noise


def picture(size=(400, 300), *, seed=0, mode="RGB"):
    """Coarse squares under fine noise: as hard to press as a photo, no two seeds alike."""
    random = np.random.default_rng(seed)
    width, height = size
    step = max(1, max(size) // 24)
    coarse = random.integers(0, 256, (height // step + 1, width // step + 1, 3), dtype=np.int16)
    pixels = np.kron(coarse, np.ones((step, step, 1), np.int16))[:height, :width]
    pixels += random.integers(-24, 25, (height, width, 1), dtype=np.int16)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).convert(mode)


def jpeg(path, size=(4000, 3000), *, dpi=72, quality=80, bytes=None, phone=False, orientation=None, seed=0):
    """A JPEG with its density in JFIF (`dpi` None: no density), or as a phone writes it: in EXIF, without JFIF.
    With `bytes` of exactly that size: pressed as little as fits, the rest is comment."""
    shot = picture(size, seed=seed)
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if phone:
        exif[0x010F], exif[282], exif[283], exif[296] = "Fictional", float(dpi), float(dpi), 2
    told = {"dpi": (dpi, dpi)} if dpi and not phone else {}
    steps = [quality] if bytes is None else [95, 85, 70, 40, 10]
    for step in steps:
        kept = io.BytesIO()
        shot.save(kept, "JPEG", quality=step, exif=exif, **told)
        made = kept.getvalue()
        made = without_jfif(made) if phone else made
        if bytes is None or len(made) <= bytes:
            break
    path.write_bytes(made if bytes is None else filled(made, bytes))
    return path


def without_jfif(made):
    assert made[2:4] == b"\xff\xe0"
    return made[:2] + made[4 + int.from_bytes(made[4:6]) :]


def filled(made, size):
    """The JPEG made larger by comments, to exactly that size."""
    missing = size - len(made)
    assert missing == 0 or missing > 4, "this picture cannot be that small"
    place = 4 + int.from_bytes(made[4:6])  # after the first segment: JFIF or EXIF wants to be there
    comments = b""
    while missing:
        take = missing if missing <= _COMMENT else min(_COMMENT, missing - 5)
        comments += b"\xff\xfe" + struct.pack(">H", take - 2) + b" " * (take - 4)
        missing -= take
    return made[:place] + comments + made[place:]


def segment(jpeg_bytes, marker, payload):
    """The JPEG with one more segment, at its beginning."""
    return jpeg_bytes[:2] + struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload + jpeg_bytes[2:]


def heic(path, size=(400, 300), *, seed=0):
    pillow_heif.register_heif_opener()
    picture((200, 150), seed=seed).resize(size).save(path, "HEIF", quality=30, enc_params=QUICK)
    return path


def bomb_png(path, side=50_000):
    """A few bytes that say they are a picture of `side` times `side` pixels."""

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")
    )
    return path


def ffmpeg(*arguments):
    command = [programs.program("ffmpeg"), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    # a static build crashes when it loads the system's tables of character sets (MPEG-TS)
    subprocess.run(command, check=True, timeout=1200, env={"GCONV_PATH": "/nonexistent"})


def mp4(path, seconds=2, size=(1920, 1080), *, megabytes=None, codec="libx264", sound=True, rate=25, faststart=True):  # fmt: skip
    """A film of `seconds`, its container by the suffix. A long one is a short clip again and again, so that it is made
    at once; with `megabytes` it has about that size."""
    clip = next(step for step in (2, 1) if seconds % step == 0) if seconds > 2 else seconds
    short = path.with_name(f"clip-{path.name}") if seconds > clip else path
    width, height = size
    look = ["-f", "lavfi", "-i", f"testsrc2=s={width}x{height}:r={rate}:d={clip}"]
    heard = ["-f", "lavfi", "-i", f"sine=r=48000:d={clip}", "-c:a", "aac"] if sound else []
    press = ["-c:v", codec, "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "2"]
    if codec == "libx265":
        press += ["-x265-params", "log-level=none", "-tag:v", "hvc1"]
    if megabytes:  # filled up to a steady rate
        steady = {"-b:v": 1, "-minrate": 1, "-maxrate": 1, "-bufsize": 0.25}
        bits = megabytes * 8_000_000 / seconds
        press += [word for name, part in steady.items() for word in (name, int(bits * part))]
        press += ["-x264-params", "nal-hrd=cbr"]
    else:
        press += ["-crf", 40]
    fast = ["-movflags", "+faststart"] if faststart and path.suffix in (".mp4", ".mov") else []
    ffmpeg(*look, *heard, *press, *fast, short)
    if short != path:
        ffmpeg("-stream_loop", seconds // clip - 1, "-i", short, "-c", "copy", *fast, "-t", seconds, path)
        short.unlink()
    return path


def mp3(path, seconds=2, *, cover=None):
    """Sound; with the JPEG at `cover` as its cover picture. The container is that of the suffix."""
    sound = ["-f", "lavfi", "-i", f"sine=d={seconds}"]
    if cover:
        ffmpeg(
            *sound,
            "-i",
            cover,
            "-map",
            "0",
            "-map",
            "1",
            "-c:v",
            "copy",
            "-disposition:v",
            "attached_pic",
            path,
        )
    else:
        ffmpeg(*sound, path)
    return path


def boxes(path):
    """The outermost boxes of a film: kind and bytes."""
    content, found = path.read_bytes(), []
    while content:
        length = int.from_bytes(content[:4])
        found.append((content[4:8], content[:length]))
        content = content[length:]
    return found
