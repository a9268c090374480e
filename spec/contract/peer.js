"use strict";
// The contract's side of `make contract`: starts Prism, which plays the API after the contract, and
// judges what was sent to it. Takes orders, a line each, from the port on loopback that it is given,
// and answers each with a line of JSON. It ends, and Prism with it, when that connection does.
//
//   serve             starts Prism: its address
//   operations LIST   the operations of these sections, a JSON array of names
//   judge EXCHANGE    the contract's verdict (contract.js)
const { spawn } = require("child_process");
const fs = require("fs");
const net = require("net");
const path = require("path");
const readline = require("readline");
const Contract = require("./contract.js");

const CONTRACT = path.join(__dirname, "../../../shared/api/openprovider.swagger.json");
const PRISM = path.join(__dirname, "node_modules/.bin/prism");
const LIFELINE = path.join(__dirname, "lifeline.js");

const contract = new Contract(JSON.parse(fs.readFileSync(CONTRACT, "utf8")));

let prism;

// Port 0 is any that is free: Prism says which, once it listens.
function serve() {
  prism = spawn(process.execPath,
    ["--require", LIFELINE, PRISM, "mock", "--errors", "--host", "127.0.0.1", "--port", "0", CONTRACT],
    { stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, SCARF_ANALYTICS: "false", DO_NOT_TRACK: "1", FORCE_COLOR: "0" } });
  return new Promise((resolve, reject) => {
    prism.once("error", reject);
    prism.once("exit", () => reject(new Error("Prism ended")));
    readline.createInterface({ input: prism.stdout }).on("line", (line) => {
      const [, address] = line.match(/listening on (http:\/\/\S+)/) || [];
      if (address) resolve(address);
    });
  });
}

const orders = {
  serve,
  operations: (list) => contract.operationsOf(JSON.parse(list)),
  judge: (exchange) => contract.judge(JSON.parse(exchange)),
};

function end() {
  if (!prism || prism.exitCode !== null) process.exit();
  prism.removeAllListeners("exit").once("exit", () => process.exit());
  prism.kill();
}

const connection = net.connect(Number(process.argv[2]), "127.0.0.1").on("error", end).on("close", end);
readline.createInterface({ input: connection }).on("line", async (order) => {
  const [, name, argument] = order.match(/^(\S+) ?(.*)$/);
  connection.write(JSON.stringify(await orders[name](argument)) + "\n");
});
