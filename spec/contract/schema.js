"use strict";
// The contract's definitions made strict. The file marks no member as required and forbids none
// (FACTS 2.3), so that as it is `{}` is a customer and `adress` a member of one.

// What the API's other documents require.
const REQUIRED = {
  authLoginRequest: ["username", "password"], // FACTS 1.2
  customerCreateCustomerRequest: ["name", "address", "phone", "email"], // FACTS 2.3
  contactName: ["first_name", "last_name"],
  contactAddress: ["street", "number", "zipcode", "city", "country"],
  contactPhone: ["country_code", "area_code", "subscriber_number"],
  customerTags: ["key", "value"],
  helperstagTag: ["key", "value"],
  customerExtensionAdditionalData: ["name", "data"], // FACTS 2.7
};

// Where the API itself has more members than the contract, and gets new ones (FACTS 2.6, 2.7).
const GROWING = ["customerCustomerAdditionalData", "customerExtensionData"];

// Formats of the contract that JSON Schema does not know.
const FORMATS = {
  int32: { type: "number", validate: (n) => n === (n | 0) },
  double: { type: "number", validate: Number.isFinite },
  boolean: true,
};

// A definition, no longer there, that is named here would loosen the rest unseen.
function mustExist(definitions) {
  for (const name of [...Object.keys(REQUIRED), ...GROWING])
    if (!definitions[name]) throw new Error(`the contract has no ${name}`);
}

// The definitions, closed: as `{ closed, required }`, the latter with the required members too.
function strict(definitions) {
  mustExist(definitions);
  const closed = {}, required = {};
  for (const [name, definition] of Object.entries(definitions)) {
    closed[name] = definition.properties && !GROWING.includes(name)
      ? { ...definition, additionalProperties: false } : definition;
    required[name] = REQUIRED[name] ? { ...closed[name], required: REQUIRED[name] } : closed[name];
  }
  return { closed, required };
}

module.exports = { FORMATS, strict };
