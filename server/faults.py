"""A refusal or a fault as a page, for whoever reads with a browser; the API and the callbacks keep JSON."""

from flask import Response, make_response, render_template, request

MACHINES = ("/api/", "/wechat/", "/sandbox/")
_HEADS = {
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不能这样打开",
    410: "已经失效",
    413: "内容太大",
    429: "请稍后再试",
    503: "请稍后再试",
}


def is_page() -> bool:
    """Whether a person reads the answer: not an address for machines, and no one who asks for JSON."""
    if request.path.startswith(MACHINES):
        return False
    accepted = request.accept_mimetypes
    return not accepted or accepted["text/html"] >= accepted["application/json"]


def page(sentence: str, status: int) -> Response:
    """What happened and what to do next, in words."""
    head = _HEADS.get(status, "出了点问题" if status >= 500 else "没有办成")
    response = make_response(render_template("pages/fault.html", head=head, sentence=sentence))
    response.status_code = status
    return response
