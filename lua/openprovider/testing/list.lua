--- The list of customers: filters, order, pages, columns (FACTS 2.8).
local ascii = require("openprovider.testing.ascii")
local answers = require("openprovider.testing.answers")
local json = require("openprovider.testing.json")
local query = require("openprovider.testing.query")
local records = require("openprovider.testing.records")
local unpack = require("openprovider.values.unpack")

local list = {}

--- How many customers a page has by default, and at most.
list.DEFAULT_LIMIT = 100
list.MAX_LIMIT = 1000

-- Members for filters and orders, and their places.
local SELECTORS = {
  first_name = function(record) return record.written.name.first_name end,
  last_name = function(record) return record.written.name.last_name end,
  prefix = function(record) return record.written.name.prefix end,
  initials = function(record) return record.written.name.initials end,
  company_name = function(record) return record.written.company_name end,
  email = function(record) return record.written.email end,
  comments = function(record) return record.written.comments end,
  handle = function(record) return record.handle end,
  id = function(record) return record.id end,
}

local FILTERS = {
  email_pattern = { "email" },
  company_name_pattern = { "company_name" },
  first_name_pattern = { "first_name" },
  last_name_pattern = { "last_name" },
  comment_pattern = { "comments" },
  handle_pattern = { "handle" },
  pattern = { "first_name", "last_name", "company_name", "handle" },
}

--- The values of `columns`, which are camelCase: the member that each shows, and its object.
local COLUMNS = {
  firstName = { "first_name", "name" },
  prefix = { "prefix", "name" },
  initials = { "initials", "name" },
  lastName = { "last_name", "name" },
  fullName = { "full_name", "name" },
  companyName = { "company_name" },
  email = { "email" },
  handle = { "handle" },
  id = { "id" },
}

local function record_type(record)
  local company = record.written.company_name
  return company and company ~= "" and "company" or "individual"
end

-- The tests of a query: all must hold. With the option `visible_after`, a new customer is in no list.
local function wanted(sandbox, parameters)
  local tests = {}
  if (sandbox.options.visible_after or 0) > 0 then
    local now = sandbox:now()
    tests[1] = function(record)
      return not record.visible_at or record.visible_at <= now
    end
  end
  for parameter, members in pairs(FILTERS) do
    local pattern = parameters[parameter]
    if pattern and pattern ~= "" then
      local matches = query.wildcard(pattern)
      tests[#tests + 1] = function(record)
        local seen = records.seen(sandbox, record)
        for _, member in ipairs(members) do
          if matches(SELECTORS[member](seen)) then
            return true
          end
        end
        return false
      end
    end
  end
  if parameters.type and parameters.type ~= "" then
    tests[#tests + 1] = function(record)
      return record_type(record) == parameters.type
    end
  end
  return tests
end

local function satisfies(record, tests)
  for _, holds in ipairs(tests) do
    if not holds(record) then
      return false
    end
  end
  return true
end

-- The records for which all tests hold, in order of id: the sandbox's own list when there are
-- no tests.
local function selected(all, tests)
  if #tests == 0 then
    return all
  end
  local found = {}
  for _, record in ipairs(all) do
    if satisfies(record, tests) then
      found[#found + 1] = record
    end
  end
  return found
end

-- The records in the requested order; they are in order of id already. FACTS 2.8 has both `first_name` and
-- `companyName` as values of order_by.
local function ordered(found, parameters)
  local name = (parameters.order_by or "id"):gsub("[A-Z]", function(letter)
    return "_" .. ascii.lower(letter)
  end)
  local select = SELECTORS[name] or SELECTORS.id
  local descending = ascii.upper(parameters.order or "") == "DESC"
  if select == SELECTORS.id and not descending then
    return found
  end
  local sorted = {}
  for index, record in ipairs(found) do
    sorted[index] = record
  end
  table.sort(sorted, function(left, right)
    local a, b = select(left) or "", select(right) or ""
    if a == b then
      a, b = left.id, right.id
    end
    if descending then
      a, b = b, a
    end
    if type(a) == "string" and type(b) == "string" then return ascii.before(a, b) end
    return a < b
  end)
  return sorted
end

-- A row with only the members of `columns`, in their usual places.
local function only(data, columns)
  local row = json.object {}
  for _, name in ipairs(columns) do
    local member, object = unpack(COLUMNS[name] or {})
    if object then
      row[object] = row[object] or json.object {}
      row[object][member] = data[object][member]
    elseif member then
      row[member] = data[member]
    end
  end
  return row
end

-- FACTS 2.8: "Other values not accepted".
local function is_other_reseller(sandbox, parameters)
  local id = parameters.reseller_id
  return id ~= nil and id ~= "" and tonumber(id) ~= sandbox.options.reseller_id
end

--- `GET /customers`.
---@param sandbox table
---@param request table
---@return table answer
function list.get(sandbox, request)
  local parameters = request.query
  if is_other_reseller(sandbox, parameters) then
    return answers.failure(8000)
  end
  local found = ordered(selected(sandbox.customers.in_order, wanted(sandbox, parameters)), parameters)
  local offset, limit = query.page(parameters, list.DEFAULT_LIMIT, list.MAX_LIMIT)
  local with_additional_data = query.is_true(parameters.with_additional_data)
  local columns = request.repeated.columns
  return answers.page(found, offset, limit, function(record)
    local item = records.shown(sandbox, record, with_additional_data)
    item.fax = nil -- FACTS 2.8: a list has no fax
    return columns and only(item, columns) or item
  end)
end

return list
