--- Prism, playing the API after the contract, and a client whose exchanges with it are judged.
--
--    local prism = require("spec.contract.prism").start()
--    local client = prism:client()
--    client:create_customer { ... }
--    prism:exchanges()  --> { { operation = "CreateCustomer", problems = {}, body = ..., ... } }
--    prism:stop()
--
-- Both processes end with this one, whatever ends it (peer.js).

local json = require("dkjson")
local openprovider = require("openprovider")
local curl = require("openprovider.transport.curl")
local peer = require("spec.bench.peer")

local FOLDER = "spec/contract"

local prism = {}

local Prism = {}
Prism.__index = Prism

-- The contract demands a token of every operation, of the login too, by which one gets it
-- (FACTS 1.2). So Prism is shown one there; what the client sent is written down before.
local function with_some_token(request)
  local shown = { Authorization = "Bearer none" }
  for name, value in pairs(request.headers) do shown[name] = value end
  local copy = {}
  for name, value in pairs(request) do copy[name] = value end
  copy.headers = shown
  return copy
end

-- Prism's customers all have the handle of the contract's example. The API gives none twice, and the customer that is
-- asked for: so each create gets a handle of its own, and each read of one the handle in its address.
local created = 0
local function with_handle(request, body)
  local handle = request.method == "GET" and request.url:match("/customers/([^/?]+)[^/]*$")
  if request.method == "POST" and request.url:find("/customers$") then
    created = created + 1
    handle = ("XX%06d-XX"):format(created)
  end
  return handle and body:gsub('("handle":%s*")[^"]*', "%1" .. handle, 1) or body
end

-- A transport: libcurl's, with every exchange written down on its way.
local function recording(self, inner)
  local transport = {}
  for name, fn in pairs(inner) do transport[name] = fn end
  function transport.perform(request)
    local exchange = {
      method = request.method, url = request.url, headers = request.headers, body = request.body,
    }
    self.pending[#self.pending + 1] = exchange
    local is_login = request.url:find("/auth/login$")
    local response, failure = inner.perform(is_login and with_some_token(request) or request)
    if not response then return nil, failure end
    exchange.status, exchange.violations = response.status, response.headers["sl-violations"]
    response.body = with_handle(request, response.body)
    if self.amend then
      local envelope = json.decode(response.body)
      self.amend(envelope, exchange)
      response.body = json.encode(envelope)
    end
    exchange.answer = response.body
    return response
  end
  return transport
end

--- A new client of Prism's.
---@param options? table for `openprovider.new`, beside address, credentials and transport
---@return table
function Prism:client(options)
  local given = {
    base_url = self.base_url, username = "jan", password = "secret", token = "0123456789abcdef", retries = 0,
  }
  for name, value in pairs(options or {}) do given[name] = value end
  given.transport = recording(self, curl.new({ proxy = "" }))
  return assert(openprovider.new(given))
end

local function order(self, name, argument)
  local line = self.peer:ask(argument and name .. " " .. json.encode(argument) or name)
  return (assert(json.decode(line)))
end

--- The contract's verdict on one request, and on its answer if there is one.
---@param exchange table `method`, `url`, `headers`, `body`, `answer`
---@return table verdict `{ operation, problems }`: its name in the contract, and an array of sentences
function Prism:judge(exchange)
  return order(self, "judge", {
    method = exchange.method, url = exchange.url, body = exchange.body, answer = exchange.answer,
    type = exchange.headers["Content-Type"],
  })
end

--- The exchanges since the last call, each with its verdict: the contract's of request and answer,
-- and Prism's own (`violations`).
---@return table[] exchanges `{ method, url, headers, body, status, answer, violations, operation, problems }`
function Prism:exchanges()
  local taken = self.pending
  self.pending = {}
  for _, exchange in ipairs(taken) do
    if exchange.status ~= 200 then exchange.answer = nil end
    local verdict = self:judge(exchange)
    exchange.operation, exchange.problems = verdict.operation, verdict.problems
  end
  return taken
end

--- The names of the operations in sections of the contract.
---@param sections string[]
---@return string[]
function Prism:operations(sections)
  return order(self, "operations", sections)
end

--- Forgets what was written down, and answers as Prism does.
function Prism:reset()
  self.pending, self.amend = {}, nil
end

--- Ends both processes.
function Prism:stop()
  self.peer:stop()
end

--- Starts Prism and the judge, and waits until both answer.
---@return table
function prism.start()
  local self = setmetatable({ peer = peer.start(FOLDER) }, Prism)
  self.base_url = order(self, "serve") .. "/v1beta"
  self:reset()
  return self
end

return prism
