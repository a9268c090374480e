--- Names that are not one country: those that several countries share, and places without a code.
--
-- Sources: ISO 3166-1 and ISO 3166-3 (codes that were withdrawn), the exceptional and user-assigned codes.
--
-- @module openprovider.customer.address.territories

-- Names and codes, as `core.letters` writes them -> why they are not read, as the end of a sentence.
local TOLD = {
  [{ "kosovo", "kosova", "xk", "xkx", "rks", "republicofkosovo", "republikaekosoves", "косово", "kosowo" }] =
    "has no code in ISO 3166-1, and the API takes no other: ask Openprovider which country to write",
  [{ "channelislands", "kanalinseln", "kanaaleilanden", "ilesanglonormandes", "islasdelcanal", "isoledelcanale" }] =
    "may be JE (Jersey) or GG (Guernsey): write one of them",
  [{ "an", "ant", "netherlandsantilles", "dutchantilles", "nederlandseantillen", "niederlandischeantillen",
    "antillesneerlandaises", "antillasneerlandesas", "antilleolandesi", "antilles", "antillen" }] =
    "has had no code since 2010: write CW (Curaçao), SX (Sint Maarten) or BQ (Bonaire, Sint Eustatius, Saba)",
  [{ "yu", "yug", "yugoslavia", "jugoslawien", "jugoslavija", "joegoslavie", "yougoslavie", "jugoslavia" }] =
    "has had no code since 2003: write BA, HR, ME, MK, RS or SI, or ask Openprovider about Kosovo",
  [{ "cs", "scg", "serbiaandmontenegro", "serbiamontenegro", "serbienundmontenegro", "servieenmontenegro",
    "serbieetmontenegro", "serbiaymontenegro", "serbiaemontenegro" }] =
    "has had no code since 2006: write RS (Serbia) or ME (Montenegro)",
  [{ "csk", "czechoslovakia", "tschechoslowakei", "tsjechoslowakije", "tchecoslovaquie", "checoslovaquia",
    "cecoslovacchia", "ceskoslovensko", "tch" }] =
    "has had no code since 1993: write CZ (Czechia) or SK (Slovakia)",
  [{ "su", "sun", "ussr", "urs", "sovietunion", "sowjetunion", "sovjetunie", "unionsovietique", "unionsovietica",
    "unionesovietica", "udssr", "urss", "cccp", "ссср" }] =
    "has had no code since 1992: write that of the country of today, such as RU, UA or KZ",
  [{ "korea", "corea", "coree", "한국" }] =
    "may be KR (South Korea) or KP (North Korea): write one of them",
  [{ "congo", "kongo" }] =
    "may be CD (Democratic Republic of the Congo) or CG (Republic of the Congo): write one of them",
  [{ "virginislands", "jungferninseln", "maagdeneilanden", "ilesvierges", "islasvirgenes", "isolevergini" }] =
    "may be VG (British Virgin Islands) or VI (U.S. Virgin Islands): write one of them",
  [{ "saintmartin", "stmartin", "sanmartin", "sanktmartin" }] =
    "may be MF (Saint Martin, the French part) or SX (Sint Maarten): write one of them",
  [{ "dominican", "dominicana" }] = "may be DO (Dominican Republic) or DM (Dominica): write one of them",
  [{ "crimea", "krim", "crimee", "krym", "крым" }] =
    "has no code of its own in ISO 3166, which lists it under UA (Ukraine)",
  [{ "northerncyprus", "trnc", "turkishrepublicofnortherncyprus", "nordzypern", "noordcyprus", "kktc" }] =
    "has no code in ISO 3166-1, which has the island as CY (Cyprus)",
  [{ "transnistria", "pridnestrovie", "transnistrien" }] =
    "has no code in ISO 3166-1, which lists it under MD (Moldova)",
  [{ "abkhazia", "southossetia", "abchasien" }] = "has no code in ISO 3166-1, which lists it under GE (Georgia)",
  [{ "somaliland" }] = "has no code in ISO 3166-1, which lists it under SO (Somalia)",
  [{ "nagornokarabakh", "artsakh" }] = "has no code in ISO 3166-1, which lists it under AZ (Azerbaijan)",
  [{ "kurdistan", "iraqikurdistan" }] = "has no code in ISO 3166-1: write that of the state, such as IQ, IR, SY or TR",
  [{ "tibet", "xizang" }] = "has no code in ISO 3166-1, which lists it under CN (China)",
  [{ "caribbean", "westindies", "karibik" }] = "is not a country: write the island's, such as JM, TT or GP",
  [{ "eu", "europe", "europa", "europeanunion", "europaischeunion", "europeseunie", "unioneuropeenne",
    "unioneuropea", "unioneeuropea", "ez", "eurozone", "ue" }] =
    "is not a country: write the code of one, such as NL",
  [{ "un", "uno", "unitednations" }] = "is not a country: write the code of one, such as CH",
  [{ "benelux" }] = "may be BE (Belgium), NL (Netherlands) or LU (Luxembourg): write one of them",
  [{ "scandinavia", "skandinavien" }] = "may be DK (Denmark), NO (Norway) or SE (Sweden): write one of them",
}

return TOLD
