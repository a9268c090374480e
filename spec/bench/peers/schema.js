"use strict";
// The checker's rules (src/customer) as a JSON Schema, in the form that ajv runs fastest; other forms
// were measured and are slower: an enumeration of the countries, lengths inside the patterns,
// `additionalProperties: false` on a table of more than eight members, a rule as its own schema
// under `if`, formats as functions.
//
// What the checker takes and mends is left out, which makes the peer's work less, not more:
// integers for strings, null for absent, `nl` for `NL`. Lengths are counted in UTF-16 units where
// the checker counts bytes, and nesting is not limited.
const fs = require("fs");
const path = require("path");

const facts = path.join(__dirname, "..", "..", "..", "src", "data");
const read = (name) => fs.readFileSync(path.join(facts, name), "utf8");

const MAX_TEXT = 1024;
const MAX_LONG_TEXT = 65535;
const MAX_EMAIL = 254;
const MAX_MEMBERS = 1000;

// One pattern a text: what is all printable ASCII is seen at once, the rest takes the second way.
const LINE_CHARACTER = "[^\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]";
const ANY_CHARACTER = "[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff]";
const BLANK = "[ \\u00a0\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]";
const line = `^(?:[ -~]*|${LINE_CHARACTER}*)$`;
const filled = `^(?:[!-~][ -~]*|(?!${BLANK}*$)${LINE_CHARACTER}+)$`;
const blank = `^${BLANK}*$`;

const text = (pattern, maxLength) => ({ type: "string", maxLength, pattern });
const word = (pattern) => ({ type: "string", pattern });
const optional = (pattern) => `^(?:${pattern})?$`;

const TEXT = text(line, MAX_TEXT);
const REQUIRED = text(filled, MAX_TEXT);
const LONG_TEXT = text(`^(?:[ -~]*|${ANY_CHARACTER}*)$`, MAX_LONG_TEXT);

const closed = (properties, required, more) =>
  ({ type: "object", properties, required, additionalProperties: false, ...more });

// Countries -----------------------------------------------------------------------------------

// The rows of a table in the C source; there have to be as many as it is known to have at least.
function rows(file, form, atLeast) {
  const found = [...read(file).matchAll(form)];
  if (found.length < atLeast) throw new Error(`cannot read the table of ${file}`);
  return found;
}

const byFirstLetter = {};
for (const [, first, second] of rows("countries.def", /X\(\s*([A-Z]),\s*([A-Z]),/g, 249))
  byFirstLetter[first] = (byFirstLetter[first] || "") + second;
const country = Object.entries(byFirstLetter).map(([first, seconds]) => `${first}[${seconds}]`)
  .join("|");

// Telephone -----------------------------------------------------------------------------------

function telephone(rest) {
  return closed(
    { country_code: word("^(?:\\+|00)?[0-9]{1,4}$"), area_code: word("^[0-9]{1,15}$"),
      subscriber_number: word("^[0-9]{1,15}$") },
    ["country_code", "area_code", "subscriber_number"], rest);
}

// The leading zero belongs to a phone's area code in Italy and San Marino alone.
const phone = telephone({ anyOf: [
  { properties: { area_code: { pattern: "^[^0]" } } },
  { properties: { country_code: { pattern: "^(?:\\+|00)?(?:39|378)$" } } },
] });

// A fax that says nothing counts as absent.
const noTelephone = closed(
  { country_code: word(blank), area_code: word(blank), subscriber_number: word(blank) }, []);

// E-mail --------------------------------------------------------------------------------------

const BEYOND_ASCII = "\\u00a1-\\u167f\\u1681-\\u1fff\\u200c-\\u2027\\u202a-\\u202e\\u2030-\\u205e" +
  "\\u2060-\\u2fff\\u3001-\\ud7ff\\ue000-\\ufefe\\uff00-\\uffff\\u{10000}-\\u{10ffff}";

function address(beyond) {
  const atom = `[\\w!#$%&'*+\\-/=?^\`{|}~${beyond}]+`;
  const label = `(?!-)[-A-Za-z0-9${beyond}]{1,63}(?<!-)`;
  return `^(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+(?![0-9]+$)${label}$`;
}

const email = `${address("")}|${address(BEYOND_ASCII)}`;

// Dates ---------------------------------------------------------------------------------------

const date = "(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])" +
  "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))" +
  "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

// Additional data -----------------------------------------------------------------------------

const NAMES = { pattern: `^${LINE_CHARACTER}*$`, maxLength: 64 };
const ANYTHING = { $ref: "#/definitions/anything" };

const open = (properties) =>
  ({ type: "object", properties, additionalProperties: ANYTHING, propertyNames: NAMES,
     maxProperties: MAX_MEMBERS });
const texts = (names) => Object.fromEntries(names.map((name) => [name, TEXT]));
const list = (items) => ({ type: "array", maxItems: MAX_MEMBERS, items });

const anything = {
  type: ["string", "integer", "boolean", "null", "object", "array"],
  maxLength: MAX_LONG_TEXT, pattern: LONG_TEXT.pattern,
  maxProperties: MAX_MEMBERS, propertyNames: NAMES, additionalProperties: ANYTHING,
  maxItems: MAX_MEMBERS, items: ANYTHING,
};

const additionalData = open({
  ...texts(["birth_address", "birth_city", "birth_state", "birth_zipcode",
            "company_registration_city", "company_registration_number", "company_url",
            "headquarters_address", "headquarters_city", "headquarters_state",
            "headquarters_zipcode", "passport_number", "social_security_number", "trading_name"]),
  attached_files: list(closed(texts(["description", "doc_type", "path"]), [])),
  birth_country: word(optional(country)), headquarters_country: word(optional(country)),
  birth_date: word(optional(date)), company_registration_subscription_date: word(optional(date)),
});

// Of a value that documents do not name the checker only warns: for the peer it is a text.
const formats = { EMAIL: text(`^$|${email}`, MAX_EMAIL) };
const extensionFields = {};
for (const [, name, format] of rows("extensions.c", /_OF\("(\w+)",[^()]*?(?:, ([A-Z_]+))?\)/g, 59))
  extensionFields[name] = formats[format] || LONG_TEXT;

const LABEL = "(?!-)[-A-Za-z0-9]{1,63}(?<!-)";
const extension = closed(
  { name: text(`^${LABEL}(?:\\.${LABEL})*$`, 64), data: open(extensionFields) }, ["name", "data"]);

// The customer --------------------------------------------------------------------------------

const properties = {
  company_name: TEXT,
  name: closed({ first_name: REQUIRED, last_name: REQUIRED, initials: TEXT, prefix: TEXT,
                 full_name: TEXT }, ["first_name", "last_name"]),
  address: closed({ street: REQUIRED, number: REQUIRED, suffix: TEXT, zipcode: REQUIRED,
                    city: REQUIRED, state: TEXT, country: word(`^(?:${country})$`) },
                  ["street", "number", "zipcode", "city", "country"]),
  phone,
  fax: { anyOf: [telephone({}), noTelephone] },
  email: text(email, MAX_EMAIL),
  vat: TEXT,
  locale: word(optional("[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_(?:[A-Z]{2}|[0-9]{3}))?")),
  comments: LONG_TEXT,
  tags: list(closed({ key: { const: "customer" }, value: REQUIRED }, ["key", "value"])),
  additional_data: additionalData,
  extension_additional_data: list(extension),
};

module.exports = {
  definitions: { anything },
  type: "object",
  properties,
  required: ["name", "address", "phone", "email"],
  propertyNames: { enum: Object.keys(properties) },
};
