// Elements, made in one line each. Nothing here reads markup but `maths`, which gets it from our own server.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name in element && !(element instanceof SVGElement) && !name.includes("-") && name !== "list") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** An element with properties (`on…` are listeners) and children. */
export const h = (tag, properties, ...children) => fill(document.createElement(tag), properties, children);

/** The same for SVG. */
export const s = (tag, properties, ...children) => fill(document.createElementNS(SVG, tag), properties, children);

/** Text for screen readers alone. */
export const unseen = (text) => h("span", { class: "hidden-text" }, text);

/** A formula as mathematics; its text where it is too long to be set. */
export function maths(written) {
  if (!written) return h("p", { class: "soft" }, "too long to be written out");
  const box = h("div", { class: "set-maths" });
  if (!written.mathml) {
    box.append(h("code", {}, written.plain.length > 400 ? `${written.plain.slice(0, 400)}…` : written.plain));
    return box;
  }
  const parsed = new DOMParser().parseFromString(written.mathml, "application/xml");
  if (parsed.documentElement.localName !== "math") box.append(h("code", {}, written.unicode));
  else {
    const math = document.importNode(parsed.documentElement, true);
    math.setAttribute("display", "block");
    math.setAttribute("aria-label", written.unicode);
    box.append(math);
  }
  return box;
}

/** A sentence in which `names` between backticks are set as code. */
export const prose = (text) => text.split("`").map((part, i) => (i % 2 === 1 ? h("code", {}, part) : part));

/** Calls `act` once, a while after the last call. */
export function later(milliseconds, act) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...given), milliseconds);
  };
}

/** The value of a colour variable. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
