"""What stands on paper of its own accord: certificates and letters."""

SENTENCES = {
    "letter.code": "编号 {code}",
    "letter.number": "申报编号 {number}",
    "letter.page": "第 {page} 页　共 {pages} 页",
    "certificate.body.one": "在{campaign}中，您完成的{category}《{work}》{unit}经审核通过，特颁此证，以资鼓励。",
    "certificate.body.many": "在{campaign}中，你们完成的{category}《{work}》{unit}经审核通过，特颁此证，以资鼓励。",
    "certificate.body.one.alone": "您完成的{category}《{work}》{unit}经审核通过，特颁此证，以资鼓励。",
    "certificate.body.many.alone": "你们完成的{category}《{work}》{unit}经审核通过，特颁此证，以资鼓励。",
    "certificate.unit": "（完成单位：{unit}）",
    "certificate.number": "证书编号　{number}",
    "certificate.verify": "扫码核验真伪",
}
