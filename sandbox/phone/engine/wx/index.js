// wx: everything this phone has. What is not here is not a function, as on a phone that is too old.
import { router } from '../router.js'
import { accounts } from './accounts.js'
import { api } from './calling.js'
import { choosing } from './choosing.js'
import { device } from './device.js'
import { filesystem } from './filesystem.js'
import { looking } from './looking.js'
import { permissions } from './permissions.js'
import { querying } from './querying.js'
import { recording } from './recording.js'
import { showing } from './showing.js'
import { sounds } from './sounds.js'
import { storage } from './storage.js'
import { transfers } from './transfers.js'

export function createWx() {
  const routed = Object.fromEntries(Object.entries(router).map(([name, work]) => [name, api(name, work)]))
  /** @type {any} */
  const wx = {
    ...accounts, ...choosing, ...device, ...filesystem, ...looking, ...permissions, ...querying, ...recording, ...showing, ...sounds, ...storage, ...transfers, ...routed,
  }
  wx.canIUse = (/** @type {string} */ schema) => schema.split('.')[0] in wx
  return wx
}
