// A study while it runs.

import { listen, post } from "../api.js";
import { h, prose } from "../dom.js";
import { seconds, whole } from "../numbers.js";
import { ruler, score, unit } from "./scores.js";

/** How often screen readers are told how it goes. */
const TOLD_EVERY = 15000;

/** `ended()` is called when it does. Returns what is shown, and what ends watching. */
export function race({ study, course: first }, ended) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Trainings made" });
  const figures = h("p", { class: "num" });
  const heard = h("p", { class: "hidden-text", role: "status" });
  const rows = h("tbody");
  const head = h("th", { scope: "col", class: "num" });
  const told = h("div", { "aria-live": "assertive" });
  let lastTold = 0;
  const stop = h("button", { type: "button", onclick: async () => {
    stop.disabled = true;
    stop.textContent = "Stopping…";
    try {
      await post(`/studies/${study.id}/stop`, {});
    } catch (error) {
      told.replaceChildren(h("p", { class: "problem" }, prose(error.message)));
    }
  } }, "Stop it");

  function paint(course) {
    const { finished, planned, round_left: round, budget_left: budget, activations, share, metric } = course;
    bar.max = Math.max(1, planned);
    bar.value = finished;
    const left = [round !== null && `about ${seconds(round)} left of this round`, budget !== null && `${seconds(budget)} left of its time`].filter(Boolean);
    figures.textContent = `${whole(finished)} of ${whole(planned)} trainings so far, ${seconds(course.seconds)}${left.length > 0 ? `; ${left.join(", ")}` : ""}`;
    head.textContent = `Validation ${metric}${unit(share)}`;
    if (course.stopping) {
      stop.disabled = true;
      stop.textContent = "Stopping…";
    }
    const draw = ruler(activations.filter((one) => !one.out).map((one) => one.interval));
    rows.replaceChildren(...activations.map((one) => h("tr", { class: one.out ? "out" : "" },
      h("th", { scope: "row" }, h("code", {}, one.activation)),
      h("td", { class: "num" }, score(one.mean, share)),
      h("td", { class: "bars" }, draw(one.out ? null : one.interval, one.mean)),
      h("td", { class: "num range" }, one.interval ? `${score(one.interval[0], share)} to ${score(one.interval[1], share)}` : ""),
      h("td", { class: "num" }, one.repeats || ""),
      h("td", {}, one.out ? "out" : one.repeats > 0 ? "" : "tuning"))));
    const leader = activations[0];
    if (leader?.repeats > 0 && Date.now() - lastTold > TOLD_EVERY) {
      lastTold = Date.now();
      heard.textContent = `${figures.textContent}. ${leader.activation} leads with ${score(leader.mean, share)}${unit(share)}, ${activations.filter((one) => one.out).length} are out.`;
    }
  }

  paint(first);
  const end = listen(`/studies/${study.id}/events`, (course) => {
    paint(course);
    if (course.state !== "running") {
      end();
      ended();
    }
  }, () => setTimeout(ended, 1000));
  const element = h("section", { class: "card stack", "aria-label": "The study runs" },
    h("div", { class: "row spread" }, h("h2", {}, "It runs"), stop), bar, figures, heard, told,
    h("div", { class: "scroll" }, h("table", { class: "plain standings race" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Activation"), head, h("th", { scope: "col", class: "bars" }, h("span", { class: "hidden-text" }, "drawn")),
        h("th", { scope: "col", class: "num range" }, "95 % interval"), h("th", { scope: "col", class: "num" }, "Repeats"), h("th", { scope: "col" }, h("span", { class: "hidden-text" }, "State")))), rows)),
    h("p", { class: "small soft" }, "First each activation tries learning rates and weight decays, then it repeats the best on new splits of the rows. Who is shown to be worse than the leader is out. Test rows are looked at once, at the end: what stands here are validation scores, and no verdict yet. The study goes on if you close this page; its address brings you back."));
  return { element, end };
}
