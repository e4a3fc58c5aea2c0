// What the doctor has found.

import { h, prose } from "../dom.js";

export function findings({ findings: all, layers, passed_over: passed }) {
  const parts = [];
  if (all.length === 0) parts.push(h("p", {}, "Nothing was found."));
  else {
    parts.push(h("ol", { class: "doctor-findings" }, all.map((finding) => h("li", { class: `finding ${finding.severity}` },
      h("h3", {}, h("span", { class: "rule" }, finding.rule), " ", h("span", { class: "badge" }, finding.severity), " ", h("span", { class: "soft small" }, finding.certainty)),
      h("p", {}, h("b", {}, finding.place, ": "), prose(`${finding.what}.`)),
      h("p", {}, h("b", {}, "So: "), prose(`${finding.remedy}.`)),
      finding.because ? h("p", { class: "small soft" }, `Most likely because of finding ${finding.because}: mend that first.`) : null,
      where(finding, layers)))));
    if (all.length > 1) parts.push(h("p", { class: "small soft" }, "Mend them from the top: what comes later may be gone by then."));
  }
  if (passed.length > 0) parts.push(h("p", { class: "small soft" }, `Not examined, for they are not known: ${passed.join(", ")} (operators, with the number of their nodes).`));
  return parts;
}

/** The layers that it is about, where there are more than its place says. */
function where({ layers: places }, layers) {
  if (places.length < 2) return null;
  const names = places.slice(0, 12).map((place) => layers[place]?.name ?? `layer ${place + 1}`);
  return h("p", { class: "small soft" }, `Layers: ${names.join(", ")}${places.length > 12 ? ` and ${places.length - 12} more` : ""}`);
}
