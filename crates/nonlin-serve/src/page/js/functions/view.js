// Functions beside each other: curves, slopes, facts, formulas of one's own.

import { get, post } from "../api.js";
import { curveChart, cut } from "../chart/curves.js";
import { h, later, maths } from "../dom.js";
import { number } from "../numbers.js";
import { formulaField } from "../parts/formula_field.js";
import { write } from "../router.js";
import { functionDetail } from "./detail.js";
import { functionList } from "./list.js";
import { MOST_CURVES, fromAddress, readFunction, setText, toAddress, writeFunction } from "./state.js";

export function show(root, address, view) {
  const state = fromAddress(address);
  const keep = () => write(view, toAddress(state));
  const chips = h("ul", { class: "chosen", "aria-label": "Functions shown" });
  const complaint = h("div", { "aria-live": "polite" });
  const chart = curveChart({
    height: 400,
    read: async (x) => {
      const shown = drawn.map((curve) => curve.chosen);
      return Promise.all(shown.map(async ({ name, set }) => {
        const { value, slope } = await post("/eval", { f: name, set, x: [x] });
        return { value: value[0], slope: slope[0] };
      }));
    },
    describe: ({ curves, range }) => `Curves of ${curves.map((curve) => curve.label).join(", ")} from ${range[0]} to ${range[1]}; arrow keys read values`,
  });
  const detail = functionDetail({
    changed: () => {
      chipLine();
      keep();
      redraw();
    },
  });
  const list = functionList({
    search: state.search,
    traits: state.traits,
    toggle: (name) => {
      const place = state.functions.findIndex((chosen) => chosen.name === name);
      if (place >= 0) drop(place);
      else add({ name, set: {} });
    },
    narrowed: (search, traits) => {
      Object.assign(state, { search, traits });
      keep();
    },
  });
  const preview = h("div", { class: "preview", hidden: true });
  const field = formulaField({
    label: "Add a function or a formula of your own",
    placeholder: "x * tanh(softplus(x))",
    good: (text, parsed) => {
      preview.hidden = false;
      preview.replaceChildren(
        h("div", {}, h("h3", {}, "Read as"), maths(parsed.written)),
        h("div", {}, h("h3", {}, "Its slope"), maths(parsed.slope)),
        h("p", { class: "small soft" }, "Enter adds it."),
      );
    },
    choose: (text) => {
      if (add(readFunction(text))) {
        field.set("");
        preview.hidden = true;
      }
    },
    cleared: () => (preview.hidden = true),
  });
  let drawn = [];
  let asked = 0;

  function add(chosen) {
    if (state.functions.length >= MOST_CURVES) {
      field.complain({ message: `${MOST_CURVES} curves are as many as can be told apart; drop one first` });
      return false;
    }
    state.active = state.functions.push(chosen) - 1;
    changed();
    return true;
  }

  function drop(place) {
    state.functions.splice(place, 1);
    state.active = Math.min(state.active > place ? state.active - 1 : state.active, Math.max(0, state.functions.length - 1));
    changed();
  }

  function changed() {
    keep();
    chipLine();
    list.choose(state.functions.map((chosen) => chosen.name));
    redraw();
    detail.show(state.functions[state.active]);
  }

  // A curve keeps its colour for as long as it is shown.
  const colours = new WeakMap();
  function colourOf(chosen) {
    if (!colours.has(chosen)) {
      const taken = new Set(state.functions.map((other) => colours.get(other)));
      colours.set(chosen, [0, 1, 2, 3, 4, 5, 6, 7].find((colour) => !taken.has(colour)) ?? 0);
    }
    return colours.get(chosen);
  }

  function chipLine() {
    chips.replaceChildren(...state.functions.map((chosen, place) => {
      const text = writeFunction(chosen);
      return h("li", { class: place === state.active ? "chosen-one on" : "chosen-one" },
        h("button", { type: "button", class: "quiet", "aria-pressed": String(place === state.active), title: text, onclick: () => {
          state.active = place;
          changed();
        } }, h("i", { class: `dot b${colourOf(chosen)}` }), cut(text, 34)),
        h("button", { type: "button", class: "quiet icon", "aria-label": `Drop ${text}`, onclick: () => drop(place) }, "×"));
    }));
  }

  const redraw = later(30, async () => {
    const mine = (asked += 1);
    const [from, to] = state.range;
    const wanted = state.functions.map((chosen) => ({ chosen, set: { ...chosen.set }, label: writeFunction(chosen), colour: colourOf(chosen) }));
    const answers = await Promise.all(wanted.map(({ chosen, set }) =>
      get("/curve", { f: chosen.name, from, to, set: setText(set) }).catch((error) => error)));
    if (mine !== asked) return;
    const wrong = answers.map((answer, i) => answer instanceof Error && h("p", { class: "problem" }, h("code", {}, wanted[i].label), `: ${answer.message}`)).filter(Boolean);
    complaint.replaceChildren(...wrong);
    drawn = wanted.map((curve, i) => ({ ...curve, portrait: answers[i] })).filter((curve) => !(curve.portrait instanceof Error));
    const active = drawn.find((curve) => curve.chosen === state.functions[state.active]);
    chart.draw({ curves: drawn, range: state.range, slopes: state.slopes, flat: active });
    flatNote.hidden = !(active && active.portrait.flat.stretches.length > 0);
  });

  const end = (label, place) => h("label", { class: "field range-end" }, h("span", {}, label), h("input", {
    type: "number", step: "any", value: state.range[place],
    onchange: (event) => {
      const wanted = [...state.range];
      wanted[place] = number(event.target.value, state.range[place]);
      setRange(wanted);
    },
  }));
  const ends = [end("from x =", 0), end("to", 1)];
  function setRange(range) {
    if (range[0] < range[1] && range[1] - range[0] < 1e6 && range[1] - range[0] > 1e-4) state.range = range.map((x) => Number(x.toPrecision(6)));
    ends.forEach((label, place) => (label.querySelector("input").value = state.range[place]));
    keep();
    redraw();
  }
  const zoom = (factor) => () => {
    const [from, to] = state.range;
    const [middle, half] = [(from + to) / 2, ((to - from) / 2) * factor];
    setRange([middle - half, middle + half]);
  };
  const flatNote = h("p", { class: "small soft flat-note" }, h("i", { class: "swatch" }), "where |slope| < 0.1, learning stalls");
  root.append(
    h("div", { class: "functions-layout" },
      list.element,
      h("div", { class: "stack" },
        h("section", { class: "card stack tight", "aria-label": "Curves" },
          h("div", { class: "add" }, field.element), preview, chips, complaint, chart.element,
          h("div", { class: "row ends" }, ends,
            h("button", { type: "button", class: "icon", "aria-label": "Show less", onclick: zoom(0.5) }, "+"),
            h("button", { type: "button", class: "icon", "aria-label": "Show more", onclick: zoom(2) }, "−"),
            h("button", { type: "button", onclick: () => setRange([-5, 5]) }, "Reset"),
            h("label", { class: "check" }, h("input", { type: "checkbox", checked: state.slopes, onchange: (event) => {
              state.slopes = event.target.checked;
              keep();
              redraw();
            } }), "slopes (dashed)"),
            flatNote),
        ),
        detail.element,
      ),
    ),
  );
  chipLine();
  list.choose(state.functions.map((chosen) => chosen.name));
  redraw();
  detail.show(state.functions[state.active]);
  return () => chart.end();
}
