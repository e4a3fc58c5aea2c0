// Scores as the command line writes them, and their intervals drawn to one scale.

import { s } from "../dom.js";

const WIDTH = 150;

/** Per cent with one digit behind the point, or three digits. */
export const score = (x, share) => {
  if (typeof x !== "number") return "–";
  const text = share ? (100 * x).toFixed(1) : x.toFixed(3);
  return (/^-0\.0*$/u.test(text) ? text.slice(1) : text).replace("-", "−");
};

export const unit = (share) => (share ? " %" : "");

/** `intervals` are `[low, high]` or nothing: what `draw` is given is drawn to the scale that they all fit into. */
export function ruler(intervals) {
  const ends = intervals.flatMap((interval) => interval ?? []).filter(Number.isFinite);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const x = (at) => (high > low ? 5 + ((at - low) / (high - low)) * (WIDTH - 10) : WIDTH / 2);
  return (interval, mean, faint) => {
    const picture = s("svg", { class: `interval${faint ? " faint" : ""}`, viewBox: `0 0 ${WIDTH} 14`, width: WIDTH, height: 14, "aria-hidden": "true" });
    if (interval && ends.length > 0) {
      picture.append(s("line", { x1: x(interval[0]), x2: Math.max(x(interval[1]), x(interval[0]) + 1), y1: 7, y2: 7 }));
      if (typeof mean === "number") picture.append(s("circle", { cx: x(mean), cy: 7, r: 3.5 }));
    }
    return picture;
  };
}
