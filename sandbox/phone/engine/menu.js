// The three dots of the capsule.
import { did } from './acts.js'
import { top } from './pages.js'
import { shared } from './program.js'
import { note, offer } from './sheets.js'

export async function menu() {
  const page = top()
  const canShare = typeof page.inst.onShareAppMessage === 'function'
  const picked = await offer(canShare ? ['转发给朋友', '重新进入小程序'] : ['重新进入小程序'])
  if (picked < 0) return
  if (canShare && picked === 0) {
    did('share', { from: 'menu', ...shared('menu') })
    note('已转发')
  } else location.reload()
}
