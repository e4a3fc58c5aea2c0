// A node as a drawing: inputs along weighted lines into a sum, through the activation, out.

import { h, s } from "../dom.js";
import { path } from "../chart/curves.js";
import { scale, ticks } from "../chart/axis.js";
import { fixed, short } from "../numbers.js";

export function drawing() {
  const svg = s("svg", { class: "chart node-drawing", role: "img" });
  const element = h("div", { class: "node-box" }, svg);
  let last = null;
  const observer = new ResizeObserver(() => last && draw(...last));
  observer.observe(element);

  function draw(state, seen, curve) {
    last = [state, seen, curve];
    const narrow = element.clientWidth < 560;
    const layout = narrow ? small(state) : wide(state);
    svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    svg.setAttribute("aria-label", told(state, seen));
    const { sum, output } = seen.forward;
    const fires = typeof output === "number" && Math.abs(output) > 1e-3;
    const parts = [];
    state.inputs.forEach((x, i) => {
      const from = layout.inputs[i];
      const weight = state.weights[i];
      const thick = 1 + 5 * Math.min(1, Math.abs(weight * x) / 2);
      parts.push(s("line", { class: weight * x === 0 ? "edge" : weight * x > 0 ? "edge plus" : "edge minus", "stroke-width": thick, x1: from[0] + 26, y1: from[1], x2: layout.sum[0] - 30, y2: layout.sum[1] }));
      const at = narrow ? 0.42 : 0.5;
      const [mx, my] = [from[0] + 26 + (layout.sum[0] - 56 - from[0]) * at, from[1] + (layout.sum[1] - from[1]) * at];
      parts.push(s("text", { class: "on-edge", x: mx, y: my - 5, "text-anchor": "middle" }, `× ${fixed(weight, 2)}`));
      parts.push(s("circle", { class: "round", cx: from[0], cy: from[1], r: 26 }), two(from, `x${"₁₂₃₄"[i]}`, fixed(x, 2)));
    });
    const bias = layout.bias;
    parts.push(s("line", { class: state.bias >= 0 ? "edge plus" : "edge minus", "stroke-width": 1 + 5 * Math.min(1, Math.abs(state.bias) / 2), x1: bias[0], y1: bias[1] - 16, x2: layout.sum[0], y2: layout.sum[1] + 30 }));
    parts.push(s("text", { class: "on-edge", x: bias[0], y: bias[1], "text-anchor": "middle" }, `bias ${fixed(state.bias, 2)}`));
    parts.push(s("line", { class: "edge", "stroke-width": 2, x1: layout.sum[0] + 30, y1: layout.sum[1], x2: layout.entry[0], y2: layout.entry[1] }));
    parts.push(s("circle", { class: "round sum", cx: layout.sum[0], cy: layout.sum[1], r: 32 }), two(layout.sum, "Σ", fixed(sum, 3)));
    parts.push(...plot(layout.box, seen, curve));
    const out = layout.output;
    parts.push(s("line", { class: fires ? "edge fires" : "edge", "stroke-width": fires ? 3 : 2, x1: layout.box[0] + layout.box[2], y1: layout.box[1] + layout.box[3] / 2, x2: out[0] - 32, y2: out[1] }));
    parts.push(s("circle", { class: fires ? "round out fires" : "round out", cx: out[0], cy: out[1], r: 32 }), two(out, "y", fixed(output, 3)));
    parts.push(s("text", { class: fires ? "says fires" : "says", x: out[0], y: out[1] + 52, "text-anchor": "middle" }, fires ? "fires" : "silent"));
    svg.replaceChildren(...parts);
  }
  return { element, draw, end: () => observer.disconnect() };
}

const two = ([x, y], name, value) => s("g", {},
  s("text", { class: "name", x, y: y - 4, "text-anchor": "middle" }, name),
  s("text", { class: "number", x, y: y + 12, "text-anchor": "middle" }, value));

function wide({ inputs }) {
  const height = Math.max(280, 74 * inputs.length + 70);
  const middle = height / 2 - 10;
  const first = middle - 37 * (inputs.length - 1);
  return {
    width: 860, height, inputs: inputs.map((_, i) => [46, first + 74 * i]),
    sum: [300, middle], bias: [300, middle + 108], box: [396, middle - 98, 270, 196], entry: [396, middle], output: [790, middle],
  };
}

function small({ inputs }) {
  const rows = 66 * inputs.length;
  const middle = Math.max(60, rows / 2 + 6);
  const first = middle - 33 * (inputs.length - 1);
  const below = Math.max(rows, middle + 110) + 12;
  return {
    width: 340, height: below + 172, inputs: inputs.map((_, i) => [34, first + 66 * i]),
    sum: [250, middle], bias: [250, middle + 84], box: [8, below, 214, 160], entry: [115, below], output: [290, below + 70],
  };
}

// The activation with the place where it stands now, and its slope there.
function plot([left, top, width, height], { forward }, { label, curves }) {
  const value = curves.find((curve) => curve.quantity === "value");
  const z = forward.sum;
  const [low, high] = value.heights ?? [-1, 1];
  const air = 0.12 * Math.max(high - low, 0.5);
  const x = scale([-4, 4], [left + 16, left + width - 16]);
  const y = scale([Math.min(low, 0) - air, Math.max(high, 0.2) + air], [top + height - 22, top + 26]);
  const parts = [s("rect", { class: "plot-box", x: left, y: top, width, height, rx: 10 })];
  parts.push(s("line", { class: "axis", x1: left + 8, x2: left + width - 8, y1: y(0), y2: y(0) }), s("line", { class: "axis", x1: x(0), x2: x(0), y1: top + 24, y2: top + height - 20 }));
  for (const tick of ticks([-4, 4], 4)) if (tick.at !== 0) parts.push(s("text", { x: x(tick.at), y: top + height - 6, "text-anchor": "middle" }, tick.text));
  parts.push(s("text", { class: "label f0", x: left + 12, y: top + 18 }, label.length > 30 ? `${label.slice(0, 29)}…` : label));
  for (const stroke of value.strokes) parts.push(s("path", { class: "value s0", d: path(stroke.points.map(([a, b]) => [x(a), y(b)])) }));
  if (typeof z === "number" && typeof forward.output === "number" && Math.abs(z) <= 4) {
    const slope = typeof forward.slope === "number" ? forward.slope : 0;
    const along = 0.9 / Math.hypot(1, slope * ((y(0) - y(1)) / (x(1) - x(0))));
    parts.push(s("line", { class: "tangent", x1: x(z - along), y1: y(forward.output - along * slope), x2: x(z + along), y2: y(forward.output + along * slope) }));
    parts.push(s("line", { class: "cursor", x1: x(z), x2: x(z), y1: y(0), y2: y(forward.output) }), s("circle", { class: "f1", cx: x(z), cy: y(forward.output), r: 6 }));
  } else {
    parts.push(s("text", { x: left + width - 10, y: top + 18, "text-anchor": "end" }, `z = ${short(z, 3)} →`));
  }
  return parts;
}

function told(state, { forward }) {
  const terms = state.inputs.map((x, i) => `${short(state.weights[i], 3)} times ${short(x, 3)}`).join(" plus ");
  return `A node: ${terms} plus bias ${short(state.bias, 3)} is ${short(forward.sum)}; the activation makes it ${short(forward.output)}`;
}
