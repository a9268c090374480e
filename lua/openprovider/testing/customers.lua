--- Customers: create, read, change, delete (FACTS 2).
local ascii = require("openprovider.testing.ascii")
local answers = require("openprovider.testing.answers")
local contract = require("openprovider.testing.contract")
local domains = require("openprovider.testing.domains.records")
local json = require("openprovider.testing.json")
local query = require("openprovider.testing.query")
local records = require("openprovider.testing.records")
local rules = require("openprovider.testing.rules")

local customers = {}

local FIRST_ID = 988275

--- The state of a sandbox's customers; `in_order` is in order of id.
---@return table
function customers.state()
  return { serial = 0, by_handle = {}, in_order = {} }
end

-- FACTS 2.2: the first letter of a name, upper case. A name that starts outside ASCII gives
-- X: what the API makes of those is not documented.
local function initial(name)
  local first = name:match("[A-Za-z\128-\255]")
  if not first or first:byte() >= 128 then
    return "X"
  end
  return ascii.upper(first)
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

-- The answer that refuses a customer; nil if it is valid.
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

--- Stores a customer under a new handle.
---@param sandbox table
---@param customer table a valid one, of the contract's shape
---@param visible_at? number the sandbox's time at which lists begin to show it; else at once
---@param readable_at? number the sandbox's time at which it can be read by its handle; else at once
---@return table record
function customers.add(sandbox, customer, visible_at, readable_at)
  local state = sandbox.customers
  state.serial = state.serial + 1
  local record = {
    id = FIRST_ID + state.serial,
    handle = new_handle(state.serial, customer),
    visible_at = visible_at,
    comments_last_changed_at = customer.comments and timestamp(sandbox) or nil,
  }
  records.set(sandbox, record, customer, readable_at)
  state.by_handle[record.handle] = record
  state.in_order[#state.in_order + 1] = record
  return record
end

--- Forgets a customer.
---@param sandbox table
---@param handle string
---@return boolean found
function customers.remove(sandbox, handle)
  local state = sandbox.customers
  local record = state.by_handle[handle]
  if not record then
    return false
  end
  state.by_handle[handle] = nil
  if sandbox.options.lists_deleted then
    record.deleted_at = timestamp(sandbox)
    return true
  end
  for index, other in ipairs(state.in_order) do
    if other == record then
      table.remove(state.in_order, index)
      break
    end
  end
  return true
end

--- `POST /customers`.
function customers.create(sandbox, request)
  local customer, refused = read_body(request, contract.create)
  refused = refused or refusal(customer)
  if refused then
    return refused
  end
  sandbox.counts.customers_created = sandbox.counts.customers_created + 1
  local delay = sandbox.options.visible_after or 0
  local visible_at = delay > 0 and sandbox:now() + delay or nil
  local record = customers.add(sandbox, customer, visible_at, sandbox:now() + (sandbox.options.read_lag or 0))
  return answers.success { handle = record.handle }
end

local function find(sandbox, request)
  return sandbox.customers.by_handle[request.handle]
end

--- `GET /customers/{handle}`. An unknown handle is code 193, not HTTP 404 (FACTS 2.8).
function customers.get(sandbox, request)
  local record = find(sandbox, request)
  if not record or not records.is_readable(sandbox, record) then
    return answers.failure(193)
  end
  return answers.success(records.shown(sandbox, record,
    query.is_true(request.query.with_additional_data)))
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

-- With the option `replacing_put`: members that are left out are removed, unless no update can change them.
local function replaced(old, new)
  local result = json.object { name = old.name, company_name = old.company_name }
  for name, value in pairs(new) do
    result[name] = value
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
  local change = sandbox.options.replacing_put and replaced or merged
  local customer = change(record.customer, changes)
  refused = refusal(customer)
  if refused then
    return refused
  end
  if customer.comments ~= record.customer.comments then
    record.comments_last_changed_at = timestamp(sandbox)
  end
  records.set(sandbox, record, customer, sandbox:now() + (sandbox.options.read_lag or 0))
  return answers.done()
end

--- `DELETE /customers/{handle}`: not while a domain or the account needs it.
function customers.delete(sandbox, request)
  if not find(sandbox, request) then
    return answers.failure(193)
  end
  local code = domains.conflict(sandbox, request.handle)
  if code then
    return answers.failure(code)
  end
  customers.remove(sandbox, request.handle)
  return answers.done()
end

return customers
