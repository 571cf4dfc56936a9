"""What WeChat's answers mean: errors by class, and calls whose answer was lost (developers.weixin.qq.com, return codes)."""

from collections.abc import Callable
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

RETRY, TOKEN, SLOW, USER, MESSAGE, WINDOW, ALERT, LOGIN = (
    "retry", "token", "slow", "user", "message", "window", "alert", "login",
)  # fmt: skip
CLASSES: dict[str, tuple[int, ...]] = {
    RETRY: (-1,),
    TOKEN: (40001, 40014, 42001),
    SLOW: (45011, 45009, 45033),
    USER: (40003, 43004, 43019, 43101, 48002, 50005, 46004),
    MESSAGE: (40037, 41030, 47001, 47003, 40007, 45002, 45168, 87014, 40033),
    WINDOW: (45015, 45047),
    ALERT: (40013, 40125, 40164, 41001, 41002, 41004, 48001, 48004, 50002, 43107, 45103, 61007),
    LOGIN: (40029, 40163, 41008, 42003, 40226),
}


class PlatformError(Exception):
    """A call that did not succeed. `kind` is the class of the error; `unseen`: the answer was lost, the call may
    have had its effect; `is_of_credential`: it is the token that cannot be had or is refused, whatever it was wanted for.
    Never holds a URL, a token or a secret."""

    def __init__(
        self, kind: str, errcode: int | None = None, *, unseen: bool = False, is_of_credential: bool = False
    ) -> None:
        super().__init__(f"{kind}:{errcode}")
        self.kind = kind
        self.errcode = errcode
        self.unseen = unseen
        self.is_of_credential = is_of_credential


def classify(errcode: int) -> str:
    """The class of an error code; one we do not know calls for a person."""
    return next((kind for kind, codes in CLASSES.items() if errcode in codes), ALERT)


def answered(call: Callable[[], requests.Response], *, wanted: tuple[str, ...]) -> dict[str, Any]:
    """The JSON object of a raw call that has no effect when its answer is lost. Raises PlatformError."""
    answer: Any = None
    try:
        response = call()
        response.raise_for_status()
        answer = response.json()
    except (requests.RequestException, ValueError):
        pass  # raised below: an exception raised here would hold this one, and with it the URL
    if not isinstance(answer, dict):
        raise PlatformError(RETRY)
    refuse(answer.get("errcode"))
    if any(not answer.get(name) for name in wanted):
        raise PlatformError(RETRY)
    return answer


def refuse(errcode: Any) -> None:
    """Raises PlatformError unless the code says that all is well."""
    if errcode in (None, 0, "0"):
        return
    code = int(errcode) if is_code(errcode) else -1
    raise PlatformError(classify(code), code)


def is_code(errcode: Any) -> bool:
    """Whether it can be an error code of the platform; none at all says that all is well."""
    return errcode is None or str(errcode).lstrip("-").isdecimal()


def never_left(fault: HTTPError) -> bool:
    """Whether no connection was made: nothing can have had an effect."""
    return isinstance(fault, ConnectTimeoutError | NewConnectionError)


def is_refusal(status: int, body: bytes) -> bool:
    """Whether a whole answer that is none of the API's says that nothing was done: an error status, or the page of a
    gateway in its place. What stays in doubt is an answer that was cut, or never came."""
    return status >= 300 or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
