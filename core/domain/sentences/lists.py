"""What is said about lists of entries, views of them, and acts on many at once."""

SENTENCES = {
    "view.name.missing": "没有保存：视图要有名称。请写一个名称再保存。",
    "view.name.taken": "没有改名：您已经有一个叫“{name}”的视图。请换一个名称。",
    "view.many": "没有保存：您已经有 {most} 个视图，不能再多。请先删掉不用的。",
    "view.unknown": "没有找到这个视图，可能已经删掉，或者是别人的。请回到列表重新选择。",
    "bulk.none": "没有办理：一项也没有勾选。请先勾选要办的申报。",
    "bulk.many": "没有办理：一次最多 {most} 项，这次有 {count} 项。请分几次办。",
    "bulk.changed": "没有办理：刚才确认的是 {told} 项，现在收到 {count} 项。请回到列表重新勾选。",
    "bulk.twice": "这一项在这一批里出现了两次，只办第一次。",
    "bulk.reason.missing": "没有办理：退回、不通过、撤销都要写原因，会告诉申报人。请写上原因再办。",
}
