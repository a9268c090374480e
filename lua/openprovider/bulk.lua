--- Thousands of customers at once.
--
-- @module openprovider.bulk

local arguments = require("openprovider.arguments")
local errors = require("openprovider.errors")
local pacer = require("openprovider.pacer")
local scheduler = require("openprovider.scheduler")

local bulk = {}

-- Calls in flight where the caller does not say how many.
local CONCURRENCY = 16

local OPTIONS = {
  concurrency = "number", on_progress = "function", stop_after_failures = "number", reference = "any",
  allow_unknown = "boolean", settle = "number", look_interval = "number",
}

-- -> a function that gives a row `{ key, customer }` after the other, then nil
local function rows_of(source)
  local position = 0
  if type(source) == "table" then
    return function()
      position = position + 1
      if source[position] == nil then return nil end
      return { key = position, customer = source[position] }
    end
  end
  return function()
    local first, second = source()
    if first == nil then return nil end
    position = position + 1
    if second == nil then return { key = position, customer = first } end
    return { key = first, customer = second }
  end
end

-- The reference of a row, if it is to have one.
local function reference_of(row, given)
  if given == true then return tostring(row.key) end
  if type(given) == "function" then return given(row.key, row.customer) end
  return nil
end

-- -> handle, details | nil, err
local function create(client, row, taken)
  if type(row.customer) ~= "table" then
    return nil, errors.new("invalid", "a customer is expected, not a " .. type(row.customer), { outcome = "not_sent" })
  end
  return client:create_customer(row.customer, {
    reference = reference_of(row, taken.reference), allow_unknown = taken.allow_unknown, settle = taken.settle,
    look_interval = taken.look_interval,
  })
end

-- What `on_progress` is told, kept up to date.
local function new_progress(client)
  return { created = 0, failed = 0, in_flight = 0, began = client.transport.now() }
end

--- Creates many customers, several at a time.
--
--     for key, handle, details in client:create_customers(customers, { concurrency = 32 }) do
--       if not handle then print(key, details) end
--     end
--
-- How many are in flight adapts to what the API takes: `concurrency` is the most. Leaving the loop cancels
-- what is in flight.
---@param client table
---@param source table|function an array of customers, or a function that gives a customer, or a key and a customer,
--- at each call, then nil; it is asked as it goes, so that memory does not grow with it
---@param opts? table `concurrency` (16); `reference`: true to create each by its key as a reference, or a function
--- (key, customer) -> reference; `stop_after_failures`: so many, then no more are started; `on_progress`: called with
--- `{ created, failed, in_flight, began }` after each; `allow_unknown`, `settle` and `look_interval` as for
--- `create_customer`
---@return function iterator of `key, handle, details`, or `key, nil, err`, in the order of completion; the key of a
--- customer without one is its position
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function bulk.create_customers(client, source, opts)
  if type(source) ~= "function" then arguments.check("create_customers", 1, source, "table") end
  local taken, err = arguments.options("create_customers", 2, opts, OPTIONS)
  if not taken then error(tostring(err), 2) end
  local most = taken.concurrency or CONCURRENCY
  if most < 1 or most % 1 ~= 0 then
    error("option concurrency must be an integer above 0", 2)
  end
  local progress, next_row = new_progress(client), rows_of(source)
  local pace = pacer(most, client.transport)
  local before = client.pacer
  client.pacer = pace
  local iterate, _, _, closing = scheduler.concurrently(function() return pace.limit end, function()
    if taken.stop_after_failures and progress.failed >= taken.stop_after_failures then return nil end
    local row = next_row()
    if row then progress.in_flight = progress.in_flight + 1 end
    return row
  end, function(row) return create(client, row, taken) end, { on_end = function() client.pacer = before end })
  return function()
    local row, handle, details = iterate()
    if not row then return nil end
    progress.in_flight = progress.in_flight - 1
    local count = handle and "created" or "failed"
    progress[count] = progress[count] + 1
    if taken.on_progress then taken.on_progress(progress) end
    return row.key, handle, details
  end, nil, nil, closing
end

return bulk
