"""A platform that answers every call after 50 ms and counts what it saw; says its port on the first line."""

import asyncio
import json
import time
from collections import deque

LATENCY = 0.05
_seen: list[str] = []
_recent: deque[float] = deque()
_peak = 0
TEMPLATES = {
    "template_list": [
        {
            "template_id": "t-1",
            "title": "申报进度通知",
            "content": "项目名称:{{thing1.DATA}}\n当前状态:{{phrase2.DATA}}\n更新时间:{{time3.DATA}}",
        }
    ]
}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = next(
                (
                    int(line[15:])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ),
                0,
            )
            body = await reader.readexactly(length) if length else b""
            answer = json.dumps(await _answer(head.split(b" ", 2)[1].decode(), body)).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                % len(answer)
                + answer
            )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def _answer(path: str, body: bytes) -> dict[str, object]:
    global _peak
    if path.startswith("/seen"):
        return {"count": len(_seen), "distinct": len(set(_seen)), "peak": _peak}
    if path.startswith("/forget"):
        _seen.clear()
        _peak = 0
        return {}
    if "stable_token" in path:
        return {"access_token": "t", "expires_in": 7200}
    if "get_all_private_template" in path:
        return dict(TEMPLATES)
    now = time.monotonic()
    _recent.append(now)
    while now - _recent[0] >= 1.0:  # any second, not those of a clock
        _recent.popleft()
    _peak = max(_peak, len(_recent))
    _seen.append(json.loads(body)["touser"])
    await asyncio.sleep(LATENCY)
    return {"errcode": 0, "errmsg": "ok", "msgid": len(_seen)}


async def main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
