"""The official account's menu: words a person would otherwise type."""

from typing import Any

from core.services.house import House

BUTTONS: list[dict[str, Any]] = [
    {
        "name": "我要申报",
        "sub_button": [
            {"type": "click", "name": "开始申报", "key": "apply"},
            {"type": "click", "name": "继续填写", "key": "continue"},
            {"type": "click", "name": "换一份", "key": "switch"},
            {"type": "click", "name": "打印承诺书", "key": "sheet"},
            {"type": "click", "name": "预览提交", "key": "preview"},
        ],
    },
    {
        "name": "我的进度",
        "sub_button": [
            {"type": "click", "name": "办到哪一步", "key": "progress"},
            {"type": "click", "name": "截止时间", "key": "deadline"},
            {"type": "click", "name": "允许提醒我", "key": "subscribe"},
            {"type": "click", "name": "工会干事", "key": "unit"},
        ],
    },
    {
        "name": "帮助",
        "sub_button": [
            {"type": "click", "name": "怎么用", "key": "help"},
            {"type": "click", "name": "模板下载", "key": "templates"},
            {"type": "click", "name": "找人帮忙", "key": "human"},
        ],
    },
]


def create(house: House) -> None:
    """Puts the menu on the platform. Raises PlatformError."""
    house.platform.call("/cgi-bin/menu/create", {"button": BUTTONS})
