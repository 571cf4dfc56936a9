"""The whole way of an achievement, through HTTP alone: followed, asked, uploaded, sealed, returned twice, certified.

And beside it an entry whose check is held back over the closing of the window."""

import pytest
import requests
from openpyxl import load_workbook

from core.domain import loading
from core.services import demo
from tests import filling, making, running, sealing, sheets
from tests.playing import Console, Phone, code_in
from tests.running import ROOT, until

pytestmark = pytest.mark.story
CLOSING = "2024-06-28T23:45:00+08:00"  # time enough for a busy machine
AFTER = "2024-06-29T00:00:05+08:00"


copy = running.copy


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Files of real size, as a worker has them: three photos (one as a phone writes it), a film of 100 MB, a bank."""
    folder = tmp_path_factory.mktemp("files")
    return {
        "front": making.jpeg(folder / "正面.jpg", dpi=300, bytes=2_000_000, seed=1),
        "side": making.jpeg(folder / "侧面.jpg", dpi=300, bytes=4_000_000, seed=2),
        "phone": making.jpeg(folder / "现场.jpg", dpi=72, phone=True, bytes=6_000_000, seed=3),
        "film": making.mp4(folder / "演示.mp4", 60, megabytes=100),
        "bank": sheets.bank(folder / "题库.xlsx", rows=20),
        "sound": making.mp3(folder / "讲解.mp3", 3),
        "false": making.picture(seed=4).save(folder / "false.png") or folder / "false.png",
    }


def test_the_whole_way(copy, files, tmp_path):
    worker = Phone(copy, "o-sandbox-wang")
    assert "欢迎参加" in worker.ask("follow")
    link = _tell_everything(worker)
    api = _hand_in_files(copy, worker, code_in(link), files, tmp_path)
    number = _submit(worker)
    officer, auditor = Console(copy, "li", demo.PASSWORD), Console(copy, "zhao", demo.PASSWORD)

    _returned_by(officer, api, worker, "title", "请写明用在什么地方")
    worker.say("修改 1")
    worker.say(filling.TITLE + "二")
    _after_a_sealed_change(api, worker, tmp_path)
    assert "确认" in officer.open(f"/console/entries/{api.entry}")
    officer.press("确认")
    api.told("已由单位工会确认")

    _returned_by(auditor, api, worker, "goal", "请补充推广的范围")
    position = [field for step in _steps(api) for field in step["fields"]].index("goal") + 1
    worker.say(f"修改 {position}")
    worker.say(filling.GOAL + "已推广到三家医院。")
    worker.say("好")
    worker.say("提交", "✓ 已提交")
    assert api.show()["state"] == "confirmed", "what the audit returned goes back to the audit"

    auditor.open(f"/console/entries/{api.entry}")
    auditor.press("通过")
    told = api.told("电子证书已颁发")
    _certified(copy, api, told)
    _exported(copy, auditor, number)


def _tell_everything(worker):
    """All items that are words, in the order declared; gives the question of the first item that wants files."""
    declared = loading.load((ROOT / "campaigns/2024-anhui.toml").read_text()).by_key["innovation"]
    said, asked = filling.said(), worker.say("申报")
    assert len(declared.asked) == 19
    for number, key in enumerate(declared.asked[: len(said)], 1):
        assert f"【{number}/19】{declared.by_key[key].label}" in asked
        for message in said[key]:
            asked = worker.say(message)
    assert "【15/19】成果照片" in asked
    return asked


def _hand_in_files(copy, worker, code, files, tmp_path):
    api = worker.api("links", code)
    assert requests.post(f"{copy.url}/api/v1/links", json={"code": code}, timeout=300).status_code == 410
    for key, title in (("front", "正面"), ("side", "侧面"), ("phone", "应用现场")):
        api.upload(files[key], "photos", title=title)
    with api.uploader(files["film"], "videos", title="演示") as uploader:
        _through_a_restart(copy, uploader)
    api.upload(files["bank"], "bank", title="文字材料题库")
    api.upload(files["sound"], "audio", title="讲解")
    found = {row["filename"]: row for row in api.checked()}
    assert [finding["fix"] for finding in found["现场.jpg"]["findings"] if finding["level"] == "must"] == [
        "density"
    ]
    assert api.post(f"/entries/{api.entry}/fixes", field="photos", fix="density").status_code == 202
    until(lambda: [row["facts"]["dpi"] for row in api.checked() if row["filename"] == "现场.jpg"] == [300])
    _seal(api, tmp_path)
    assert [finding["sentence"] for finding in api.show()["findings"] if finding["level"] == "must"] == []
    return api


def _through_a_restart(copy, uploader):
    """The web process is killed in the middle; the client asks where to go on, and does."""
    uploader.upload_chunk()
    uploader.upload_chunk()
    copy.send("gunicorn")
    until(copy.answers, what="the web process back")
    uploader.offset = uploader.get_offset()
    assert uploader.offset == 2 * uploader.chunk_size
    uploader.upload()


def _seal(api, tmp_path):
    pdf = api.get(f"/entries/{api.entry}/papers.pdf")
    for page in (0, 1):
        sheet = sealing.photo_of(pdf, tmp_path / f"盖章{page}.jpg", page=page)
        api.upload(sheet, "papers", title=f"盖章承诺书{page + 1}")
    api.checked()


def _submit(worker):
    assert "全部内容" in worker.say("继续") or "提交" in worker.say("预览")
    worker.say("提交", "✓ 已提交，编号 AH24-000001")
    worker.heard("申报进度通知")
    return "AH24-000001"


def _returned_by(staff, api, worker, field, reason):
    staff.open(f"/console/entries/{api.entry}")
    staff.press("退回补正", **{f"reason.{field}": reason})
    worker.heard("退回补正通知")
    assert reason in api.told(reason)
    assert api.show()["state"] == "returned"


def _after_a_sealed_change(api, worker, tmp_path):
    """The letters quote the title: its change voids the seal, and the sheets are printed and sealed anew."""
    worker.say("提交", "盖章")
    for row in api.get(f"/entries/{api.entry}/files")["items"]:
        if row["field"] == "papers":
            answer = api.delete(f"/entries/{api.entry}/files/{row['id']}")
            assert answer.status_code == 200
    _seal(api, tmp_path)
    worker.say("提交", "✓ 已提交")


def _steps(api):
    return api.get("/campaigns/2024-anhui")["tracks"][0]["steps"]


def _certified(copy, api, told):
    certificate = api.show()["certificate"]
    assert certificate["url"] in told
    page = requests.get(certificate["url"], timeout=300)
    assert page.status_code == 200
    for part in (certificate["number"], filling.TITLE + "二", "甲一", "乙二"):
        assert part in page.text
    pdf = requests.get(f"{certificate['url']}.pdf", timeout=300)
    assert pdf.content.startswith(b"%PDF-")
    assert requests.get(f"{copy.url}/verify/{'0' * 16}", timeout=300).status_code == 404


def _exported(copy, auditor, number):
    answer = auditor.fetch("/console/exports/2024-anhui/innovation.xlsx")
    assert answer.status_code == 200, answer.text
    path = copy.data_dir / "export.xlsx"
    path.write_bytes(answer.content)
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [number]


def test_a_check_held_back_over_the_closing(copy, files, tmp_path):
    """All bytes are here when the window closes; the checks come later. What is good stays in time, what is not comes
    back with days of its own."""
    api = Phone(copy, "o-sandbox-sun").login()
    _whole_by_api(api, files, tmp_path)
    with copy.stopped("--app wsgi worker"):
        api.upload(files["false"], "photos", title="侧面二")
        _move_clock(copy, CLOSING)
        assert api.post(f"/entries/{api.entry}/submit").status_code == 200
        _move_clock(copy, AFTER)
    until(lambda: api.show()["state"] == "returned", what="the late finding returns the entry")
    (review,) = api.show()["reviews"]
    assert (review["act"], review["role"]) == ("find", "system") and "PNG" in review["text"]
    false = next(row for row in api.checked() if row["filename"] == "false.png")
    assert api.delete(f"/entries/{api.entry}/files/{false['id']}").status_code == 200
    answer = api.post(f"/entries/{api.entry}/submit")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted"), (
        "corrected after the window, still in time"
    )


def _whole_by_api(api, files, tmp_path):
    def unit(words):
        return {"id": api.get(f"/units?q={words}")["items"][0]["id"]}

    answer = api.post("/entries", campaign="2024-anhui", track="innovation")
    api.entry = answer.json()["id"]
    values = filling.texts(unit("皖江大学后勤集团"), unit("皖江市总工会")) | {
        "title": "后勤报修调度看板的设计与推广应用"
    }
    values["completers"] = [{"id": "p1", "name": "丙三", "unit": "皖江大学后勤集团"}]
    for key, value in values.items():
        api.put(f"/entries/{api.entry}/answers/{key}", value)
    for key in ("front", "side"):
        api.upload(files[key], "photos", title=key)
    other = making.jpeg(tmp_path / "third.jpg", dpi=300, bytes=1_500_000, seed=9)
    api.upload(other, "photos", title="third")
    api.upload(files["film"], "videos", title="演示")
    api.upload(files["bank"], "bank", title="题库")
    _seal(api, tmp_path)


def _move_clock(copy, to):
    answer = requests.post(f"{copy.sandbox}/machine/clock", json={"now": to}, timeout=300)
    assert answer.status_code == 200, answer.text


def test_no_secret_stands_in_any_log(copy):
    settings = (copy.data_dir / "keys.json").read_text()
    secrets = [part for part in settings.split('"') if len(part) >= 16]
    assert len(secrets) >= 8
    for name, text in copy.logs().items():
        assert "access_token=" not in text, name
        assert "0551-60000000" not in text and "甲一" not in text, name
        for secret in secrets:
            assert secret not in text, name
