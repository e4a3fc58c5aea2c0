// Which activation suits one's own data: a study is put together, watched while it runs, and its verdict read.

import { get } from "../api.js";
import { h, prose } from "../dom.js";
import { write } from "../router.js";
import { studyForm } from "./form.js";
import { race } from "./race.js";
import { result } from "./result.js";
import { fromAddress, toAddress } from "./state.js";
import { studiesPanel } from "./studies.js";

export function show(root, address, view) {
  const state = fromAddress(address);
  if (state.study === null) {
    root.append(
      h("header", { class: "lead" }, h("h1", {}, "Which activation for your data?"),
        h("p", { class: "soft" }, "Networks are trained with each activation on the same random splits of your rows; the verdict says which to use, and whether the difference is real.")),
      h("div", { class: "lab-layout" }, studyForm(state, view)), studiesPanel(view));
    return () => undefined;
  }
  return studyPage(root, state, view);
}

function studyPage(root, state, view) {
  const place = h("div", { class: "stack" }, h("p", { class: "soft" }, "…"));
  const title = h("h1", {}, `Study ${state.study}`);
  const about = h("p", { class: "soft" });
  let watching = null;
  let alive = true;
  root.append(h("header", { class: "lead" }, h("p", {}, h("a", { href: `#/${view}` }, "← All studies, and a new one")), title, about), place);

  async function read() {
    watching?.end();
    watching = null;
    try {
      const seen = await get(`/studies/${state.study}`);
      if (!alive) return;
      const { study } = seen;
      title.textContent = `Study ${study.id}: ${study.data}, predicting ${study.target.replaceAll(",", ", ")}`;
      about.replaceChildren("The same in a terminal: ", h("code", { class: "command" }, study.command));
      if (seen.course) {
        watching = race(seen, () => alive && watching && read());
        place.replaceChildren(watching.element);
        return;
      }
      place.replaceChildren(result(seen, state.tab, (tab) => {
        state.tab = tab;
        write(view, toAddress(state));
      }));
    } catch (error) {
      if (alive) place.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
    }
  }

  read();
  return () => {
    alive = false;
    watching?.end();
  };
}
