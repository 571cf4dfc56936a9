"""What went, what came, what is the same in two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.differing import GONE, NEW, SAME, Piece, passages, pieces, share


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("同样的话", "同样的话", [(SAME, "同样的话")]),
        ("", "新写的", [(NEW, "新写的")]),
        ("删掉的", "", [(GONE, "删掉的")]),
        ("改造成本低于85元一架", "改造成本低于72元一架", [(SAME, "改造成本低于"), (GONE, "85"), (NEW, "72"), (SAME, "元一架")]),
        ("用时0.30秒完成", "用时0.25秒完成", [(SAME, "用时"), (GONE, "0.30"), (NEW, "0.25"), (SAME, "秒完成")]),
        ("采用PLC控制", "采用MCU控制", [(SAME, "采用"), (GONE, "PLC"), (NEW, "MCU"), (SAME, "控制")]),
        # a letter or two that stayed between two changes is read with them
        ("转运时间缩短三成", "转运人数增加三成", [(SAME, "转运"), (GONE, "时间缩短"), (NEW, "人数增加"), (SAME, "三成")]),
        ("红色的车在路上跑", "蓝色的船在海上跑", [(GONE, "红色的车在路"), (NEW, "蓝色的船在海"), (SAME, "上跑")]),
    ],
)  # fmt: skip
def test_the_way_from_one_text_to_the_other(before, after, told):
    assert pieces(before, after) == tuple(Piece(*one) for one in told)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_make_both_texts_again(before, after):
    made = pieces(before, after)
    assert "".join(one.text for one in made if one.kind != NEW) == before
    assert "".join(one.text for one in made if one.kind != GONE) == after


def test_passages_of_eight_characters_are_found_wherever_they_stand():
    mine, theirs = passages("甲：用握力感应代替脚踏锁止，好", "一二三四五六用握力感应代替脚踏锁止。")
    assert mine == (Piece(NEW, "甲："), Piece(SAME, "用握力感应代替脚踏锁止"), Piece(NEW, "，好"))
    assert theirs == (Piece(NEW, "一二三四五六"), Piece(SAME, "用握力感应代替脚踏锁止"), Piece(NEW, "。"))
    assert round(share(mine), 2) == 0.73


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("降低成本一成", "降低成本两成"), ("。。。。。。。。。", "。。。。。。。。。。"), ("", "甲")],
)
def test_what_is_short_or_no_word_is_no_passage(mine, theirs):
    assert all(piece.kind == NEW for side in passages(mine, theirs) for piece in side)


def test_equal_texts_are_the_same_however_short():
    assert passages("是", "是") == ((Piece(SAME, "是"),), (Piece(SAME, "是"),))


@given(st.text(alphabet="甲乙丙丁，", max_size=40), st.text(alphabet="甲乙丙丁，", max_size=40))
def test_passages_make_their_texts_again_and_stand_in_the_other(mine, theirs):
    left, right = passages(mine, theirs)
    assert ("".join(p.text for p in left), "".join(p.text for p in right)) == (mine, theirs)
    assert 0.0 <= share(left) <= 1.0
