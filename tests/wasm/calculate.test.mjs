// The calculation module as a host sees it: one file, three functions, JSON in and out.
//
//   cargo build -p calculation-wasm --target wasm32-unknown-unknown --release
//   node --test tests/wasm/calculate.test.mjs
//
// PMH_WASM names another file than that of the build.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../target");
const built = `${target}/wasm32-unknown-unknown/release/calculation_wasm.wasm`;
const module = new WebAssembly.Module(readFileSync(process.env.PMH_WASM ?? built));
const visit = () => JSON.parse(readFileSync(here("visit.json"), "utf8"));

// The whole of what a host needs.
class Calculation {
  #wasm = new WebAssembly.Instance(module, {}).exports;

  answer(request) {
    const bytes = new TextEncoder().encode(request);
    const room = this.#wasm.pmh_request(bytes.length);
    if (room === 0) throw new RangeError("the request is too long");
    new Uint8Array(this.#wasm.memory.buffer, room, bytes.length).set(bytes);
    const length = this.#wasm.pmh_calculate();
    const answer = new Uint8Array(this.#wasm.memory.buffer, this.#wasm.pmh_answer(), length);
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(answer));
  }

  of(facts) {
    return this.answer(JSON.stringify(facts));
  }
}

test("the file asks nothing of its host and offers three functions", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function");
  assert.deepEqual(functions.map(({ name }) => name).sort(), [
    "pmh_answer",
    "pmh_calculate",
    "pmh_request",
  ]);
});

test("a visit is split, and each yen has its reason", () => {
  const { answer, edition } = new Calculation().of(visit());
  const { split } = answer;
  assert.match(edition, /^[0-9a-f]{64}$/);
  assert.equal(split.patient_yen, 2_500);
  assert.equal(split.counter_yen, 2_500);
  assert.deepEqual(split.shares, [
    { insurer: true, amount_yen: 35_000 },
    { certificate: 0, amount_yen: 12_500 },
  ]);
  let remains = split.cost_yen;
  for (const step of split.steps) {
    assert.equal(step.before_yen, remains);
    assert.ok(step.ja.includes("円") && step.en.includes("yen"));
    remains = step.after_yen;
  }
  assert.equal(remains, split.counter_yen);
});

test("one instance answers many requests, and each as if it were the first", () => {
  const calculation = new Calculation();
  const first = calculation.of(visit());
  for (let cost = 1; cost <= 200; cost += 1) {
    const facts = visit();
    facts.visit.slices[0].points = cost;
    const { split } = calculation.of(facts).answer;
    assert.equal(split.cost_yen, cost * 10);
    assert.equal(
      split.shares.reduce((sum, share) => sum + share.amount_yen, split.patient_yen),
      split.cost_yen,
    );
  }
  assert.deepEqual(calculation.of(visit()), first);
});

test("earlier visits of the month are told with the request", () => {
  const facts = visit();
  facts.earlier_visits = Array.from({ length: 400 }, () => facts.visit);
  assert.equal(new Calculation().of(facts).answer.split.patient_yen, 0);
});

test("a datum that is missing is named", () => {
  const facts = visit();
  facts.insurance = {};
  delete facts.person.birth_date;
  const { undecided } = new Calculation().of(facts).answer;
  assert.ok(undecided.item && undecided.row);
});

test("a refusal is an answer and names its field, and the next request is answered", () => {
  const calculation = new Calculation();
  const facts = visit();
  facts.visit.slices[0].points = -1;
  assert.equal(calculation.of(facts).error.field, "visit.slices[0].points");
  assert.ok(calculation.answer("{").error.message);
  assert.ok(calculation.answer("").error.message);
  assert.equal(calculation.of(visit()).answer.split.patient_yen, 2_500);
});

test("there is room for a mebibyte and no more", () => {
  const calculation = new Calculation();
  const facts = JSON.stringify(visit());
  const most = (1 << 20) - new TextEncoder().encode(facts).length;
  assert.equal(calculation.answer(facts + " ".repeat(most)).error, undefined);
  assert.throws(() => calculation.answer(facts + " ".repeat(most + 1)), RangeError);
});
