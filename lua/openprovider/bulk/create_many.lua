--- Creates many customers at once.
--
-- @module openprovider.bulk.create_many

local adaptive_rate = require("openprovider.limits.adaptive_rate")
local arguments = require("openprovider.values.arguments")
local built = require("openprovider.customer.built")
local call_time = require("openprovider.limits.call_time")
local callback = require("openprovider.concurrency.callback")
local errors = require("openprovider.errors")
local failed_each = require("openprovider.values.failed_each")
local exactly_once = require("openprovider.exactly_once.create")
local marker_index = require("openprovider.exactly_once.marker_index")
local payload = require("openprovider.customer.payload")
local raising = require("openprovider.values.raising")
local scheduler = require("openprovider.concurrency.scheduler")
local wrong_option = require("openprovider.bulk.options")

local bulk = {}

-- Calls in flight, by default.
local CONCURRENCY = 16

-- If the API refuses all calls (it may be in maintenance), they fail after this many times the longest call.
local PATIENCE = 2

local KEYS_OF_YOUR_OWN = "; for keys of your own pass a function that gives a key and a customer at each call"

local OPTIONS = {
  concurrency = "number", on_progress = "function", stop_when = "function",
  reference = "boolean|function", allow_unknown = "boolean", settle = "number", journal = "string|table",
  expected = "number", raise = "boolean", timeout = "number",
}

-- -> a function that returns one row after the other, `{ key, customer, position }`, then nil
local function rows_of(source)
  local count = 0
  local function row(key, customer, position)
    count = count + 1
    local is_place = type(position) == "number" and position > -math.huge and position < math.huge
    return { key = key or count, customer = customer, position = is_place and position or count }
  end
  if type(source) == "table" then
    return function()
      local customer = source[count + 1]
      if customer == nil then return nil end
      return row(nil, customer)
    end
  end
  return function()
    local first, second, third = source()
    if first == nil then return nil end
    if second == nil then return row(nil, first) end
    return row(first, second, third)
  end
end

-- The reference of a row, or nil; true means an automatic reference. With a journal, all rows have one.
local function reference_of(row, opts)
  local reference = opts.reference
  if type(reference) == "function" then reference = reference(row.key, row.customer) end
  if reference == nil and opts.journal then return true end
  return reference
end

-- Prepares a row for sending. -> prepared | nil, err
local function prepare(row, opts)
  if type(row.customer) ~= "table" then
    return nil, errors.not_sent("invalid", "a customer is expected, not a " .. type(row.customer))
  end
  if not opts.reference and not opts.journal then
    return payload.of_caller(row.customer, opts.allow_unknown)
  end
  local customer = built.copy(row.customer) -- before `opts.reference` is called, which may wait
  return payload.make(customer, reference_of(row, opts), opts.allow_unknown)
end

-- Creates the rows of the source without a journal: the short form of `openprovider.bulk.journaled`.
local function direct(client, next_row, opts, index, rate, count)
  local function nothing() end
  return {
    left = function() return count end,
    admit = nothing, finished_elsewhere = nothing, ended = nothing, close = nothing, next = next_row,
    create = function(row)
      local prepared, err = prepare(row, opts)
      if not prepared then return nil, err end
      local looked = prepared.reference and index:find(prepared.reference)
      return exactly_once.create(client, prepared, { settle = opts.settle, looked = looked, rate = rate })
    end,
  }
end

-- Whether a value is an open journal, or not a table.
local function may_be_journal(value)
  return type(value) ~= "table" or rawget(value, "database") ~= nil
end

-- The argument of `on_progress`, kept up to date.
local function new_progress(client)
  return { created = 0, found = 0, failed = 0, in_flight = 0, began = client.transport.now() }
end

--- See `Client:create_customers`.
function bulk.create_customers(client, source, opts)
  arguments.check_list("create_customers", 1, source, "customers", KEYS_OF_YOUR_OWN)
  local given, err, _ = opts
  opts, err = arguments.options("create_customers", 2, opts, OPTIONS)
  if opts and not may_be_journal(opts.journal) then
    error("bad argument #2 to 'create_customers' (option journal must be a path, a URL or an open journal)", 2)
  end
  local odd, why = wrong_option(opts or {})
  if odd then _, err = errors.config("option %s %s", odd, why) end
  if err then return failed_each(err, given) end
  client = call_time.within(client, opts.timeout)
  opts.on_progress = opts.on_progress and callback.observer("on_progress", opts.on_progress)
  scheduler.tidy() -- a loop that was left early may still hold the same journal
  local progress, next_row = new_progress(client), rows_of(source)

  local function count(handle, details)
    local name = not handle and "failed" or details.created and "created" or "found"
    progress[name] = progress[name] + 1
    if opts.on_progress then opts.on_progress(progress) end
  end

  local function stops()
    return opts.stop_when and opts.stop_when(progress)
  end

  local rate = adaptive_rate(opts.concurrency or CONCURRENCY, client.transport,
    function() return client.closed end, PATIENCE * client.settings.timeout)
  -- Without the rate of creates: how fast pages come says nothing about creates.
  local index = marker_index.new(client, opts.settle or client.settings.settle, stops)
  local supply
  if opts.journal then
    local journaled = require("openprovider.bulk.journaled") -- loaded only with a journal
    supply = journaled(client, next_row, prepare, opts, progress, stops, rate, index)
  else
    supply = direct(client, next_row, opts, index, rate, opts.expected or type(source) == "table" and #source or nil)
  end
  local again -- seconds after which the supply may have another row
  local iterate, _, _, closing = scheduler.concurrently(function() return rate.limit end, function()
    again = nil
    if stops() then return nil end
    local row
    row, again = supply.next()
    if row then progress.in_flight = progress.in_flight + 1 end
    return row
  end, supply.create, {
    ask_again = function() return again end, on_end = supply.ended, on_close = supply.close,
    home = client.transport.calls,
  })

  -- First come the rows that the journal refuses; then, after a search for all references, the rows that are created
  -- here; last the rows that were finished elsewhere. Each phase returns `key, handle, details, position`, and nil at
  -- its end.
  local phase, phases = 1, {
    function()
      local row, refused = supply.admit()
      if not row then return nil end
      count(nil)
      return row.key, nil, refused, row.position
    end,
    function()
      if opts.reference or opts.journal then index:begin(supply.left()) end
      return nil
    end,
    function()
      local row, handle, details
      repeat
        row, handle, details = iterate()
        if not row then return nil end
        progress.in_flight = progress.in_flight - 1
      until details ~= supply.PASSED_ON
      count(handle, details)
      return row.key, handle, details, row.position
    end,
    supply.finished_elsewhere,
  }
  local function next_result()
    while phases[phase] do
      local key, handle, details, position = phases[phase]()
      if key ~= nil then return key, handle, details, position end
      phase = phase + 1
    end
  end
  return raising(next_result, opts.raise), nil, nil, closing
end

return bulk
