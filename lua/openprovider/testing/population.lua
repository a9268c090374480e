--- Makes many customers: a number always gives the same customer, and each number another one.
local ascii = require("openprovider.testing.ascii")
local json = require("openprovider.testing.json")

local population = {}

-- The first two customers get the handles of the documents' examples: JD000001-NL and JD000002-NL.
local FIRST_NAMES = {
  "Th\195\169o", "Jan", "Julia", "Emma", "Sofie", "Lars", "Ann-Marie", "Karim", "Zo\195\171", "Willem",
  "Ingrid",
}

local SYLLABLES = {
  "ba", "de", "di", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "va", "we",
}

-- Country, its zipcode (FACTS 2.5), a city, a calling code.
local PLACES = {
  { "DE", "10115", "Berlin", "+49" },
  { "NL", "3032 AC", "Rotterdam", "+31" },
  { "NL", "1012 JS", "Amsterdam", "+31" },
  { "BE", "1000", "Brussel", "+32" },
  { "SE", "172 66", "Sundbyberg", "+46" },
  { "AT", "A-1010", "Wien", "+43" },
  { "US", "90210", "Beverly Hills", "+1" },
}

-- How often a customer has an optional part: every third is a company, and so on.
local COMPANY, COMMENTED, TAGGED, EUROPEAN, BORN = 3, 4, 5, 7, 11

local function pick(list, number)
  return list[number % #list + 1]
end

-- The number, written in syllables: "Badedi".
local function family_name(number)
  local syllables = {}
  repeat
    table.insert(syllables, 1, SYLLABLES[number % #SYLLABLES + 1])
    number = math.floor(number / #SYLLABLES)
  until number == 0
  return (table.concat(syllables):gsub("^[a-z]", ascii.upper))
end

--- A valid customer of the contract's shape, with tables of its own.
---@param number integer
---@return table
function population.customer(number)
  local first, last, place = pick(FIRST_NAMES, number), family_name(number), pick(PLACES, number)
  local customer = {
    name = json.object { first_name = first, last_name = last },
    address = json.object {
      street = last .. "straat", number = tostring(number % 200 + 1), zipcode = place[2],
      city = place[3], country = place[1],
    },
    phone = json.object {
      country_code = place[4], area_code = "20", subscriber_number = ("%07d"):format(1000000 + number),
    },
    email = ascii.lower(last) .. "@example.com",
    locale = "nl_NL",
  }
  if number % COMPANY == 0 then
    customer.company_name = last .. " BV"
    customer.vat = ("NL%09dB01"):format(number)
  end
  if number % COMMENTED == 0 then
    customer.comments = "Customer " .. number
  end
  if number % TAGGED == 0 then
    customer.tags = json.array { json.object { key = "customer", value = "VIP" } }
  end
  if number % EUROPEAN == 0 then
    customer.extension_additional_data = json.array {
      json.object { name = "eu", data = json.object { whois_email = "whois." .. customer.email } },
    }
  end
  if number % BORN == 0 then
    customer.additional_data = json.object { birth_city = place[3], birth_date = "1970-01-31" }
  end
  return json.object(customer)
end

return population
