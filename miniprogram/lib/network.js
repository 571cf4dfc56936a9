// Knows whether anybody answers, and tells those who wait for it.

/** @type {Set<(isLost: boolean) => void>} */
const listeners = new Set();
let isLost = false;

/** @param {boolean} is */
function report(is) {
  if (is !== isLost) tell(is);
}

/** @param {boolean} is */
function tell(is) {
  isLost = is;
  for (const listener of [...listeners]) listener(is);
}

/** Asking is worth while again: the phone says that it has a network, or the person is back. */
function wake() {
  tell(false);
}

/** Hears of the phone's own network. Its loss is certain; its return only means that asking is worth while. */
function watch() {
  wx.onNetworkStatusChange(({ isConnected }) => (isConnected ? wake() : report(true)));
}

/**
 * @param {(isLost: boolean) => void} listener
 * @returns {() => void} stops listening
 */
function listen(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Waits `ms`, or until asking is worth while again. @param {number} ms */
function pause(ms) {
  return new Promise((go) => {
    const stop = listen((is) => is || done());
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      stop();
      go(undefined);
    }
  });
}

module.exports = { report, wake, watch, listen, pause, isLost: () => isLost };
