// The list of everything that went wrong: a test ends with it empty.

/** @type {string[]} */
export const faults = []
window.__mpErrors = faults

/** @param {unknown} fault */
export function report(fault) {
  const said = fault instanceof Error ? fault.stack || fault.message : String(fault)
  faults.push(said)
  console.error(said)
}

/** Calls `work`; what it throws is reported.
 * @param {() => any} work */
export function guarded(work) {
  try {
    return work()
  } catch (fault) {
    report(fault)
    return undefined
  }
}

addEventListener('unhandledrejection', (event) => {
  const reason = /** @type {any} */ (event).reason
  report(`unhandled: ${reason?.stack || reason?.errMsg || reason}`)
})
addEventListener('error', (event) => report(event.error || event.message))
