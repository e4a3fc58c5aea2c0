// One node: what it gets, what it makes of it, and how it learns, with the numbers of this very moment.

import { get, once, post } from "../api.js";
import { h, later } from "../dom.js";
import { number } from "../numbers.js";
import { formulaField } from "../parts/formula_field.js";
import { slider } from "../parts/slider.js";
import { parted, write } from "../router.js";
import { readFunction, setText, writeFunction } from "../functions/state.js";
import { drawing } from "./drawing.js";
import { steps } from "./steps.js";

const MOST_INPUTS = 4;

export function show(root, address, view) {
  const numbers = (name, usual) => {
    const given = parted(address.get(name) ?? "").map(Number).filter(Number.isFinite);
    return given.length > 0 ? given.slice(0, MOST_INPUTS) : usual;
  };
  const inputs = numbers("x", [1, -0.5]);
  const weights = numbers("w", [0.8, 1.2]);
  while (weights.length < inputs.length) weights.push(0.5);
  const state = {
    f: readFunction(address.get("f") ?? "relu"),
    inputs,
    weights: weights.slice(0, inputs.length),
    bias: number(address.get("b"), 0.1),
    target: number(address.get("t"), 1),
    rate: number(address.get("rate"), 0.1),
    at: number(address.get("step"), 0),
  };
  const keep = () => write(view, {
    f: writeFunction(state.f), x: state.inputs.join(","), w: state.weights.join(","), b: state.bias, t: state.target, rate: state.rate, step: state.at || "",
  });
  const picture = drawing();
  const complaint = h("div", { "aria-live": "polite" });
  const walk = steps({
    go: (at) => {
      state.at = at;
      keep();
      paint();
    },
    apply: () => {
      if (!seen) return;
      state.weights = seen.weights.map((weight) => (typeof weight === "number" ? Number(weight.toPrecision(12)) : 0));
      state.bias = typeof seen.bias === "number" ? Number(seen.bias.toPrecision(12)) : 0;
      taken += 1;
      sliders();
      changed();
    },
  });
  let seen = null;
  let curve = null;
  let taken = 0;
  let asked = 0;

  async function ask() {
    const mine = (asked += 1);
    try {
      const [answer, drawn] = await Promise.all([
        post("/neuron", { f: state.f.name, set: state.f.set, weights: state.weights, bias: state.bias, inputs: state.inputs, target: state.target, learning_rate: state.rate }),
        get("/curve", { f: state.f.name, set: setText(state.f.set), from: -4, to: 4 }),
      ]);
      if (mine !== asked) return;
      [seen, curve] = [answer, drawn];
      complaint.replaceChildren();
      paint();
    } catch (error) {
      if (mine === asked) complaint.replaceChildren(h("p", { class: "problem" }, error.message));
    }
  }
  const askSoon = later(15, ask);

  function paint() {
    if (!seen) return;
    picture.draw(state, seen, curve);
    walk.draw(state, seen, taken);
  }

  function changed() {
    keep();
    askSoon();
  }

  const controls = h("div", { class: "stack" });
  function sliders() {
    const one = (name, label, value, set, reach = 3) => slider({
      name, label, value, min: -reach, max: reach, step: 0.01,
      change: (to) => {
        set(to);
        taken = 0;
        changed();
      },
    }).element;
    const low = (i) => "₁₂₃₄"[i];
    controls.replaceChildren(
      h("fieldset", {}, h("legend", {}, "Inputs"), state.inputs.map((x, i) => one(`x${low(i)}`, `Input ${i + 1}`, x, (to) => (state.inputs[i] = to)))),
      h("fieldset", {}, h("legend", {}, "Weights and bias"), state.weights.map((w, i) => one(`w${low(i)}`, `Weight ${i + 1}`, w, (to) => (state.weights[i] = to))), one("b", "Bias", state.bias, (to) => (state.bias = to))),
      h("fieldset", {}, h("legend", {}, "Learning"), one("target", "What it should have said", state.target, (to) => (state.target = to)),
        slider({ name: "rate", label: "Learning rate", value: state.rate, min: 0, max: 1, step: 0.01, change: (to) => {
          state.rate = to;
          changed();
        } }).element),
    );
  }

  const field = formulaField({
    label: "Activation", value: writeFunction(state.f), placeholder: "relu, or a formula",
    choose: (text) => {
      state.f = readFunction(text);
      taken = 0;
      changed();
    },
  });
  const quick = h("div", { class: "chips", role: "group", "aria-label": "Well-known activations" });
  once("/functions").then(({ functions }) => {
    const usual = functions.filter((card) => card.usual && card.kind === "elementwise");
    quick.append(...usual.map((card) => h("button", { type: "button", class: "chip", onclick: () => {
      field.set(card.name);
      state.f = { name: card.name, set: {} };
      taken = 0;
      changed();
    } }, card.name)));
  });
  const count = h("label", { class: "field" }, h("span", {}, "Inputs"), h("select", {
    onchange: (event) => {
      const wanted = Number(event.target.value);
      while (state.inputs.length < wanted) {
        state.inputs.push(0.5);
        state.weights.push(0.5);
      }
      state.inputs.length = wanted;
      state.weights.length = wanted;
      sliders();
      changed();
    },
  }, [1, 2, 3, 4].map((n) => h("option", { value: n, selected: n === state.inputs.length }, String(n)))));
  sliders();
  root.append(
    h("div", { class: "neuron-layout" },
      h("section", { class: "card stack", "aria-label": "The node's numbers" },
        h("div", { class: "row ends" }, h("div", { class: "grow" }, field.element), count), quick, controls),
      h("div", { class: "stack" },
        h("section", { class: "card stack tight", "aria-label": "The node" }, complaint, picture.element),
        walk.element),
    ),
  );
  ask();
  return picture.end;
}
