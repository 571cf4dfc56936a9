"""The only way to the house: HTTP with a time limit. http.client, because it weighs 5 MB less than requests."""

import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit


class HouseSilent(Exception):
    """The house gave no answer: not running, hung up, or slower than the time limit."""


@dataclass(frozen=True)
class Answer:
    """What the house answered."""

    status: int
    kind: str
    body: bytes


class House:
    """Asks the house at `address` (http://host:port)."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._place = urlsplit(self.address).netloc

    def ask(self, method: str, path: str, *, body: bytes = b"", kind: str = "", seconds: float) -> Answer:
        """One request. Raises HouseSilent when no answer comes within `seconds`."""
        line = http.client.HTTPConnection(self._place, timeout=seconds)
        headers = {"Content-Type": kind} if kind else {}
        try:
            line.request(method, path, body=body or None, headers=headers)
            answer = line.getresponse()
            return Answer(answer.status, answer.headers.get("Content-Type", ""), answer.read())
        except (OSError, http.client.HTTPException) as problem:
            raise HouseSilent(str(problem) or type(problem).__name__) from problem
        finally:
            line.close()
