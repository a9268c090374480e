// Writes the numbering plans of lua/openprovider/customer/phone/plans.lua, and the numbers that the specs read.
//
//     node write.js PLANS EXAMPLES
//
// Both come from the metadata of libphonenumber (Apache-2.0), as the npm package google-libphonenumber has it.
const fs = require("fs");
const { PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = require("google-libphonenumber");
const { version } = require("google-libphonenumber/package.json");

const numbers = PhoneNumberUtil.getInstance();
const [plansFile, examplesFile] = process.argv.slice(2);

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
console.log(`google-libphonenumber ${version}: ${regions.length + shared.length} plans, ${lines.length} examples`);
