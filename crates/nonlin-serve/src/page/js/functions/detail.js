// One function in full: formula and slope as mathematics, what is proven, its parameters to be slid, code to be copied.

import { address, get, getText, once } from "../api.js";
import { h, later, maths } from "../dom.js";
import { fixed, short } from "../numbers.js";
import { slider } from "../parts/slider.js";
import { setText } from "./state.js";

let target = "torch";

/** `changed(set)` is called when a parameter is slid. */
export function functionDetail({ changed }) {
  const element = h("section", { class: "detail stack", "aria-label": "The chosen function" });
  let shown = "";
  let asked = 0;

  const refresh = later(90, async (chosen, facts, spread) => {
    const mine = (asked += 1);
    const full = await get("/function", { f: chosen.name, set: setText(chosen.set) }).catch(() => null);
    if (mine === asked && full) {
      facts.replaceChildren(...factLines(full));
      spread.replaceChildren(...spreadLines(full));
    }
  });

  async function show(chosen) {
    const mine = (asked += 1);
    if (!chosen) {
      shown = "";
      element.replaceChildren();
      return;
    }
    let full;
    try {
      full = await get("/function", { f: chosen.name, set: setText(chosen.set) });
    } catch (error) {
      if (mine === asked) element.replaceChildren(h("p", { class: "problem" }, error.message));
      return;
    }
    if (mine !== asked) return;
    shown = chosen.name;
    const facts = h("dl", { class: "facts" }, factLines(full));
    const spread = h("dl", { class: "facts" }, spreadLines(full));
    element.replaceChildren(
      h("div", { class: "detail-columns" },
        h("div", { class: "card stack" }, heading(full), formulas(full), full.parameters.length > 0 && parameters(full, chosen, facts, spread), story(full)),
        h("div", { class: "card stack" },
          h("h2", {}, "What is proven"), facts,
          full.moments && h("h2", {}, "Of numbers of mean 0 and variance 1"), spread,
        ),
      ),
      code(chosen),
    );
  }

  function parameters(full, chosen, facts, spread) {
    return h("div", { class: "stack tight" }, h("h3", {}, "Parameters"), full.parameters.map((parameter) => {
      const value = chosen.set[parameter.name] ?? parameter.default;
      const reach = Math.max(1, Math.abs(parameter.default) * 2, Math.abs(value));
      return slider({
        name: parameter.name, label: `Parameter ${parameter.name}`, value,
        min: parameter.default >= 0 && value >= 0 ? 0 : -reach, max: Math.max(reach, parameter.default * 3),
        change: (to) => {
          chosen.set[parameter.name] = to;
          if (to === parameter.default) delete chosen.set[parameter.name];
          changed(chosen);
          refresh(chosen, facts, spread);
        },
      }).element;
    }));
  }

  return { element, show, isShown: (name) => name === shown };
}

function heading(full) {
  return h("div", {},
    h("h1", {}, full.own ? "A formula of your own" : full.title),
    h("p", { class: "small soft" }, full.known ? `It is ${full.known}, and computed as that.` : full.own ? "Computed by a program of its own steps." : [h("code", {}, full.name), full.aliases.length > 0 ? `, also ${full.aliases.slice(0, 4).join(", ")}` : ""]),
  );
}

function formulas(full) {
  if (!full.written) return h("p", {}, h("code", {}, full.formula));
  return h("div", { class: "formulas" },
    h("div", {}, h("h3", {}, "Formula"), maths(full.written)),
    h("div", {}, h("h3", {}, "Slope"), maths(full.slope)),
  );
}

function story(full) {
  if (full.own) return null;
  const line = (label, text) => text && [h("dt", {}, label), h("dd", {}, text)];
  return h("dl", { class: "facts" },
    line("good for", full.strengths), line("mind", full.limits), line("source", full.source),
    full.elsewhere.map(({ who, what }) => line(who, what)),
  );
}

function factLines(full) {
  const lines = [];
  let before = "";
  for (const [label, fact] of full.facts) {
    lines.push(h("dt", {}, label === before ? "" : label), h("dd", {}, fact));
    before = label;
  }
  return lines.length > 0 ? lines : [h("dd", { class: "soft" }, "nothing could be proven")];
}

function spreadLines({ moments }) {
  if (!moments) return [];
  const gain = (x) => (typeof x === "number" && x < 1e6 ? fixed(x, 4) : "none");
  return [
    h("dt", {}, "mean"), h("dd", { class: "num" }, fixed(moments.mean, 4)),
    h("dt", {}, "variance"), h("dd", { class: "num" }, short(moments.variance, 5)),
    h("dt", {}, "gain"), h("dd", {}, `${gain(moments.forward_gain)} keeps activations in scale, ${gain(moments.backward_gain)} gradients`),
  ];
}

function code(chosen) {
  const pre = h("pre", { tabindex: 0, "aria-label": "Exported code" });
  const select = h("select", { "aria-label": "Target of the export" });
  const copy = h("button", { type: "button" }, "Copy");
  const save = h("a", { class: "button-like", download: "" }, "Save");
  async function load() {
    target = select.value;
    const asked = { f: chosen.name, set: setText(chosen.set), to: target };
    save.href = address("/export", asked);
    save.download = `activation.${select.selectedOptions[0]?.dataset.extension ?? "txt"}`;
    copy.hidden = target === "onnx";
    if (target === "onnx") {
      pre.textContent = "An ONNX model is no text: save it as a file.";
      return;
    }
    pre.textContent = await getText("/export", asked).catch((error) => error.message);
  }
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre);
      copy.textContent = "Press Ctrl-C";
    }
    setTimeout(() => (copy.textContent = "Copy"), 1600);
  });
  select.addEventListener("change", load);
  once("/export/targets").then((targets) => {
    select.append(...targets.map(({ name, title, extension }) => {
      const option = h("option", { value: name, selected: name === target }, title);
      option.dataset.extension = extension;
      return option;
    }));
    load();
  });
  return h("section", { class: "card stack code" },
    h("div", { class: "row" }, h("h2", { class: "grow" }, "As code"), select, copy, save), pre);
}
