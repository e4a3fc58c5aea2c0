// A study that is put together.

import { post } from "../api.js";
import { h, prose } from "../dom.js";
import { write } from "../router.js";
import { contestantsPanel } from "./contestants.js";
import { questionPanel } from "./question.js";
import { REPEATS, TIMES, toAddress, wanted } from "./state.js";

export function studyForm(state, view) {
  let understood = null;
  let starting = false;
  const keep = () => write(view, toAddress(state));
  const start = h("button", { type: "button", class: "main", disabled: true, onclick: begin }, "Start the study");
  const told = h("div", { "aria-live": "assertive" });
  const ready = () => {
    start.disabled = starting || !understood || (state.activations !== null && state.activations.length < 2);
  };

  async function begin() {
    starting = true;
    ready();
    told.replaceChildren();
    try {
      const { study } = await post("/studies", wanted(state));
      location.hash = `#/${view}?study=${study.id}`;
    } catch (error) {
      starting = false;
      ready();
      told.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
    }
  }

  const question = questionPanel(state, (now) => {
    understood = now;
    keep();
    ready();
  });
  const contestants = contestantsPanel(state, () => {
    keep();
    ready();
  });
  const select = (label, options, now, set) => {
    const known = options.some(([value]) => value === now) ? options : [...options, [now, String(now)]];
    return h("label", { class: "field" }, h("span", {}, label), h("select", { onchange: (event) => {
      set(Number(event.target.value));
      keep();
    } }, known.map(([value, text]) => h("option", { value, selected: value === now }, text))));
  };
  const hidden = h("input", { type: "text", value: state.hidden, inputmode: "numeric", autocomplete: "off", oninput: () => {
    const sound = /^\s*\d+(\s*[,\s]\s*\d+)*\s*$/u.test(hidden.value);
    hidden.setAttribute("aria-invalid", String(!sound));
    if (!sound) return;
    state.hidden = hidden.value.trim();
    keep();
  } });
  const settings = h("section", { class: "card stack", "aria-label": "Settings" }, h("h2", {}, "3. How long"),
    h("div", { class: "row ends" },
      select("Time at most", TIMES, state.seconds, (value) => (state.seconds = value)),
      select("Repeats at most", REPEATS.map((count) => [count, String(count)]), state.repeats, (value) => (state.repeats = value)),
      h("label", { class: "field" }, h("span", {}, "Units of each hidden layer"), hidden)),
    h("p", { class: "small soft" }, "It ends earlier when the question is decided. It goes on if you close this page, and can be stopped at any time with what is known by then."),
    h("div", { class: "row" }, start), told);
  return [question, h("div", { class: "stack" }, contestants, settings)];
}
