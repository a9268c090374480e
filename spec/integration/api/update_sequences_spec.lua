--- Sequences of random updates, compared with a model member by member: nothing changes that was not asked for.
--
-- Seeds are fixed. OPENPROVIDER_UPDATE_SEED=4711 tries others: sequences 4711, 4712 and so on.

local json = require("dkjson")
local memory = require("openprovider.exactly_once.memory")
local model = require("spec.support.update_model")
local openprovider = require("openprovider")
local replacing_api = require("spec.support.replacing_api")
local sandbox_server = require("spec.sandbox.server")
local sequences = require("spec.support.update_sequences")

local FIRST_SEED = tonumber(os.getenv("OPENPROVIDER_UPDATE_SEED")) or 1
local HANDLE = "CV000001-NL"

-- Changes as a program writes them.
local function with_nulls(value)
  if value == json.null then return openprovider.null end
  if type(value) ~= "table" then return value end
  local copy = {}
  for name, member in pairs(value) do copy[name] = with_nulls(member) end
  return copy
end

local function copied(object)
  local copy = setmetatable({}, getmetatable(object))
  for name, value in pairs(object) do copy[name] = value end
  return copy
end

-- A customer after the visit of another program, which moves it to another street.
local function visited(record)
  local copy = copied(record)
  copy.address = copied(record.address)
  copy.address.street = record.address.street .. "!"
  return copy
end

local FAULTS = { GET = { "lost", "later" }, PUT = { "lost", "unsent", "later" } }

local Sequence = {}
Sequence.__index = Sequence

-- An API with a customer, and a client of it. Reads lag, or another program changes the customer, too.
local function new_sequence(seed)
  local random = sequences.random(seed)
  local api = replacing_api.new { random = random, lag = ({ 0, 3, 9.5 })[random(3)] }
  local self = setmetatable({ random = random, api = api, faults_left = 0, fault_rate = random(4) }, Sequence)
  function api.fault(_, method)
    if self.faults_left == 0 or random(4) > self.fault_rate then return nil end
    self.faults_left = self.faults_left - 1
    local list = FAULTS[method]
    return list[random(#list)]
  end
  function api.on_put(_, handle)
    if not self.expects_visit then return end
    self.expects_visit, self.was_visited = false, true
    api:store(handle, visited(api:stored(handle)))
  end
  self.client = assert(openprovider.new {
    username = "u", password = "p", base_url = "http://127.0.0.1:1/v1beta", transport = api:transport(), retries = 3,
  })
  self.expected = sequences.customer(random, true)
  self.expected.handle = HANDLE
  api:store(HANDLE, self.expected)
  api.clock = api.clock + 100
  return self
end

-- One update. Only what the model does not understand may fail, and then as not sent.
function Sequence:update(changes)
  local handle = self.random(4) == 1 and HANDLE:lower() or HANDLE
  local ok, details = self.client:update_customer(handle, with_nulls(changes), { allow_unknown = true })
  local after = model.updated(self.expected, changes)
  if ok and after then
    self.expected = after
  elseif ok then
    self.problem = "an update that is not understood succeeded"
  elseif after or details.kind ~= "protocol" or details.outcome ~= "not_sent" then
    self.problem = tostring(details)
  end
end

-- Some updates at the same time, of different members. -> what went wrong, or nil
function Sequence:step()
  local random, api = self.random, self.api
  local updates = sequences.changes(random, random(3) == 1 and 1 + random(3) or 1, true)
  self.faults_left = random(3) - 1
  -- What another program changes is not seen by reads that lag.
  self.expects_visit = api.lag == 0 and random(2) == 1
  self.was_visited = false
  local calls = {}
  for index, changes in ipairs(updates) do
    calls[index] = function() self:update(changes) end
  end
  api:run(calls)
  if self.was_visited then self.expected = visited(self.expected) end
  if random(3) == 1 then api.clock = api.clock + random(20) end
  local problem = self.problem or model.difference(self.expected, api:stored(HANDLE))
  return problem and problem .. ", after " .. json.encode(updates)
end

describe("500 sequences of random updates", function()
  it("change what they name, and nothing else, in a customer with anything in it", function()
    io.stdout:write(("updates: sequences %d to %d\n"):format(FIRST_SEED, FIRST_SEED + 499))
    for seed = FIRST_SEED, FIRST_SEED + 499 do
      local sequence = new_sequence(seed)
      for _ = 1, sequence.random(6) do
        local problem = sequence:step()
        assert(not problem, problem and ("sequence %d: %s"):format(seed, problem))
      end
      sequence.client:close()
    end
  end)
end)

describe("sequences of random updates over HTTP", function()
  local server

  setup(function()
    server = sandbox_server.start { login_limit = false, replacing_put = true, read_lag = 0.1 }
  end)
  teardown(function() server:stop() end)

  -- What the server has, with the types of dkjson, and without what the server alone sets.
  local function stored(handle)
    local record = server:record(handle)
    record.id, record.handle, record.comments_last_changed_at = nil, nil, nil
    return record
  end

  it("change what they name, and nothing else, whatever answers are lost", function()
    for seed = FIRST_SEED, FIRST_SEED + 7 do
      server:reset()
      memory.forget()
      local random = sequences.random(seed)
      local client = server:client({ settle = 0.3 })
      local customer = sequences.customer(random, false)
      local reference
      if customer.comments then
        reference = customer.comments:match("{openprovider%-ref:(.-)}")
        customer.comments = customer.comments:gsub("{.*}\n?", "")
      end
      local handle = assert(client:create_customer(customer, { reference = reference }))
      local expected = stored(handle)
      for _ = 1, 3 do
        local updates = sequences.changes(random, random(3), false)
        local fault = ({ "reset_after", "reset_before", "normal" })[random(3)]
        server:fault { name = fault, method = "PUT" }
        for changes, ok, err in client:concurrently(3, updates, function(changes)
          return client:update_customer(handle, with_nulls(changes))
        end) do
          assert(ok, err)
          expected = model.updated(expected, changes)
        end
        local difference = model.difference(expected, stored(handle))
        assert(not difference, ("sequence %d: %s, after %s"):format(seed, tostring(difference), json.encode(updates)))
      end
      client:close()
    end
  end)
end)
