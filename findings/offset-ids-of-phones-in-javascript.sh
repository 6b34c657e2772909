#!/bin/sh
# luxon 3.7.2, date-fns-tz 3.2.0, dayjs 1.11.23, moment-timezone 0.6.6, for the zone that Java and
# Android give a phone set by hand to an offset, "GMT+02:00". Expected: two hours ahead, or an error.
# Real: moment writes the machine's own time as if nothing was wrong, date-fns-tz's offset is NaN, luxon's text is null;
# only dayjs throws. Why it matters here: no answer of ours names such a zone; a phone's becomes one
# that every library knows, and the local time stands beside each instant.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install -s luxon@3.7.2 date-fns-tz@3.2.0 date-fns@4.1.0 dayjs@1.11.23 moment-timezone@0.6.6
cat > see.mjs <<'JS'
import { DateTime } from "luxon";
import { getTimezoneOffset } from "date-fns-tz";
import dayjs from "dayjs";
import utc from "dayjs/plugin/utc.js";
import timezone from "dayjs/plugin/timezone.js";
import moment from "moment-timezone";
dayjs.extend(utc);
dayjs.extend(timezone);
const at = new Date("2026-11-29T12:00:00Z"), zone = "GMT+02:00";
let thrown = "text";
try { dayjs(at).tz(zone).format(); } catch { thrown = "throws"; }
console.log(`moment ${moment(at).tz(zone).format("HH:mm")}, date-fns-tz ${getTimezoneOffset(zone, at)},`
  + ` luxon ${DateTime.fromJSDate(at, { zone }).toISO()}, dayjs ${thrown}`);
JS
seen=$(TZ=America/New_York node see.mjs 2>/dev/null)
echo "Node $(node --version): $seen"
[ "$seen" = "moment 07:00, date-fns-tz NaN, luxon null, dayjs throws" ]
