// What this phone was told before it started: window.__phoneSetup, from setup.js or from a test's init script.

/**
 * @typedef {object} Setup
 * @property {string} person whose phone it is; storage and files are kept per person and app
 * @property {string} appId
 * @property {[string, string][]} hosts beginnings of addresses and what the phone asks instead; `https://*` is any other secure host
 * @property {string[] | null} domains if given, the only origins that may be asked
 * @property {Record<string, any>} ext what the program is told by its package: ext.json
 * @property {string} codes where login_code and phone_code are asked with POST; '' when there is no such platform
 * @property {string | null} now house time (ISO) at the start; null means real time
 * @property {boolean} asks whether a person is there to be asked (permissions, subscriptions); otherwise all is granted
 * @property {string} version of the mini-program, '' in development
 */

/** @type {Setup} */
const DEFAULTS = {
  person: 'somebody', appId: 'wx5a4db0c000000002', hosts: [], domains: null, ext: {}, codes: '', now: null, asks: false, version: '',
}

/** @type {Setup} */
export const setup = { ...DEFAULTS, ...window.__phoneSetup }

/** The address the phone really asks.
 * @param {string} address */
export function mapped(address) {
  for (const [from, to] of setup.hosts) {
    if (from === 'https://*' && /^https:\/\/[^/]+/.test(address)) return address.replace(/^https:\/\/[^/]+/, absolute(to))
    if (from !== 'https://*' && address.startsWith(from)) return absolute(to) + address.slice(from.length)
  }
  return address
}

const absolute = (/** @type {string} */ place) => (place.startsWith('/') ? location.origin + place : place)

/** Prefix of what is kept for this person and app. */
export const owner = `${setup.appId}/${setup.person}`
