--- The customers that are measured: in the shape of FACTS 2.8, all of its members, each customer
-- with its own values. Unlike the API's example they have assigned calling codes and house
-- numbers and postal codes that nothing is to be said about, so that no warning is measured.
local customers = {}

local FIRST_NAMES = {
  "Carsten", "Jan", "Zoë", "Peter", "Anna", "Sophie", "Łukasz", "Thomas", "Emma", "François",
  "Lars", "Julia", "Marie", "Søren", "David", "Laura", "Willem", "Nora", "Günther", "Sarah",
}

local LAST_NAMES = {
  "van Noort", "de Vries", "Jansen", "Müller", "Schmidt", "Peeters", "Dubois", "Smith", "Jones",
  "Bakker", "Visser", "Núñez", "Meijer", "Fischer", "Weber", "Lefèvre", "Brown", "Wilson",
  "Claes", "Mulder", "Dijkstra", "Hoffmann", "Becker",
}

local PREFIXES = { "Dr.", "Mr.", "van", "de", "Prof.", "Ms." }

local COMPANIES = {
  "Hosters with Style", "Example Trading BV", "Nordlicht Medien", "Blue Harbour Ltd",
  "Ateliers de l'Étoile", "Green Field Software", "Bakkerij De Gouden Korst", "Rivierland Logistiek",
}

-- A number's digits, as the postal codes of a country have them.
local function digits(n, width)
  return ("%0" .. width .. "d"):format(n % 10 ^ width)
end

local PLACES = {
  { country = "NL", calling = "+31", city = "Oosterhout", state = "Noord-Brabant",
    street = "Albusstraat", zipcode = function(i) return digits(1000 + i, 4) .. " RG" end },
  { country = "NL", calling = "+31", city = "Rotterdam", state = "Zuid-Holland",
    street = "Hofplein", zipcode = function(i) return digits(2000 + i, 4) .. " AC" end },
  { country = "DE", calling = "+49", city = "Köln", state = "Nordrhein-Westfalen",
    street = "Hohe Straße", zipcode = function(i) return digits(50667 + i, 5) end },
  { country = "BE", calling = "+32", city = "Antwerpen", state = "Antwerpen",
    street = "Meir", zipcode = function(i) return digits(2000 + i, 4) end },
  { country = "US", calling = "+1", city = "Springfield", state = "Illinois",
    street = "Evergreen Terrace", zipcode = function(i) return digits(62701 + i, 5) end },
  { country = "NL", calling = "+31", city = "'s-Gravenhage", state = "Zuid-Holland",
    street = "Lange Voorhout", zipcode = function(i) return digits(2500 + i, 4) .. " EA" end },
  { country = "FR", calling = "+33", city = "Lyon", state = "Rhône",
    street = "Rue de la République", zipcode = function(i) return digits(69001 + i, 5) end },
}

-- The i-th of a list, round and round.
local function pick(list, i)
  return list[(i - 1) % #list + 1]
end

local function telephone(place, i, first)
  return {
    country_code = place.calling,
    area_code = digits(first + i % 800, 3),
    subscriber_number = digits(123456 + i * 37, 6),
  }
end

--- The i-th customer.
---@param i integer from 1
---@return table
function customers.new(i)
  local first, last, prefix = pick(FIRST_NAMES, i), pick(LAST_NAMES, i), pick(PREFIXES, i)
  local place = pick(PLACES, i)
  return {
    company_name = ("%s %d"):format(pick(COMPANIES, i), i),
    name = {
      initials = first:match("^[\1-\127\194-\244][\128-\191]*") .. ".G.",
      first_name = ("%s %s"):format(first, pick(FIRST_NAMES, math.floor(i / 20) + i)),
      prefix = prefix,
      last_name = ("%s-%d"):format(last, i),
      full_name = ("%s %s %s-%d"):format(first, prefix, last, i),
    },
    address = {
      street = place.street,
      number = ("%d"):format(i),
      zipcode = place.zipcode(i),
      city = place.city,
      state = place.state,
      country = place.country,
    },
    phone = telephone(place, i, 111),
    fax = telephone(place, i + 5000, 112),
    email = ("customer.%d@mail%d.example.com"):format(i, i % 97),
    tags = { { key = "customer", value = ("VIP %d"):format(i) } },
  }
end

--- The first `n` customers.
---@param n integer
---@return table[]
function customers.list(n)
  local list = {}
  for i = 1, n do
    list[i] = customers.new(i)
  end
  return list
end

return customers
