/** Pain of the last four weeks as a small plot; the words beside it say what it means. */

import { dayName, t } from "../words.js";
import { html } from "./html.js";

const WIDTH = 320;
const HEIGHT = 110;

/** @param {{ trends: import("../shapes.js").Trends }} props */
export function PainPlot({ trends }) {
  const last = trends.dates.length - 1;
  const points = trends.pain_average.map((pain, n) => ({ x: 24 + (n / Math.max(1, last)) * (WIDTH - 34), pain }));
  const y = (/** @type {number} */ pain) => 8 + (1 - pain / 10) * (HEIGHT - 30);
  const known = points.flatMap(({ x, pain }) => (pain === null ? [] : [{ x, y: y(pain) }]));
  if (known.length < 2) return null;
  const [from, to] = [trends.dates[0] ?? "", trends.dates[last] ?? ""];
  const short = /** @type {const} */ ({ day: "numeric", month: "short" });
  return html`<figure class="card"><figcaption>${t("progress.plot")}</figcaption>
    <svg class="plot" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${t("progress.plot_of", { from: dayName(from, short), to: dayName(to, short) })}>
      ${[0, 5, 10].map((level) => html`<g key=${level}><line class="level" x1="24" x2=${WIDTH - 10} y1=${y(level)} y2=${y(level)} /><text x="18" y=${y(level) + 4} text-anchor="end">${level}</text></g>`)}
      ${segments(points).map((part) => html`<polyline key=${part[0]?.x} class="line" points=${part.map((each) => `${each.x.toFixed(1)},${y(each.pain).toFixed(1)}`).join(" ")} />`)}
      ${known.map((point) => html`<circle key=${point.x} class="dot" cx=${point.x} cy=${point.y} r="3" />`)}
      <text x="24" y=${HEIGHT - 4}>${dayName(from, short)}</text><text x=${WIDTH - 10} y=${HEIGHT - 4} text-anchor="end">${dayName(to, short)}</text>
    </svg></figure>`;
}

/** Cut where a day is missing: a gap stays a gap. @param {{ x: number, pain: number | null }[]} points */
function segments(points) {
  /** @type {{ x: number, pain: number }[][]} */
  const parts = [[]];
  for (const { x, pain } of points) {
    if (pain === null) parts.push([]);
    else parts.at(-1)?.push({ x, pain });
  }
  return parts.filter((part) => part.length > 1);
}
