// Knows whether anybody answers, and tells those who wait for it.

/** @type {Set<(isLost: boolean) => void>} */
const listeners = new Set();
let isLost = false;

/** @param {boolean} is */
function report(is) {
  if (is === isLost) return;
  isLost = is;
  for (const listener of [...listeners]) listener(is);
}

/** Hears of the phone's own network. Its loss is certain; its return only means that asking is worth while. */
function watch() {
  wx.onNetworkStatusChange(({ isConnected }) => {
    if (!isConnected) return report(true);
    isLost = true;
    report(false);
  });
}

/**
 * @param {(isLost: boolean) => void} listener
 * @returns {() => void} stops listening
 */
function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Waits `ms`, or until the network is back. @param {number} ms */
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

module.exports = { report, watch, listen, pause, isLost: () => isLost };
