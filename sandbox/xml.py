"""The XML of callbacks: fields in, text out, with CDATA that nothing can break out of."""

from collections.abc import Mapping
from typing import Any

_FORBIDDEN = {code: None for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}


def render(fields: Mapping[str, Any]) -> str:
    """`{"MsgType": "text", "CreateTime": 1}` as `<xml>…</xml>`: texts in CDATA, numbers bare, mappings nested, lists repeated."""
    return f"<xml>{_inner(fields)}</xml>"


def _inner(fields: Mapping[str, Any]) -> str:
    return "".join(
        f"<{name}>{_value(one)}</{name}>"
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return _inner(value)
    if isinstance(value, int | float):
        return str(value)
    return "<![CDATA[" + str(value).translate(_FORBIDDEN).replace("]]>", "]]]]><![CDATA[>") + "]]>"
