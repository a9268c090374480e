"use strict";
// The peer of the checks: ajv in one long-lived process, so that its code stays compiled. Takes
// orders, a line each, from the port on loopback that it is given, and answers each with a line.
//
//   agree PATH    1 or 0 for each of the customers there: valid or not. Invalid ones spoil what
//                 the engine has learnt of the code, so no timing may follow in the same process.
//   load PATH     reads the customers, compiles, runs warm
//   check N       microseconds a customer, over N rounds of all of them
//   encode N      the same with JSON.stringify
const fs = require("fs");
const net = require("net");
const readline = require("readline");
const Ajv = require("ajv");
const schema = require("./schema.js");

const WARM_ROUNDS = 150;

const OPTIONS = { strict: false, unicode: false, logger: false, code: { optimize: 2 } };

let customers, validate;

function check() {
  let valid = 0;
  for (let i = 0; i < customers.length; i++) if (validate(customers[i])) valid++;
  return valid === customers.length;
}

function encode() {
  let bytes = 0;
  for (let i = 0; i < customers.length; i++)
    if (validate(customers[i])) bytes += JSON.stringify(customers[i]).length;
  return bytes > 0;
}

// Microseconds a customer: of the processor or of the clock, whichever is less. The collector works in threads beside
// this one, and other programs take the processor away.
function timed(round, rounds) {
  const start = process.hrtime.bigint(), before = process.cpuUsage();
  for (let i = 0; i < rounds; i++) if (!round()) throw new Error("a customer was refused");
  const wall = Number(process.hrtime.bigint() - start) / 1000, used = process.cpuUsage(before);
  return Math.min(wall, used.user + used.system) / rounds / customers.length;
}

// Stopping at the first error or going on: on valid customers either may be the faster.
function fastest() {
  const forms = [false, true].map((allErrors) =>
    new Ajv({ ...OPTIONS, allErrors }).compile(schema));
  const times = forms.map((form) => {
    validate = form;
    timed(check, WARM_ROUNDS);
    return timed(check, WARM_ROUNDS);
  });
  return forms[times[0] <= times[1] ? 0 : 1];
}

const read = (path) => JSON.parse(fs.readFileSync(path, "utf8"));

const orders = {
  load(path) {
    customers = read(path);
    validate = fastest();
    timed(encode, WARM_ROUNDS);
    timed(check, WARM_ROUNDS);
    return String(customers.length);
  },
  agree(path) {
    const valid = new Ajv(OPTIONS).compile(schema);
    return read(path).map((customer) => (valid(customer) ? "1" : "0")).join("");
  },
  check: (rounds) => String(timed(check, Number(rounds))),
  encode: (rounds) => String(timed(encode, Number(rounds))),
};

const connection = net.connect(Number(process.argv[2]), "127.0.0.1");
readline.createInterface({ input: connection }).on("line", (order) => {
  const [name, argument] = order.split(" ");
  connection.write(orders[name](argument) + "\n");
});
