// Forms, and buttons with what they open.
import { did } from '../acts.js'
import { top } from '../pages.js'
import { shared } from '../program.js'
import { onFile } from '../wx/choosing.js'
import { phoneCode } from '../wx/accounts.js'
import { control, fire, flag, text, number, any } from './part.js'

/** @param {HTMLElement} host the form */
function fieldsOf(host) {
  const found = []
  for (const element of host.querySelectorAll('*')) {
    const own = /** @type {any} */ (element).formField || custom(element)
    if (own?.name()) found.push(own)
  }
  return found
}

/** A component of the app that behaves as wx://form-field. */
function custom(element) {
  const made = element.__wxElement
  const inst = made?.getMethodCaller?.()
  if (!inst?.setData || inst.data?.name === undefined || !('value' in inst.data) || element.localName.startsWith('wx-')) return null
  return { name: () => inst.data.name, value: () => inst.data.value, reset: () => inst.setData({ value: null }) }
}

/** @type {import('./part.js').Part} */
const form = {
  properties: { reportSubmit: flag(), reportSubmitTimeout: number() },
  attached(made, host) {
    Object.assign(host, {
      submit: () => fire(made, 'submit', { value: Object.fromEntries(fieldsOf(host).map((field) => [field.name(), field.value()])), target: {} }),
      reset: () => {
        for (const field of fieldsOf(host)) field.reset()
        fire(made, 'reset', {})
      },
    })
  },
}

/** What a button with an open-type does; each tells its page by the event of that name. */
const OPENS = {
  share(made) {
    did('share', { from: 'button', ...shared('button', { dataset: made.dataset, id: made.id }) })
  },
  contact(made) {
    did('contact', { path: `/${top().route}` })
    fire(made, 'contact', { path: `/${top().route}`, query: top().options })
  },
  async getPhoneNumber(made) {
    fire(made, 'getphonenumber', await phoneCode())
  },
  async chooseAvatar(made) {
    const [file] = await onFile({ accept: 'image/*', many: false })
    if (file) fire(made, 'chooseavatar', { avatarUrl: file.tempFilePath })
  },
  feedback: () => did('feedback'),
  openSetting: async (made) => fire(made, 'opensetting', await window.__wx.openSetting()),
  agreePrivacyAuthorization: (made) => fire(made, 'agreeprivacyauthorization', {}),
  launchApp: (made) => fire(made, 'error', { errMsg: 'invalid scene' }),
}

/** @type {import('./part.js').Part} */
const button = {
  properties: {
    type: text('default'), size: text('default'), plain: flag(), disabled: flag(), loading: flag(), formType: text(), openType: text(), hoverClass: text('button-hover'),
    hoverStopPropagation: flag(), hoverStartTime: number(20), hoverStayTime: number(70), lang: text('en'), sessionFrom: text(), sendMessageTitle: text(),
    sendMessagePath: text(), sendMessageImg: text(), showMessageCard: flag(), appParameter: text(), phoneNumberNoQuotaToast: flag(true), form: text(), name: text(), value: any(),
  },
  attached(made, host) {
    control(host, 'button', () => {
      if (made.data.disabled) return
      const form = /** @type {any} */ (host.closest('wx-form'))
      if (form && made.data.formType === 'submit') form.submit()
      if (form && made.data.formType === 'reset') form.reset()
      for (const type of made.data.openType.split('|')) if (OPENS[type]) void OPENS[type](made)
    })
  },
  changed(made, host) {
    for (const name of ['type', 'size']) host.setAttribute(name, made.data[name])
    for (const name of ['plain', 'disabled', 'loading']) host.toggleAttribute(name, Boolean(made.data[name]))
    host.setAttribute('aria-disabled', String(Boolean(made.data.disabled)))
    host.tabIndex = made.data.disabled ? -1 : 0
  },
}

export const forms = { form, button }
