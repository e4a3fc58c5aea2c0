// Which activations are compared.

import { once } from "../api.js";
import { h } from "../dom.js";
import { formulaField } from "../parts/formula_field.js";

/** `changed()` is called when others are compared. */
export function contestantsPanel(state, changed) {
  const place = h("div", { class: "stack" });
  const told = h("p", { class: "small soft", role: "status" });

  once("/functions").then(({ functions }) => {
    const names = functions.filter((card) => card.kind === "elementwise").map((card) => card.name);
    const usual = functions.filter((card) => card.usual).map((card) => card.name);
    const chosen = new Set(state.activations ?? usual);
    const boxes = h("div", { class: "check-list", role: "group", "aria-label": "Activations" });

    function keep() {
      const all = [...chosen];
      const isUsual = all.length === usual.length && usual.every((name) => chosen.has(name));
      state.activations = isUsual ? null : all;
      const word = all.length === 1 ? "activation" : "activations";
      told.textContent = all.length < 2 ? `${all.length} ${word}: choose two at least.` : `${all.length} ${word}.`;
      changed();
    }

    function paint() {
      const listed = [...usual, ...[...chosen].filter((name) => !usual.includes(name))];
      boxes.replaceChildren(...listed.map((name) => h("label", { class: "check" }, h("input", { type: "checkbox", checked: chosen.has(name), onchange: (event) => {
        if (event.target.checked) chosen.add(name);
        else chosen.delete(name);
        keep();
      } }), h("code", {}, name))));
    }

    const all = (those) => {
      chosen.clear();
      those.forEach((name) => chosen.add(name));
      paint();
      keep();
    };
    const field = formulaField({ label: "Add another function, or a formula of your own", placeholder: "x * tanh(softplus(2x))", names, choose: (text, parsed) => {
      chosen.add(parsed.known && names.includes(text) ? parsed.known : text);
      field.set("");
      paint();
      keep();
    } });
    place.append(boxes, h("div", { class: "row" },
      h("button", { type: "button", onclick: () => all(usual) }, "The well-known"),
      h("button", { type: "button", onclick: () => all([]) }, "None")), field.element, told);
    paint();
    keep();
  }, (error) => place.replaceChildren(h("p", { class: "problem" }, error.message)));

  return h("section", { class: "card stack", "aria-label": "Activations" }, h("h2", {}, "2. The activations"), place);
}
