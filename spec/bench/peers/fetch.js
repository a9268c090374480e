"use strict";
// A peer of `create`: node's own fetch, which keeps its connection. The customers are the same, read from their bodies.
//
//   node fetch.js URL TOKEN BODIES CALLS
//
// Prints the microseconds of processor time that a call took.
const fs = require("fs");

const WARM_CALLS = 2000;

const [url, token, path, count] = process.argv.slice(2);
const calls = Number(count);
const customers = fs.readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

const headers = {
  "Authorization": `Bearer ${token}`, "Content-Type": "application/json", "Accept": "application/json",
};

async function create(customer) {
  const response = await fetch(`${url}/customers`, { method: "POST", headers, body: JSON.stringify(customer) });
  const said = await response.json();
  if (response.status !== 200 || said.code !== 0 || !said.data.handle) throw new Error("a call was refused");
}

async function createMany(many) {
  for (let i = 0; i < many; i++) await create(customers[i % customers.length]);
}

async function main() {
  await createMany(Math.min(calls, WARM_CALLS));
  const start = process.cpuUsage();
  await createMany(calls);
  const used = process.cpuUsage(start);
  console.log(`processor ${((used.user + used.system) / calls).toFixed(3)}`);
}

main();
