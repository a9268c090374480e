--- Exports of programs and spreadsheets, made after public descriptions of them, with ten invented people each; and the
--- customers that an import has to make of them, written by hand.

local exports = {}

local function copied(value)
  if type(value) ~= "table" then return value end
  local copy = {}
  for name, member in pairs(value) do copy[name] = copied(member) end
  return copy
end

local function phone(country_code, area_code, subscriber_number)
  return { country_code = country_code, area_code = area_code, subscriber_number = subscriber_number }
end

local function address(street, number, suffix, zipcode, city, state, country)
  return {
    street = street, number = number, suffix = suffix, zipcode = zipcode, city = city, state = state, country = country,
  }
end

-- The people, by their countries: what an export has of each, if nothing else is said of it.
local PEOPLE = {
  { company_name = "Bakkerij De Vries BV", name = { first_name = "Willem", last_name = "de Vries" },
    address = address("Lindengracht", "12", "A", "1015 KB", "Amsterdam", "Noord-Holland", "NL"),
    phone = phone("+31", "20", "6261234"), email = "willem@bakkerij.example.nl", vat = "NL123456789B01",
    locale = "nl_NL" },
  { name = { first_name = "Jörg", last_name = "Müller" },
    address = address("Hauptstraße", "5", nil, "10115", "Berlin", "Berlin", "DE"),
    phone = phone("+49", "30", "901820"), email = "joerg.mueller@example.de", locale = "de_DE" },
  { company_name = "Boulangerie Dupont SARL", name = { first_name = "Élodie", last_name = "Dupont" },
    address = address("rue de la Paix", "12", nil, "75002", "Paris", "Île-de-France", "FR"),
    phone = phone("+33", "1", "42615000"), email = "elodie@dupont.example.fr", vat = "FR40303265045",
    locale = "fr_FR" },
  { name = { first_name = "Oliver", last_name = "O'Neill" },
    address = address("Church Lane, Oak House", "27", nil, "LS1 4DY", "Leeds", "West Yorkshire", "GB"),
    phone = phone("+44", "113", "4960123"), email = "oliver@example.co.uk", locale = "en_GB" },
  { company_name = "Johnson Bakery, LLC", name = { first_name = "Emily", last_name = "Johnson" },
    address = address("Evergreen Terrace", "742", nil, "62704", "Springfield", "IL", "US"),
    phone = phone("+1", "217", "5550142"), email = "emily.johnson@example.com", locale = "en_US" },
  { name = { first_name = "Giulia", last_name = "Rossi" },
    address = address("Via Roma", "12", "B", "00184", "Roma", "RM", "IT"),
    phone = phone("+39", "06", "69812345"), email = "giulia.rossi@example.it", locale = "it_IT" },
  { company_name = "Panadería García SL", name = { first_name = "María", last_name = "García López" },
    address = address("Calle Mayor", "15", nil, "28013", "Madrid", "Madrid", "ES"),
    phone = phone("+34", "912", "345678"), email = "maria@garcia.example.es", vat = "ESB12345678", locale = "es_ES" },
  { name = { first_name = "Marie", last_name = "Peeters" },
    address = address("Nieuwstraat", "12", "bus 3", "1000", "Brussel", "Brussel", "BE"),
    phone = phone("+32", "2", "5123456"), email = "marie.peeters@example.be", locale = "nl_BE" },
  { name = { first_name = "Lukas", last_name = "Gruber" },
    address = address("Mariahilfer Straße", "88", nil, "A-1070", "Wien", "Wien", "AT"),
    phone = phone("+43", "1", "5224000"), email = "lukas.gruber@example.at", locale = "de_AT" },
  { name = { first_name = "Åsa", last_name = "Lindqvist" },
    address = address("Storgatan", "7", nil, "172 66", "Sundbyberg", "Stockholm", "SE"),
    phone = phone("+46", "8", "12345678"), email = "asa.lindqvist@example.se", locale = "sv_SE" },
}

-- What an export does not have.
local function without(customers, ...)
  for _, path in ipairs({ ... }) do
    for _, customer in ipairs(customers) do
      local holder, name = path:match("^(.*)%.(.*)$")
      if holder then customer[holder][name] = nil else customer[path] = nil end
    end
  end
  return customers
end

-- What an import makes of each export, of the people.
local CUSTOMERS = {}

function CUSTOMERS.blesta(people) return people end
CUSTOMERS.french = CUSTOMERS.blesta

function CUSTOMERS.whmcs(people) return without(people, "vat", "locale") end
CUSTOMERS.hubspot, CUSTOMERS.google, CUSTOMERS.google_old = CUSTOMERS.whmcs, CUSTOMERS.whmcs, CUSTOMERS.whmcs

function CUSTOMERS.shopify(people)
  without(people, "vat", "locale", "address.state")
  people[5].address.state, people[6].address.state, people[7].address.state = "IL", "RM", "M"
  return people
end

function CUSTOMERS.outlook(people)
  without(people, "vat", "locale")
  people[3].fax = phone("+33", "1", "42615009")
  return people
end

function CUSTOMERS.german(people)
  return people
end

function CUSTOMERS.dutch(people)
  without(people, "locale")
  people[1].name = { first_name = "Willem", prefix = "de", last_name = "Vries" }
  people[4].address.street = "Church Lane"
  return people
end

--- The exports there are, by name.
exports.NAMES = {
  "whmcs", "blesta", "hubspot", "shopify", "google", "google_old", "outlook", "german", "dutch", "french",
}

--- The file of an export.
---@param name string
---@return string path
function exports.path_of(name)
  return "spec/support/exports/" .. name .. ".csv"
end

--- The customers of an export, in its order.
---@param name string
---@return table[]
function exports.customers_of(name)
  return CUSTOMERS[name](copied(PEOPLE))
end

return exports
