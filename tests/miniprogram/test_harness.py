"""What a test can do with a phone does what a phone does."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_programs_date_is_the_houses_and_moves_when_it_is_told(handset):
    day = handset.shown.locator(".row").first
    expect(day).to_have_text("今天2024-05-13")
    handset.do("setClock", "2024-06-27T09:00:00+08:00")
    expect(day).to_have_text("今天2024-06-27")
    assert handset.script("return getDate().getFullYear() === 2024 && Date.now() > 1.7e12")


def test_what_was_typed_outlives_a_kill_at_any_moment(handset):
    handset.page.locator("#new").click()
    handset.page.get_by_label("名称").press_sequentially("移动输液架")
    handset.kill()
    handset.open("pages/form/form")
    expect(handset.page.get_by_label("名称")).to_have_value("移动输液架")


def test_a_tap_belongs_to_what_it_came_down_on_though_the_page_moves_under_it(handset):
    """As when an answer puts something above it between the way down and the way up."""
    box = handset.page.locator("#new").bounding_box()
    handset.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    handset.page.mouse.down()
    handset.page.evaluate("document.querySelector('#new').style.marginTop = '300px'")
    handset.page.mouse.up()
    expect(handset.shown.locator("#title")).to_be_visible()


def test_the_background_and_the_way_back_tell_app_and_page(handset):
    handset.script(
        "window.heard = []; const page = __phone.page(); const was = page.onShow;"
        "page.onShow = function () { heard.push('page shown'); was.call(this) };"
        "page.onHide = () => heard.push('page hidden');"
        "wx.onAppShow(() => heard.push('app shown')); wx.onAppHide(() => heard.push('app hidden'))"
    )
    handset.do("lock")
    handset.do("lock")
    handset.do("unlock")
    assert handset.page.evaluate("heard") == ["page hidden", "app hidden", "app shown", "page shown"]
    handset.page.get_by_role("button", name="关闭小程序").click()
    handset.page.get_by_role("button", name="再次打开").click()
    assert len(handset.page.evaluate("heard")) == 8


def test_a_card_opens_a_page_with_its_query_and_a_wrong_one_the_first_page(handset):
    handset.script("window.heard = []; wx.onAppShow(({ path, query }) => heard.push([path, query.number]))")
    handset.do("open", "pages/form/form?number=7&from=%E5%8D%A1")
    assert handset.do("route") == {
        "path": "pages/form/form",
        "query": {"number": "7", "from": "%E5%8D%A1"},
    }
    assert handset.page.evaluate("heard") == [["pages/form/form", "7"]]
    assert handset.script("return wx.getEnterOptionsSync().scene") == 1007
    handset.expected.append('page "pages/gone/gone" is not found')
    handset.kill()
    handset.open("pages/gone/gone?a=1")
    assert handset.do("route") == {"path": "pages/list/list", "query": {}}


PICTURE = """const drawn = new OffscreenCanvas(given[0], given[1]); const pen = drawn.getContext('2d')
for (let i = 0; i < 60; i += 1) { pen.fillStyle = `hsl(${i * 6} 80% 50%)`; pen.fillRect(i * 40, i * 20, 400, 300) }
const blob = await drawn.convertToBlob({ type: 'image/jpeg', quality: 0.95 })
return [...new Uint8Array(await blob.arrayBuffer())]"""


def test_a_photo_is_chosen_looked_into_and_shrunk_unless_the_original_is_asked_for(handset):
    photo = {"name": "IMG_1.JPG", "type": "image/jpeg", "bytes": handset.script(PICTURE, [2400, 1600])}
    handset.do("choose", [photo], [photo])
    told = {"count": 3, "mediaType": ["image"], "sizeType": ["original"]}
    [original] = handset.wx("chooseMedia", told)["tempFiles"]
    assert (original["width"], original["height"], original["size"]) == (2400, 1600, len(photo["bytes"]))
    [smaller] = handset.wx("chooseMedia", told | {"sizeType": ["original", "compressed"]})["tempFiles"]
    assert (smaller["width"], smaller["height"]) == (1280, 853) and smaller["size"] < original["size"]
    facts = handset.wx("getImageInfo", {"src": original["tempFilePath"]})
    assert (facts["width"], facts["type"]) == (2400, "jpeg")
    assert handset.wx("getVideoInfo", {"src": original["tempFilePath"]})["errMsg"] == (
        "getVideoInfo:fail invalid video"
    )


def test_the_browsers_own_dialog_serves_a_person(handset):
    handset.page.locator("#new").click()
    with handset.page.expect_file_chooser() as choosing:
        handset.page.locator("#photo").click()
    choosing.value.set_files({"name": "坏的.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(handset.page.locator("#said")).to_have_text("image 0x0 10")


@pytest.mark.parametrize(
    ("permit", "source", "sentence"),
    [
        ({"album": False}, "album", "chooseMedia:fail system permission denied"),
        ({"camera": False}, "camera", "chooseMedia:fail system permission denied"),
        ({"scope.camera": False}, "camera", "chooseMedia:fail auth deny"),
    ],
)
def test_a_refused_permission_is_told(handset, permit, source, sentence):
    handset.do("permit", permit)
    assert handset.wx("chooseMedia", {"sourceType": [source]}) == {"errMsg": sentence}


def test_codes_clipboard_modals_and_lists(handset):
    handset.do("scan", "https://a.example/p/CODE")
    assert handset.wx("scanCode")["result"] == "https://a.example/p/CODE"
    handset.wx("setClipboardData", {"data": "https://a.example/upload"})
    assert handset.wx("getClipboardData")["data"] == "https://a.example/upload"
    handset.do("answer", True, 1, -1)
    assert handset.wx("showModal", {"title": "?"}) == {"errMsg": "showModal:ok", "confirm": True, "cancel": False, "content": None}  # fmt: skip
    assert handset.wx("showActionSheet", {"itemList": ["a", "b"]})["tapIndex"] == 1
    assert handset.wx("showActionSheet", {"itemList": ["a"]}) == {"errMsg": "showActionSheet:fail cancel"}
    assert handset.wx("showModal", {"confirmText": "五个字太长"})["errMsg"].startswith("showModal:fail")


def test_a_person_answers_modals_by_hand(handset):
    handset.script("wx.showModal({ title: '删除？', editable: true, content: '旧', success: (told) => { window.told = told } })")  # fmt: skip
    box = handset.page.get_by_role("dialog")
    box.get_by_role("textbox").fill("新")
    box.get_by_role("button", name="确定").click()
    assert handset.page.evaluate("window.told.content") == "新"


def test_each_login_code_is_the_platforms_and_of_this_person(handset, sandbox):
    code = handset.wx("login")["code"]
    parts = sandbox.app.extensions["parts"]
    assert parts.store.row("SELECT openid FROM codes WHERE code = ?", code)["openid"] == "m-sandbox-wang"
    handset.do("loginCodes", "expired")
    assert handset.wx("login")["code"] == "expired"


def test_a_picture_of_the_house_is_downloaded_and_a_document_opened(handset):
    told = handset.wx("downloadFile", {"url": "https://sample.example/api/big?bytes=2000"})
    assert (told["statusCode"], told["dataLength"]) == (200, 2000)
    opened = handset.wx("openDocument", {"filePath": told["tempFilePath"], "fileType": "pdf"})
    assert opened["errMsg"] == "openDocument:ok"
    assert handset.wx("openDocument", {"filePath": told["tempFilePath"], "fileType": "exe"})["errMsg"] == (
        "openDocument:fail filetype not supported"
    )
    [act] = handset.do("acts")
    assert (act["act"], act["size"]) == ("openDocument", 2000)


def test_a_film_is_recorded_anew_smaller(handset):
    told = handset.script(
        """const drawn = Object.assign(document.createElement('canvas'), { width: 640, height: 360 }); const pen = drawn.getContext('2d')
        const type = ['video/mp4', 'video/webm'].find((kind) => MediaRecorder.isTypeSupported(kind))
        const recorder = new MediaRecorder(drawn.captureStream(25), { mimeType: type }); const parts = []
        recorder.ondataavailable = (event) => parts.push(event.data)
        const over = new Promise((done) => (recorder.onstop = done)); recorder.start()
        for (let i = 0; i < 30; i += 1) { pen.fillStyle = `hsl(${i * 12} 80% 50%)`; pen.fillRect(0, 0, 640, 360); await new Promise((go) => setTimeout(go, 40)) }
        recorder.stop(); await over
        const blob = new Blob(parts, { type: type.split(';')[0] }); return [type, [...new Uint8Array(await blob.arrayBuffer())]]"""
    )
    handset.do("choose", [{"name": "a.mp4", "type": told[0].split(";")[0], "bytes": told[1]}])
    [film] = handset.wx("chooseMedia", {"mediaType": ["video"], "count": 1})["tempFiles"]
    assert (film["width"], film["height"], film["fileType"]) == (640, 360, "video")
    small = handset.wx("compressVideo", {"src": film["tempFilePath"], "quality": "low"})
    assert small["errMsg"] == "compressVideo:ok"
    facts = handset.wx("getVideoInfo", {"src": small["tempFilePath"]})
    assert (facts["width"], facts["height"]) == (320, 180)
