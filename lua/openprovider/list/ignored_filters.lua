--- Detects that the server ignored a parameter of a list.
-- A server that ignores a filter lists all customers. A program that deletes what it lists would then delete the wrong
-- ones. One row that cannot match the filter is a proof.
--
-- @module openprovider.list.ignored_filters

local domain_roles = require("openprovider.list.domain_roles")
local pattern = require("openprovider.list.pattern")
local reference = require("openprovider.customer.marker")

local ignored = {}

-- Filter -> the members that it compares. A row matches if one of them does.
local MEMBERS = {
  email_pattern = { { "email" } },
  company_name_pattern = { { "company_name" } },
  first_name_pattern = { { "name", "first_name" } },
  last_name_pattern = { { "name", "last_name" } },
  comment_pattern = { { "comments" } },
  handle_pattern = { { "handle" } },
  email = { { "email" } }, domain = { { "domain" } }, handle = { { "handle" } }, -- of verifications
  key = { { "key" } }, value = { { "value" } }, -- of tags
}

-- The value at a path of a row.
local function value_at(row, path)
  local value = row
  for _, name in ipairs(path) do
    value = type(value) == "table" and value[name]
  end
  return value
end

-- Other filters -> function that returns the first row that cannot match.
local OTHERS = {}

-- `pattern` is looked for in names, companies and handles, and perhaps in whole names.
function OTHERS.pattern(rows, wanted)
  for _, row in ipairs(rows) do
    local name, words = type(row.name) == "table" and row.name or {}, {}
    for _, part in ipairs({ "first_name", "prefix", "last_name" }) do
      if type(name[part]) == "string" then words[#words + 1] = name[part] end
    end
    local full_name = table.concat(words, " ")
    if not (pattern.may_match(full_name, wanted) or pattern.may_match(row.company_name, wanted)
      or pattern.may_match(row.handle, wanted)) then return row end
  end
end

-- Lists leave out empty members, and perhaps company names. So a row without a company is a person only if another row
-- has a company.
function OTHERS.type(rows, wanted)
  local company, person
  for _, row in ipairs(rows) do
    local is_company = type(row.company_name) == "string" and row.company_name ~= ""
    if is_company then company = company or row else person = person or row end
  end
  if wanted == "individual" then return company end
  return company and person
end

function OTHERS.reseller_id(rows, wanted)
  for _, row in ipairs(rows) do
    if type(row.reseller_id) == "number" and row.reseller_id ~= wanted then return row end
  end
end

-- A domain is listed for a handle if it uses it in any role.
function OTHERS.contact_handle(rows, wanted)
  for _, row in ipairs(rows) do
    if not domain_roles.of(row, wanted)[1] then return row end
  end
end

-- The first row that cannot match a pattern.
local function first_strange(rows, paths, wanted)
  for _, row in ipairs(rows) do
    local may_pass = false
    for _, path in ipairs(paths) do may_pass = may_pass or pattern.may_match(value_at(row, path), wanted) end
    if not may_pass then return row end
  end
end

--- Whether a row proves that a filter was ignored.
---@param parameters table of the query
---@param rows table[] as decoded
---@return string|nil message
function ignored.filter(parameters, rows)
  for name, wanted in pairs(parameters) do
    local row
    if OTHERS[name] then
      row = OTHERS[name](rows, wanted)
    elseif MEMBERS[name] and not reference.is_in(wanted) then -- the search for a reference has its own check
      row = first_strange(rows, MEMBERS[name], wanted)
    end
    if row then
      local handle = type(row.handle) == "string" and row.handle or "one"
      return string.format("the API ignores the filter %s: it lists %s, which does not match", name, handle)
    end
  end
end

local function is_out_of_order(rows, order)
  local last
  for _, row in ipairs(rows) do
    local id = type(row.id) == "number" and row.id
    if last and id and (order == "DESC" and id > last or order ~= "DESC" and id < last) then return true end
    last = id or last
  end
  return false
end

-- The most customers that others can create while a server counts all and reads a page.
local MANY = 10

--- Whether a page proves that its limit, offset or order was ignored.
---@param parameters table of the query
---@param page table `{ results, total }`
---@return string|nil message
function ignored.place(parameters, page)
  local count, total, offset, limit = #page.results, page.total, parameters.offset or 0, parameters.limit
  if limit and count > limit then
    return string.format("the API ignores the limit %.0f: it sent %d", limit, count)
  end
  if total and count > 0 and offset > 0 and offset + count > total + MANY then
    return string.format("the API ignores the offset %.0f, or its total is wrong: it says that there are %.0f, and "
      .. "sent %d", offset, total, count)
  end
  if total and count == 0 and offset < total then
    return string.format("the API says that there are %.0f, and shows none after %.0f", total, offset)
  end
  if parameters.order and parameters.order_by == "id" and is_out_of_order(page.results, parameters.order) then
    return "the API ignores the order"
  end
end

return ignored
