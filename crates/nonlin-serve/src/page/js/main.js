// Which view is shown. A view is a module with a `title` and a function `show(root, state, view)` that returns what ends it.

import { h } from "./dom.js";
import { read } from "./router.js";
import { start as startTheme } from "./theme.js";

// In the order of the navigation; a view that is added here is all that is needed.
const VIEWS = {
  functions: { title: "Functions", load: () => import("./functions/view.js") },
  neuron: { title: "Neuron", load: () => import("./neuron/view.js") },
  playground: { title: "Playground", load: () => import("./playground/view.js") },
  lab: { title: "Lab", load: () => import("./lab/view.js") },
  doctor: { title: "Doctor", load: () => import("./doctor/view.js") },
  cheatsheet: { title: "Cheatsheet", load: () => import("./cheatsheet/view.js") },
};

const main = document.getElementById("main");
const links = Object.entries(VIEWS).map(([name, { title }]) => [name, h("a", { href: `#/${name}` }, title)]);
document.getElementById("views").append(...links.map(([, link]) => h("li", {}, link)));
startTheme(document.getElementById("theme"));

/** On a phone there are more of them than there is room for. `scrollIntoView` would make the keyboard begin there. */
function bring(link) {
  const nav = link.closest("nav");
  const [box, around] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
  if (box.right > around.right) nav.scrollLeft += box.right - around.right;
  else if (box.left < around.left) nav.scrollLeft += box.left - around.left;
}

let end = () => undefined;
let turn = 0;

async function show() {
  const { view, state } = read();
  const name = view in VIEWS ? view : "functions";
  const mine = (turn += 1);
  const module = await VIEWS[name].load();
  if (mine !== turn) return;
  end();
  document.title = `${VIEWS[name].title} · nonlin`;
  for (const [other, link] of links) {
    if (other === name) {
      link.setAttribute("aria-current", "page");
      bring(link);
    } else link.removeAttribute("aria-current");
  }
  const root = h("div", { class: `view ${name}` });
  main.replaceChildren(root);
  end = module.show(root, state, name) ?? (() => undefined);
}

addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
show();
