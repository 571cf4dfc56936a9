// What a state means for the person, what happens next, and what may be done now.

const { exists, say } = require("./domain/findings");

/** @type {Record<string, { kind: string, what: string, canRecall?: boolean, canWithdraw?: boolean }>} */
const STATES = {
  draft: { kind: "mind", what: "还没有提交。填过的都在，随时可以接着填。", canWithdraw: true },
  returned: { kind: "must", what: "被退回来了，不用着急：照下面写的改好，再提交一次就行。", canWithdraw: true },
  submitted: { kind: "good", what: "已经交上去了。接下来：单位工会确认，再由上级工会审核。有结果会告诉您。", canRecall: true, canWithdraw: true },
  confirmed: { kind: "good", what: "单位工会已确认，正在审核。有结果会告诉您。", canWithdraw: true },
  approved: { kind: "good", what: "审核通过了，恭喜您！电子证书已经发放，会收入成果库。" },
  forwarded: { kind: "good", what: "材料已经由省里转报全国平台，接下来由全国平台评选。有结果会告诉您。" },
  published: { kind: "good", what: "已经收入成果库，大家都能学到您的办法。" },
  rejected: { kind: "", what: "这次没有通过。原因写在下面，欢迎下次再来。" },
  withdrawn: { kind: "", what: "已经撤销，不再参加。" },
  revoked: { kind: "must", what: "证书已被撤销，原因写在下面。有疑问请找单位工会。" },
  accepted: { kind: "good", what: "已经接收，等待专家评议。", canWithdraw: true },
  shortlisted: { kind: "good", what: "已经入围，等待最后结果。" },
  selected: { kind: "good", what: "入选了，恭喜！课程会向全体职工开放学习。" },
  not_selected: { kind: "", what: "这次没有入选，谢谢您的推荐。" },
};
/** What is said when the time to send it in is over; "" while it is not. @param {any} entry @returns {string} */
function late(entry) {
  const code = `entry.ended.${entry.state}`;
  return entry.is_over && exists(code) ? say(code, {}) : "";
}

/** @param {any} entry */
function told(entry) {
  const { kind, what, canRecall = false, canWithdraw = false } = STATES[entry.state] || { kind: "", what: "" };
  return { kind, what: late(entry) || what, canRecall, canWithdraw };
}

/** @type {Record<string, string>} */
const ACTS = { confirm: "单位工会确认了", confirm_on_paper: "按盖章的纸质材料确认了", return: "退回修改", find: "检查发现问题，退回修改", approve: "审核通过", reject: "审核没有通过", revoke: "撤销了证书", forward: "转报全国平台", resubmit: "重新提交" };

/** @param {any} review */
function act(review) {
  return ACTS[review.act] || review.act;
}

module.exports = { told, late, act };
