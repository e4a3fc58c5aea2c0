// A field for a name or a formula, read by the server while it is typed: what is wrong is marked at its place.

import { post } from "../api.js";
import { h, later } from "../dom.js";
import { readFunction } from "../functions/state.js";

let count = 0;

/**
 * `good(text, parsed)` is called once what was typed is a function; `choose(text, parsed)` on Enter or when the field is left, if
 * it is one. `names` are offered. `bare` fields tell what is wrong without the line that marks the place.
 */
export function formulaField({ label, value = "", placeholder, names = [], good, choose, cleared, bare = false, hideLabel = false }) {
  const id = `formula-${(count += 1)}`;
  const input = h("input", {
    type: "text", id, value, placeholder, autocomplete: "off", autocapitalize: "off", spellcheck: false,
    "aria-describedby": `${id}-told`,
  });
  if (names.length > 0) input.setAttribute("list", `${id}-names`);
  const told = h("div", { id: `${id}-told`, "aria-live": "polite" });
  const offered = names.length > 0 ? h("datalist", { id: `${id}-names` }, names.map((name) => h("option", { value: name }))) : null;
  const element = h("div", { class: "formula-field" }, h("label", { for: id, class: hideLabel ? "hidden-text" : "small soft" }, label), input, offered, told);
  let last = { text: value.trim(), parsed: null };
  let asking = null;
  let pending = null;

  function quiet() {
    input.removeAttribute("aria-invalid");
    told.replaceChildren();
  }

  function complain(text, error) {
    input.setAttribute("aria-invalid", "true");
    const place = error.place;
    if (!place || bare) {
      told.replaceChildren(h("p", { class: "suggest" }, error.message));
      return;
    }
    const [from, to] = [Math.min(place.from, text.length), Math.max(place.to, place.from + 1)];
    const begin = Math.max(0, from - 40);
    told.replaceChildren(
      h("div", { class: "marked", "aria-hidden": "true" }, begin > 0 ? "…" : "", text.slice(begin, from), h("mark", {}, text.slice(from, to) || "\u00a0"), text.slice(to)),
      h("p", { class: "suggest" }, error.message),
    );
  }

  async function readNow() {
    const text = input.value.trim();
    if (text === "") {
      last = { text, parsed: null };
      quiet();
      cleared?.();
      return null;
    }
    if (text === last.text && last.parsed) return last.parsed;
    // Enter right after the last letter asks for the same as the pause after it.
    if (pending?.text !== text) {
      asking?.abort();
      asking = new AbortController();
      const mine = { text };
      mine.answer = ask(text, asking.signal).finally(() => {
        if (pending === mine) pending = null;
      });
      pending = mine;
    }
    return pending.answer;
  }

  async function ask(text, signal) {
    try {
      const parsed = await post("/parse", { text: readFunction(text).name }, signal);
      if (input.value.trim() !== text) return null;
      last = { text, parsed };
      quiet();
      good?.(text, parsed);
      return parsed;
    } catch (error) {
      if (error.name !== "AbortError" && input.value.trim() === text) complain(text, error);
      return null;
    }
  }

  const soon = later(120, readNow);
  let chosen = value.trim();
  const take = async () => {
    const text = input.value.trim();
    if (text === "" || text === chosen) return;
    const parsed = await readNow();
    if (parsed && input.value.trim() === text && text !== chosen) {
      chosen = text;
      choose?.(text, parsed);
    }
  };
  input.addEventListener("input", (event) => {
    soon();
    // What is picked from the list needs no Enter.
    if (names.includes(input.value) && (event.inputType === "insertReplacementText" || event.inputType === undefined)) take();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") take();
  });
  input.addEventListener("change", take);
  return {
    element,
    input,
    complain: (error) => complain(input.value, error),
    set(text) {
      input.value = text;
      chosen = text.trim();
      last = { text: chosen, parsed: null };
      quiet();
    },
  };
}
