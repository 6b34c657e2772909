/** Instants, dates and zones. A date is `YYYY-MM-DD`, an instant RFC 3339 with the phone's offset. */

const DAY_MS = 86_400_000;

/**
 * Return an instant as the phone's clock shows it, with its offset.
 * @param {Date} at
 * @param {number} offsetMin minutes ahead of UTC
 */
export function stamp(at = new Date(), offsetMin = -at.getTimezoneOffset()) {
  const local = new Date(at.getTime() + offsetMin * 60_000).toISOString().slice(0, -1);
  const ahead = Math.abs(offsetMin);
  const pad = (/** @type {number} */ n) => String(Math.trunc(n)).padStart(2, "0");
  return `${local}${offsetMin < 0 ? "-" : "+"}${pad(ahead / 60)}:${pad(ahead % 60)}`;
}

/**
 * Return the date in a zone at an instant; the phone's own zone where it does not know the name.
 * @param {number} ms
 * @param {string | undefined} timezone
 */
export function dateIn(ms, timezone) {
  return parts(ms, timezone).date;
}

/**
 * Return the wall time in a zone as HH:MM.
 * @param {number} ms
 * @param {string | undefined} timezone
 */
export function timeIn(ms, timezone) {
  return parts(ms, timezone).time;
}

/** @param {number} ms @param {string | undefined} timezone */
function parts(ms, timezone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const digits = {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  };
  /** @type {Intl.DateTimeFormat} */
  let format;
  try {
    format = new Intl.DateTimeFormat("en-CA", { ...digits, ...(timezone ? { timeZone: timezone } : {}) });
  } catch {
    format = new Intl.DateTimeFormat("en-CA", digits);
  }
  const found = Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));
  return { date: `${found["year"]}-${found["month"]}-${found["day"]}`, time: `${found["hour"]}:${found["minute"]}` };
}

/** Return the date some days later. @param {string} date @param {number} days */
export function daysAfter(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Return how many days lie between two dates. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Return the Monday of the week of a date. @param {string} date */
export function mondayOf(date) {
  return daysAfter(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/**
 * Return by how much the server's clock is ahead, in ms; the middle of the trip counts.
 * @param {string} serverTime
 * @param {number} sentMs
 * @param {number} receivedMs
 */
export function aheadBy(serverTime, sentMs, receivedMs) {
  return Math.round(Date.parse(serverTime) - (sentMs + receivedMs) / 2);
}
