// Places of numbers on paper, and round numbers along an axis.

/** From a range of numbers to a range of pixels. */
export function scale([low, high], [from, to]) {
  const factor = (to - from) / (high - low);
  const place = (x) => from + (x - low) * factor;
  place.back = (pixel) => low + (pixel - from) / factor;
  return place;
}

/** About `count` round numbers within the range. */
export function ticks([low, high], count) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((nice) => nice * power >= raw * 0.999) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const at = (first + i) * step;
    return { at, text: tickText(at, step, places) };
  });
}

function tickText(at, step, places) {
  const round = Math.abs(at) < step / 2 ? 0 : at;
  const text = Math.abs(round) >= 1e5 || (step < 1e-3 && round !== 0) ? round.toExponential(1) : round.toFixed(Math.min(places, 6));
  return text.replace("-", "−");
}

/** Powers of ten within the range, at most `count` of them. */
export function powers([low, high], count) {
  const [first, last] = [Math.ceil(low - 1e-9), Math.floor(high + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first + 1) / count));
  const all = [];
  for (let power = last; power >= first; power -= step) all.push(power);
  return all.reverse();
}

/** Heights of labels moved apart so that none overlap, kept within `[top, bottom]`. */
export function apart(wanted, height, [top, bottom]) {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at);
  for (let i = 0; i < order.length; i += 1) {
    order[i].at = Math.max(order[i].at, i === 0 ? top : order[i - 1].at + height);
  }
  for (let i = order.length - 1; i >= 0; i -= 1) {
    order[i].at = Math.min(order[i].at, i === order.length - 1 ? bottom : order[i + 1].at - height);
  }
  const places = [];
  for (const { at, i } of order) places[i] = at;
  return places;
}
