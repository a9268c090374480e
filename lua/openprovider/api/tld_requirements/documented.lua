--- What TLDs want of a domain's owner, as documents say it.
--
-- A rule has `tlds`, separated by blanks, "*.in" for all below .in, and at least one of:
--
-- - `needs`: members that have to be there, each a path; after a blank stand other paths that will do as well.
--   `extension.x` is the member x of the TLD's own data.
-- - `form`: the pattern that the member at `path` has to match if it is there.
--
-- It is for all owners, or for some: `of` a "company" or a "person"; `from` or `not_from` countries, by their codes,
-- and `where` says that in words. `expected` says what to write, where the tree of fields does not. With `may_be` the
-- documents are old, or do not say it outright: a customer that lacks it gets a warning. `api_code` is what the API
-- answers to an order.
--
-- FACTS has most of it. KB n is article n of Openprovider's knowledge base, WIKI the wiki of its older API.
--
-- @module openprovider.api.tld_requirements.documented

local EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
local EUROPEAN_ECONOMIC_AREA = EUROPEAN_UNION .. " IS LI NO"

local VIETNAM = "vn ac.vn biz.vn com.vn edu.vn gov.vn health.vn info.vn int.vn name.vn net.vn org.vn pro.vn"
local INDIA = "in *.in xn--2scrj9c xn--3hcrj9c xn--45br5cyl xn--45brj9c xn--fpcrj9c3d xn--gecrj9c xn--h2breg3eve "
  .. "xn--h2brj9c xn--h2brj9c8c xn--mgbbh1a xn--mgbbh1a71e xn--mgbgu82a xn--rvc1e0am3e xn--s9brj9c xn--xkc2dl3a5ee0h"

local COMPANY_NUMBER = "extension.company_registration_number additional_data.company_registration_number"
local PERSONAL_NUMBER = "extension.social_security_number additional_data.social_security_number"
local PASSPORT_OR_PERSONAL_NUMBER = "additional_data.passport_number additional_data.social_security_number"

return {
  -- FACTS 2.7
  { tlds = "aero", needs = { "extension.ens_auth_id", "extension.ens_key" } },

  -- FACTS 7.5, of a domain's order
  { tlds = "au *.au", needs = { "company_name" }, may_be = true, api_code = 160 },

  -- KB 360000754408, which says "tax number" for persons; FACTS 2.7
  { tlds = "dk", of = "company", needs = { "vat" } },
  { tlds = "dk", of = "person", needs = { "additional_data.social_security_number" }, may_be = true },
  { tlds = "dk sk", needs = { "extension.user_type" }, expected = "what kind of owner it is", may_be = true },

  -- FACTS 2.7, KB 360000754648
  { tlds = "es", needs = { "address.state" } },
  { tlds = "es", of = "company", needs = { COMPANY_NUMBER } },
  { tlds = "es", of = "person",
    needs = { "extension.passport_number extension.social_security_number " .. PASSPORT_OR_PERSONAL_NUMBER } },

  -- FACTS 2.7: of persons who live elsewhere
  { tlds = "eu xn--e1a4c xn--qxa6a", of = "person", not_from = EUROPEAN_ECONOMIC_AREA,
    where = "outside the European Economic Area", needs = { "extension.country_of_citizenship" },
    expected = "the code of a country of the European Union, such as NL", api_code = 175 },

  -- FACTS 2.3 and 2.7, KB 360000754788
  { tlds = "fi", needs = { "address.state", "extension.org_type" } },
  { tlds = "fi", of = "company", needs = { "additional_data.company_registration_number" } },
  { tlds = "fi", of = "person", from = "FI", where = "in Finland", needs = { PASSPORT_OR_PERSONAL_NUMBER } },
  { tlds = "fi", of = "person", not_from = "FI", where = "outside Finland",
    needs = { "additional_data.birth_date" } },

  -- WIKI API_Format_Additional_Data_Customer, 2015: later versions do not name this TLD
  { tlds = "fr pm re tf wf yt", of = "person", may_be = true, needs = {
    "additional_data.birth_date", "additional_data.birth_city", "additional_data.birth_zipcode",
    "additional_data.birth_country",
  } },

  -- FACTS 2.6 and 2.7
  { tlds = "hu", of = "company", needs = { "extension.vat vat" } },
  { tlds = "hu", of = "person", needs = { "extension.passport_number additional_data.passport_number" } },

  -- FACTS 7.1, which has the values, and does not say whether they are required
  { tlds = INDIA, may_be = true,
    needs = { "extension.in_nexus_connection_to_india", "extension.in_nexus_declaration_attestation" } },

  -- The API's codes 381 and 385, KB 360000738327
  { tlds = "it", needs = { "address.state" }, expected = "the state or province, two letters in Italy, such as MI",
    api_code = 381 },
  { tlds = "it", from = "IT", where = "in Italy", path = "address.state", form = "^[A-Za-z][A-Za-z]$",
    expected = "the two letters of the province, such as MI" },
  { tlds = "it", of = "company", needs = { "vat" }, api_code = 385 },
  { tlds = "it", of = "company", needs = { "additional_data.company_registration_number" } },
  { tlds = "it", of = "person",
    needs = { "additional_data.social_security_number additional_data.passport_number" } },

  -- FACTS 2.7
  { tlds = "jobs", needs = { "extension.website" }, expected = "the owner's web site" },
  { tlds = "jobs", needs = { "extension.admin_type" }, expected = "1 for a person who may act for the owner, or 0" },

  -- FACTS 7.1, WIKI API_Format_Additional_Data_Customer, 2016; .se: the contract
  { tlds = "no ro se sg com.sg", of = "company", needs = { COMPANY_NUMBER } },
  { tlds = "no ro", of = "person", needs = { PERSONAL_NUMBER } },
  { tlds = "se", of = "person", needs = { PERSONAL_NUMBER .. " additional_data.passport_number" } },

  -- FACTS 7.1; of persons KB 360000739847
  { tlds = "ru xn--p1ai", needs = {
    "extension.mobile_phone_number_country_code", "extension.mobile_phone_number", "extension.postal_address_city",
  } },
  { tlds = "ru xn--p1ai", of = "company", needs = {
    "extension.company_name_latin", "extension.legal_address_country_code", "extension.legal_address_postal_code",
    "extension.legal_address_city", "extension.tax_payer_number",
  } },
  { tlds = "ru xn--p1ai", of = "person", needs = {
    "extension.first_name_latin", "extension.last_name_latin", "extension.birth_date", "extension.passport_number",
    "extension.passport_series", "extension.passport_issuer", "extension.passport_issue_date",
  } },

  -- FACTS 2.3
  { tlds = "sx", from = "US", where = "in the USA", path = "address.state", form = "^[A-Za-z][A-Za-z]$",
    expected = "the two letters of the state, such as NY" },

  -- FACTS 2.7
  { tlds = "travel", needs = { "extension.uin" }, expected = "the number that the registry gave the owner" },
  { tlds = "uk co.uk org.uk me.uk ltd.uk", needs = { "extension.legal_type" },
    expected = "the legal form of the owner, such as LTD or IND" },
  { tlds = "us", needs = { "extension.nexus_category", "extension.applicant_purpose" } },
  { tlds = VIETNAM, of = "company", needs = { "extension.vat vat" } },
}
