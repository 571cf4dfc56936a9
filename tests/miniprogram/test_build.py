"""The build: the same bytes each time, small, and no fault of a mini-program passes it."""

import re

import pytest

from tests.miniprogram import compiling, mutations

LARGEST = 650_000  # bytes: a phone beside the chat opens at once
every_folder = pytest.mark.parametrize("folder", compiling.FOLDERS, ids=lambda folder: folder.name)


@every_folder
def test_a_sound_program_is_built_twice_alike_and_small(folder, tmp_path):
    assert compiling.build(folder, tmp_path / "a") == []
    assert compiling.build(folder, tmp_path / "b") == []
    made = compiling.contents(tmp_path / "a")
    assert made == compiling.contents(tmp_path / "b")
    assert sum(map(len, (made["engine.js"], made["app.js"], made["data.js"], made["engine.css"]))) < LARGEST


@every_folder
def test_tsc_sees_every_script_and_no_fault(folder):
    assert compiling.types(folder) == []


@every_folder
@pytest.mark.parametrize("fault", mutations.BY_BUILD)
def test_the_build_finds(fault, folder, tmp_path):
    change, sentence = mutations.BY_BUILD[fault]
    spoiled = compiling.copied(folder, tmp_path / "spoiled")
    change(spoiled)
    found = compiling.build(spoiled, tmp_path / "out")
    assert [line for line in found if re.search(sentence, line)], found
    assert not (tmp_path / "out").exists()


@every_folder
@pytest.mark.parametrize("fault", mutations.BY_TYPES)
def test_tsc_finds(fault, folder, tmp_path):
    change, sentence = mutations.BY_TYPES[fault]
    spoiled = compiling.copied(folder, tmp_path / "spoiled")
    try:
        change(spoiled)
    except LookupError:
        return  # nothing there to misspell: the fault cannot be made in this program
    found = compiling.types(spoiled)
    assert [line for line in found if re.search(sentence, line)], found


def test_a_folder_without_scripts_is_no_success_of_tsc(tmp_path):
    assert compiling.types(tmp_path) != []


def test_twenty_one_faults_are_known():
    assert len(mutations.BY_BUILD) + len(mutations.BY_TYPES) == 21


def test_the_main_package_sees_nothing_of_a_sub_package(tmp_path):
    spoiled = compiling.copied(compiling.SAMPLE, tmp_path / "spoiled")
    (spoiled / "packages/more/only.js").write_text("module.exports = 1\n")
    page = spoiled / "pages/done/done.js"
    page.write_text(page.read_text("utf-8") + "\nrequire('../../packages/more/only')\n", "utf-8")
    assert compiling.build(spoiled, tmp_path / "out") == [
        'pages/done/done.js: "packages/more/only.js" lies in the sub-package packages/more/, which is not loaded here'
    ]


def test_a_package_over_two_megabytes_is_refused(tmp_path):
    spoiled = compiling.copied(compiling.SAMPLE, tmp_path / "spoiled")
    (spoiled / "large.png").write_bytes(bytes(2 * 1024 * 1024))
    assert "more than 2 MB" in compiling.build(spoiled, tmp_path / "out")[0]


def test_rpx_scopes_and_page_styles_are_written_as_the_base_library_does(tmp_path):
    assert compiling.build(compiling.SAMPLE, tmp_path) == []
    written = (tmp_path / "data.js").read_text("utf-8")
    assert "padding: 3.2vw 4.26667vw" in written  # 24rpx 32rpx
    assert re.search(r"\.s\d--card \{", written) and re.search(r"\[wx-host=s\d\]", written)
    assert ':where(mp-page[data-route="pages/list/list"]) .row' in written


def test_json_is_not_required(tmp_path):
    spoiled = compiling.copied(compiling.SAMPLE, tmp_path / "spoiled")
    (spoiled / "lib/units.json").write_text("{}")
    page = spoiled / "pages/done/done.js"
    page.write_text(page.read_text("utf-8") + "\nrequire('../../lib/units.json')\n", "utf-8")
    assert compiling.build(spoiled, tmp_path / "out") == [
        'pages/done/done.js: require("../../lib/units.json"): a mini-program requires no JSON, only scripts'
    ]
