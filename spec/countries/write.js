// Writes the names of countries in other languages, src/data/country_translations.def.
//
//     node write.js DATA
//
// DATA is the folder of countries.def and country_names.def. The names are those of the Unicode CLDR (Unicode License)
// and of the npm package i18n-iso-countries (MIT).
const fs = require("fs");
const path = require("path");

const LANGUAGES = ["en", "nl", "de", "fr", "es", "it"];
const NATIVE = new Set(["official", "de_facto_official"]);
const MOST_BYTES = 64; // OP_SUGGEST_MAX
const LEAST_LETTERS = 4; // what is shorter looks like a code
const WIDTH = 118;

const folder = process.argv[2];
const version = require("cldr-localenames-full/package.json").version;
const other = require("i18n-iso-countries/package.json").version;
const info = require("cldr-core/supplemental/territoryInfo.json").supplemental.territoryInfo;

function read(name) {
  return fs.readFileSync(path.join(folder, name), "utf8").replace(/\\x(..)/g, (_, hex) => `%${hex}`)
    .replace(/(%[0-9a-f]{2})+/g, decodeURIComponent);
}

// As op_letters does it: without case, marks of Latin, Greek and Cyrillic letters, blanks and punctuation.
const SPELLED = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "ς": "σ" };
function fold(name) {
  const plain = [...name.normalize("NFC").replace(/&/g, "and").replace(/İ/g, "i")].map((letter) => {
    if (!/[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(letter)) return letter;
    return letter.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }).join("");
  return [...plain].map((letter) => SPELLED[letter] || letter).join("")
    .replace(/[\u0000-\u002f\u003a-\u0060\u007b-\u00bf\u0300-\u036f\u2000-\u206f\u3000\ufeff]/g, "")
    .replace(/^the(?=.)/, "").replace(/(.)the$/, "$1");
}

const places = {}; // folded name -> alpha-2
const codes = [];
for (const [, a, b, alpha3, name] of read("countries.def").matchAll(/^X\((.), (.), "(...)", "(.*)"\)/gm)) {
  codes.push(a + b);
  for (const known of [a + b, alpha3, name]) places[fold(known)] = a + b;
}
for (const [, a, b, names] of read("country_names.def").matchAll(/^X\((.), (.), "(.*)"\)/gm)) {
  for (const name of names.split("|")) places[name] = a + b;
}

function cldr(language) {
  const file = `cldr-localenames-full/main/${language}/territories.json`;
  try {
    return require(file).main[language].localeDisplayNames.territories;
  } catch {
    return {};
  }
}

function named(language) {
  const names = [];
  for (const [key, name] of Object.entries(cldr(language))) {
    const code = key.slice(0, 2);
    if (codes.includes(code) && (key.length === 2 || key[2] === "-")) names.push([code, name]);
  }
  return names;
}

function listed(language) {
  const names = require(`i18n-iso-countries/langs/${language}.json`).countries;
  return Object.entries(names).flatMap(([code, name]) => [name].flat().map((one) => [code, one]));
}

// In German an umlaut is written with an e where the letter is missing.
const without_umlauts = (name) => name.toLowerCase().replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue");

const found = [];
for (const language of LANGUAGES) {
  for (const [code, name] of [...named(language), ...listed(language)]) {
    found.push([code, name]);
    if (language === "de") found.push([code, without_umlauts(name)]);
  }
}
for (const code of codes) {
  for (const [language, of] of Object.entries((info[code] || {}).languagePopulation || {})) {
    if (!NATIVE.has(of._officialStatus)) continue;
    for (const [its, name] of named(language.replace(/_/g, "-"))) {
      if (its === code) found.push([code, name]);
    }
  }
}

const claims = {};
for (const [code, name] of found) {
  const folded = fold(name);
  if (!codes.includes(code) || places[folded] === code) continue;
  if (/^[a-z0-9]*$/.test(folded) && folded.length < LEAST_LETTERS) continue;
  if (Buffer.byteLength(folded) > MOST_BYTES) continue;
  (claims[folded] = claims[folded] || new Set()).add(code);
}
const rows = Object.fromEntries(codes.map((code) => [code, []]));
for (const folded of Object.keys(claims).sort()) {
  const its = [...claims[folded]];
  if (places[folded] || its.length > 1) {
    console.error(`left out: ${folded} is ${[...its, places[folded] || []].flat().join(", ")}`);
  } else {
    rows[its[0]].push(folded);
  }
}

const lines = [`/*
** The names of countries in English, Dutch, German, French, Spanish and Italian, and in the official languages of each
** country, where they are not in countries.def and country_names.def. Written by \`make countries\` from
** cldr-localenames-full ${version} (Unicode License) and i18n-iso-countries ${other} (MIT). In the form of country_names.def.
*/
`];
for (const code of codes) {
  let line = "";
  const flush = () => { if (line) lines.push(`X(${code[0]}, ${code[1]}, "${line}")`); line = ""; };
  for (const name of rows[code]) {
    if (line && line.length + name.length + 15 > WIDTH) flush();
    line = line ? `${line}|${name}` : name;
  }
  flush();
}
fs.writeFileSync(path.join(folder, "country_translations.def"), lines.join("\n") + "\n");
