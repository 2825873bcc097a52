// Emmett's PostgreSQL event store in its own Node process, told what to do by lines of JSON on its standard input.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [folder, address, type, payload, connections] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { getPostgreSQLEventStore, readMessagesBatch } = require("@event-driven-io/emmett-postgresql");
const { dumbo } = require("@event-driven-io/dumbo");
const { randomUUID } = require("node:crypto");
const pg = require("pg");

// As many connections as may be wanted at once: its pool's own ten would make callers wait.
const pool = new pg.Pool({ connectionString: address, max: Number(connections) });
const store = getPostgreSQLEventStore(address, { connectionOptions: { pool } });
const reader = dumbo({ connectionString: address, pool });
await store.schema.migrate();
const data = JSON.parse(payload);
let ended = false;

const appendFor = async ({ seconds, callers, each }) => {
  const begun = performance.now();
  const call = async () => {
    let stored = 0;
    while (performance.now() - begun < seconds * 1000) {
      const events = Array.from({ length: each }, () => ({ type, data, metadata: {} }));
      await store.appendToStream(`hours-${randomUUID()}`, events, { expectedStreamVersion: "STREAM_DOES_NOT_EXIST" });
      stored += each;
    }
    return stored;
  };
  const counts = await Promise.all(Array.from({ length: callers }, call));
  return counts.reduce((sum, one) => sum + one, 0) / ((performance.now() - begun) / 1000);
};

const behind = async (last) => {
  const { messages } = await readMessagesBatch(reader.execute, { after: last, batchSize: 5000 });
  return messages.map((one) => one.metadata.globalPosition);
};

const readAll = async () => {
  const begun = performance.now();
  let [seen, last] = [0, 0n];
  for (let found; (found = await behind(last)).length > 0; last = found.at(-1)) seen += found.length;
  return [seen, (performance.now() - begun) / 1000];
};

const tail = async () => {
  const seen = [];
  ended = false;
  for (;;) {
    const atLast = ended;
    const found = await behind(seen.at(-1) ?? 0n);
    seen.push(...found);
    if (found.length === 0) {
      if (atLast) return seen.map(Number);
      await new Promise((go) => setTimeout(go, 1));
    }
  }
};

const positions = async () =>
  (await pool.query("SELECT global_position FROM emt_messages ORDER BY 1")).rows.map((row) => Number(row.global_position));

const end = async () => (ended = true);
const works = { appendFor, readAll, tail, positions, end };
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);
say({ id: 0, result: process.version });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, work, ...given } = JSON.parse(line);
  works[work](given).then((result) => say({ id, result }), (error) => say({ id, error: String(error?.message ?? error) }));
}
process.exit(0);
