"""Public pages: each happy and refused; signed files with ranges and harmless headers; faults as pages."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from core.adapters.tables import papers
from core.domain import phrases
from core.services import answering, entries, links, reviews
from core.services import papers as letters
from tests import filling

JPEG = b"\xff\xd8\xff\xe0" + b"0123456789" * 30


def sign_in(client, person):
    with client.session_transaction() as cookie:
        cookie["person"] = person


def text(response):
    """What a person reads, in one line."""
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


# Front and upload ----------------------------------------------------------------------------------------------
def test_the_front_door_leads_on_and_tells_the_deadlines(client, house):
    shown = client.get("/")
    assert shown.status_code == 200
    assert "6月28日（含当天）" in text(shown) and "6月26日（含当天）" in text(shown)
    for address in (
        "/verify/",
        "/me",
        "/console/",
        "/api/v1/docs",
        f"http://127.0.0.1:{house.settings.sandbox_port}/",
    ):
        assert f'href="{address}"' in shown.text


def test_the_upload_page_is_the_same_for_everybody_and_runs_only_our_scripts(client):
    shown = client.get("/upload")
    assert shown.status_code == 200
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert re.findall(r"<script(?![^>]*(?:src=\"/static/|application/json))", shown.text) == []
    assert "只有 {measured} 像素，印刷至少要 {wanted}" in shown.text


def test_a_used_link_is_refused_and_the_cookie_of_the_first_use_stays(client, house, people, now):
    with house.db.write() as tx:
        entry = entries.start(house, tx, "2024-anhui", "innovation", by=people["wang"], now=now)
        url = links.upload(house, tx, people["wang"], entry=entry, field="photos")
    code = {"code": url.split("#")[1]}
    first = client.post("/api/v1/links", json=code)
    assert (first.status_code, first.json["entry"], first.json["field"]) == (200, entry, "photos")
    again = client.post("/api/v1/links", json=code)
    assert (again.status_code, again.json["problem"]["code"]) == (410, "link.unknown")
    assert client.get(f"/api/v1/entries/{entry}").status_code == 200
    assert client.post("/signout").headers["Location"] == "/upload?signed_out=1"
    assert client.get(f"/api/v1/entries/{entry}").status_code == 401


def test_every_asset_of_the_pages_is_served(client):
    for page in ("/upload", "/", "/api/v1/docs"):
        for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', client.get(page).text):
            assert client.get(address, buffered=True).status_code == 200, address


# Codes ---------------------------------------------------------------------------------------------------------
def code_of(house, entry, by, now):
    letters.letters_pdf(house, entry, by=by, now=now)
    with house.db.read() as tx:
        return tx.value(select(papers.c.code).where(papers.c.entry == entry, papers.c.kind == "commitment"))


def test_a_scanned_letter_says_whether_it_still_matches(client, house, people, now):
    entry = filling.whole(house, by=people["wang"], now=now)
    code = code_of(house, entry, people["wang"], now)
    same = client.get(f"/p/{code.lower()}")
    assert same.status_code == 200
    assert "内容一致" in text(same) and filling.TITLE in text(same) and "淮河医院护理部" in text(same)
    assert "0551" not in text(same)
    with house.db.write() as tx:
        answering.save(
            house,
            tx,
            entries.load(house, tx, entry),
            "title",
            "另一个完全不同的成果名称与应用",
            by=people["wang"],
            now=now,
        )
    changed = text(client.get(f"/p/{code}"))
    assert "内容已经改动" in changed and "“创新成果名称”" in changed and "重新下载、打印" in changed


def test_an_unknown_letter_is_a_page_with_advice(client):
    shown = client.get("/p/ABCDEFGH")
    assert (shown.status_code, shown.mimetype) == (404, "text/html")
    assert "没有找到这份承诺书" in text(shown)


def test_a_certificate_is_verified_as_it_is_typed_and_downloaded(client, approved):
    code = approved[1]
    typed = client.get("/verify/", query_string={"code": f" {code[:4].lower()} {code[4:8]}-{code[8:]} "})
    assert typed.headers["Location"] == f"/verify/{code}"
    scanned = client.get("/verify/", query_string={"code": f"http://127.0.0.1:8000/verify/{code}"})
    assert scanned.headers["Location"] == f"/verify/{code}"
    shown = text(client.get(f"/verify/{code}"))
    for word in (
        "这份证书是真的，现在有效",
        "AH24-Z000001",
        filling.TITLE,
        "甲一、乙二",
        "淮河医院护理部",
        "安徽省教科文卫体工会",
        "2024年5月13日",
    ):
        assert word in shown
    pdf = client.get(f"/verify/{code}.pdf", buffered=True)
    assert (pdf.status_code, pdf.mimetype, pdf.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert "AH24-Z000001.pdf" in pdf.headers["Content-Disposition"]


def test_a_revoked_certificate_says_so_and_is_not_handed_out(client, house, people, approved, now):
    entry, code = approved
    with house.db.write() as tx:
        reviews.revoke(house, tx, entry, "涉及他人隐私的原因", by=people["zhao"], now=now)
        tx.after_commit.clear()
    for address, status in ((f"/verify/{code}", 200), (f"/verify/{code}.pdf", 410)):
        shown = client.get(address)
        assert shown.status_code == status
        assert "这份证书已经撤销，不再有效" in text(shown) and "现在有效" not in text(shown)
        assert "隐私" not in shown.text and ".pdf" not in shown.text


@pytest.mark.parametrize("address", ["/verify/NEVERGIVEN", "/verify/NEVERGIVEN.pdf"])
def test_an_unknown_certificate_is_404_with_advice(client, address):
    shown = client.get(address)
    assert (shown.status_code, shown.mimetype) == (404, "text/html")
    assert "没有这份证书。请核对编码是否完整" in text(shown)


def test_an_empty_code_asks_again(client):
    assert "还没有输入编码" in text(client.get("/verify/?code="))
    assert "还没有输入编码" not in text(client.get("/verify/"))


def test_what_is_typed_as_a_code_is_never_markup(client):
    shown = client.get("/verify/%3Cscript%3Ealert(1)%3C%2Fb%3E")
    assert shown.status_code == 404
    assert "<script>alert" not in shown.text


# One's own -----------------------------------------------------------------------------------------------------
def test_me_tells_strangers_the_way_and_persons_their_standing(client, people, approved):
    assert "回复 “进度”" in text(client.get("/me"))
    sign_in(client, people["li"])
    assert "您还没有申报" in text(client.get("/me"))
    sign_in(client, people["wang"])
    shown = client.get("/me")
    assert shown.headers["Cache-Control"] == "no-store"
    assert filling.TITLE in text(shown) and "审核通过" in text(shown) and "AH24-000001" in text(shown)
    assert f'href="/verify/{approved[1]}"' in shown.text


def test_me_asks_nobody_for_what_is_over(client, house, people, now):
    with house.db.write() as tx:
        entries.start(house, tx, "2024-anhui", "innovation", by=people["wang"], now=now)
    sign_in(client, people["wang"])
    told = [text(client.get("/me"))]
    house.clock.move(datetime.fromisoformat("2024-06-29T00:00:00+08:00"))
    told.append(text(client.get("/me")))
    assert ["接着填" in one for one in told] == [True, False]
    assert [phrases.say("entry.ended.draft") in one for one in told] == [False, True]


# Faults --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/upload", 405),
        ("GET", "/signout", 405),
        ("GET", "/static/none.js", 404),
    ],
)
def test_people_get_faults_as_pages_in_chinese(client, method, address, status):
    shown = client.open(address, method=method, headers={"Accept": "text/html,*/*;q=0.8"})
    assert (shown.status_code, shown.mimetype) == (status, "text/html")
    assert "回到首页" in text(shown)
    asked = client.open(address, method=method, headers={"Accept": "application/json"})
    assert asked.json["problem"]["code"].startswith("request.")


@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/wechat/nowhere", "/sandbox/nowhere"])
def test_machines_get_json_whatever_they_accept(client, address):
    shown = client.get(address, headers={"Accept": "text/html"})
    assert (shown.status_code, shown.json["problem"]["code"]) == (404, "request.not_found")


def test_a_fault_of_ours_is_a_page_that_tells_nothing_inside(client, monkeypatch):
    monkeypatch.setattr("core.services.campaigns.running", lambda *_a, **_k: 1 / 0)
    shown = client.get("/")
    assert (shown.status_code, shown.mimetype) == (500, "text/html")
    assert "系统出了问题，已经记录下来" in text(shown) and "Zero" not in shown.text
