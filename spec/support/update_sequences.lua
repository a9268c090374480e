--- Random customers and random changes of them, the same for a seed on every Lua.

local json = require("dkjson")

local update_sequences = {}

local null = json.null

local function array(list) return setmetatable(list, { __jsontype = "array" }) end
local function object(members) return setmetatable(members, { __jsontype = "object" }) end

--- A generator of numbers (Park and Miller).
---@param seed integer
---@return function(n) -> 1 to n
function update_sequences.random(seed)
  local state = seed % 2147483646 + 1
  return function(n)
    state = state * 16807 % 2147483647
    return math.floor(state / 7 % n) + 1
  end
end

local function pick(random, list) return list[random(#list)] end

local WORDS = { "Delft", "Zürich", "a b", "4711", "0", "Łódź", "x" }

-- What may stand where nobody expects it.
local ODD = {
  function() return null end, function() return "" end, function() return object {} end, function() return array {} end,
  function() return true end, function() return false end, function() return 0 end, function() return -17 end,
  function() return 1.5 end, function() return "text" end,
  function() return array { "a", "", null, array { 1, 2 } } end,
  function() return object { token = "t", inner = object { role = null, list = array {} } } end,
  function() return array { array {}, array { 1 } } end,
}

-- Names of members that the client does not know, or takes for those of logins where it shows them.
local NAMES = { "role", "hash", "token", "hotplate", "password", "username", "note_of_api", "x", "is_active" }

local function scatter(random, where, count)
  for _ = 1, count do where[pick(random, NAMES)] = pick(random, ODD)() end
end

local EXTENSIONS = { "eu", "us", "fi" }
local FIELDS = {
  eu = { "whois_email", "country_of_citizenship" }, us = { "nexus_category", "applicant_purpose" }, fi = { "org_type" },
}
local VALUES = {
  whois_email = { "a@example.com", "b@example.com" }, country_of_citizenship = { "NL", "DE" },
  nexus_category = { "C11", "C12" }, applicant_purpose = { "P1", "P2" }, org_type = { "1", "2" },
}

-- The API shows no empty members, but one of other make may.
local function extension_data(random, name, is_odd)
  local data = object {}
  for _, field in ipairs(FIELDS[name]) do
    if random(2) == 1 or not is_odd then data[field] = pick(random, VALUES[field]) end
  end
  return data
end

local function extensions(random, is_odd)
  local elements = array {}
  for _, name in ipairs(EXTENSIONS) do
    if random(2) == 1 then
      elements[#elements + 1] = object { name = name, data = extension_data(random, name, is_odd) }
    end
  end
  if not is_odd then return elements[1] and elements end
  for _ = 1, random(4) - 1 do
    local name = pick(random, EXTENSIONS)
    elements[#elements + 1] = pick(random, {
      function() return object { name = name:upper(), data = extension_data(random, name, true) } end,
      function() return object { name = name } end,
      function() return object { name = name, data = pick(random, ODD)(), token = "t" } end,
      function() return object { data = object { whois_email = "nobody@example.com" } } end,
      function() return pick(random, ODD)() end,
    })()
  end
  return elements
end

--- A customer as the API has it.
---@param random function
---@param is_odd boolean with members and values that no document has
---@return table record as of dkjson
function update_sequences.customer(random, is_odd)
  local customer = object {
    name = object { first_name = "Jan", last_name = "Dijk" },
    address = object { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
    phone = object { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
    email = "jan@example.com",
  }
  local function perhaps(name, make)
    if random(2) == 1 then customer[name] = make() end
  end
  perhaps("vat", function() return "NL123456789B01" end)
  if random(2) == 1 or not is_odd then customer.locale = "en_GB" end -- the API shows one for none (FACTS 2.4)
  perhaps("comments", function()
    return pick(random, { "moved in", "{openprovider-ref:order-1}\nmoved in", "{openprovider-ref:order-2}" })
  end)
  perhaps("fax", function()
    return object { country_code = "+31", area_code = "10", subscriber_number = "7654321" }
  end)
  perhaps("tags", function() return array { object { key = "customer", value = "VIP" } } end)
  perhaps("additional_data", function()
    return object { birth_city = "Delft", cost_center = "4711", trading_name = "Dijk" }
  end)
  perhaps("extension_additional_data", function() return extensions(random, is_odd) end)
  if not is_odd then return customer end
  for _, name in ipairs { "address", "phone", "fax", "additional_data" } do
    if customer[name] then scatter(random, customer[name], random(4) - 1) end
  end
  for _, tag in ipairs(customer.tags or {}) do scatter(random, tag, random(3) - 1) end
  scatter(random, customer, random(4) - 1)
  for _, name in ipairs { "fax", "additional_data", "tags", "vat", "locale", "extension_additional_data" } do
    if random(12) == 1 then
      customer[name] = pick(random, name == "extension_additional_data" and {
        function() return array {} end, function() return null end,
      } or ODD)()
    end
  end
  if random(4) == 1 then customer.remark = pick(random, ODD)() end
  return customer
end

local function text_or_null(random, texts)
  return random(4) == 1 and null or pick(random, texts)
end

-- What an update may change, each a function of the generator.
local CHANGES = {
  { "email", function(random) return pick(random, { "jan@example.com", "new@example.com", "other@example.com" }) end },
  { "vat", function(random) return text_or_null(random, { "NL123456789B01", "NL987654321B01" }) end },
  { "locale", function(random) return pick(random, { "nl_NL", "en_GB" }) end },
  { "comments", function(random) return text_or_null(random, { "visit", "moved in" }) end },
  { "address", function(random)
    return pick(random, {
      function() return { city = pick(random, WORDS) } end,
      function() return { suffix = text_or_null(random, { "A", "bis" }) } end,
      function() return { state = text_or_null(random, WORDS), number = "21" } end,
      function() return {} end,
    })()
  end },
  { "phone", function(random)
    return pick(random, {
      { subscriber_number = "7654321" }, { country_code = "+31", area_code = "20", subscriber_number = "1111111" }, {},
    })
  end },
  { "fax", function(random)
    return pick(random, { null, { country_code = "+31", area_code = "20", subscriber_number = "2222222" }, {} })
  end },
  { "tags", function(random)
    return pick(random, { null, { { key = "customer", value = "gold" } }, {},
      { { key = "customer", value = "VIP" }, { key = "customer", value = "gold" } } })
  end },
  { "additional_data", function(random)
    return pick(random, {
      function() return { birth_city = text_or_null(random, WORDS) } end,
      function() return { cost_center = text_or_null(random, WORDS), trading_name = text_or_null(random, WORDS) } end,
      function() return null end,
      function() return {} end,
    })()
  end },
  { "extension_additional_data", function(random)
    if random(10) == 1 then return pick(random, { null, {} }) end
    local changes = {}
    for _ = 1, random(2) do
      local name, data = pick(random, EXTENSIONS), {}
      for _, field in ipairs(FIELDS[name]) do
        if random(2) == 1 then data[field] = text_or_null(random, VALUES[field]) end
      end
      changes[#changes + 1] = { name = name, data = data }
    end
    return changes
  end },
  { "remark", is_odd = true, function(random)
    return pick(random, { "seen", null, { a = "1" }, { b = null, c = "2" } })
  end },
}

--- Changes for updates at the same time: no two change the same member, so that their order does not count.
---@param random function
---@param count integer of updates
---@param is_odd boolean with a member that no document has
---@return table[] changes, as a caller of the client writes them but for `null`, which is dkjson's
function update_sequences.changes(random, count, is_odd)
  local updates, free = {}, {}
  for _, kind in ipairs(CHANGES) do
    if is_odd or not kind.is_odd then free[#free + 1] = kind end
  end
  for index = 1, count do
    updates[index] = {}
    for _ = 1, random(3) do
      local kind = free[1] and table.remove(free, random(#free))
      if kind then updates[index][kind[1]] = kind[2](random) end
    end
  end
  return updates
end

return update_sequences
