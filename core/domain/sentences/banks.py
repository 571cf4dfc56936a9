"""What is said of question banks (Annex 4): `bank.FACT.OP` of one place, `more.…` of all further places of a kind."""

SENTENCES = {
    # the file as a whole
    "bank.header.missing": "没有找到附件 4 的表头（题型、题目内容、答案A、答案B、正确答案、试题难度……），所以一道题也没有读。请下载题库模板，把题目填进模板里再上传。",
    "bank.table.missing": "里没有附件 4 那样的表格，题目写成一段一段的文字，系统读不了。请下载题库模板，一行填一道题再上传；用 Word 的，请做成带“题型、题目内容……”表头的表格。",
    "bank.columns.missing": "{place}缺少这几列：{columns}。缺了它们没法判断题目，所以一道题也没有读，请补上后重新上传。",
    "bank.parts.left": "{fields}里有内容，但没有读出题目，所以这套题库还不算数。请把题目都放到带表头的表里（选项最多到“答案F”），不要的删掉，再重新上传。",
    "bank.rows.left": "题目太多，只看了前 {measured} 道，还有 {count} 行没有看。请分成几个文件上传。",
    # one row
    "bank.type.unknown": "{place}“题型”写的是“{value}”，请写单选、多选或判断。",
    "bank.stem.empty": "{place}“题目内容”是空的，请补上题目。",
    "bank.stem.repeated": "{place}与{first}是同一道题，请删去一道。",
    "bank.stem.alike": "{place}与{first}题目相同、选项不同，请看看是不是重复了。",
    "bank.options.few": "{place}只有 {count} 个选项，请至少写 2 个（答案A、答案B……）。",
    "bank.options.gap": "{place}“{column}”空着，后面却还有选项，请依次填写，中间不要空。",
    "bank.options.same": "{place}“{column}”与前面的选项相同，请改成不同的选项。",
    "bank.answer.single": "{place}是单选，“正确答案”写的是“{value}”，请写一个有选项的字母，例如 B。",
    "bank.answer.multiple": "{place}是多选，“正确答案”写的是“{value}”，请写两个以上有选项的字母，例如 AC。",
    "bank.answer.judgement": "{place}是判断，“正确答案”写的是“{value}”，请写“对”或“错”。",
    "bank.difficulty.unknown": "{place}“试题难度”写的是“{value}”，请写初级、中级或高级。",
    "bank.formula.read": "{place}“{column}”是公式，收下的是它的文字“{value}”，请核对是不是您要的内容。",
    # all rows together
    "bank.source.vague": "{places}的“来源”没有写明出处，建议写成“视频 00:07-00:35”“视频简介”或《书名》这样。",
    "bank.source.beyond": "{places}“来源”里的时间不在视频的时长之内，请核对起止时间。",
    # further places of a kind
    "more.bank.type.unknown": "还有 {count} 处“题型”不对：{places}。请都改成单选、多选或判断。",
    "more.bank.stem.empty": "还有 {count} 处“题目内容”是空的：{places}。请都补上题目。",
    "more.bank.stem.repeated": "还有 {count} 道题与前面的题重复：{places}。请都删去。",
    "more.bank.stem.alike": "还有 {count} 道题的题目与前面的相同、选项不同：{places}。请看看是不是重复了。",
    "more.bank.options.few": "还有 {count} 道题的选项不到 2 个：{places}。请都补上选项。",
    "more.bank.options.gap": "还有 {count} 处选项中间有空：{places}。请都依次填写。",
    "more.bank.options.same": "还有 {count} 处选项与同一题里前面的选项相同：{places}。请都改成不同的选项。",
    "more.bank.answer.single": "还有 {count} 道单选的“正确答案”不对：{places}。请都写一个有选项的字母。",
    "more.bank.answer.multiple": "还有 {count} 道多选的“正确答案”不对：{places}。请都写两个以上有选项的字母。",
    "more.bank.answer.judgement": "还有 {count} 道判断的“正确答案”不对：{places}。请都写“对”或“错”。",
    "more.bank.difficulty.unknown": "还有 {count} 处“试题难度”不对：{places}。请都写初级、中级或高级。",
    "more.bank.formula.read": "还有 {count} 处是公式，收下的是公式显示的文字：{places}。请核对内容。",
}
