// The HTTP API of this server, which is all that the page asks.

const ROOT = "api/v1";

/** What the server says is wrong. */
export class ApiError extends Error {
  constructor(problem) {
    super(problem.message);
    this.kind = problem.kind;
    this.place = problem.place;
  }
}

async function ask(method, path, body, signal, type = "application/json") {
  let response;
  const headers = body === undefined ? {} : { "content-type": type };
  try {
    response = await fetch(`${ROOT}${path}`, { method, body, headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError({ kind: "away", message: "the server does not answer; is `nonlin serve` still running?" });
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => null);
  throw new ApiError(told?.error ?? { kind: "bug", message: `the server answered ${response.status}` });
}

const query = (asked) => {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined && value !== "") parts.set(name, value);
  return parts.size > 0 ? `?${parts}` : "";
};

export const get = async (path, asked = {}, signal) => (await ask("GET", path + query(asked), undefined, signal)).json();
export const getText = async (path, asked = {}, signal) => (await ask("GET", path + query(asked), undefined, signal)).text();
export const post = async (path, body, signal) => (await ask("POST", path, JSON.stringify(body), signal)).json();
export const postText = async (path, text, type) => (await ask("POST", path, text, undefined, type)).json();
export const postFile = async (path, file) => (await ask("POST", path + query({ name: file.name }), file, undefined, "application/octet-stream")).json();
export const patch = async (path, body) => (await ask("PATCH", path, JSON.stringify(body))).json();
export const remove = (path) => ask("DELETE", path).catch(() => undefined);
/** The same, and says if it could not be done. */
export const discard = (path) => ask("DELETE", path);

/** Where a file can be fetched from. */
export const address = (path, asked) => `${ROOT}${path}${query(asked)}`;

/** Server-sent events, each a value; `lost` is called when there will be no more. Returns what ends them. */
export function listen(path, hear, lost) {
  const source = new EventSource(`${ROOT}${path}`);
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onerror = () => {
    source.close();
    lost();
  };
  return () => source.close();
}

// What does not change while the server runs is asked for once.
const kept = new Map();
export function once(path) {
  if (!kept.has(path)) {
    const answer = get(path);
    answer.catch(() => kept.delete(path));
    kept.set(path, answer);
  }
  return kept.get(path);
}
