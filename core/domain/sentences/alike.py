"""Why two entries may be one achievement, for the auditor (notice A2.8)."""

SENTENCES = {
    "alike.name.same": "名称相同：《{title}》",
    "alike.name.near": "名称相近：《{title}》（相似 {score}）",
    "alike.picture": "照片《{mine}》与 {number} 的《{theirs}》几乎相同",
    "alike.picture.mirrored": "照片《{mine}》左右翻转后，与 {number} 的《{theirs}》几乎相同",
    "alike.picture.upside_down": "照片《{mine}》上下翻转后，与 {number} 的《{theirs}》几乎相同",
    "alike.picture.turned": "照片《{mine}》旋转 180 度后，与 {number} 的《{theirs}》几乎相同",
    "alike.earlier": "{year} 年的申报：{reason}",
    "alike.unknown": "没有找到相近的那一项申报，可能已撤回，或不在您的审核范围内。没有做任何标记，请刷新页面再看。",
    "act.tell_apart": "认定不是重复",
    "act.put_together": "撤销“不是重复”的认定",
}
