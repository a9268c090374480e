--- The requirements of TLDs, in this sandbox's words: TLD -> fields in the API's form.
-- After FACTS 2.7 and the API's pages on additional data of customers. `required` is only true if everybody must give a
-- field, not if only companies or only persons must.
local function field(name, description, required, options)
  local list = nil
  for index, option in ipairs(options or {}) do
    list = list or {}
    list[index] = { value = option[1], description = option[2] }
  end
  return {
    name = name, type = list and "select" or "text", required = required, description = description,
    options = list,
  }
end

local requirements = {}

requirements.aero = {
  field("ens_auth_id", "Identification that the .aero registry gave out", true),
  field("ens_key", "Key that belongs to the identification", true),
}

requirements.es = {
  field("company_registration_number", "Registration number, for companies", false),
  field("social_security_number", "Social security number, for persons without a passport number", false),
  field("passport_number", "Number of the passport or identity card, for persons", false),
}

requirements.eu = {
  field("whois_email", "Address to show in the registry's public directory instead of the customer's", false),
  field("country_of_citizenship", "Citizenship, for persons who live outside the eligible countries", false),
}

requirements.fi = {
  field("org_type", "What kind of organisation the customer is", true, {
    { "0", "Private person" }, { "1", "Company" }, { "2", "Corporation" }, { "3", "Institution" },
    { "4", "Political party" }, { "5", "Township" }, { "6", "Government" }, { "7", "Public community" },
  }),
}

requirements.hu = {
  field("vat", "VAT number, for companies", false),
  field("passport_number", "Number of the passport or identity card, for persons", false),
}

requirements.jobs = {
  field("website", "The organisation's own site", true),
  field("admin_type", "Whether the contact may act for the registrant", true, {
    { "0", "No" }, { "1", "Yes" },
  }),
  field("industry_class", "Number of the line of business", false),
}

-- These come in camelCase (FACTS 2.7).
requirements.ru = {
  field("companyNameCyrillic", "The company's name in Cyrillic script, for companies", false),
  field("companyNameLatin", "The company's name in Latin script, for companies", false),
  field("legalAddressCyrillic", "The company's registered address in Cyrillic script", false),
  field("firstNameCyrillic", "First name in Cyrillic script, for persons", false),
  field("lastNameCyrillic", "Last name in Cyrillic script, for persons", false),
  field("firstNameLatin", "First name in Latin script, for persons", false),
  field("lastNameLatin", "Last name in Latin script, for persons", false),
  field("birthDate", "Date of birth, as YYYY-MM-DD, for persons", false),
  field("passportSeries", "Series of the passport, for persons", false),
  field("passportNumber", "Number of the passport, for persons", false),
  field("passportIssuer", "Who gave out the passport", false),
  field("passportIssueDate", "When the passport was given out, as YYYY-MM-DD", false),
  field("mobilePhoneNumber", "Mobile telephone that takes text messages", true),
  field("taxPayerNumber", "Number with the tax office", false),
}
requirements.su = requirements.ru
requirements["xn--p1ai"] = requirements.ru

requirements.travel = {
  field("uin", "Identification number that the .travel registry gave out", true),
}

requirements.uk = {
  field("legal_type", "What the customer is in law", true, {
    { "IND", "Person in the United Kingdom" }, { "FIND", "Person elsewhere" },
    { "LTD", "Limited company" }, { "PLC", "Public limited company" }, { "PTNR", "Partnership" },
    { "LLP", "Limited liability partnership" }, { "STRA", "Sole trader" },
    { "RCHAR", "Registered charity" }, { "SCH", "School" }, { "GOV", "Government body" },
    { "FCORP", "Company elsewhere" }, { "OTHER", "Another body in the United Kingdom" },
    { "FOTHER", "Another body elsewhere" },
  }),
}
for _, tld in ipairs { "co.uk", "org.uk", "me.uk", "ltd.uk" } do
  requirements[tld] = requirements.uk
end

requirements.us = {
  field("nexus_category", "What ties the customer to the United States", true, {
    { "C11", "Citizen" }, { "C12", "Permanent resident" }, { "C21", "Organisation founded there" },
    { "C31", "Organisation that does business there" }, { "C32", "Organisation with an office there" },
  }),
  field("applicant_purpose", "What the domain is for", true, {
    { "P1", "Business for profit" }, { "P2", "Association or other body without profit" },
    { "P3", "Personal use" }, { "P4", "Education" }, { "P5", "Government" },
  }),
}

return requirements
