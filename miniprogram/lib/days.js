// Days and minutes as China counts them, whatever the phone is set to.

const CHINA = 8 * 3600 * 1000;

/** 6月28日 15:01 @param {string} instant ISO 8601 */
function minute(instant) {
  const local = new Date(Date.parse(instant) + CHINA);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${local.getUTCMonth() + 1}月${local.getUTCDate()}日 ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
}

/** 6月28日: the last day before an instant that is no longer in time; 6月28日 12:00 where it lies within a day, as the server
 * says it. @param {string} instant ISO 8601 */
function lastDay(instant) {
  if (!minute(instant).endsWith(" 00:00")) return minute(instant);
  return minute(new Date(Date.parse(instant) - 1000).toISOString()).split(" ")[0];
}

module.exports = { minute, lastDay };
