// Values and slopes of functions over a range: strokes that end at jumps, axes with numbers, labels beside the lines, a cursor that reads.

import { h, s } from "../dom.js";
import { fixed } from "../numbers.js";
import { apart, scale, ticks } from "./axis.js";

const MARGIN = { left: 40, top: 12, bottom: 26 };
/** A plane that is no higher than this many times its width, unless its curves are. */
const LABEL_HEIGHT = 17;

/**
 * A chart that fills its place. `read(x)` is asked for what stands at the cursor and promises `[{ value, slope }]`, one per curve.
 * `draw({ curves, range, slopes, flat })` draws: curves are `{ label, portrait, colour }`, `flat` the one whose level parts are shaded.
 */
export function curveChart({ height, read, labels = true, describe }) {
  const svg = s("svg", { class: "chart curves", role: "img", tabindex: 0, "aria-label": "curves" });
  const readout = h("p", { class: "readout small num", "aria-live": "polite" });
  const box = h("div", { class: "curve-chart" }, svg, readout);
  let shown = null;
  let cursor = null;
  let asked = 0;

  const frame = () => {
    const width = Math.max(260, box.clientWidth || 600);
    const narrow = width < 520;
    const right = labels && !narrow ? Math.min(190, 22 + 7.4 * Math.max(4, ...shown.curves.map((curve) => cut(curve.label).length))) : 10;
    return { width, right, narrow, tall: narrow ? Math.min(height, 300) : height };
  };

  function paint() {
    if (!shown || !box.isConnected) return;
    const { width, right, narrow, tall } = frame();
    const heights = shown.heights ?? extent(shown);
    const x = scale(shown.range, [MARGIN.left, width - right]);
    const y = scale(heights, [tall - MARGIN.bottom, MARGIN.top]);
    svg.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    svg.setAttribute("height", tall);
    svg.setAttribute("aria-label", describe ? describe(shown) : shown.curves.map((curve) => curve.label).join(", "));
    const parts = [];
    const [left, bottom, edge] = [MARGIN.left, tall - MARGIN.bottom, width - right];
    for (const [from, to] of shown.flat?.portrait.flat.stretches ?? []) {
      const [a, b] = [Math.max(x(from), left), Math.min(x(to), edge)];
      if (b > a) parts.push(s("rect", { class: "flat", x: a, y: MARGIN.top, width: b - a, height: bottom - MARGIN.top }));
    }
    for (const tick of ticks(shown.range, narrow ? 5 : 9)) {
      parts.push(s("line", { class: tick.at === 0 ? "axis" : "grid", x1: x(tick.at), x2: x(tick.at), y1: MARGIN.top, y2: bottom }));
      parts.push(s("text", { x: x(tick.at), y: tall - 8, "text-anchor": "middle" }, tick.text));
    }
    for (const tick of ticks(heights, Math.max(3, Math.round(tall / 60)))) {
      parts.push(s("line", { class: tick.at === 0 ? "axis" : "grid", x1: left, x2: edge, y1: y(tick.at), y2: y(tick.at) }));
      parts.push(s("text", { x: left - 7, y: y(tick.at) + 4, "text-anchor": "end" }, tick.text));
    }
    const id = `clip-${(svg.dataset.clip ??= Math.random().toString(36).slice(2))}`;
    parts.push(s("clipPath", { id }, s("rect", { x: left, y: MARGIN.top - 3, width: edge - left, height: bottom - MARGIN.top + 6 })));
    const lines = s("g", { "clip-path": `url(#${id})` });
    for (const curve of shown.curves) {
      for (const drawn of curve.portrait.curves) {
        if (drawn.quantity === "slope" && !shown.slopes) continue;
        if (drawn.quantity === "second_slope") continue;
        for (const stroke of drawn.strokes) lines.append(...strokeOf(stroke, drawn.quantity, curve.colour, x, y));
      }
    }
    parts.push(lines);
    if (labels && !narrow) parts.push(...labelsOf(x, y, edge, bottom, heights));
    parts.push(s("g", { class: "at-cursor" }));
    svg.replaceChildren(...parts);
    if (cursor !== null) paintCursor();
  }

  function labelsOf(x, y, edge, bottom, heights) {
    const ends = shown.curves.map(({ portrait }) => {
      const strokes = portrait.curves[0].strokes;
      const points = strokes.length > 0 ? strokes[strokes.length - 1].points : [];
      const visible = points.filter((point) => point[1] >= heights[0] && point[1] <= heights[1]);
      const last = visible[visible.length - 1] ?? points[points.length - 1] ?? [0, 0];
      return Math.min(Math.max(y(last[1]), MARGIN.top), bottom);
    });
    const places = apart(ends, LABEL_HEIGHT, [MARGIN.top + 4, bottom]);
    return shown.curves.map(({ label, colour }, i) =>
      s("text", { class: `label f${colour}`, x: edge + 9, y: places[i] + 4 }, s("title", {}, label), cut(label)),
    );
  }

  async function paintCursor() {
    const layer = svg.querySelector(".at-cursor");
    if (!layer || cursor === null) return;
    const { width, right, tall } = frame();
    const heights = shown.heights ?? extent(shown);
    const x = scale(shown.range, [MARGIN.left, width - right]);
    const y = scale(heights, [tall - MARGIN.bottom, MARGIN.top]);
    const [at, mine] = [cursor, (asked += 1)];
    layer.replaceChildren(s("line", { class: "cursor", x1: x(at), x2: x(at), y1: MARGIN.top, y2: tall - MARGIN.bottom }));
    const found = await read(at).catch(() => null);
    if (mine !== asked || !found) return;
    for (const [i, { value }] of found.entries()) {
      if (typeof value === "number" && value >= heights[0] && value <= heights[1]) {
        layer.append(s("circle", { class: `f${shown.curves[i].colour}`, cx: x(at), cy: y(value), r: 4.5 }));
      }
    }
    readout.replaceChildren(
      h("span", { class: "at" }, `x = ${fixed(at)}`),
      ...found.map(({ value, slope }, i) =>
        h("span", { class: "read" }, h("i", { class: `dot b${shown.curves[i].colour}` }), `${cut(shown.curves[i].label, 24)} ${fixed(value, 4)}`, h("span", { class: "soft" }, ` slope ${fixed(slope, 4)}`)),
      ),
    );
  }

  function move(at) {
    cursor = Math.min(Math.max(at, shown.range[0]), shown.range[1]);
    paintCursor();
  }

  svg.addEventListener("pointermove", (event) => {
    if (!shown || shown.curves.length === 0) return;
    const { width, right } = frame();
    const inside = event.clientX - svg.getBoundingClientRect().left;
    move(scale(shown.range, [MARGIN.left, width - right]).back(inside));
  });
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
    if (step === undefined || !shown || shown.curves.length === 0) return;
    event.preventDefault();
    const [from, to] = shown.range;
    // Whole hundredths of the range, so that 0 is met.
    const hundredth = (to - from) / 100;
    move(Math.round(((cursor ?? (from + to) / 2) + step * hundredth) / hundredth) * hundredth);
  });
  svg.addEventListener("pointerleave", () => {
    if (document.activeElement === svg) return;
    cursor = null;
    asked += 1;
    svg.querySelector(".at-cursor")?.replaceChildren();
    idle();
  });

  const idle = () => readout.replaceChildren(h("span", { class: "soft" }, "Move over the curves, or use the arrow keys, to read value and slope."));
  const observer = new ResizeObserver(paint);
  observer.observe(box);
  idle();

  return {
    element: box,
    draw(wanted) {
      shown = wanted;
      if (cursor !== null) cursor = Math.min(Math.max(cursor, shown.range[0]), shown.range[1]);
      paint();
    },
    end: () => observer.disconnect(),
  };
}

/** From the lowest to the highest worth seeing of all curves, with some air. */
export function extent({ curves, slopes }) {
  let [low, high] = [0, 0];
  for (const { portrait } of curves) {
    for (const { quantity, heights } of portrait.curves) {
      if (!heights || quantity === "second_slope" || (quantity === "slope" && !slopes)) continue;
      low = Math.min(low, heights[0]);
      high = Math.max(high, heights[1]);
    }
  }
  if (high - low < 1e-9) [low, high] = [low - 1, high + 1];
  const air = 0.06 * (high - low);
  return [low - air, high + air];
}

/** A path through points in pixels. */
export const path = (points) => points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function strokeOf(stroke, quantity, colour, x, y) {
  const parts = [];
  const far = 1e5;
  const points = stroke.points.map(([a, b]) => [x(a), Math.min(Math.max(y(b), -far), far)]);
  if (points.length > 1) parts.push(s("path", { class: `${quantity} s${colour}`, d: path(points) }));
  if (quantity === "value") {
    const mark = (end, point) => {
      if (end === "open") parts.push(s("circle", { class: `open s${colour}`, cx: point[0], cy: point[1], r: 3.6 }));
      if (end === "closed") parts.push(s("circle", { class: `f${colour}`, cx: point[0], cy: point[1], r: 4 }));
    };
    mark(stroke.begins, points[0]);
    if (points.length > 1) mark(stroke.ends, points[points.length - 1]);
  }
  return parts;
}

export const cut = (label, most = 23) => (label.length > most ? `${label.slice(0, most - 1)}…` : label);
