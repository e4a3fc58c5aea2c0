// Panels of which one is seen, chosen by a row of tabs: arrow keys go from one to the next.

import { h } from "../dom.js";

let count = 0;

/** `panels` are `{ name, title, fill }`; `fill(panel)` is called when a panel is first seen, `chosen(name)` whenever another one is. */
export function tabs({ label, panels, now, chosen }) {
  const id = `tabs-${(count += 1)}`;
  const filled = new Set();
  const buttons = panels.map(({ name, title }) => h("button", {
    type: "button", role: "tab", id: `${id}-${name}`, "aria-controls": `${id}-${name}-panel`, onclick: () => choose(name),
  }, title));
  const places = panels.map(({ name }) => h("div", { role: "tabpanel", id: `${id}-${name}-panel`, "aria-labelledby": `${id}-${name}`, class: "stack" }));
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const place = (to + buttons.length) % buttons.length;
    choose(panels[place].name);
    buttons[place].focus();
  } }, buttons);

  function see(name) {
    panels.forEach((panel, i) => {
      const seen = panel.name === name;
      buttons[i].setAttribute("aria-selected", String(seen));
      buttons[i].tabIndex = seen ? 0 : -1;
      places[i].hidden = !seen;
      if (seen && !filled.has(name)) {
        filled.add(name);
        panel.fill(places[i]);
      }
    });
  }

  function choose(name) {
    see(name);
    chosen?.(name);
  }

  see(panels.some((panel) => panel.name === now) ? now : panels[0].name);
  return h("div", { class: "stack" }, list, places);
}
