// What the functions view shows, as its address says it.

import { number } from "../numbers.js";
import { parted } from "../router.js";

export const MOST_CURVES = 8;

/** `elu alpha=0.5`: a name or formula, and its parameters. */
export function readFunction(text) {
  let name = text.trim();
  const set = {};
  for (;;) {
    const found = /^(.*\S)\s+([\p{L}_][\p{L}\p{N}_]*)=(-?[\d.]+(?:e[+-]?\d+)?)$/u.exec(name);
    if (!found || !Number.isFinite(Number(found[3]))) break;
    name = found[1];
    set[found[2]] = Number(found[3]);
  }
  return { name, set };
}

export const writeFunction = ({ name, set }) => [name, ...Object.entries(set).map(([parameter, value]) => `${parameter}=${value}`)].join(" ");

/** As the API wants parameters in addresses. */
export const setText = (set) => Object.entries(set).map(([parameter, value]) => `${parameter}=${value}`).join(",");

/** The state that an address says. */
export function fromAddress(state) {
  const given = parted(state.get("f") ?? "gelu,silu,relu").slice(0, MOST_CURVES);
  const [from, to] = parted(state.get("range") ?? "-5,5").map((end) => number(end, NaN));
  const range = from < to && Number.isFinite(to - from) ? [from, to] : [-5, 5];
  return {
    functions: given.map(readFunction),
    range,
    slopes: state.get("slopes") !== "no",
    active: Math.min(Math.max(0, number(state.get("show"), 0)), Math.max(0, given.length - 1)),
    search: state.get("search") ?? "",
    traits: parted(state.get("only") ?? ""),
  };
}

/** The address that says a state; what is usual is left out. */
export const toAddress = (state) => ({
  f: state.functions.map(writeFunction).join(","),
  range: state.range.join(",") === "-5,5" ? "" : state.range.join(","),
  slopes: state.slopes ? "" : "no",
  show: state.active || "",
  search: state.search,
  only: state.traits.join(","),
});
