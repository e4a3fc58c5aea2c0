// What the playground trains, as its address says it.

import { readFunction, writeFunction } from "../functions/state.js";
import { number } from "../numbers.js";
import { parted } from "../router.js";

export const MOST_LAYERS = 40;
export const MOST_UNITS = 64;
export const OPTIMISERS = [["sgd", "SGD"], ["momentum", "SGD, momentum"], ["adam", "Adam"], ["rms_prop", "RMSprop"], ["lion", "Lion"]];
/** Steps per second that an eye can follow; the engine makes a hundred times as many. */
const USUAL_PACE = 2000;
export const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];

/** A run of equal layers: `20x8 sigmoid`, or `8 x * sigmoid(2 * x)`. */
export function readRun(text) {
  const found = /^(?:(\d+)\s*x\s*)?(\d+)\s+(\S.*)$/u.exec(text.trim());
  if (!found) return null;
  const times = Math.min(Math.max(1, Number(found[1] ?? 1)), MOST_LAYERS);
  const units = Math.min(Math.max(1, Number(found[2])), MOST_UNITS);
  return { times, units, f: readFunction(found[3]) };
}

const writeRun = ({ times, units, f }) => `${times > 1 ? `${times}x` : ""}${units} ${writeFunction(f)}`;

const readNetwork = (text) => parted(text).map(readRun).filter(Boolean);
const writeNetwork = (runs) => runs.map(writeRun).join(",");

export const PRESETS = {
  classic: { title: "Two layers of tanh", address: "data=circle&net=8+tanh,8+tanh&rate=0.01" },
  vanishing: {
    title: "Sigmoid and ReLU, 20 layers deep",
    address: "data=circle&net=20x12+sigmoid&net2=20x12+relu&optimiser=sgd&rate=0.03&noise=0",
  },
  linear: { title: "Two linear layers are one", address: "data=xor&net=8+linear,8+linear&net2=8+relu,8+relu&rate=0.01" },
  dying: { title: "Units that die", address: "data=spiral&net=2x12+relu&net2=2x12+leaky_relu&optimiser=sgd&rate=1&noise=0" },
  formula: { title: "A formula of your own", address: "data=spiral&net=2x12+x*sigmoid(2*x)&net2=2x12+sin(x)&rate=0.01&noise=0" },
  mixed: { title: "An activation per layer", address: "data=moons&net=8+gelu,6+tanh,4+sine&rate=0.01" },
};

export function fromAddress(state) {
  const given = (name, usual) => readNetwork(state.get(name) ?? usual);
  const net = state.has("net") ? given("net") : given("net", "8 tanh,8 tanh");
  const net2 = state.has("net2") ? given("net2") : null;
  const optimiser = state.get("optimiser") ?? "adam";
  return {
    data: state.get("data") ?? "circle",
    noise: Math.min(Math.max(0, number(state.get("noise"), 0.1)), 1),
    count: Math.min(Math.max(20, Math.round(number(state.get("count"), 300))), 2000),
    seed: Math.max(0, Math.round(number(state.get("seed"), 1))),
    own: null,
    networks: net2 ? [net, net2] : [net],
    optimiser: OPTIMISERS.some(([name]) => name === optimiser) ? optimiser : "adam",
    rate: number(state.get("rate"), 0.01),
    batch: Math.min(Math.max(1, Math.round(number(state.get("batch"), 32))), 512),
    scaled: state.get("scaled") !== "no",
    pace: Math.max(0, number(state.get("pace"), USUAL_PACE)),
  };
}

export const toAddress = (state) => ({
  data: state.data === "circle" ? "" : state.data,
  noise: state.noise === 0.1 ? "" : state.noise,
  count: state.count === 300 ? "" : state.count,
  seed: state.seed === 1 ? "" : state.seed,
  net: writeNetwork(state.networks[0]),
  net2: state.networks[1] && writeNetwork(state.networks[1]),
  optimiser: state.optimiser === "adam" ? "" : state.optimiser,
  rate: state.rate === 0.01 ? "" : state.rate,
  batch: state.batch === 32 ? "" : state.batch,
  scaled: state.scaled ? "" : "no",
  pace: state.pace === USUAL_PACE ? "" : state.pace,
});

/** What the API is asked to train. */
export const wanted = (state, runs) => ({
  data: state.own && state.data === "own"
    ? { points: state.own }
    : { classic: { name: state.data, count: state.count, noise: state.noise, seed: state.seed } },
  hidden: runs.flatMap(({ times, units, f }) => Array.from({ length: times }, () => ({ units, activation: f.name, set: f.set }))),
  optimiser: state.optimiser,
  learning_rate: state.rate,
  batch: state.batch,
  scaled: state.scaled,
  seed: state.seed,
});

export const layersOf = (runs) => runs.reduce((sum, { times }) => sum + times, 0);
