"""What is said of sealed papers: what a picture shows, whose paper it is, what has changed since it was sealed."""

_AGAIN = "重拍时把纸放平，光线要足，四个角都在画面里，对准了再拍"

SENTENCES = {
    # nobody could read it
    "rule.lit.is": f"几乎是全黑的，什么也看不见。请到亮处重拍：{_AGAIN}。",
    "rule.inked.is": "是一张空白纸，没有任何字迹。请核对是不是拍了背面或选错了文件，上传签字盖章的那一面。",
    "rule.pixels.fits.paper": f"只有 {{measured}} 像素，字太小，放大也认不清，至少要 {{wanted}}。请传原图，不要传缩略图；{_AGAIN}。",
    # doubtful: for the officer's eye
    "rule.sheet.is": f"看不出是一张写了字的纸，可能拍的是别的东西，也可能太模糊。请打开看一看，不对就换成盖好章的承诺书；{_AGAIN}。",
    "rule.bright.is": f"拍得偏暗，工会工作人员可能看不清。建议换到亮处：{_AGAIN}。看得清的话不用管。",
    "rule.sharp.is": f"拍得有些模糊，二维码没有读到，字可能也看不清。建议重新对焦：{_AGAIN}。看得清的话不用管，由工会工作人员人工核对。",
    "rule.code_read.is": "没有读到本平台的二维码，由工会工作人员人工核对。用本平台打印的，重拍时把右下角的二维码拍清楚就能自动核对；手填的不用管。",
    "rule.coloured.is": "是黑白的，看不出红章。请用彩色拍照或彩色扫描；只有黑白件的，由工会工作人员对照原件核对。",
    "rule.red_seal.is": "没有看到红色印章。还没盖章的请先盖章再上传；盖好了就不用管，由工会工作人员核对。",
    "rule.pages_unseen.max": "页数太多，后面的 {measured} 页没有看。盖章的那几页如果在后面，请只留下它们再上传；在前面就不用管。",
    # what it would do by itself
    "rule.inert.is": "这份 PDF 里带有会自己运行的内容（脚本、程序或附件），为安全起见不收。请打开后选“打印→另存为 PDF”再传，或直接给盖章的纸拍照上传。",
    # by its code
    "paper.code.foreign": "纸上的二维码不是这份申报的承诺书，可能拿错了另一份。请删除它，上传本申报打印、盖章的那一份。",
    "paper.code.unknown": "纸上有一个二维码，但查不到这个编号，由工会工作人员人工核对。用本平台打印的，请看一看是不是拿错了别处的纸。",
    "paper.seal.stale": "里《{title}》这一张盖章已失效，因为盖章之后{changes}。请只重新打印《{title}》，盖章后上传；改回原来的内容就不用重做。",
    "paper.seal.replaced": "里的旧《{title}》已由新盖章的一份代替，不用管它。",
    "paper.sheets.missing": "还没有看到《{missing}》。如果另有一页，请一起拍照或扫描上传；已经在里面的不用管，由工会工作人员核对。",
    "paper.change": "“{label}”由“{was}”改成“{now}”",
    "paper.change.unquoted": "“{label}”改过",
    "paper.change.blank": "（空）",
    "paper.change.wording": "承诺书的条款",
    "paper.print.link": "请点这里，只打印《{title}》这一张：\n{url}",
    # staff look at the sheet beside it
    "paper.verdict.valid": "《{title}》二维码是这份申报的，盖章的内容与现在一致",
    "paper.verdict.stale": "《{title}》二维码是这份申报的，但盖章之后改过：{changes}。这一张盖章已失效",
    "paper.verdict.foreign": "二维码是另一份申报的：盖章的是别的承诺书，请退回",
    "paper.verdict.unknown": "二维码像本平台的，但查不到这个编号，请当作没有二维码人工核对",
    "paper.verdict.none": "没有二维码，请人工核对：与上面填报的内容逐项比对（手填、空白件也可以）",
    "paper.kind.unknown": "没有“{kind}”这种纸件，可以打印的是：{wanted}。",
    "blank.filename": "附件{annex} {title}（空白）.{ending}",
    "blank.bank": "征集题库整理模板",
    "blank.named": "（请填写{label}）",
    "blank.note": "空白件，请用黑色笔填写。在公众号申报的，内容会自动填好，不用这一份。",
    "blank.unknown": "没有这份空白件，请从空白件列表里选择。",
}
