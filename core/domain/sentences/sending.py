"""Sentences about sending: group robots, broadcasts, what calls for a person."""

SENTENCES = {
    "robot.invalid": "这不像群机器人的地址。请在企业微信群里点“群机器人”，复制完整的 Webhook 地址再粘贴。",
    "robot.taken": "这个群机器人已经绑定过了，不用再绑。要换单位，请先在原来的单位解除。",
    "robot.full": "本单位已绑定 {max} 个群机器人，到上限了。请先解除一个不用的，再绑定新的。",
    "message.robot_revoked": "群机器人“{name}”已被移出群或更换了地址，进度播报发不出去了。请在群里重新添加机器人，再到工作台绑定一次。",
    "broadcast.invalid": "群发没有建好：内容要有字、不超过 {max} 字，类型是{kinds}之一，对象按申报状态或按身份只选一种。请改好再试。",
    "broadcast.unknown": "没有这条群发。请先建好草稿，再用它的编号查看或发出。",
    "broadcast.changed": "现在会发给 {count} 人，和您确认的 {told} 人不一样，所以没有发。请重新查看名单，再按新的人数发出。",
    "alert.sending.absent": "公众号没有这种消息的权限（{errcode}），已暂停这条途径，6 小时后再试。请在公众平台后台核对接口权限。",
    "alert.sending.parked": "这种消息今天的发送次数用完了（{errcode}），没发出的明天零点后接着发。",
    "alert.account.refused": "微信拒绝了我们的账号（{errcode}）。请核对 AppSecret、IP 白名单和账号状态。",
    "alert.robot.revoked": "群机器人“{name}”被移出了群或换了地址，已停用；单位的干事已经收到通知，重新绑定后照常播报。",
    "alert.account.token": "微信不给公众号新的接口凭证（{errcode}），所有微信消息都在等，几分钟后再试。请核对 AppSecret 和 IP 白名单，并看是否另有系统在反复刷新凭证。",
    "alert.message.refused": "微信不收这条消息（{errcode}）。请核对模板和关键词是否与后台一致。",
    "alert.message.late": "有消息一直没能发到本人，已经过了有用的时间，不再发了。请看微信接口哪段时间不通，必要时另行通知。",
    "alert.message.broke": "有消息在发送时出了程序错误，会再试。请把日志里的 delivery.broke 一行发给维护人员。",
}
