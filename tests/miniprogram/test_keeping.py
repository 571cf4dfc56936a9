"""What the phone keeps: values and files, with their limits."""

import hashlib

import pytest

pytestmark = pytest.mark.browser

MB = 1024 * 1024


def test_a_value_of_the_storage_has_at_most_one_megabyte(handset):
    fill = "wx.setStorageSync('k', 'x'.repeat(given)); return wx.getStorageSync('k').length"
    assert handset.script(fill, MB - 100) == MB - 100
    kept = "try { wx.setStorageSync('k', '字'.repeat(given)) } catch (refused) { return [refused.errMsg, wx.getStorageSync('k').length] }"
    assert handset.script(kept, MB // 3 + 1) == ["setStorageSync:fail entry size limit reached", MB - 100]
    assert handset.wx("setStorage", {"key": "j", "data": "x" * (MB + 1)})["errMsg"] == (
        "setStorage:fail entry size limit reached"
    )
    assert handset.wx("getStorage", {"key": "j"})["errMsg"] == "getStorage:fail data not found"


def test_the_storage_has_ten_megabytes_and_outlives_the_phone(handset):
    handset.script("for (let i = 0; i < 10; i += 1) wx.setStorageSync(`k${i}`, 'x'.repeat(1023 * 1024))")
    full = "try { wx.setStorageSync('more', 'x'.repeat(20000)) } catch (refused) { return refused.errMsg }"
    assert handset.script(full) == "setStorageSync:fail exceed storage max size 10Mb"
    assert handset.script("wx.setStorageSync('small', { at: 1 }); return 1") == 1
    handset.wx("setStorage", {"key": "last", "data": 1})  # written after all of them when it answers
    handset.kill()
    handset.open()
    assert handset.script("return [wx.getStorageSync('small'), wx.getStorageSync('k9').length]") == [
        {"at": 1},
        1023 * 1024,
    ]
    assert handset.wx("getStorageInfo")["limitSize"] == 10240


BUSY = """() => new Promise((go) => { const asked = indexedDB.open('wuxiao-phone'); asked.onsuccess = () => {
  const rows = asked.result.transaction('values', 'readwrite').objectStore('values')
  const on = () => { go(); rows.get('').onsuccess = on }; on() } })"""


def test_what_was_written_or_taken_away_is_so_at_once_though_the_database_has_no_time(handset):
    """As on a phone, where the call returns when it is kept; large values end in the database, which gets to nothing here."""
    for key in ("old", "gone", "cleared"):
        handset.wx("setStorage", {"key": key, "data": "x" * 20_000})
    handset.page.evaluate(BUSY)
    handset.script("wx.setStorageSync('old', 'y'.repeat(30000)); wx.removeStorageSync('gone')")
    handset.kill()
    handset.open()
    kept = "return ['old', 'gone', 'cleared'].map((key) => wx.getStorageSync(key).length)"
    assert handset.script(kept) == [30_000, 0, 20_000]
    handset.page.evaluate(BUSY)
    handset.script("wx.clearStorageSync()")
    handset.kill()
    handset.open()
    assert handset.script(kept) == [0, 0, 0]
    handset.wx("setStorage", {"key": "last", "data": 1})  # the database is done with all before it
    here = "Object.keys(localStorage).filter((name) => /old|gone|cleared/.test(name))"
    handset.page.wait_for_function(f"!{here}.length")


def test_each_person_has_a_storage(handset, sandbox):
    handset.script("wx.setStorageSync('mine', 1)")
    handset.page.goto(f"{sandbox.url}/mini/o-sandbox-li/index.html")
    handset.ready()
    assert handset.script("return wx.getStorageSync('mine')") == ""


def chosen(handset, **file):
    handset.do("choose", [file])
    [made] = handset.wx("chooseMessageFile", {"count": 1})["tempFiles"]
    return made


def read(handset, **told):
    return handset.script(
        "return new Promise((done) => wx.getFileSystemManager().readFile({ ...given, complete: (told) => done({ ...told, data: told.data && [...new Uint8Array(told.data)] }) }))",
        told,
    )


def test_a_file_is_read_in_parts_and_its_digest_told(handset):
    made = chosen(handset, name="题库.xlsx", bytes=list(range(200)))
    assert (made["name"], made["size"], made["type"]) == ("题库.xlsx", 200, "file")
    path = made["path"]
    assert read(handset, filePath=path, position=10, length=5) == {
        "errMsg": "readFile:ok",
        "data": [10, 11, 12, 13, 14],
    }
    assert read(handset, filePath=path, position=200)["errMsg"] == 'readFile:fail the value of "position" is out of range'  # fmt: skip
    assert read(handset, filePath=path, position=150, length=60)["errMsg"] == 'readFile:fail the value of "length" is out of range'  # fmt: skip
    assert read(handset, filePath="wxfile://tmp_nowhere")["errMsg"] == (
        "readFile:fail no such file or directory, open wxfile://tmp_nowhere"
    )
    for kind in ("md5", "sha1", "sha256"):
        told = handset.wx("getFileInfo", {"filePath": path, "digestAlgorithm": kind})
        assert told == {"errMsg": "getFileInfo:ok", "size": 200, "digest": hashlib.new(kind, bytes(range(200))).hexdigest()}  # fmt: skip
    base64 = handset.script("return wx.getFileSystemManager().readFileSync(given, 'base64', 0, 3)", path)
    assert base64 == "AAEC"


@pytest.mark.parametrize(("size", "can"), [(100 * MB, True), (100 * MB + 1, False)])
def test_files_over_a_hundred_megabytes_cannot_be_read_not_even_in_part(handset, size, can):
    made = chosen(handset, name="视频.mp4", size=size)
    told = read(handset, filePath=made["path"], position=size - 4, length=4)
    wanted = "readFile:ok" if can else "readFile:fail the maximum size of the file storage limit is exceeded"
    assert told["errMsg"] == wanted and told.get("errCode") == (None if can else 1300202)


def test_the_programs_own_files_are_written_kept_listed_and_limited(handset):
    told = handset.script(
        """const files = wx.getFileSystemManager(); const root = wx.env.USER_DATA_PATH; const said = []
        const call = (name, told) => new Promise((done) => files[name]({ ...told, complete: done }))
        await call('mkdir', { dirPath: `${root}/a/b`, recursive: true })
        await call('writeFile', { filePath: `${root}/a/b/c.txt`, data: '存着', encoding: 'utf8' })
        said.push((await call('readFile', { filePath: `${root}/a/b/c.txt`, encoding: 'utf8' })).data)
        said.push((await call('readdir', { dirPath: `${root}/a` })).files)
        said.push((await call('writeFile', { filePath: 'wxfile://tmp_x', data: '' })).errMsg)
        said.push((await call('writeFile', { filePath: `${root}/x/y`, data: '' })).errMsg)
        said.push((await call('rmdir', { dirPath: `${root}/a` })).errMsg)
        said.push((await call('stat', { path: `${root}/a/b/c.txt` })).stats.size)
        said.push((await call('access', { path: `${root}/nowhere` })).errMsg)
        return said"""
    )
    assert told == [
        "存着",
        ["b"],
        "writeFile:fail permission denied, open wxfile://tmp_x",
        "writeFile:fail no such file or directory, open wxfile://usr/x/y",
        "rmdir:fail directory not empty",
        6,
        "access:fail no such file or directory wxfile://usr/nowhere",
    ]
    made = chosen(handset, name="大.bin", size=201 * MB)
    saved = handset.script("return new Promise((done) => wx.getFileSystemManager().saveFile({ tempFilePath: given, complete: done }))", made["path"])  # fmt: skip
    assert saved["errMsg"] == "saveFile:fail the maximum size of the file storage limit is exceeded"
    handset.reopen(keepTemporary=False)
    assert handset.script("return wx.getFileSystemManager().readFileSync(`${wx.env.USER_DATA_PATH}/a/b/c.txt`, 'utf8')") == "存着"  # fmt: skip
    assert [file["path"] for file in handset.do("files")] == ["wxfile://usr/a/b/c.txt"]
