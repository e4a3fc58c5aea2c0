// What came of a study.

import { h, prose } from "../dom.js";
import { report } from "../parts/report.js";
import { tabs } from "../parts/tabs.js";
import { ruler, score, unit } from "./scores.js";

const METRICS = { accuracy: "accuracy", micro_f1: "micro-averaged F1", r2: "R2" };
const ENDINGS = { decided: "the question was decided by then", repeats: "all that were asked for", budget: "then its time was spent", interrupted: "then it was stopped" };

/** `seen` is as the API has it; `chosen(tab)` is called when another tab is looked at. */
export function result({ study, outcome, problem }, tab, chosen) {
  if (!outcome) {
    return h("section", { class: "card stack", "aria-label": "No result" },
      problem ? h("p", { class: "problem" }, prose(problem.message)) : h("p", {}, "It was broken off before there was a result. What is finished is kept: started again with the same settings, it goes on from there."));
  }
  const panels = [{ name: "ranking", title: "Ranking", fill: (place) => place.append(...ranking(outcome)) }];
  if (study.report) {
    const file = `study-${study.id}.html`;
    panels.push({ name: "report", title: "Report", fill: (place) => place.append(...report({ path: `/studies/${study.id}/report`, title: `Report of study ${study.id}`, file })) });
  }
  return h("section", { class: "stack", "aria-label": "Result" },
    h("div", { class: "card verdict" }, h("h2", { class: "hidden-text" }, "Verdict"), h("p", { class: "sentence" }, prose(outcome.verdict.sentence)), h("p", {}, others(outcome)),
      h("p", {}, prose(`For the output layer the task asks for \`${outcome.output_activation}\` with ${outcome.loss} loss.`)),
      outcome.interrupted ? h("p", { class: "soft" }, "It was stopped before its end: this is what was known by then.") : null),
    h("div", { class: "card" }, tabs({ label: "Result", panels, now: tab, chosen })));
}

function others({ verdict, ranking: all }) {
  const rest = verdict.group.filter((name) => name !== verdict.advice);
  if (all.length < 2) return "";
  if (rest.length === 0) return "All others are shown to be worse.";
  if (rest.length + 1 === all.length) return "None of the others is shown to be worse.";
  return ["Not shown to be worse: ", rest.map((name, i) => [i > 0 ? ", " : "", h("code", {}, name)]), "."];
}

function ranking(outcome) {
  const share = outcome.metric !== "r2";
  const draw = ruler(outcome.ranking.map((one) => one.test_interval));
  const group = new Set(outcome.verdict.group);
  const heads = [["", ""], ["Activation", ""], [`Test ${METRICS[outcome.metric]}${unit(share)}`, "num"], ["", "bars"], ["95 % interval", "num range"], ["Behind", "num"], ["Learning rate", "num"], ["Repeats", "num"]];
  const line = (one, place) => h("tr", { class: one.activation === outcome.verdict.advice ? "advised" : group.has(one.activation) ? "" : "out" },
    h("td", { class: "num soft" }, place + 1), h("th", { scope: "row" }, h("code", {}, one.activation)),
    h("td", { class: "num" }, score(one.test, share)),
    h("td", { class: "bars" }, draw(one.test_interval, one.test, !group.has(one.activation))),
    h("td", { class: "num range" }, `${score(one.test_interval[0], share)} to ${score(one.test_interval[1], share)}`),
    h("td", { class: "num" }, one.behind ? `${score(one.behind.mean, share)}${group.has(one.activation) ? "" : " *"}` : "advised"),
    h("td", { class: "num" }, `${one.learning_rate}${one.weight_decay > 0 ? " d" : ""}`),
    h("td", { class: "num" }, one.repeats));
  const trainings = outcome.ranking.reduce((sum, one) => sum + one.trials, 0);
  return [
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Ranking" }, h("table", { class: "plain standings" },
      h("thead", {}, h("tr", {}, heads.map(([head, kind]) => h("th", { scope: "col", class: kind }, head)))), h("tbody", {}, outcome.ranking.map(line)))),
    h("p", { class: "small soft" }, `Mean over the repeats, on rows that nothing was trained or chosen by. Behind: how far under the advised one; * where that is more than the noise (paired, Holm, 5 %). d: with weight decay. ${outcome.seeds.length} splits into ${outcome.parts.train} training, ${outcome.parts.validation} validation and ${outcome.parts.test} test rows, the same for all; ${ENDINGS[outcome.ending] ?? ""}. ${trainings} trainings.`),
    ...outcome.unfinished.map((one) => h("p", {}, "Without a result: ", h("code", {}, one.activation), `: ${one.why}.`)),
    outcome.explanations.length > 0 ? h("h3", {}, "Seen inside the networks") : "",
    h("ul", { class: "findings" }, outcome.explanations.map((seen) => h("li", { class: "finding" }, h("b", {}, h("code", {}, seen.activation), `, ${seen.place}: `), prose(`${seen.what} (${seen.trainings} trainings). So: ${seen.remedy}.`)))),
  ].filter((part) => part !== "");
}
