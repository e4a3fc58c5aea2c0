// Numbers as people read them.

/** Up to `digits` significant digits; the server writes NaN and infinities as text. */
export function short(x, digits = 5) {
  if (x === null || x === undefined) return "–";
  if (typeof x === "string") return x.replace("inf", "∞").replace("-", "−");
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  let text = size >= 1e6 || size < 1e-4 ? x.toExponential(Math.min(digits - 1, 3)) : String(Number(x.toPrecision(digits)));
  text = text.replace(/e([+-])(\d+)$/, (_, sign, power) => `·10${raised(sign === "-" ? `-${power}` : power)}`);
  return text.replace("-", "−");
}

const raised = (text) => [...text].map((digit) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(digit)]).join("");

/** As many places behind the point, for columns that should not jump. */
export const fixed = (x, places = 3) =>
  typeof x === "number" && Number.isFinite(x) && Math.abs(x) < 1e5 ? x.toFixed(places).replace("-", "−") : short(x, 4);

/** 12 345 */
export const whole = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, "\u2009");

export const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`;

/** A number out of a text, or `otherwise`. */
export function number(text, otherwise) {
  const x = Number(String(text).replace("−", "-"));
  return text !== null && text !== "" && Number.isFinite(x) ? x : otherwise;
}

/** A time in words: `30 s`, `2 min`, `1 min 5 s`, `1 h`. */
export function seconds(time) {
  const whole = Math.max(0, Math.round(time));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return [h && `${h} h`, m && `${m} min`, (s || (!h && !m)) && !h && `${s} s`].filter(Boolean).join(" ");
}
