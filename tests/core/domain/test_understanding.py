"""What people type, and what it means: an order, a doubt, or the answer it is (-). Where a text is asked for, a saying that
merely contains an order is an answer, and so is a slip in a name."""

import pytest

from core.domain import orders, understanding
from core.domain.understanding import Doubt, Meant

LABELS = (
    "创新成果名称", "成果类别", "所属行业", "是否新质生产力", "成果完成人", "第一完成人简介", "完成人单位", "联系电话", "上级工会单位",
    "攻关背景", "攻关目标", "创新点", "应用效益", "成果简介", "成果照片", "成果视频", "题库", "成果音频", "授权书和承诺书",
)  # fmt: skip

# By order: sayings that mean it whatever is asked.
ALWAYS = {
    "start": "再报一份|申报|我要申报|我想申报|申報|申 报|【申报】|我要申报！|你好，我想申报|请问我要申报|老师您好我想申报|麻烦帮我申报一下",
    "go_on": "继续|繼續|继续！|继续吧|继续填写|接着填|你好|您好|在吗|帮我继续填|那就继续|我先继续",
    "done": "好|好的|好了。| OK |ｏｋ|没有了|写完了|下一项|好的吧|好了谢谢|完成了|传完了",
    "back": "上一步|上一步吧|返回|上一项|上一项写错了|刚才写错了|返回上一步吧|上一步👈",
    "skip": "跳过|跳過|先跳过|跳过吧|这个跳过|先跳过吧|以后再填|我想跳过|不会填",
    "rewrite": "重写|重写吧|我想重写|重新写",
    "compose": "拼一份|帮我拼一份|请帮我拼一份",
    "preview": "预览|預覽|预览一下|我想预览|看看预览",
    "submit": "提交|提交！！！|我要提交|提交吧|交上去|请帮我提交",
    "recall": "撤回|我要撤回|撤回吧",
    "progress": "交了吗|提交了吗|我填到哪了|证书呢|结果出来了吗|进度|進度|进 度|进度？|我的进度|查进度|我想看看进度|查一下进度|请问进度怎么样了|麻烦看下进度谢谢|还差什么|进度呢|“进度”|#进度|看看我的进度|进度如何",
    "deadline": "截止什么时候|能晚点交吗|还来得及吗|哪天截止|截止|截止时间|請問截止時間|什么时候截止|还有几天|截止时间是多少",
    "templates": "模板在哪里|请给我模板|我要模板",
    "sheet": "承诺书|承諾書|授权书|承诺书在哪里|打印承诺书|我想打印承诺书",
    "subscribe": "提醒我|请开启提醒",
    "bind": "绑定",
    "sign_in": "确认登录|我要登录",
    "thanks": "谢谢|谢谢您|謝謝|谢谢你啊",
    "help": "帮助|幫助|怎么用|怎么填|怎么用呀|怎么申报|请问怎么填",
    "explain": "看不懂|什么意思|不知道怎么写|举个例子",
    "upload": "怎么传照片|照片怎么发|传不上去|链接打不开",
    "mistake": "写错了|我写错了|填错了怎么办|怎么改",
    "pause": "明天再填|下次再填|先这样吧|不想填了",
    "give_up": "不报了|取消申报|不想报了",
    "human": "转人工|我要找人工|找人帮忙|请转人工|请问人工在哪",
}
# By order: meant where nothing or one of a few is asked; where a text is, it may be a part of it, and is asked about.
ELSEWHERE = {
    "templates": "模板|模版|模板下载|题库模板|下载模板|空白表格",
    "subscribe": "提醒|订阅|订阅提醒|开启提醒|接收通知",
    "sign_in": "登录|登陆",
    "human": "人工|人工客服|人工服务|客服|客服信息|找人工|联系工会",
    "sheet": "打印|打印服务|打印功能|需要打印|盖章",
    "progress": "状态|状态情况|结果|结果信息|审核结果|查结果|证书|电子证书|证书信息|看进度情况|进度信息|进度情况",
    "help": "说明|功能|菜单|使用说明|查看说明",
    "upload": "上传|上传照片|传照片|传文件|上传按钮",
    "start": "申请|报名|申请信息|报名服务|申报信息|申报服务",
    "deadline": "截止时间信息|查截止时间",
    "back": "需要返回|返回按钮",
    "go_on": "需要继续",
    "done": "需要完成|完成情况",
}
# Of these the same, and they change something for good: nothing is done before a yes, whatever is asked.
WEIGHTY = {
    "submit": "需要提交|提交功能|提交按钮|再提交|提交了|我提交了|要提交",
    "recall": "撤回功能|撤回了|可以撤回",
    "rewrite": "重写了|需要重写",
}
# Orders of an officer, and what they name.
STAFF = {
    "待办": Meant("waiting"), "看看待办": Meant("waiting"), "单位进度": Meant("unit"), "本單位進度": Meant("unit"),
    "催办": Meant("urge"), "催辦": Meant("urge"), "催办一下": Meant("urge"), "群消息": Meant("group"),
    "确认 12": Meant("confirm", ref="12"), "确认12": Meant("confirm", ref="12"), "確認第12号": Meant("confirm", ref="12"),
    "确认 AH24-000012": Meant("confirm", ref="AH24-000012"), "确认": Meant("confirm"), "查看 3": Meant("look", ref="3"),
    "退回 12 第8项照片太暗": Meant("send_back", ref="12", text="第8项照片太暗"), "退回12，写明单位": Meant("send_back", ref="12", text="写明单位"),
    "退回１２：ＧＢ标准，请写全Name": Meant("send_back", ref="12", text="ＧＢ标准，请写全Name"), "確認 ah24－000012": Meant("confirm", ref="AH24-000012"),
    "退回 12": Meant("send_back", ref="12"), "答复 3 可以用手机拍": Meant("reply", ref="3", text="可以用手机拍"),
    "确认 12 谢谢": None, "确认收到": None, "退回给本人了": None,
}  # fmt: skip
ITEMS = {
    "修改 3": 3, "修改第12项": 12, "改３": 3, "我要修改第五项": 5, "第9项写错了": 9, "9写错了": 9, "把第3项改一下": 3, "改第十二项": 12,
    "第十九项填错了": 19, "我想改第8项": 8, "回到第2题": 2, "修改+8": 8, "第 9 项 不对": 9, "请帮我改第6项": 6, "重新填第4项": 4, "修改三": 3,
    "联系电话写错了": 8, "请修改联系电话": 8, "我要修改成果简介": 14, "题库修改一下": 17, "应用效益想改": 13, "把题库改一下": 17, "联系电话填错了": 8,
}  # fmt: skip
# An item by its whole name, and what a worker may write of their own work: asked about where a text is asked for.
NAMED_ITEMS = {"修改工艺流程": 1, "改成果名称": 2, "更改单位": 3, "重填成果名称": 2, "工艺流程有问题": 1, "单位不对": 3, "需要修改工艺流程": 1,
               "工艺流程需要改": 1, "更正单位": 3, "工艺流程错了": 1, "先改工艺流程": 1}  # fmt: skip
OF_WORK = ("工艺流程", "成果名称", "单位")
# Where a text is asked for these are answers, every one.
ANSWERS = (
    "进度条改造", "施工进度管理系统", "我们的进度太慢，所以做了这个装置", "进度落后的原因", "提交材料更快", "继续教育平台", "修改了三处结构", "好用的装置",
    "申报书自动生成系统", "重写算法", "跳过式输送带", "预览功能的改进", "截止阀快速拆装工具", "截止阀", "帮助老人起身的床", "人工关节", "人工智能分拣",
    "模板支撑架", "绑定式固定带", "登录门禁改造", "返回油路", "上一步骤的工件", "三改一加强", "二改", "三错", "没有提交", "不想继续", "还没跳过", "谢谢师傅们的支持", "好", "确认码打印机",
    "退回 3 次以后才合格", "确认 12", "催办单自动生成", "群消息推送装置", "第9项专利", "第3项 国家标准", "修改液", "把第3道工序改成自动", "电话写错了会打不通",
    "请在下班前提交", "1. 继续 2. 提交", "进度\n提交", "查一下进度再提交", "提交和预览", "是", "12", "😀", "进", "申报国家专利两项", "撤回阀", "继电器",
)  # fmt: skip
SLIPS = {"查看近度": "progress", "人共": "human", "载止时间": "deadline", "上船照片": "upload", "题库摸板": "templates", "转人公": "human",
         "近度": "progress", "进肚": "progress", "继序": "go_on", "预揽": "preview", "截至": "deadline", "跳国": "skip", "帮组": "help",
         "上一布": "back", "我的进肚": "progress", "截止时问": "deadline", "查近度": "progress", "模扳": "templates"}  # fmt: skip
NAMES = (
    "申宝",
    "进度",
    "近度",
    "提娇",
    "帮柱",
    "继旭",
    "通知",
    "打印",
    *(
        "打印服务",
        "通知服务",
        "信息服务",
        "结果信息",
        "状态情况",
        "客服信息",
        "申报服务",
        "报名服务",
        "证书服务",
        "上传服务",
        "功能信息",
        "三改",
        "二错",
    ),
    *(
        "模板信息",
        "提醒服务",
        "登录服务",
        "人工信息",
        "看状态",
        "返回服务",
        "完成情况",
        "上传照片",
        "电子证书",
    ),
)  # as the name of a person, a unit, a trade
# Ways to help that a name might still be: where a name is searched by, both are offered.
CALLS = ("模板", "模版", "提醒", "登录", "登陆", "人工", "人工服务", "人工客服", "题库模板")


def each(table):
    return [(said, key) for key, told in table.items() for said in told.split("|")]


def always():
    return each(ALWAYS)


def test_there_are_enough_of_them():
    said = (always(), each(ELSEWHERE), each(WEIGHTY), STAFF, ITEMS, ANSWERS, SLIPS, NAMES, CALLS)
    assert sum(len(table) for table in said) >= 370


@pytest.mark.parametrize("asked", ["", "free", "closed"])
@pytest.mark.parametrize(("said", "key"), always())
def test_an_order_is_heard_as_people_type_it(said, key, asked):
    assert understanding.understand(said, asked=asked, labels=LABELS) == Meant(key)


@pytest.mark.parametrize("asked", ["", "closed"])
@pytest.mark.parametrize(("said", "key"), each(ELSEWHERE))
def test_a_word_that_is_also_written_in_answers_is_an_order_where_no_text_is_asked(said, key, asked):
    assert understanding.understand(said, asked=asked, labels=LABELS) == Meant(key)


@pytest.mark.parametrize(("said", "key"), each(ELSEWHERE))
def test_a_word_that_is_also_written_in_answers_is_asked_about_where_a_text_is(said, key):
    assert understanding.understand(said, asked="free", labels=LABELS) == Doubt(
        (Meant(key),), may_be_answer=True
    )


@pytest.mark.parametrize(("said", "key"), each(WEIGHTY))
def test_what_changes_much_waits_for_a_yes_when_it_may_be_a_part_of_an_answer(said, key):
    assert understanding.understand(said, asked="free", labels=LABELS) == Doubt(
        (Meant(key),), may_be_answer=True
    )
    elsewhere = understanding.understand(said, labels=LABELS)
    assert elsewhere in (Meant(key), Doubt((Meant(key),)))
    assert elsewhere == Doubt((Meant(key),)) or not said.endswith("了")


@pytest.mark.parametrize("said", CALLS)
def test_a_call_for_help_where_a_name_is_searched_is_offered_beside_the_name(said):
    found = understanding.understand(said, asked="name", labels=LABELS)
    assert isinstance(found, Doubt) and found.may_be_answer and len(found.options) == 1


@pytest.mark.parametrize(("said", "meant"), STAFF.items())
def test_an_officers_order_with_what_it_names(said, meant):
    assert understanding.understand(said, is_officer=True, labels=LABELS) == meant


@pytest.mark.parametrize("said", [said for said, meant in STAFF.items() if meant])
def test_an_officers_order_is_an_answer_of_anybody_else(said):
    assert understanding.understand(said, asked="free", labels=LABELS) is None


@pytest.mark.parametrize(("said", "number"), ITEMS.items())
def test_an_item_is_named_by_its_number_or_its_name(said, number):
    assert understanding.understand(said, asked="free", labels=LABELS) == Meant("goto", number=number)


@pytest.mark.parametrize(("said", "number"), NAMED_ITEMS.items())
def test_an_item_by_its_name_may_be_an_answer_where_a_text_is_asked_for(said, number):
    meant = Meant("goto", number=number)
    assert understanding.understand(said, asked="free", labels=OF_WORK) == Doubt((meant,), may_be_answer=True)
    assert understanding.understand(said, labels=OF_WORK) == meant


@pytest.mark.parametrize("said", [said for said in ANSWERS if said != "好"])
def test_an_answer_that_contains_an_order_stays_one(said):
    assert understanding.understand(said, asked="free", labels=LABELS) is None


@pytest.mark.parametrize(("said", "key"), SLIPS.items())
def test_a_slip_is_mended_where_no_text_is_asked_for(said, key):
    for asked in ("", "closed"):
        found = understanding.understand(said, asked=asked)
        assert isinstance(found, Meant) and found.order == key and found.heard


@pytest.mark.parametrize(
    "said", ["近度", "申宝", "提焦", "通知", "结果", "开始", "通知服务", "现在提交", "先提交"]
)
def test_what_may_be_both_is_asked_about_where_a_text_is(said):
    found = understanding.understand(said, asked="free", labels=LABELS)
    assert isinstance(found, Doubt) and found.may_be_answer


@pytest.mark.parametrize("said", [said for said in NAMES if said != "进度"])
def test_a_name_is_never_mended(said):
    assert understanding.understand(said, asked="name") is None


@pytest.mark.parametrize(("said", "keys"), [
    ("提焦", ["submit"]), ("撤会", ["recall"]), ("重与", ["rewrite"]), ("怎么提交", ["submit"]), ("可以提交吗", ["submit"]), ("能不能撤回", ["recall"]),
    ("提警", ["submit"]), ("模办", ["templates"]),
])  # fmt: skip
def test_what_changes_much_is_never_done_on_a_guess(said, keys):
    found = understanding.understand(said)
    if keys == ["templates"]:
        assert isinstance(found, Meant | Doubt)
    else:
        assert isinstance(found, Doubt) and [one.order for one in found.options] == keys


def test_two_that_fit_are_both_offered():
    found = understanding.understand("修改单位", labels=LABELS)
    assert found == Doubt((Meant("goto", number=7), Meant("goto", number=9)))


@pytest.mark.parametrize(("said", "agreed"), [
    ("是", True), ("对的", True), ("对！", True), ("好的", True), ("嗯嗯", True), ("1", True), ("OK", True), ("沒錯", True),
    ("不是", False), ("不对", False), ("算了", False), ("取消", False), ("2", False), ("不用了", False),
    ("对面的单位", None), ("是一种装置", None), ("不锈钢", None), ("", None), ("3", None),
])  # fmt: skip
def test_yes_and_no(said, agreed):
    assert understanding.yes_or_no(said) is agreed


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("两", 2),
        ("二三", None),
        ("十十", None),
    ],
)
def test_figures(said, number):
    assert understanding.figure(said) == number


def test_no_word_means_two_things():
    every = [word for order in orders.ORDERS if not order.takes for word in order.words]
    assert sorted(every) == sorted(set(every))


@pytest.mark.parametrize("said", ["", " ", "？！", "😀😀", "好" * 2000, "进度" * 30, "\u200b\u200b"])
def test_nothing_to_hear(said):
    assert understanding.understand(said, is_officer=True, labels=LABELS) is None
