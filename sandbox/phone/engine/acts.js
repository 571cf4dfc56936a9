// What left the phone: shares, calls, saved pictures, opened documents. The harness and the sandbox's page look here.

/** @type {{act: string, [key: string]: any}[]} */
export const acts = []

/** @param {string} act @param {object} [told] */
export function did(act, told = {}) {
  const made = { act, ...told }
  acts.push(made)
  dispatchEvent(new CustomEvent('phone:act', { detail: made }))
  return made
}
