"""What stands still while a test looks: an upload that somebody else is writing to, pieces on their way, files being put away."""

import select
import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests

from tests import browsing
from tests.running import until

SECONDS = 60
UPLOADS = "**/house/api/v1/uploads**"
LENGTH = 1024 * 1024  # of the piece


@contextmanager
def held(worker):
    """The one upload of a worker, while another has it."""
    url, told = _next_piece(worker)
    with until(lambda: _taken(url, told), what="another has it"):
        yield


def is_free(worker):
    """Waits until nobody writes to the one upload of a worker: a line that broke is noticed a moment after what came is kept."""
    url, told = _next_piece(worker)
    until(lambda: not _is_held(url, told), what="the broken line is noticed")


def _next_piece(worker):
    """Its address and the headers of a piece that goes on where the one upload stands."""
    (upload,) = worker.files()["uploads"]
    told = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(upload["offset"]),
        "Content-Type": "application/offset+octet-stream",
        "Authorization": worker.api.authorization,
    }
    return f"{worker.copy.url}/api/v1/uploads/{upload['id']}", told


def _taken(url, told):
    """The line that holds it; None where a look at it was there first, and the line was refused."""
    place = urlsplit(url)
    lines = [f"PATCH {place.path} HTTP/1.1", f"Host: {place.netloc}", f"Content-Length: {LENGTH}"]
    lines += [f"{name}: {value}" for name, value in told.items()]
    line = socket.create_connection((place.hostname, place.port), timeout=SECONDS)
    line.sendall("\r\n".join([*lines, "", ""]).encode())
    while not _is_held(url, told):
        if select.select([line], [], [], 0.1)[0]:
            line.close()
            return None
    return line


def _is_held(url, told):
    """Whether a piece of no bytes is refused."""
    with requests.patch(url, headers=told, data=b"", timeout=SECONDS) as answer:
        return answer.status_code == 423


def pieces_held(worker):
    """What is sent of an upload from now on is on its way for as long as the test likes; `arrives(n)` waits for the nth."""
    held = []

    def hold(route):
        return held.append(route) if route.request.method == "POST" else route.continue_()

    worker.phone.page.route(f"{UPLOADS}/*", hold)

    def arrives(count):
        browsing.until(worker.phone.page, lambda: len(held) >= count, f"call {count}")
        return held[count - 1]

    return arrives


def shelving_held(worker):
    """A chosen file is being put where the phone keeps it for as long as the test likes; gives what lets the nth go on."""
    worker.phone.script(
        """const files = wx.getFileSystemManager(), save = files.saveFile
           window.held = []
           files.saveFile = (given) => void window.held.push(() => save(given))"""
    )

    def let_go(index):
        worker.phone.page.wait_for_function("(index) => window.held.length > index", arg=index)
        worker.phone.page.evaluate("(index) => void window.held[index]()", index)

    return let_go
