// Lines over steps, and bars side by side, for what changes while a network trains.

import { s } from "../dom.js";
import { powers, scale, ticks } from "./axis.js";
import { path } from "./curves.js";

const MARGIN = { left: 44, right: 10, top: 10, bottom: 24 };

/** Replaces what the `svg` shows by lines `{ points: [[x, y]], colour, dashed, label }`; `logarithmic` heights are powers of ten. */
export function drawLines(svg, { lines, height, logarithmic }) {
  const width = Math.max(200, svg.clientWidth || 300);
  const all = lines.flatMap((line) => line.points).filter(([, y]) => Number.isFinite(y) && (!logarithmic || y > 0));
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  if (all.length === 0) {
    svg.replaceChildren(s("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, "nothing yet"));
    return;
  }
  const from = (y) => (logarithmic ? Math.log10(y) : y);
  let [low, high] = span(all.map(([, y]) => from(y)));
  if (!logarithmic) low = Math.min(0, low);
  if (high - low < 1e-9) high = low + 1;
  let [first, last] = span(all.map(([x]) => x));
  if (last === first) last = first + 1;
  const x = scale([first, last], [MARGIN.left, width - MARGIN.right]);
  const y = scale([low, high + 0.04 * (high - low)], [height - MARGIN.bottom, MARGIN.top]);
  const parts = [];
  const marks = logarithmic
    ? powers([low, high], 5).map((power) => ({ at: power, text: powerText(power) }))
    : ticks([low, high], 4);
  for (const mark of marks) {
    parts.push(s("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(mark.at), y2: y(mark.at) }));
    parts.push(s("text", { x: MARGIN.left - 6, y: y(mark.at) + 4, "text-anchor": "end" }, mark.text));
  }
  for (const mark of ticks([first, last], width < 360 ? 3 : 5)) {
    if (mark.at !== Math.round(mark.at)) continue;
    parts.push(s("text", { x: x(mark.at), y: height - 7, "text-anchor": "middle" }, thousands(mark.at)));
  }
  for (const { points, colour, dashed } of lines) {
    const shown = points.filter(([, value]) => Number.isFinite(value) && (!logarithmic || value > 0));
    if (shown.length === 1) parts.push(s("circle", { class: `f${colour}`, cx: x(shown[0][0]), cy: y(from(shown[0][1])), r: 3 }));
    else parts.push(s("path", { class: `${dashed ? "slope" : "value"} s${colour}`, d: path(shown.map(([a, b]) => [x(a), y(from(b))])) }));
  }
  // The names stand in the right corner that the lines leave free.
  const named = lines.filter((line) => line.label);
  const ends = named.map(({ points }) => points[points.length - 1]?.[1]).filter((end) => Number.isFinite(end) && (!logarithmic || end > 0));
  const above = ends.length === 0 || y(from(Math.max(...ends))) > height / 2;
  named.forEach(({ label, colour }, i) => {
    const at = above ? MARGIN.top + 12 + 17 * i : height - MARGIN.bottom - 8 - 17 * (named.length - 1 - i);
    parts.push(s("text", { class: `label f${colour}`, x: width - MARGIN.right - 2, y: at, "text-anchor": "end" }, label));
  });
  svg.replaceChildren(...parts);
}

/** Bars `{ value, label, title, colour }` over powers of ten: one per layer, from the input on. */
export function drawBars(svg, { bars, height }) {
  const width = Math.max(200, svg.clientWidth || 300);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", height);
  const logs = bars.filter((bar) => bar.value > 0).map((bar) => Math.log10(bar.value));
  if (logs.length === 0) {
    svg.replaceChildren(s("text", { x: width / 2, y: height / 2, "text-anchor": "middle" }, "nothing yet"));
    return;
  }
  const high = Math.max(0, Math.ceil(Math.max(...logs)));
  const low = Math.min(high - 4, Math.max(Math.floor(Math.min(...logs)), high - 40));
  const y = scale([low, high], [height - MARGIN.bottom, MARGIN.top]);
  const parts = [];
  for (const power of powers([low, high], 6)) {
    parts.push(s("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(power), y2: y(power) }));
    parts.push(s("text", { x: MARGIN.left - 6, y: y(power) + 4, "text-anchor": "end" }, powerText(power)));
  }
  const room = (width - MARGIN.left - MARGIN.right) / bars.length;
  const every = Math.ceil((bars.length * 22) / (width - MARGIN.left));
  bars.forEach((bar, i) => {
    const left = MARGIN.left + room * i;
    const top = bar.value > 0 ? y(Math.max(low, Math.log10(bar.value))) : y(low);
    const thick = Math.min(34, room * 0.7);
    parts.push(
      s("rect", { class: `f${bar.colour}`, x: left + (room - thick) / 2, y: top, width: thick, height: Math.max(1.5, y(low) - top), rx: 2 }, s("title", {}, bar.title)),
    );
    if (i % every === 0 || i === bars.length - 1) {
      parts.push(s("text", { x: left + room / 2, y: height - 7, "text-anchor": "middle" }, bar.label));
    }
  });
  svg.replaceChildren(...parts);
}

function span(numbers) {
  let [low, high] = [Infinity, -Infinity];
  for (const x of numbers) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  return [low, high];
}

const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const powerText = (power) => (power === 0 ? "1" : power === 1 ? "10" : `10${power < 0 ? "⁻" : ""}${[...String(Math.abs(power))].map((d) => digits[d]).join("")}`);
const thousands = (n) => (n >= 1e6 ? `${n / 1e6}M` : n >= 1e4 ? `${n / 1e3}k` : String(n));
