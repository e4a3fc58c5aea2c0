// What the lab shows, as its address says it: a study that is kept, or one that is being put together.

import { number, seconds } from "../numbers.js";
import { parted } from "../router.js";

/** Times that a study may be given. */
export const TIMES = [30, 60, 120, 300, 900, 3600].map((time) => [time, seconds(time)]);
export const REPEATS = [5, 10, 20, 50, 100];
const USUAL = { data: "penguins", seconds: 120, repeats: 20, hidden: "64, 64" };

// Names of columns may hold commas.
const several = (text) => (text ?? "").split("|").filter((part) => part !== "");

export function fromAddress(address) {
  return {
    study: address.has("study") ? Math.round(number(address.get("study"), 0)) : null,
    tab: address.get("tab") ?? "",
    data: address.get("data") ?? USUAL.data,
    // The text of an uploaded table; no address holds it.
    own: null,
    targets: several(address.get("target")),
    drop: several(address.get("drop")),
    task: address.get("task") ?? "",
    // `null` for the well-known ones.
    activations: address.has("f") ? parted(address.get("f")) : null,
    seconds: Math.min(Math.max(1, Math.round(number(address.get("time"), USUAL.seconds))), 3600),
    repeats: Math.min(Math.max(2, Math.round(number(address.get("repeats"), USUAL.repeats))), 100),
    hidden: address.get("hidden") ?? USUAL.hidden,
  };
}

export const toAddress = (state) => state.study !== null
  ? { study: state.study, tab: state.tab }
  : {
    data: state.own || state.data === USUAL.data ? "" : state.data,
    target: state.own ? "" : state.targets.join("|"),
    drop: state.own ? "" : state.drop.join("|"),
    task: state.own ? "" : state.task,
    f: state.activations?.join(","),
    time: state.seconds === USUAL.seconds ? "" : state.seconds,
    repeats: state.repeats === USUAL.repeats ? "" : state.repeats,
    hidden: state.hidden === USUAL.hidden ? "" : state.hidden,
  };

/** The table, as the API takes it. */
export const table = (state) => ({
  data: state.own ? { csv: state.own } : { sample: state.data },
  targets: state.targets,
  drop: state.drop,
  ...(state.task ? { task: state.task } : {}),
});

/** The study, as the API takes it. */
export const wanted = (state) => ({
  table: table(state),
  activations: state.activations ?? [],
  seconds: state.seconds,
  repeats: state.repeats,
  hidden: state.hidden.split(/[\s,]+/u).filter(Boolean).map(Number),
});
