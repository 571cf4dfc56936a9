"""What an answer says that is none of the platform's: a page of a gateway, a status, half a line, nothing."""

import socket
import threading

import pytest

from core.adapters import queue, wechat


@pytest.mark.parametrize(
    ("status", "body", "length", "unseen"),
    [
        (502, b"<html>bad gateway</html>", 24, False),  # whole: somebody said that it was not done
        (500, b"", 0, False),
        (302, b"", 0, False),
        (200, b"\xef\xbb\xbf <!DOCTYPE html><title>maintenance</title>", None, False),
        (502, b"<html>bad", 24, True),  # cut
        (200, b'{"errcode": 0', 14, True),
        (200, b"", 0, True),
    ],
)
def test_a_whole_answer_that_is_an_error_says_that_nothing_was_sent(
    settings, valkey, status, body, length, unseen
):
    queue.connect(valkey).set(f"wechat:{settings.oa_app_id}:token", "t")
    with socket.create_server(("127.0.0.1", 0)) as door:
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body) if length is None else length}\r\nConnection: close\r\n\r\n".encode()
        thread = threading.Thread(target=_answer_once, args=(door, head + body))
        thread.start()
        base = f"http://127.0.0.1:{door.getsockname()[1]}"
        odd = wechat.Platform(settings.model_copy(update={"wechat_api_base": base}))
        with pytest.raises(wechat.PlatformError) as caught:
            odd.send_text("o-wang", "一")
        assert (caught.value.kind, caught.value.unseen) == (wechat.RETRY, unseen)
        thread.join()


def _answer_once(door, raw):
    line, _ = door.accept()
    with line:
        asked = b""
        while b"\r\n\r\n" not in asked or not asked.endswith(b"}"):
            asked += line.recv(65536)
        line.sendall(raw)
