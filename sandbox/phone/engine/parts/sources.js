// Where a picture, sound or film is: a file of the phone, of the package, or an address.
import { mapped } from '../setup.js'
import { address } from '../wx/shelf.js'

/** @param {string} told src as the app wrote it */
export function source(told) {
  if (!told) return ''
  if (/^(wxfile|http:\/\/tmp|http:\/\/usr)/.test(told)) return address(told) || 'missing:'
  if (/^(https?:|data:|blob:)/.test(told)) return mapped(told)
  return told.replace(/^\//, '')
}
