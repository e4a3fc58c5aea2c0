// The way there and back in four steps, each with its rule and its numbers.

import { h } from "../dom.js";
import { short } from "../numbers.js";

const low = (i) => "₁₂₃₄"[i];
const n = (x) => short(x, 5);
const signed = (x) => (typeof x === "number" && x < 0 ? `(${n(x)})` : n(x));

const STEPS = [
  {
    title: "Forward", what: "Each input times its weight, all added up, and the bias: the sum z. The activation makes the output of it.",
    lines: (state, { forward }) => [
      ...state.inputs.map((x, i) => [`w${low(i)} · x${low(i)}`, `${signed(state.weights[i])} · ${signed(x)}`, forward.products[i]]),
      ["z = Σ wᵢ · xᵢ + b", [...forward.products.map(signed), signed(state.bias)].join(" + "), forward.sum],
      ["y = f(z)", `f(${n(forward.sum)})`, forward.output],
    ],
  },
  {
    title: "Loss", what: "How far the output is from what it should have been, squared.",
    lines: (state, seen) => [
      ["L = (y − t)²", `(${n(seen.forward.output)} − ${signed(state.target)})²`, seen.loss],
    ],
  },
  {
    title: "Backward", what: "How much the loss would change with each number, by the chain rule, from the output back to the inputs.",
    lines: (state, seen) => [
      ["∂L/∂y = 2 (y − t)", `2 · (${n(seen.forward.output)} − ${signed(state.target)})`, seen.by_output],
      ["f′(z)", `f′(${n(seen.forward.sum)})`, seen.forward.slope],
      ["∂L/∂z = ∂L/∂y · f′(z)", `${signed(seen.by_output)} · ${signed(seen.forward.slope)}`, seen.by_sum],
      ...state.inputs.map((x, i) => [`∂L/∂w${low(i)} = ∂L/∂z · x${low(i)}`, `${signed(seen.by_sum)} · ${signed(x)}`, seen.by_weights[i]]),
      ["∂L/∂b = ∂L/∂z", "", seen.by_bias],
      ...state.weights.map((w, i) => [`∂L/∂x${low(i)} = ∂L/∂z · w${low(i)}`, `${signed(seen.by_sum)} · ${signed(w)}`, seen.by_inputs[i]]),
    ],
    note: (seen) => (seen.by_sum === 0 && seen.loss !== 0 ? "The slope is 0 here: nothing is learnt, however large the loss. This is what a dead unit is." : ""),
  },
  {
    title: "Update", what: "Each weight goes a little against its gradient: the learning rate says how far.",
    lines: (state, seen) => [
      ...state.weights.map((w, i) => [`w${low(i)} − η · ∂L/∂w${low(i)}`, `${n(w)} − ${n(state.rate)} · ${signed(seen.by_weights[i])}`, seen.weights[i]]),
      ["b − η · ∂L/∂b", `${n(state.bias)} − ${n(state.rate)} · ${signed(seen.by_bias)}`, seen.bias],
      ["loss afterwards", "", seen.loss_after],
    ],
    note: (seen) => (seen.loss_after > seen.loss ? "The loss has grown: the step was too large." : ""),
  },
];

/** `go(at)` is called when another step is looked at, `apply()` when the update is made. */
export function steps({ go, apply }) {
  const element = h("section", { class: "card stack", "aria-label": "Its gradient, step by step" });
  const tabs = STEPS.map((step, i) => h("button", { type: "button", class: "step-tab", onclick: () => go(i) }, h("span", { class: "step-number" }, String(i + 1)), step.title));
  const what = h("p", {});
  const table = h("table", { class: "numbers" });
  const note = h("p", { class: "small note" });
  const back = h("button", { type: "button" }, "Back");
  const on = h("button", { type: "button", class: "main" });
  const told = h("p", { class: "small soft num grow", role: "status" });
  element.append(
    h("h2", {}, "Its gradient, step by step"),
    h("div", { class: "step-tabs", role: "group", "aria-label": "Steps" }, tabs),
    what, h("div", { class: "scroll" }, table), note, h("div", { class: "row" }, told, back, on));
  let at = 0;
  back.addEventListener("click", () => go(at - 1));
  on.addEventListener("click", () => (at < STEPS.length - 1 ? go(at + 1) : apply()));

  return {
    element,
    draw(state, seen, taken) {
      at = Math.min(Math.max(0, Math.floor(state.at)), STEPS.length - 1);
      const step = STEPS[at];
      tabs.forEach((tab, i) => tab.setAttribute("aria-pressed", String(i === at)));
      what.textContent = step.what;
      table.replaceChildren(h("tbody", {}, step.lines(state, seen).map(([rule, numbers, result]) =>
        h("tr", {}, h("th", { scope: "row" }, rule), h("td", { class: "soft num" }, numbers), h("td", { class: "num result" }, `= ${n(result)}`)))));
      note.textContent = step.note?.(seen) ?? "";
      note.hidden = note.textContent === "";
      back.disabled = at === 0;
      on.textContent = at < STEPS.length - 1 ? `Next: ${STEPS[at + 1].title.toLowerCase()}` : "Make this step";
      told.textContent = taken > 0 ? `${taken} ${taken === 1 ? "step" : "steps"} made; the loss is ${n(seen.loss)}` : `The loss is ${n(seen.loss)}`;
    },
  };
}
