--- Checks the filters of a list, or the parameters of a small request, by rules.
-- The API ignores an unknown filter and returns everything (FACTS 2.8). So names and values are checked before anything
-- is sent.
--
-- @module openprovider.list.filters

local arguments = require("openprovider.values.arguments")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local handles = require("openprovider.customer.handle")
local text_of = require("openprovider.values.text_of")

local parameters = {}

-- The API's numbers have 32 bits.
parameters.MAX_INTEGER = 2 ^ 31 - 1

local function refuse(name, ...)
  return nil, errors.not_sent("invalid", string.format(...), { field = name })
end

local function quoted_list(values)
  local quoted = {}
  for index, value in ipairs(values) do quoted[index] = string.format("%q", value) end
  return table.concat(quoted, ", ")
end

-- kind -> function(rule, value, noun) -> value | nil, err
local KINDS = {}

function KINDS.integer(rule, value, noun)
  if type(value) ~= "number" or value % 1 ~= 0 or value < rule.min or value > rule.max then
    return refuse(rule.name, "%s %s must be an integer from %d to %d, such as %d", noun, rule.name, rule.min, rule.max,
      rule.example)
  end
  return core.as_integer(value)
end

-- The API takes an empty text for no filter.
function KINDS.text(rule, value, noun)
  if type(value) ~= "string" or not value:find("[^ \t-\r]") or value:find("[%z\1-\31\127]")
    or not core.is_utf8(value) then
    return refuse(rule.name, "%s %s must be a UTF-8 text without control characters that is not empty, such as %q",
      noun, rule.name, rule.example)
  end
  return value
end

function KINDS.boolean(rule, value, noun)
  if type(value) ~= "boolean" then return refuse(rule.name, "%s %s must be true or false", noun, rule.name) end
  return value
end

function KINDS.choice(rule, value, noun)
  for _, known in ipairs(rule.values) do
    if value == known then return value end
  end
  local given = type(value) == "string" and string.format("%q", value) or "a " .. type(value)
  local meant = type(value) == "string" and core.nearest(value, rule.values)
  local expected = meant and string.format("%q", meant) or "one of " .. quoted_list(rule.values)
  return refuse(rule.name, "%s %s is %s; expected %s", noun, rule.name, given, expected)
end

function KINDS.choices(rule, value, noun)
  local items, count = type(value) == "table" and value or { value }, 0
  for _ in pairs(items) do count = count + 1 end
  if count == 0 or count ~= #items then
    return refuse(rule.name, "%s %s must be an array of some of %s", noun, rule.name, quoted_list(rule.values))
  end
  for _, item in ipairs(items) do
    local ok, err = KINDS.choice(rule, item, noun)
    if ok == nil then return nil, err end
  end
  return items
end

-- An e-mail address by the rules of the checker of customers.
function KINDS.email(rule, value, noun)
  local ok, err = KINDS.text(rule, value, noun)
  if not ok then return nil, err end
  local canonical, problems, count = core.check({ email = value }, "update", false)
  if count > 0 then return refuse(rule.name, "%s", errors.describe(problems[1])) end
  return canonical.email
end

function KINDS.handle(_, value)
  local ok, err = handles.path(value)
  if not ok then return nil, err end
  return value
end

--- Checks what was given.
---@param given table|nil name -> value
---@param rules table[] `{ name, kind, required, example }` each, and what its kind needs
---@param noun string the word for one of them in messages, such as "filter"
---@param options table<string, any> the call's options by their names: the error says so if one is given as a filter
---@param consequence? string what would happen if an unknown one were sent
---@return table|nil values a new table: name -> value
---@return table|nil err of kind `invalid`
function parameters.read(given, rules, noun, options, consequence)
  local by_name, names, values = {}, {}, {}
  for index, rule in ipairs(rules) do
    by_name[rule.name] = rule
    names[index] = rule.name
  end
  for key, value in pairs(given or {}) do
    local rule = by_name[key]
    if not rule then
      local name = text_of(key)
      if options[name] then
        return refuse(name, "%s is an option, not a %s: it belongs in the second argument", name, noun)
      end
      return refuse(name, "unknown %s %q%s; %s", noun, name,
        consequence and ", which the API would ignore and " .. consequence or "", arguments.instead_of(name, names))
    end
    local checked, err = KINDS[rule.kind](rule, value, noun)
    if err then return nil, err end
    values[key] = checked
  end
  for _, rule in ipairs(rules) do
    if rule.required and values[rule.name] == nil then
      return refuse(rule.name, "%s %s is required, such as %q", noun, rule.name, rule.example)
    end
  end
  return values
end

return parameters
