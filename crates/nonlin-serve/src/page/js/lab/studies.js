// The studies that are kept.

import { discard, get } from "../api.js";
import { h, prose } from "../dom.js";
import { whole } from "../numbers.js";

const STATES = { running: "runs", finished: "", failed: "failed", broken_off: "broken off" };

/** A card with all studies, the newest first. */
export function studiesPanel(view) {
  const list = h("ul", { class: "studies" });
  const told = h("div", { "aria-live": "polite" });
  const element = h("section", { class: "card stack", "aria-label": "Earlier studies" }, h("h2", {}, "Studies so far"), told, list);

  async function read() {
    try {
      const all = await get("/studies");
      list.replaceChildren(...(all.length > 0 ? all.map(entry) : [h("li", { class: "soft" }, "None yet. Those of ", h("code", {}, "nonlin lab"), " in the same folder are listed here too.")]));
    } catch (error) {
      told.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
    }
  }

  function entry(study) {
    const title = `${study.data}, predicting ${study.target.replaceAll(",", ", ")}`;
    const say = study.sentence ?? (study.state === "running" ? "It runs." : "No result: started again with the same settings, it goes on where it was.");
    return h("li", { class: "study" },
      h("div", { class: "row spread" },
        h("a", { href: `#/${view}?study=${study.id}` }, `${study.id}. ${title}`),
        STATES[study.state] ? h("span", { class: `badge ${study.state}` }, STATES[study.state]) : null),
      h("p", {}, prose(say)),
      h("div", { class: "row spread" },
        h("p", { class: "small soft num" }, `${study.begun.replace("T", " ").replace(/(:\d\d)?Z$/u, "")} UTC · ${whole(study.trials)} trainings`),
        h("div", { class: "row" },
          study.report ? h("a", { href: `#/${view}?study=${study.id}&tab=report` }, "Report") : null,
          study.state === "running" ? null : deleting(study))));
  }

  // Asked twice: what is deleted is gone.
  function deleting(study) {
    let timer = 0;
    const button = h("button", { type: "button", class: "quiet", "aria-label": `Delete study ${study.id}`, onclick: async () => {
      if (button.dataset.sure) {
        clearTimeout(timer);
        try {
          await discard(`/studies/${study.id}`);
        } catch (error) {
          told.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
        }
        read();
        return;
      }
      button.dataset.sure = "yes";
      button.textContent = "Delete it for good?";
      button.setAttribute("aria-label", `Delete study ${study.id} for good? Press again`);
      timer = setTimeout(() => {
        delete button.dataset.sure;
        button.textContent = "Delete";
        button.setAttribute("aria-label", `Delete study ${study.id}`);
      }, 5000);
    } }, "Delete");
    return button;
  }

  read();
  return element;
}
