--- Values that the API writes its own way, and members that it fills in: the option `rewrites` of odd.lua.
--
-- What is rewritten says the same as what was given. It is shown, and filtered by, in place of that.
local ascii = require("openprovider.testing.ascii")
local json = require("openprovider.testing.json")

local rewriting = {}

-- Changes some members of an object, where they are texts.
local function change(object, names, how)
  for _, name in ipairs(names) do
    if object and type(object[name]) == "string" then object[name] = how(object[name]) end
  end
end

local function numbers(customer)
  local found = { customer.phone }
  found[#found + 1] = customer.fax
  return found
end

local function first_letter(text)
  return text:match("^[%z\1-\127\194-\244][\128-\191]*") or ""
end

local function upper_names(customer, how)
  change(customer, { "company_name" }, how)
  change(customer.name, { "first_name", "prefix", "last_name" }, how)
  change(customer.address, { "street", "city", "state" }, how)
end

local ALPHA3 = { BE = "BEL", DE = "DEU", GB = "UK", NL = "NLD", US = "USA" }

local ESCAPED = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#039;" }

-- Joins two members of an object, and leaves the second one empty.
local function join(object, first, second, between)
  if not object or (object[second] or "") == "" then return end
  object[first] = (object[first] or "") .. between .. object[second]
  object[second] = ""
end

-- Each changes a copy of a customer.
local REWRITES = {
  initials = function(customer) -- made of the names where none are given
    local name = customer.name
    if (name.initials or "") ~= "" then return end
    name.initials = first_letter(name.first_name) .. "." .. first_letter(name.last_name) .. "."
  end,
  locale = function(customer) -- with a hyphen, and one where none is given
    customer.locale = (customer.locale or "nl_NL"):gsub("_", "-")
  end,
  zipcode = function(customer) -- without blanks
    change(customer.address, { "zipcode" }, function(text) return (text:gsub(" ", "")) end)
  end,
  country = function(customer) -- in lower case
    change(customer.address, { "country" }, ascii.lower)
  end,
  alpha3 = function(customer) -- the country in three letters, and UK
    change(customer.address, { "country" }, function(text) return ALPHA3[text] or text end)
  end,
  suffix = function(customer) -- behind the number
    join(customer.address, "number", "suffix", "")
  end,
  place = function(customer) -- the number behind the street
    join(customer.address, "street", "number", " ")
  end,
  state = function(customer) -- one where none is given
    local address = customer.address
    if address and (address.state or "") == "" then address.state = "Noord-Holland" end
  end,
  vat = function(customer) -- without the letters of its country
    change(customer, { "vat" }, function(text) return (text:gsub("^[A-Z][A-Z]", "")) end)
  end,
  language = function(customer) -- of the locale, and no more
    change(customer, { "locale" }, function(text) return text:sub(1, 2) end)
  end,
  html = function(customer) -- signs escaped
    local function escaped(text) return (text:gsub("[&<>\"']", ESCAPED)) end
    change(customer, { "company_name", "email" }, escaped)
    change(customer.name, { "first_name", "prefix", "last_name" }, escaped)
    change(customer.address, { "street", "city" }, escaped)
  end,
  area_code = function(customer) -- in the subscriber number as well
    for _, number in ipairs(numbers(customer)) do
      number.subscriber_number = (number.area_code or "") .. (number.subscriber_number or "")
    end
  end,
  calling_code = function(customer) -- 0031 for +31
    for _, number in ipairs(numbers(customer)) do
      change(number, { "country_code" }, function(text) return (text:gsub("^%+", "00")) end)
    end
  end,
  case = function(customer) -- names in upper case, the e-mail address in lower case
    upper_names(customer, ascii.upper)
    change(customer, { "email" }, ascii.lower)
  end,
  blanks = function(customer) -- two for one
    upper_names(customer, function(text) return (text:gsub(" ", "  ")) end)
  end,
  numbers = function(customer) -- texts of digits become numbers
    change(customer.address, { "number" }, function(text)
      return text:find("^[1-9]%d?%d?$") and tonumber(text) or text
    end)
  end,
  tags = function(customer) -- in another order, as extensions
    for _, name in ipairs({ "tags", "extension_additional_data" }) do
      local turned = json.array {}
      for _, item in ipairs(customer[name] or {}) do table.insert(turned, 1, item) end
      if customer[name] then customer[name] = turned end
    end
  end,
}

--- The names of all rewritings, in one order.
rewriting.ALL = {}
for name in pairs(REWRITES) do rewriting.ALL[#rewriting.ALL + 1] = name end
table.sort(rewriting.ALL)

--- A customer as the API writes it.
---@param names string[] which rewritings
---@param customer table a copy; changed
---@return table customer
function rewriting.apply(names, customer)
  for _, name in ipairs(names) do
    local rewrite = REWRITES[name] or error("unknown rewriting: " .. tostring(name), 0)
    rewrite(customer)
  end
  return customer
end

return rewriting
