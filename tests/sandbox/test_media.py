"""Temporary media: sizes, endings, three days."""

import io

import pytest

MB = 1024 * 1024


def upload(api, kind, name, content):
    head = f'--cut\r\nContent-Disposition: form-data; name="media"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--cut--\r\n"
    path = f"/cgi-bin/media/upload?type={kind}&access_token={api.token()}"
    return api.client.post(path, data=body, content_type="multipart/form-data; boundary=cut").json


@pytest.mark.parametrize(
    ("kind", "name", "size", "code"),
    [
        ("image", "a.jpg", 10 * MB, 0),
        ("image", "a.jpg", 10 * MB + 1, 40006),
        ("image", "a.jpg", 0, 40006),
        ("image", "a.exe", 9, 40005),
        ("voice", "a.amr", 2 * MB + 1, 40006),
        ("video", "a.mp4", 10 * MB + 1, 40006),
        ("video", "a.mov", 9, 40005),
        ("thumb", "a.jpg", 64 * 1024, 0),
        ("thumb", "a.jpg", 64 * 1024 + 1, 40006),
        ("song", "a.mp3", 9, 40004),
    ],
)
def test_sizes_and_endings(api, tmp_path, kind, name, size, code):
    answer = upload(api, kind, name, b"x" * size)
    assert answer.get("errcode", 0) == code
    kept = list((tmp_path / "sandbox-media").glob("*")) if (tmp_path / "sandbox-media").exists() else []
    assert len(kept) == (1 if code == 0 else 0)


def test_a_picture_comes_back_for_three_days(api, hands):
    media_id = upload(api, "image", "照片.png", b"picture")["media_id"]
    hands.house_now += 3 * 86400
    answer = api.get("/cgi-bin/media/get", media_id=media_id)
    assert (answer.data, answer.mimetype) == (b"picture", "image/png")
    assert "attachment" in answer.headers["Content-Disposition"]
    hands.house_now += 1
    assert api.get("/cgi-bin/media/get", media_id=media_id).json["errcode"] == 40007
    assert api.client.get(f"/platform/file/{media_id}").status_code == 404


def test_a_video_is_told_by_its_address(api):
    media_id = upload(api, "video", "a.mp4", b"video")["media_id"]
    assert api.get("/cgi-bin/media/get", media_id=media_id).json == {
        "video_url": f"http://127.0.0.1:8449/platform/file/{media_id}"
    }
    assert api.client.get(f"/platform/file/{media_id}", buffered=True).data == b"video"


def test_what_is_missing_or_unknown(api):
    assert api.get("/cgi-bin/media/get").json["errcode"] == 41006
    assert api.get("/cgi-bin/media/get", media_id="../keys.json").json["errcode"] == 40007
    assert api.post("/cgi-bin/media/upload", {})["errcode"] == 40004
    assert (
        api.client.post(f"/cgi-bin/media/upload?type=image&access_token={api.token()}").json["errcode"]
        == 41005
    )


def test_a_page_among_the_files_is_never_shown_in_place(api):
    told = {"kind": "image", "file": (io.BytesIO(b"<script>"), "a.html")}
    api.act("o-sandbox-wang", "follow")
    api.client.post("/phone/o-sandbox-wang/send", data=told, content_type="multipart/form-data")
    url = next(item["url"] for item in api.chat("o-sandbox-wang") if item["kind"] == "image")
    answer = api.client.get(url.removeprefix("http://127.0.0.1:8449"), buffered=True)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
