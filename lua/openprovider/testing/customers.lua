--- Customers: create, read, list, change, delete (FACTS 2).
local answers = require("openprovider.testing.answers")
local contract = require("openprovider.testing.contract")
local json = require("openprovider.testing.json")
local query = require("openprovider.testing.query")
local rules = require("openprovider.testing.rules")

local customers = {}

--- FACTS 2.8: how many customers a page has by default, and at most.
customers.DEFAULT_LIMIT = 100
customers.MAX_LIMIT = 1000

local FIRST_ID = 988275
local ALIVE = "0000-00-00 00:00:00" -- FACTS 2.8: what 'deleted_at' says of a living handle
local DEFAULT_LOCALE = "nl_NL"      -- FACTS 2.4

--- The state of a sandbox's customers.
---@return table
function customers.state()
  return { serial = 0, by_handle = {}, in_order = {} }
end

-- FACTS 2.2: the first letter of a name, upper case. A name that starts outside ASCII gives
-- X: what the API makes of those is not documented.
local function initial(name)
  local first = name:match("[%a\128-\255]")
  if not first or first:byte() >= 128 then
    return "X"
  end
  return first:upper()
end

local function new_handle(serial, customer)
  return ("%s%s%06d-%s"):format(initial(customer.name.first_name),
    initial(customer.name.last_name), serial, customer.address.country)
end

local function timestamp(sandbox)
  return os.date("!%Y-%m-%d %H:%M:%S", math.floor(sandbox:now()))
end

-- The body of a request as 'shape' has it, or nil and the answer that refuses it.
local function read_body(request, shape)
  local body, reason = contract.read(shape, request.json)
  if body == nil then
    return nil, answers.failure(4006, reason)
  end
  return body
end

-- The answer that refuses a customer, or nil for one that is fine.
local function refusal(customer)
  local code = rules.first_fault(customer)
  if code then
    return answers.failure(code)
  end
  if not rules.tags_are_known(customer) then
    return answers.failure(4006, "tags: the only key is 'customer'")
  end
  return nil
end

--- `POST /customers`.
function customers.create(sandbox, request)
  local customer, refused = read_body(request, contract.create)
  refused = refused or refusal(customer)
  if refused then
    return refused
  end
  local state = sandbox.customers
  state.serial = state.serial + 1
  local record = {
    id = FIRST_ID + state.serial,
    handle = new_handle(state.serial, customer),
    customer = customer,
    comments_last_changed_at = customer.comments and timestamp(sandbox) or nil,
  }
  state.by_handle[record.handle] = record
  state.in_order[#state.in_order + 1] = record
  sandbox.counts.customers_created = sandbox.counts.customers_created + 1
  return answers.success { handle = record.handle }
end

-- A copy without what is empty: the API leaves that out of its answers (FACTS 2.8). Nil
-- when nothing remains.
local function without_empty(value)
  if value == "" then
    return nil
  end
  if type(value) ~= "table" then
    return value
  end
  local copy = {}
  if json.kind(value) == "array" then
    for _, item in ipairs(value) do
      copy[#copy + 1] = without_empty(item)
    end
    return copy[1] ~= nil and json.array(copy) or nil
  end
  for name, member in pairs(value) do
    copy[name] = without_empty(member)
  end
  return next(copy) ~= nil and json.object(copy) or nil
end

-- FACTS 2.8: full_name is made from the parts, whatever was sent.
local function full_name(name)
  local parts = {}
  for _, member in ipairs { "first_name", "prefix", "last_name" } do
    if name[member] and name[member] ~= "" then
      parts[#parts + 1] = name[member]
    end
  end
  return table.concat(parts, " ")
end

-- A record as an answer shows it.
local function shown(sandbox, record, with_additional_data)
  local data = without_empty(record.customer)
  data.name.full_name = full_name(data.name)
  data.id = record.id
  data.handle = record.handle
  data.reseller_id = sandbox.options.reseller_id
  data.locale = data.locale or DEFAULT_LOCALE
  data.is_deleted = false
  data.deleted_at = ALIVE
  data.comments_last_changed_at = record.comments_last_changed_at
  if not with_additional_data then
    data.additional_data = nil
    data.extension_additional_data = nil
  end
  return data
end

local function find(sandbox, request)
  return sandbox.customers.by_handle[request.handle]
end

--- `GET /customers/{handle}`. An unknown handle is code 193, not HTTP 404 (FACTS 2.8).
function customers.get(sandbox, request)
  local record = find(sandbox, request)
  if not record then
    return answers.failure(193)
  end
  return answers.success(shown(sandbox, record, query.is_true(request.query.with_additional_data)))
end

-- Members that can be filtered and ordered by, and where they stand.
local SELECTORS = {
  first_name = function(record) return record.customer.name.first_name end,
  last_name = function(record) return record.customer.name.last_name end,
  prefix = function(record) return record.customer.name.prefix end,
  initials = function(record) return record.customer.name.initials end,
  company_name = function(record) return record.customer.company_name end,
  email = function(record) return record.customer.email end,
  comments = function(record) return record.customer.comments end,
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

local function record_type(record)
  local company = record.customer.company_name
  return company and company ~= "" and "company" or "individual"
end

-- The tests that a query asks for: every one must hold.
local function wanted(parameters)
  local tests = {}
  for parameter, members in pairs(FILTERS) do
    local pattern = parameters[parameter]
    if pattern and pattern ~= "" then
      local matches = query.wildcard(pattern)
      tests[#tests + 1] = function(record)
        for _, member in ipairs(members) do
          if matches(SELECTORS[member](record)) then
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

-- FACTS 2.8 has both `first_name` and `companyName` as values of order_by.
local function sort(records, parameters)
  local name = (parameters.order_by or "id"):gsub("%u", function(letter)
    return "_" .. letter:lower()
  end)
  local select = SELECTORS[name] or SELECTORS.id
  local descending = (parameters.order or ""):upper() == "DESC"
  table.sort(records, function(left, right)
    local a, b = select(left) or "", select(right) or ""
    if a == b then
      a, b = left.id, right.id
    end
    if descending then
      a, b = b, a
    end
    return a < b
  end)
end

local function whole_number(text, default)
  local digits = text and text:match("^%d+$")
  return digits and #digits < 10 and math.floor(tonumber(digits)) or default
end

--- `GET /customers`.
function customers.list(sandbox, request)
  local parameters = request.query
  local tests, found = wanted(parameters), {}
  for _, record in ipairs(sandbox.customers.in_order) do
    if satisfies(record, tests) then
      found[#found + 1] = record
    end
  end
  sort(found, parameters)
  local limit = whole_number(parameters.limit, customers.DEFAULT_LIMIT)
  if limit == 0 then
    limit = customers.DEFAULT_LIMIT
  end
  local offset = whole_number(parameters.offset, 0)
  local with_additional_data = query.is_true(parameters.with_additional_data)
  local results = json.array {}
  for index = offset + 1, math.min(#found, offset + math.min(limit, customers.MAX_LIMIT)) do
    local item = shown(sandbox, found[index], with_additional_data)
    item.fax = nil -- FACTS 2.8: a list has no fax
    results[#results + 1] = item
  end
  return answers.success { results = results, total = #found }
end

-- Objects are merged member by member; strings and arrays replace what was there.
local function merged(old, new)
  if json.kind(new) ~= "object" or type(old) ~= "table" then
    return new
  end
  local result = json.object {}
  for name, value in pairs(old) do
    result[name] = value
  end
  for name, value in pairs(new) do
    result[name] = merged(old[name], value)
  end
  return result
end

--- `PUT /customers/{handle}`: what is left out stays (FACTS 2.8).
function customers.update(sandbox, request)
  local record = find(sandbox, request)
  if not record then
    return answers.failure(193)
  end
  local changes, refused = read_body(request, contract.update)
  if refused then
    return refused
  end
  local customer = merged(record.customer, changes)
  refused = refusal(customer)
  if refused then
    return refused
  end
  if customer.comments ~= record.customer.comments then
    record.comments_last_changed_at = timestamp(sandbox)
  end
  record.customer = customer
  return answers.success { success = true }
end

--- `DELETE /customers/{handle}`.
function customers.delete(sandbox, request)
  local record = find(sandbox, request)
  if not record then
    return answers.failure(193)
  end
  local state = sandbox.customers
  state.by_handle[record.handle] = nil
  for index, other in ipairs(state.in_order) do
    if other == record then
      table.remove(state.in_order, index)
      break
    end
  end
  return answers.success { success = true }
end

return customers
