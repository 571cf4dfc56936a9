// Who the person is: codes from the platform, subscriptions, the account's own facts.
import { setup } from '../setup.js'
import { ask } from '../sheets.js'
import { answers } from './answers.js'
import { Fail, api } from './calling.js'
import { did } from '../acts.js'
import { lost, state } from './line.js'

const MOST_TEMPLATES = 5
const AFTER_TAP = 1000 // ms within which a question still belongs to the tap
let tappedAt = -Infinity
// a tap is made of the pointer's way up, which comes before the click
for (const kind of ['pointerup', 'touchend', 'mouseup', 'click']) addEventListener(kind, () => void (tappedAt = performance.now()), true)

/** @param {string} name login_code or phone_code */
async function code(name) {
  if (!state.isUp) throw lost()
  if (!setup.codes) return { code: `${name}-of-${setup.person}` }
  const answer = await fetch(`${setup.codes}/${name}`, { method: 'POST' })
  if (!answer.ok) throw new Fail(`platform answered ${answer.status}`)
  return answer.json()
}

/** Detail of the event getphonenumber. */
export async function phoneCode() {
  if (answers.phoneCode === '') return { errMsg: 'getPhoneNumber:fail user deny', errno: 103 }
  if (answers.phoneCode !== null) return { errMsg: 'getPhoneNumber:ok', code: answers.phoneCode }
  if (setup.asks) {
    const { value } = await ask({ title: '申请获取并验证你的手机号', acts: [{ words: '不允许', value: false }, { words: '允许', value: true, isMain: true }] })
    if (!value) return { errMsg: 'getPhoneNumber:fail user deny', errno: 103 }
  }
  return { errMsg: 'getPhoneNumber:ok', ...(await code('phone_code')) }
}

/** @param {{tmplIds: string[]}} given */
async function subscribe({ tmplIds }) {
  if (!Array.isArray(tmplIds) || !tmplIds.length) throw new Fail('tmplIds is empty', { errCode: 10001 })
  if (tmplIds.length > MOST_TEMPLATES) throw new Fail('the number of tmplIds exceeds the limit', { errCode: 20003 })
  if (performance.now() - tappedAt > AFTER_TAP) throw new Fail('can only be invoked by user TAP gesture.', { errCode: 10005 })
  if (answers.subscribe.main === 'off') throw new Fail('The main switch is switched off', { errCode: 20004 })
  const isAsked = setup.asks && !Object.keys(answers.subscribe).length
  const all = isAsked ? await ask({ title: '允许发送一次以下消息', content: tmplIds.join('\n'), acts: [{ words: '拒绝', value: 'reject' }, { words: '允许', value: 'accept', isMain: true }] }) : { value: 'accept' }
  const told = Object.fromEntries(tmplIds.map((id) => [id, answers.subscribe[id] || answers.subscribe['*'] || all.value]))
  did('subscribe', { answers: told })
  if (setup.codes) await fetch(`${setup.codes}/subscribe`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(told) })
  return told
}

const account = () => ({ miniProgram: { appId: setup.appId, envVersion: setup.version ? 'release' : 'develop', version: setup.version } })

export const accounts = {
  login: api('login', async () => (answers.logins.length ? { code: answers.logins.shift() } : code('login_code'))),
  checkSession: api('checkSession', () => ({})),
  getUserProfile: api('getUserProfile', () => ({ userInfo: { nickName: '微信用户', avatarUrl: '', gender: 0 } })),
  requestSubscribeMessage: api('requestSubscribeMessage', subscribe),
  getAccountInfoSync: account,
  getExtConfigSync: () => ({ ...setup.ext }),
}
