"""Words that are orders to the account, as one closed list: every door that hears words reads it here."""

from collections.abc import Mapping
from dataclasses import dataclass

WORKER, OFFICER = "worker", "officer"


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its own name, what it is called when it is offered, and the words people use for it. A weighty one
    changes something for good or tells others, so it is never done on a guess. `takes`: what may stand behind it."""

    key: str
    called: str
    words: tuple[str, ...]
    is_weighty: bool = False
    whose: str = WORKER
    takes: str = ""  # "" | number | number text | item | digits


def words(text: str) -> tuple[str, ...]:
    """The words of a line."""
    return tuple(text.split())


def _order(key: str, said: str, **more: object) -> Order:
    every = words(said)
    return Order(key, every[0], every, **more)  # type: ignore[arg-type]


ORDERS: tuple[Order, ...] = (
    _order("start", "申报 我要申报 开始申报 开始 申请 我要申请 新申报 报名 开始填写 开始填 新建一份 再报一份 重新申报 另报一份 再报一个"),
    _order("switch", "换一份 切换 我的申报 换一个 另一份 选一份"),
    _order("go_on", "继续 继续填写 接着填 你好 您好 在吗 有人吗 继续填 接着来 往下 接着 继续申报 我回来了 早上好 上午好 下午好 晚上好 在不在"),
    _order("done", "好 好的 好了 完成 完成了 写完了 填完了 发完了 说完了 没有了 没了 下一步 下一项 下一个 ok 确定 可以了 行 行了 传完了 传好了 上传完了 就这些 就这样"),
    _order("back", "上一步 上一项 返回 上一个 退一步 往回 上一项写错了 上一个写错了 刚才写错了 刚才填错了 刚刚写错了 上一项填错了 前一项"),
    _order("skip", "跳过 先跳过 以后再填 暂时没有 先放一放 跳过这一项 这项跳过 不会填"),
    _order("rewrite", "重写 重新写 清空 重新填 重填 从头写", is_weighty=True),
    _order("compose", "拼一份 帮我拼一份 帮我写 替我拼一份"),
    _order("preview", "预览 查看 预览提交 看全部 全部内容 预览一下"),
    _order("submit", "提交 交上去 我要提交 上交 提交申报", is_weighty=True),
    _order("recall", "撤回 撤销 撤回申报 收回", is_weighty=True),
    _order("progress", "进度 我的进度 进展 查进度 状态 还差什么 还缺什么 缺什么 差什么 办到哪一步 到哪一步 办到哪了 填了多少 审核结果 结果 我填到哪了 填到哪里了 填到哪了 还有多少没填 还差多少 我交了没有 交了没有 交了吗 提交了吗 提交了没有 收到了吗 审完了吗 审核了吗 多久能审完 什么时候出结果 结果出来了吗 证书 证书呢 我的证书 查证书 电子证书"),
    _order("deadline", "截止 截止时间 截止日期 最后期限 还有几天 几号截止 什么时候截止 截止什么时候 截止到什么时候 哪天截止 能晚点交吗 能不能晚点交 还来得及吗 来得及吗"),
    _order("templates", "模板 模版 模板下载 下载模板 题库模板 空白表格 下载表格"),
    _order("sheet", "承诺书 授权书 授权书和承诺书 打印承诺书 打印 下载承诺书 要盖章的纸 盖章的表 盖章 怎么盖章 找谁盖章 去哪里盖章 哪里盖章"),
    _order("bind", "绑定 绑定小程序"),
    _order("sign_in", "登录 登陆 确认登录 确认登陆"),
    _order("subscribe", "订阅 提醒 订阅提醒 开启提醒 通知 接收通知 提醒我"),
    _order("thanks", "谢谢 谢谢你 谢谢您 多谢 感谢 谢谢师傅 谢谢老师 再见 辛苦了 麻烦了"),
    _order("help", "帮助 怎么用 怎么申报 如何申报 怎样申报 怎么报名 使用说明 说明 菜单 功能 不会用 怎么操作 怎么填 怎么弄 你是谁"),
    _order("human", "人工 人工服务 转人工 人工客服 客服 找人 找人帮忙 联系人 联系工会 打电话 电话多少"),
    _order("explain", "看不懂 什么意思 啥意思 举个例子 例子 怎么写 不知道怎么写 不会写 不会弄 不知道 不会 不懂 不明白"),
    _order("upload", "上传 传照片 上传照片 怎么传照片 照片怎么发 照片怎么传 怎么上传 在哪里上传 在哪里传照片 传文件 怎么传 传不上去 上传不了 打不开 链接打不开 网页打不开 上传链接"),
    _order("mistake", "写错了 填错了 我写错了 我填错了 填错了怎么办 写错了怎么办 怎么改 怎么修改 上面写错了 前面写错了 前面填错了"),
    _order("pause", "明天再填 以后再说 先这样 下次再填 停 暂停 退出 不想填了 今天不填了 先不填了 改天再填 有空再填"),
    _order("give_up", "取消申报 不报了 不想报了 不申报了 删掉这份 删除申报 放弃"),
    _order("goto", "修改 改 更改 更正 回到", takes="item"),
    _order("join", "绑定 合并", takes="digits"),
    _order("waiting", "待办 待确认 等我确认的 待审核", whose=OFFICER),
    _order("unit", "单位进度 本单位进度 我的单位 我们单位 单位情况 全单位进度", whose=OFFICER),
    _order("urge", "催办 催一下 提醒大家 催大家 催交", is_weighty=True, whose=OFFICER),
    _order("group", "群消息 发群里 群发 群通知 转发到群", whose=OFFICER),
    _order("look", "查看 看", whose=OFFICER, takes="number"),
    _order("confirm", "确认", is_weighty=True, whose=OFFICER, takes="number"),
    _order("send_back", "退回", is_weighty=True, whose=OFFICER, takes="number text"),
    _order("reply", "答复 回答", is_weighty=True, whose=OFFICER, takes="number text"),
)  # fmt: skip
BY_KEY: Mapping[str, Order] = {order.key: order for order in ORDERS}
# Words around an order that change nothing. Where a text or a name is asked for they tell whether it was an order at all:
# `PLAIN_SPEECH` is said to somebody and never stands in an answer, `COMPOUNDING` makes a word or half a sentence of it (打印服务,
# 需要提交), the others make it speech unless the order's own word is LOOSE.
BEFORE = words(
    "请帮我 请帮忙 麻烦帮我 麻烦 劳驾 请问一下 请问 请给我 请 你好 您好 老师 同志 师傅 客服 小编 我想要 我想 我要 我需要 我先 我 想要 想 需要 要 帮我 帮忙 帮 给我 替我 看一看 看一下 看看 看下 "
    "看 查看一下 查看 查一查 查一下 查查 查询 查下 查 问一下 问问 问 知道 了解一下 了解 那就 那 先 再 现在 马上 就 来个 来 去 发送 发 点击 点 回复 返回 找 输入 选择 选 办理 进行 一下 这个 嗯 哦 "
    "好的"
)
AFTER = words(
    "谢谢你 谢谢您 谢谢 一下子 一下 下 吧 呀 啊 呢 吗 嘛 哦 喔 啦 哈 嗯 了 好吗 行吗 可以吗 好不好 行不行 怎么样了 怎么样 如何了 如何 是多少 多少 是什么 有哪些 在哪里 在哪儿 在哪 到哪里了 "
    "到哪了 情况 信息 服务 按钮 功能 的 先 这个 哪里有 怎么看 怎么查"
)
ASKING = words("怎么 怎样 如何 能不能 可不可以 可以 能 要不要 是不是 什么时候")
PLAIN_SPEECH = frozenset(
    words(
        "请帮我 请帮忙 麻烦帮我 麻烦 劳驾 请问一下 请问 请给我 请 你好 您好 我想要 我想 我要 我需要 我先 帮我 帮忙 给我 替我 看看 看一看 看一下 谢谢你 谢谢您 谢谢 吧 呀 啊 呢 吗 嘛 哦 喔 啦 哈 好吗 行吗 可以吗 好不好 "
        "行不行 怎么样了 怎么样 如何了 是多少 在哪里 在哪儿 在哪 到哪里了 到哪了 哪里有 怎么看 怎么查 怎么 怎样 能不能 可不可以 要不要 是不是 什么时候"
    )
)
COMPOUNDING = frozenset(
    words(
        "想要 想 需要 要 可以 能 客服 看 查看 查询 查 问 了解 再 来 去 发送 发 点击 点 返回 找 输入 选择 选 办理 进行 情况 信息 服务 按钮 功能 的 多少 了"
    )
)
# Characters of the list as they are written in Taiwan and Hong Kong.
TRADITIONAL = str.maketrans(
    "沒進報繼續錯寫過預覽瀏撤銷狀態還麼辦幾號樣題庫載諾書權蓋開啟訂閱聯繫話動這個單們體確認發轉間時後項請幫問謝謢嗎"
    "電說會審結絡導圖紙張給覆復統計達員業類長點擇選務條內頁種對紅傳",
    "没进报继续错写过预览浏撤销状态还么办几号样题库载诺书权盖开启订阅联系话动这个单们体确认发转间时后项请帮问谢谢吗"
    "电说会审结络导图纸张给复复统计达员业类长点择选务条内页种对红传",
)
# What people call an item by when its own name has another word.
ALIASES = (
    ("名字", "名称"),
    ("题目", "名称"),
    ("标题", "名称"),
    ("手机号", "电话"),
    ("手机", "电话"),
    ("号码", "电话"),
    ("图片", "照片"),
    ("录音", "音频"),
)
NEGATIONS = frozenset("不没别未无")
# Words of the list that may also be an answer, or a part of one: where a text was asked for, they are asked about.
LOOSE = frozenset(
    words(
        "停 暂停 不会 不知道 退出 上传 证书 例子 放弃 再见 打不开 通知 打印 状态 结果 说明 使用说明 功能 菜单 申请 联系人 打电话 盖章 开始 查看 找人 订阅 报名 接着 往下 进展 感谢 客服 审核结果 撤销 群发 收回 上交 "
        "上传照片 传照片 传文件 上传链接 电子证书 空白表格 下载表格 接收通知 联系工会 群通知"
    )
)
# The same, and calls for help besides: where a name is searched by, they are asked about too.
CALLS = frozenset(
    words("模板 模版 题库模板 模板下载 下载模板 提醒 订阅提醒 开启提醒 登录 登陆 人工 人工服务 人工客服")
)
YES = frozenset(
    words(
        "是 是的 对 对的 对了 对呀 没错 正确 嗯 嗯嗯 好 好的 可以 行 确认 确定 ok yes y 1 要 同意 就是 就这样 是啊 是呀"
    )
)
NO = frozenset(
    words(
        "不 不是 不对 否 错 错了 不用 不用了 不要 不行 算了 取消 不问了 不发了 no n 2 不是的 不确认 重说 再说"
    )
)
