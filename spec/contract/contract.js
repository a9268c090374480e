"use strict";
// What the contract says of one exchange with the API.
const Ajv = require("ajv");
const { FORMATS, strict } = require("./schema.js");

// Not strict: the contract's definitions have members that are none of JSON Schema, as `example`.
const OPTIONS = { strict: false, allErrors: true, formats: FORMATS };

const METHODS = ["get", "put", "post", "delete", "patch"];

// How a value of a type is written in a query.
const WRITTEN = {
  integer: (text) => /^(0|-?[1-9]\d*)$/.test(text) && Number(text) === (Number(text) | 0),
  boolean: (text) => text === "true" || text === "false",
  string: () => true,
};

function pattern(path) {
  const parts = path.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+")}$`);
}

function operationsOf(contract) {
  const found = [];
  for (const [path, methods] of Object.entries(contract.paths))
    for (const method of METHODS)
      if (methods[method])
        found.push({ parameters: [], ...methods[method], method: method.toUpperCase(), pattern: pattern(path), path });
  // A path without a variable part comes before one that has it.
  return found.sort((a, b) => a.path.includes("{") - b.path.includes("{"));
}

function judgeQuery(operation, query, problems) {
  const declared = new Map(operation.parameters.filter((p) => p.in === "query").map((p) => [p.name, p]));
  for (const name of new Set(query.keys())) {
    const parameter = declared.get(name), values = query.getAll(name);
    if (!parameter) {
      problems.push(`query: ${name} is no parameter`);
      continue;
    }
    const array = parameter.type === "array" && parameter.collectionFormat === "multi";
    if (values.length > 1 && !array) problems.push(`query: ${name} twice`);
    const type = array ? parameter.items.type : parameter.type;
    for (const value of values)
      if (!WRITTEN[type](value)) problems.push(`query: ${name} must be ${type}`);
  }
}

// A judge of bodies by a set of definitions: `what` is the body's name in problems.
function judgeOf(definitions) {
  const ajv = new Ajv(OPTIONS).addSchema({ $id: "contract", definitions });
  return (schema, text, what, problems) => {
    let value;
    try {
      value = JSON.parse(text);
    } catch (error) {
      problems.push(`${what}: ${error.message}`);
      return;
    }
    const valid = ajv.getSchema(`contract${schema.$ref}`);
    if (valid(value)) return;
    for (const { instancePath, message, params } of valid.errors)
      problems.push(`${what}${instancePath} ${message} ${JSON.stringify(params)}`);
  };
}

class Contract {
  constructor(contract) {
    this.operations = operationsOf(contract);
    const { closed, required } = strict(contract.definitions);
    this.judgeAnswer = judgeOf(closed);
    this.judgeBody = judgeOf(required);
  }

  // The names of the operations of these sections.
  operationsOf(sections) {
    return this.operations.filter((o) => o.tags.some((tag) => sections.includes(tag)))
      .map((o) => o.operationId);
  }

  // One request and its answer, `{ method, url, type, body, answer }`: what operation it is, and
  // what is wrong with it.
  judge({ method, url, type, body, answer }) {
    const problems = [], { pathname, searchParams } = new URL(url);
    const operation = this.operations.find((o) => o.method === method && o.pattern.test(pathname));
    if (!operation) return { problems: [`no operation: ${method} ${pathname}`] };
    judgeQuery(operation, searchParams, problems);
    const declared = operation.parameters.find((p) => p.in === "body");
    if (declared) {
      if (type !== "application/json") problems.push(`body: its type is ${type}`);
      this.judgeBody(declared.schema, body, "body", problems);
    } else if (body !== undefined) {
      problems.push("body: there is one");
    }
    if (answer !== undefined)
      this.judgeAnswer(operation.responses["200"].schema, answer, "answer", problems);
    return { operation: operation.operationId, problems };
  }
}

module.exports = Contract;
