// What the person lets the mini-program do: asked once, remembered, changed in the settings.
import { did } from '../acts.js'
import { setup } from '../setup.js'
import { ask, offer } from '../sheets.js'
import { Fail, api } from './calling.js'

const WORDS = {
  'scope.camera': '使用摄像头', 'scope.writePhotosAlbum': '保存到相册', 'scope.record': '使用麦克风', 'scope.userLocation': '使用位置', 'scope.bluetooth': '使用蓝牙',
}
/** @type {Record<string, boolean>} by scope; absent: never asked */
export const granted = {}
/** What the phone itself lets WeChat do. */
export const system = { camera: true, album: true }

/** @param {string} scope @throws {Fail} when the person refuses */
export async function need(scope) {
  if (granted[scope] === undefined) granted[scope] = setup.asks ? await asked(scope) : true
  if (!granted[scope]) throw new Fail('auth deny')
}

/** @param {'camera' | 'album'} part */
export function needSystem(part) {
  if (!system[part]) throw new Fail('system permission denied')
}

async function asked(scope) {
  const { value } = await ask({ title: `${document.title} 申请${WORDS[scope] || scope}`, acts: [{ words: '拒绝', value: false }, { words: '允许', value: true, isMain: true }] })
  return value
}

async function settings() {
  const scopes = Object.keys(granted)
  const picked = setup.asks && scopes.length ? await offer(scopes.map((scope) => `${WORDS[scope] || scope}：${granted[scope] ? '已允许，点此拒绝' : '已拒绝，点此允许'}`), '设置') : -1
  if (picked >= 0) granted[scopes[picked]] = !granted[scopes[picked]]
  return { authSetting: { ...granted } }
}

export const permissions = {
  authorize: api('authorize', ({ scope }) => need(scope)),
  getSetting: api('getSetting', () => ({ authSetting: { ...granted }, subscriptionsSetting: { mainSwitch: true, itemSettings: {} } })),
  openSetting: api('openSetting', settings),
  openAppAuthorizeSetting: api('openAppAuthorizeSetting', () => void did('openAppAuthorizeSetting')), // leaves WeChat for the phone's settings
  getPrivacySetting: api('getPrivacySetting', () => ({ needAuthorization: false, privacyContractName: '《小程序隐私保护指引》' })),
  requirePrivacyAuthorize: api('requirePrivacyAuthorize', () => ({})),
  openPrivacyContract: api('openPrivacyContract', () => ({})),
  getAppAuthorizeSetting: () => ({ albumAuthorized: system.album ? 'authorized' : 'denied', cameraAuthorized: system.camera ? 'authorized' : 'denied', notificationAuthorized: 'authorized' }),
}
