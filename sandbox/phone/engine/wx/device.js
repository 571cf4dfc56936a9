// The device: its measures, network, clipboard, camera for codes, and what it does once.
import { did } from '../acts.js'
import { fontSize } from '../parts/metas.js'
import { setup } from '../setup.js'
import { ask } from '../sheets.js'
import { enterOptions, launchOptions, listen, unlisten } from '../program.js'
import { answers } from './answers.js'
import { Fail, api } from './calling.js'
import { networkType, state, unwatch, watch } from './line.js'
import { need, needSystem } from './permissions.js'

const BAR = 44
const VERSION = { SDKVersion: '3.5.8', version: '8.0.50', language: 'zh_CN', theme: 'light', host: { env: 'WeChat' } }
const DEVICE = { platform: 'android', brand: 'wuxiao', model: 'sandbox', system: 'Android 13', abi: 'arm64-v8a', benchmarkLevel: 10, memorySize: 4096 }

function windowFacts() {
  const area = { top: 0, left: 0, right: innerWidth, bottom: innerHeight, width: innerWidth, height: innerHeight }
  return { windowWidth: innerWidth, windowHeight: innerHeight - BAR, screenWidth: innerWidth, screenHeight: innerHeight, pixelRatio: devicePixelRatio, statusBarHeight: 0, screenTop: BAR, safeArea: area }
}
const base = () => ({ ...VERSION, fontSizeSetting: fontSize.now, enableDebug: false })
const everything = () => ({ ...DEVICE, ...windowFacts(), ...base(), deviceOrientation: 'portrait' })

async function scan() {
  needSystem('camera')
  const ready = answers.scans.shift()
  if (ready === undefined) await need('scope.camera')
  const { value, typed } = ready === undefined ? await ask({ title: '扫一扫', content: '把码的内容写在这里', field: '', acts: [{ words: '取消', value: false }, { words: '扫到了', value: true, isMain: true }] }) : { value: true, typed: ready }
  if (!value || !typed) throw new Fail('cancel')
  return { result: typed, scanType: 'QR_CODE', charSet: 'UTF-8', path: /^mini:/.test(typed) ? typed.slice(5) : '', rawData: btoa(unescape(encodeURIComponent(typed))) }
}

let clipboard = ''
const once = (/** @type {string} */ name) => api(name, (given) => void did(name, plain(given)))
const plain = (/** @type {any} */ given) => Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value !== 'function'))

export const device = {
  getSystemInfoSync: everything,
  getSystemInfo: api('getSystemInfo', everything),
  getSystemInfoAsync: api('getSystemInfoAsync', everything),
  getWindowInfo: windowFacts,
  getDeviceInfo: () => ({ ...DEVICE }),
  getAppBaseInfo: base,
  getSystemSetting: () => ({ bluetoothEnabled: false, locationEnabled: false, wifiEnabled: state.type === 'wifi', deviceOrientation: 'portrait' }),
  getMenuButtonBoundingClientRect: () => ({ width: 87, height: 32, top: 6, right: innerWidth - 7, bottom: 38, left: innerWidth - 94 }),
  getNetworkType: api('getNetworkType', () => ({ networkType: networkType(), signalStrength: 4, weakNet: state.type === '2g' })),
  onNetworkStatusChange: watch,
  offNetworkStatusChange: unwatch,
  onNetworkWeakChange() {},
  setClipboardData: api('setClipboardData', ({ data }) => {
    clipboard = String(data)
    did('clipboard', { data: clipboard })
    if (setup.asks) navigator.clipboard?.writeText(clipboard).catch(() => {}) // the computer's own, where it lets us
  }),
  getClipboardData: api('getClipboardData', () => ({ data: clipboard })),
  scanCode: api('scanCode', scan),
  makePhoneCall: once('makePhoneCall'),
  vibrateShort: once('vibrateShort'),
  vibrateLong: once('vibrateLong'),
  shareFileMessage: once('shareFileMessage'),
  showShareImageMenu: once('showShareImageMenu'),
  setKeepScreenOn: once('setKeepScreenOn'),
  openCustomerServiceChat: once('openCustomerServiceChat'),
  navigateToMiniProgram: once('navigateToMiniProgram'),
  showShareMenu: api('showShareMenu', () => ({})),
  hideShareMenu: api('hideShareMenu', () => ({})),
  updateShareMenu: api('updateShareMenu', () => ({})),
  hideKeyboard: api('hideKeyboard', () => /** @type {HTMLElement | null} */ (document.activeElement)?.blur()),
  reportEvent: (/** @type {string} */ name, /** @type {any} */ told) => void did('reportEvent', { name, told }),
  getLogManager: () => ({ debug() {}, info() {}, log() {}, warn() {} }),
  getRealtimeLogManager: () => ({ info() {}, warn() {}, error() {}, setFilterMsg() {}, addFilterMsg() {} }),
  getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady() {}, onUpdateFailed() {}, applyUpdate() {} }),
  getLaunchOptionsSync: launchOptions,
  getEnterOptionsSync: enterOptions,
  exitMiniProgram: api('exitMiniProgram', () => window.__phone.close()),
  nextTick: (/** @type {() => void} */ work) => void Promise.resolve().then(work),
  onAppShow: listen('show'),
  offAppShow: unlisten('show'),
  onAppHide: listen('hide'),
  offAppHide: unlisten('hide'),
  onError: listen('error'),
  offError: unlisten('error'),
  onUnhandledRejection() {},
  onPageNotFound: listen('notFound'),
  onMemoryWarning() {},
  onThemeChange() {},
  onWindowResize: (/** @type {any} */ work) => addEventListener('resize', () => work({ size: windowFacts() })),
  onKeyboardHeightChange() {},
  offKeyboardHeightChange() {},
}
