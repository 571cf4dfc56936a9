"""A project that was mailed straight to the province, at its page: who may enter it, what is told, the letter itself."""

import re
from html import unescape
from io import BytesIO

from core.services import entries
from tests.core.services import roadshows


def said(response):
    return unescape(response.get_data(as_text=True))


def load(house, entry):
    with house.db.read() as tx:
        return entries.load(house, tx, entry)


def test_a_project_that_was_mailed_is_entered_by_the_province_and_by_nobody_else(house, browser, now):
    unit = roadshows.unit_named(house, "淮河医院工会")
    mail = (
        b"From: a@example.com\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b'Content-Disposition: attachment; filename="a.mp4"\r\n\r\nfilm\r\n--b--\r\n'
    )
    for who, status in (("officer", 403), ("stranger", 403), ("auditor", 303)):
        asker = browser(who)
        form = {
            "csrf_token": asker.token(), "unit": "淮河医院工会", "day": f"{now:%Y-%m-%d}",
            "file": [(BytesIO(mail), "来信.eml")],
        }  # fmt: skip
        response = asker.client.post("/console/courses/mailed", data=form)
        assert response.status_code == status
    made = response.headers["Location"]
    page = asker.see(made)
    assert "已录入" in page and "a.mp4→课程视频" in page
    entry = load(house, made.rsplit("/", 1)[1])
    assert (entry.row.unit, entry.state) == (unit, "draft")
    letter = re.search(r'href="(/files/[^"]+)"[^>]*>邮件原件', page)[1]
    assert asker.get(letter, buffered=True).data == mail
    assert "邮件原件" not in browser("officer").see(made)  # the province's own post
    form = {"csrf_token": asker.token(), "unit": "淮河医院工会", "day": f"{now:%Y-%m-%d}"}
    form["file"] = [(BytesIO(b"film"), f"{n}.mp4") for n in range(13)]
    response = asker.client.post("/console/courses/mailed", data=form)
    assert response.status_code == 422 and "一次最多选 12 个文件，您选了 13 个" in said(response)
    response = asker.client.post(
        "/console/courses/mailed",
        data={
            "csrf_token": asker.token(),
            "unit": "不存在的单位",
            "day": "2024-05-13",
            "file": (BytesIO(mail), "x.eml"),
        },
    )
    assert response.status_code == 422 and "单位库里没有“不存在的单位”" in said(response)


def test_the_province_completes_a_mailed_course_at_its_page_and_sends_it_in(house, browser, people, now):
    """What a sheet says once stands on no other page of the province's."""
    auditor = browser("auditor")
    form = {
        "csrf_token": auditor.token(), "unit": "淮河医院工会", "day": f"{now:%Y-%m-%d}",
        "file": [(BytesIO(b"film"), "a.mp4")],
    }  # fmt: skip
    made = auditor.client.post("/console/courses/mailed", data=form).headers["Location"]
    page, entry = auditor.see(made), made.rsplit("/", 1)[1]
    listed = auditor.see("/console/courses")
    assert "录入还没有提交的" in listed and f'href="{made}"' in listed  # who closed the page finds it again
    assert "录入还没有提交的" not in browser("administrator").see(
        "/console/courses"
    )  # not theirs to write in
    for key, value in {
        "contact": "李干事", "phone": "0551-60000000", "course_title": "输液架锁止微课堂", "submitting_unit": "淮河医院工会",
        "course_phone": "0551-60000001", "tutor_intro": roadshows.TUTOR, "video_intro": roadshows.FILM,
    }.items():  # fmt: skip
        assert f'name="key" value="{key}"' in page, key
        assert auditor.post(f"/console/sheets/courses/{entry}/item", key=key, value=value).status_code == 303
    told = {"key": "completers", "person__0__name": "甲一"}
    assert auditor.post(f"/console/sheets/courses/{entry}/item", **told).status_code == 303
    (film,) = load(house, entry).files
    assert auditor.post(f"/console/sheets/courses/{entry}/removal", attachment=film).status_code == 303
    for field in ("video", "bank", "seal"):
        roadshows.give(house, entry, field, by=people["auditor"], now=now)
    sent = auditor.post(f"/console/sheets/courses/{entry}/step", act="submit")
    assert sent.status_code == 303, said(sent)
    assert load(house, entry).state == "submitted"
    assert "录入还没有提交的" not in auditor.see("/console/courses")
    assert 'value="contact"' not in browser("officer").see(made)  # they say it once, on their sheet
