// All functions, to be searched, narrowed down and chosen from.

import { once } from "../api.js";
import { h, s } from "../dom.js";
import { MOST_CURVES } from "./state.js";

/** What can be asked for; each says yes to a function's card and what is proven of it. */
export const TRAITS = [
  ["usual", "well known", (card) => card.usual],
  ["smooth", "smooth", (card, known) => known?.smooth === true],
  ["kinked", "with a kink", (card, known) => known?.differentiable === false],
  ["monotone", "monotone", (card, known) => known?.monotone === "rising" || known?.monotone === "falling"],
  ["bounded", "bounded", (card, known) => known?.bounded === true],
  ["unbounded", "unbounded", (card, known) => known?.bounded === false],
  ["odd", "odd", (card, known) => known?.odd === true],
  ["never-flat", "nowhere flat", (card, known) => known?.has_flat_part === false],
  ["learnt", "with learnt parameters", (card) => card.parameters.some((parameter) => parameter.learnable)],
  ["rectifier", "rectifiers", (card) => card.family === "rectifier"],
  ["sigmoidal", "S-shaped", (card) => card.family === "sigmoidal"],
  ["self-normalising", "self-normalising", (card) => card.family === "self-normalising"],
];

/** Calls `toggle(name)` when a function is chosen or dropped, `narrowed(search, traits)` when less or more is shown. */
export function functionList({ search, traits, toggle, narrowed }) {
  const chosenTraits = new Set(traits);
  const field = h("input", { type: "search", value: search, placeholder: "Search 97 functions", "aria-label": "Search functions" });
  const items = h("ul", { class: "function-items" });
  const told = h("p", { class: "small soft", role: "status" });
  const chips = TRAITS.map(([name, label]) =>
    h("button", {
      type: "button", class: "chip", "aria-pressed": String(chosenTraits.has(name)),
      onclick: (event) => {
        if (!chosenTraits.delete(name)) chosenTraits.add(name);
        event.currentTarget.setAttribute("aria-pressed", String(chosenTraits.has(name)));
        narrow();
      },
    }, label),
  );
  const more = h("details", { class: "traits", open: traits.length > 0 }, h("summary", {}, "Filter by what is proven"), h("div", { class: "chips" }, chips));
  const element = h("section", { class: "card function-list", "aria-label": "All functions" }, field, more, told, items);
  let rows = [];
  let active = new Set();

  function narrow() {
    const wanted = field.value.trim().toLowerCase();
    const tests = TRAITS.filter(([name]) => chosenTraits.has(name)).map(([, , test]) => test);
    let shown = 0;
    for (const row of rows) {
      const fits = row.words.includes(wanted) && tests.every((test) => test(row.card, row.known?.traits));
      row.element.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    told.textContent = rows.length === 0 ? "" : shown === 0 ? "No function is all of that." : `${shown} of ${rows.length} functions`;
    narrowed(field.value.trim(), [...chosenTraits]);
  }

  function mark() {
    for (const row of rows) {
      const on = active.has(row.card.name);
      row.button.setAttribute("aria-pressed", String(on));
      row.button.disabled = !on && active.size >= MOST_CURVES;
    }
  }

  async function load() {
    const { functions } = await once("/functions");
    const elementwise = functions.filter((card) => card.kind === "elementwise");
    field.placeholder = `Search ${elementwise.length} functions`;
    rows = elementwise.map((card) => {
      const picture = s("svg", { viewBox: "0 0 44 26", width: 44, height: 26, "aria-hidden": "true", class: "thumbnail" });
      const button = h("button", { type: "button", class: "function-item", "aria-pressed": "false", onclick: () => toggle(card.name) },
        picture, h("span", { class: "grow" }, h("b", {}, card.name), h("span", { class: "small soft" }, card.title)), h("span", { class: "tick", "aria-hidden": "true" }));
      const words = [card.name, card.title, card.formula, card.source, ...card.aliases].join(" ").toLowerCase();
      return { card, button, picture, words, known: null, element: h("li", {}, button) };
    });
    items.replaceChildren(...rows.map((row) => row.element));
    mark();
    narrow();
    const { functions: facts } = await once("/functions/facts");
    const of = new Map(facts.map((known) => [known.name, known]));
    for (const row of rows) {
      row.known = of.get(row.card.name) ?? null;
      if (row.known) row.picture.append(...thumbnail(row.known.strokes));
    }
    narrow();
  }

  field.addEventListener("input", narrow);
  load().catch((error) => {
    told.textContent = error.message;
  });
  return {
    element,
    choose(names) {
      active = new Set(names);
      mark();
    },
  };
}

/** The curve over -4 to 4, heights of -2 to 3. */
function thumbnail(strokes) {
  const place = ([x, y]) => `${(22 + x * 5.2).toFixed(1)} ${(17 - Math.min(Math.max(y, -4), 5) * 5).toFixed(1)}`;
  const line = strokes.map((points) => `M${points.map(place).join("L")}`).join("");
  return [s("path", { class: "thumbnail-axis", d: "M0 17H44M22 0V26" }), s("path", { class: "thumbnail-line", d: line })];
}
