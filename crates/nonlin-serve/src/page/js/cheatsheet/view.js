// The cheatsheet: the book to read and to search, the poster to look at, and both to be saved.

import { address, getText } from "../api.js";
import { h, later } from "../dom.js";
import { write } from "../router.js";
import { current, watch } from "../theme.js";

export function show(root, asked, view) {
  const state = { poster: asked.get("poster") === "true", paper: asked.get("paper") === "letter" ? "letter" : "a4", find: asked.get("find") ?? "" };
  const place = h("div", { class: "stack" });
  const saved = h("div", { class: "row" });
  const said = h("div", { "aria-live": "polite" });
  const away = new AbortController();
  let filter = () => undefined;

  const keep = () => write(view, { poster: state.poster || "", paper: state.paper === "a4" ? "" : state.paper, find: state.find });
  const query = (form, more) => ({ form, poster: state.poster, paper: state.paper, theme: current(), ...more });
  const waits = () => said.replaceChildren(h("p", { class: "soft" }, "Functions are proven and timed, and networks trained: the first time this takes some seconds."));

  function downloads() {
    const forms = state.poster ? ["pdf", "png", "svg", "html", "md"] : ["pdf", "html", "md"];
    const name = state.poster ? "poster" : "cheatsheet";
    saved.replaceChildren(h("span", { class: "soft" }, "Save as"), ...forms.map((form) => h("a", { class: "button-like", href: address("/cheatsheet", { ...query(form), theme: form === "html" ? "light" : current(), save: true }), download: `${name}.${form}` }, form.toUpperCase())));
  }

  // In a tree of its own, with its own style, which is that of the file that is saved.
  async function book() {
    waits();
    try {
      const text = await getText("/cheatsheet", { form: "html" }, away.signal);
      if (state.poster) return;
      // Its style is taken out first: an inline style would be refused, whatever document it stands in.
      const [before, style, after] = text.split(/<style>|<\/style>/);
      const parsed = new DOMParser().parseFromString(before + after, "text/html");
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      // No `div`: without children of its own it would count as empty, and those are not shown.
      const host = h("section", { class: "card", "aria-label": "The cheatsheet" });
      const inner = host.attachShadow({ mode: "open" });
      inner.adoptedStyleSheets = [sheet];
      inner.append(document.importNode(parsed.querySelector("main"), true));
      inner.querySelector("h1").remove();
      host.dataset.theme = current();
      // Addresses within the sheet are not views of the page.
      inner.addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='#']");
        if (!link) return;
        event.preventDefault();
        inner.getElementById(link.getAttribute("href").slice(1))?.scrollIntoView({ block: "start" });
      });
      filter = () => {
        const wanted = state.find.trim().toLowerCase();
        for (const card of inner.querySelectorAll("article")) card.hidden = wanted !== "" && !card.textContent.toLowerCase().includes(wanted);
        for (const part of inner.querySelectorAll("section, nav")) part.hidden = wanted !== "" && !part.querySelector("article:not([hidden])");
      };
      filter();
      said.replaceChildren();
      place.replaceChildren(host);
    } catch (error) {
      if (error.name !== "AbortError") said.replaceChildren(h("p", { class: "problem" }, error.message));
    }
  }

  function poster() {
    waits();
    filter = () => undefined;
    const picture = h("img", { class: "sheet-page", alt: "The twelve classic activation functions, a card each", src: address("/cheatsheet", query("svg")) });
    picture.addEventListener("load", () => said.replaceChildren());
    picture.addEventListener("error", () => said.replaceChildren(h("p", { class: "problem" }, "the poster did not come; is `nonlin serve` still running?")));
    place.replaceChildren(h("div", { class: "card" }, picture));
  }

  function draw() {
    keep();
    downloads();
    find.hidden = state.poster;
    if (state.poster) poster();
    else book();
  }

  const findSoon = later(60, () => {
    keep();
    filter();
  });
  const find = h("label", { class: "field grow" }, h("span", {}, "Find a card"), h("input", { type: "search", value: state.find, oninput: (event) => {
    state.find = event.target.value;
    findSoon();
  } }));
  const option = (name, value, text) => h("option", { value, selected: state[name] === value }, text);
  root.append(
    h("section", { class: "card row ends", "aria-label": "The sheet" },
      h("label", { class: "field" }, h("span", {}, "Show"), h("select", { onchange: (event) => {
        state.poster = event.target.value === "poster";
        draw();
      } }, h("option", { value: "book", selected: !state.poster }, "The book: every function"), h("option", { value: "poster", selected: state.poster }, "The poster: twelve classics"))),
      h("label", { class: "field" }, h("span", {}, "Paper"), h("select", { onchange: (event) => {
        state.paper = event.target.value;
        keep();
        downloads();
        if (state.poster) poster();
      } }, option("paper", "a4", "A4"), option("paper", "letter", "Letter"))),
      find, saved),
    said, place,
  );
  draw();
  const unwatch = watch(() => {
    downloads();
    if (state.poster) poster();
    else for (const host of place.children) host.dataset.theme = current();
  });
  return () => {
    away.abort();
    unwatch();
  };
}
