// Writes the numbering plans of lua/openprovider/customer/phone/plans.lua, the numbers that the specs read, and the
// calling codes of src/data/zero_plans.def, whose national numbers may begin with a zero.
//
//     node write.js PLANS EXAMPLES ZEROS
//
// All come from the metadata of libphonenumber (Apache-2.0), as the npm package google-libphonenumber has it.
const fs = require("fs");
const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = require("google-libphonenumber");
const { version } = require("google-libphonenumber/package.json");

const numbers = PhoneNumberUtil.getInstance();
const [plansFile, examplesFile, zerosFile] = process.argv.slice(2);

// The kinds of numbers that somebody can have.
const KINDS = ["FixedLine", "Mobile", "TollFree", "PremiumRate", "SharedCost", "PersonalNumber", "Voip", "Pager", "Uan",
  "Voicemail"];

// libphonenumber calls the codes that belong to no country 001.
const regions = [...numbers.getSupportedRegions()].sort().map((name) => [name, numbers.getMetadataForRegion(name)]);
const shared = [...numbers.getSupportedGlobalNetworkCallingCodes()].sort((a, b) => a - b)
  .map((code) => [String(code), numbers.getMetadataForNonGeographicalRegion(code)]);

function validPattern(plan) {
  const patterns = KINDS.map((kind) => plan[`get${kind}`]()).filter((kind) => kind)
    .map((kind) => kind.getNationalNumberPattern()).filter((pattern) => pattern);
  return [...new Set(patterns)].join("|");
}

// How numbers are grouped, of which only the first group counts here: a pattern, and what the number begins with.
function groupings(plan) {
  const international = plan.intlNumberFormatArray();
  const formats = international.length > 0 ? international : plan.numberFormatArray();
  return formats.filter((format) => format.getFormat() !== "NA" && /\).*\(/.test(format.getPattern())).map((format) => {
    const beginnings = format.leadingDigitsPatternArray();
    return `${format.getPattern()} ${beginnings.length > 0 ? beginnings[beginnings.length - 1] : ""}`.trim();
  });
}

function text(plan) {
  const general = plan.getGeneralDesc();
  return [
    plan.getCountryCode(),
    plan.getInternationalPrefix() || "",
    plan.getNationalPrefixForParsing() || "",
    (plan.getNationalPrefixTransformRule() || "").replace("$", "%"),
    general.possibleLengthArray().join(" "),
    general.getNationalNumberPattern(),
    validPattern(plan),
    ...groupings(plan),
  ].join("\n");
}

const codes = [...new Set(numbers.getSupportedCallingCodes())].sort((a, b) => a - b)
  .map((code) => [code, numbers.getRegionCodesForCountryCode(code).map((name) => name === "001" ? code : name)]);

fs.writeFileSync(plansFile, `--- The numbering plans of the world's telephone numbers. Written by \`make numbering\`; do not edit.
--
-- Source: the metadata of libphonenumber (Apache License 2.0), from google-libphonenumber ${version}.
--
-- A plan is a text of lines:
--
-- 1. the calling code,
-- 2. what is dialled before a calling code,
-- 3. what is dialled before a national number, and
-- 4. what takes its place, if that is not nothing,
-- 5. how many digits a national number may have,
-- 6. what every national number looks like,
-- 7. what each of those that are in use looks like,
-- 8. from here on, a line for each way to group the digits: a pattern, and what the number begins with.
--
-- @module openprovider.customer.phone.plans

local plans = {}

--- Calling code -> the countries that have it, the one whose plan counts for all of them first.
plans.countries = {
${codes.map(([code, names]) => `  ["${code}"] = "${names.join(" ")}",`).join("\n")}
}

--- Country, or calling code of those that belong to no country -> plan.
plans.of = {
${[...regions, ...shared].map(([name, plan]) => `["${name}"] = [=[\n${text(plan)}]=],`).join("\n")}
}

return plans
`);

// A line for each example: country, kind, and one number in four forms.
const FORMS = ["E164", "NATIONAL", "INTERNATIONAL", "RFC3966"];
const lines = [];
for (const [name] of regions) {
  for (const [kind, type] of Object.entries(PhoneNumberType)) {
    const number = type >= 0 && numbers.getExampleNumberForType(name, type);
    if (number) lines.push([name, kind, ...FORMS.map((form) => numbers.format(number, PhoneNumberFormat[form]))]);
  }
}
for (const [code] of shared) {
  const number = numbers.getExampleNumberForNonGeoEntity(Number(code));
  if (number) lines.push([code, "GLOBAL", ...FORMS.map((form) => numbers.format(number, PhoneNumberFormat[form]))]);
}
fs.writeFileSync(examplesFile, `# Country, kind, and a number as E.164, national, international and RFC 3966. Written by \`make numbering\`.
# Source: the examples of libphonenumber (Apache License 2.0), from google-libphonenumber ${version}.
${lines.map((line) => line.join("\t")).join("\n")}
`);
// Whether a pattern has numbers that begin with a zero, which is what its alternatives begin with: a digit, a set of
// digits, or alternatives in brackets.
function hasZero(pattern) {
  let depth = 0, start = 0;
  const alternatives = [];
  for (let at = 0; at <= pattern.length; at++) {
    if (at === pattern.length || pattern[at] === "|" && depth === 0) {
      alternatives.push(pattern.slice(start, at));
      start = at + 1;
    }
    depth += pattern[at] === "(" ? 1 : pattern[at] === ")" ? -1 : 0;
  }
  if (alternatives.length > 1) return alternatives.some(hasZero);
  const open = /^\((?:\?:)?/.exec(pattern);
  if (!open) return /^(?:0|\[0|\\d|\[\\d)/.test(pattern);
  let end = open[0].length;
  for (depth = 1; depth > 0; end++) depth += pattern[end] === "(" ? 1 : pattern[end] === ")" ? -1 : 0;
  const isOptional = /^(?:\?|\{0)/.test(pattern.slice(end));
  return hasZero(pattern.slice(open[0].length, end - 1))
    || isOptional && hasZero(pattern.slice(end).replace(/^(?:\?|\{[^}]*\})/, ""));
}

function patternOf(kind) { return kind && kind.getNationalNumberPattern() || ""; }

const zeros = codes.map(([code, names]) => {
  const plans = names.map((name) => name === code ? numbers.getMetadataForNonGeographicalRegion(code)
    : numbers.getMetadataForRegion(name));
  const general = plans.map((plan) => patternOf(plan.getGeneralDesc())).filter(hasZero);
  const isUsual = plans.some((plan) => [plan.getFixedLine(), plan.getMobile()].map(patternOf).some(hasZero));
  const pattern = [...new Set(general)].join("|").replace(/\\/g, "\\\\");
  return general.length > 0 && `ZERO_PLAN(${code}, ${isUsual ? 1 : 0},\n  "${pattern}")`;
}).filter((line) => line);
fs.writeFileSync(zerosFile, `/*
** Calling codes whose national numbers may begin with a zero. Written by "make numbering"; do not edit.
**
** Source: the metadata of libphonenumber (Apache License 2.0), from google-libphonenumber ${version}.
**
** A file that includes this defines ZERO_PLAN (calling code, whether fixed lines or mobiles are among those numbers, what every
** national number looks like, as text/digit_pattern.h reads it) before, and undefines it afterwards.
*/

${zeros.join("\n")}
`);
console.log(`google-libphonenumber ${version}: ${regions.length + shared.length} plans, ${lines.length} examples`);
