--- The test double: the API's behaviour in plain Lua, for tests that need no network.
--
--    local testing = require("openprovider.testing")
--    local client = openprovider.new {
--      username = "sandbox", password = "secret", transport = testing.transport(),
--    }
--
-- It is written from the API's own documents and shares no code with the client: its rules
-- and its JSON are its own, so that a fault of the client shows here. Needs dkjson.
local ascii = require("openprovider.testing.ascii")
local additional_data = require("openprovider.testing.tlds.additional_data")
local answers = require("openprovider.testing.answers")
local customers = require("openprovider.testing.customers")
local domain_list = require("openprovider.testing.domains.list")
local domains = require("openprovider.testing.domains.records")
local faults = require("openprovider.testing.faults")
local json = require("openprovider.testing.json")
local list = require("openprovider.testing.list")
local login = require("openprovider.testing.login")
local orders = require("openprovider.testing.domains.orders")
local population = require("openprovider.testing.population")
local query = require("openprovider.testing.query")
local recent = require("openprovider.testing.recent")
local records = require("openprovider.testing.records")
local tags = require("openprovider.testing.tags")
local verification = require("openprovider.testing.verification")

local testing = {}

--- How many requests are remembered, the newest last.
testing.REMEMBERED_REQUESTS = recent.REQUESTS

--- Every operation: method, path under the base, what handles it; `public` needs no token,
-- `body` is read as JSON first. A name in braces becomes a member of the request. The first that
-- fits is taken.
local ROUTES = {
  { "POST", "/auth/login", login.create, public = true, body = true },
  { "GET", "/customers/verifications/emails/domains", verification.list },
  { "POST", "/customers/verifications/emails/start", verification.start, body = true },
  { "POST", "/customers/verifications/emails/restart", verification.restart, body = true },
  { "POST", "/customers", customers.create, body = true },
  { "GET", "/customers", list.get },
  { "GET", "/customers/{handle}", customers.get },
  { "PUT", "/customers/{handle}", customers.update, body = true },
  { "DELETE", "/customers/{handle}", customers.delete },
  { "GET", "/domains/additional-data/customers", additional_data.list },
  { "GET", "/domains/prices", orders.price },
  { "POST", "/domains/check", orders.check, body = true },
  { "POST", "/domains/trade", orders.trade, body = true },
  { "GET", "/domains", domain_list.list },
  { "POST", "/domains", orders.create, body = true },
  { "GET", "/domains/{id}", domain_list.get },
  { "PUT", "/domains/{id}", orders.update, body = true },
  { "DELETE", "/domains/{id}", orders.delete },
  { "GET", "/domains/{id}/authcode", domain_list.auth_code },
  { "POST", "/domains/{id}/renew", orders.renew, body = true },
  { "GET", "/tlds/{name}", additional_data.tld },
  { "GET", "/tags", tags.list },
  { "POST", "/tags", tags.create, body = true },
  { "DELETE", "/tags", tags.delete },
}

-- The path of a route as a Lua pattern, and the name of its parameter.
for _, route in ipairs(ROUTES) do
  local escaped = route[2]:gsub("%-", "%%-")
  route.pattern = "^" .. escaped:gsub("{[A-Za-z0-9_]+}", "([^/]+)") .. "$"
  route.parameter = route[2]:match("{([A-Za-z0-9_]+)}")
  route.key = route[1] .. " " .. route[2]
end

---@class openprovider.testing.Sandbox
local Sandbox = {}
Sandbox.__index = Sandbox

local DEFAULTS = {
  username = "sandbox",
  password = "secret",
  base_path = "/v1beta",
  token_ttl = login.TOKEN_TTL,
  login_limit = login.LIMIT,
  reseller_id = 123456,
}

-- What options must be. A misspelt one would give a test that passes and tests nothing.
local TYPES = {
  username = "string", password = "string", base_path = "string", now = "function", token_ttl = "number",
  reseller_id = "number", visible_after = "number", read_lag = "number", lists_deleted = "boolean",
  replacing_put = "boolean", rate_limit = "table", requirements = "table", tlds = "table",
  written = "function", registries = "table", trade_seconds = "number", domain_limits = "boolean",
}

-- What limits look like, and the names of their members.
local LIMITS = {
  login_limit = { text = "{ count = 30, window = 60, block = 60 }, or false", "count", "window", "block" },
  rate_limit = { text = "{ count = 2, window = 10 }", "count", "window" },
}

-- A limit has all of its members, each a number, and no others.
local function check_limit(name, limit)
  local shape, known = LIMITS[name], {}
  local function refuse(member)
    error(("option %s of the test double must be like %s; in it %s is %s"):format(name, shape.text, tostring(member),
      tostring(limit[member])), 0)
  end
  for _, member in ipairs(shape) do
    known[member] = true
    if type(limit[member]) ~= "number" or limit[member] < 0 then refuse(member) end
  end
  for member in pairs(limit) do
    if not known[member] then refuse(member) end
  end
end

local function check_options(options)
  for name, value in pairs(options) do
    local expected = TYPES[name]
    if name == "login_limit" then
      expected = value and "table" or "boolean"
    elseif not expected then
      local known = { "login_limit" }
      for other in pairs(TYPES) do known[#known + 1] = other end
      table.sort(known, function(a, b) return a < b end)
      error(("unknown option %q of the test double; there are %s"):format(tostring(name), table.concat(known, ", ")), 0)
    end
    if type(value) ~= expected then
      error(("option %s of the test double must be a %s, not a %s"):format(name, expected, type(value)), 0)
    end
    if value and LIMITS[name] then check_limit(name, value) end
  end
end

--- A new test double. An unknown option, or one of another type, raises.
---@param options? table `username` ("sandbox"), `password` ("secret"), `base_path`
--   ("/v1beta"), `now` (a clock: seconds), `token_ttl` (seconds, 48 h), `login_limit`
--   (`{ count = 30, window = 60, block = 60 }` or false), `reseller_id`; and, each off unless given:
--   `visible_after` (seconds from a create until lists show the customer; its handle can be read at once),
--   `read_lag` (seconds until reads show what a create or an update wrote), `lists_deleted` (lists go on showing
--   what was deleted), `replacing_put` (a PUT erases what it leaves out, but for the names), `rate_limit`
--   (`{ count = 2, window = 10 }`: code 50 for more requests in so many seconds, FACTS 3.4), `requirements`
--   (`{ tld = {...} }`, which replace or add to those of testing/tlds/requirements.lua), `tlds` (an array of those
--   there are beside these; else those of testing/tlds/names.lua), `written` (a function that gives what the API makes
--   of a customer it is sent: this is shown and filtered by), `registries` (`{ tld = { trade = { fee, auth_code },
--   admin, company } }`, which replace those of testing/domains/registries.lua), `trade_seconds` (how long a trade
--   takes; 0), `domain_limits` (false: calls about domains are not counted, FACTS 7.3)
---@return openprovider.testing.Sandbox
function testing.new(options)
  local taken = {}
  for name, value in pairs(DEFAULTS) do
    taken[name] = value
  end
  check_options(options or {})
  for name, value in pairs(options or {}) do
    taken[name] = value
  end
  local sandbox = setmetatable({
    options = taken, clock = taken.now or os.time, ahead = 0,
  }, Sandbox)
  sandbox:reset()
  return sandbox
end

--- Forgets everything: customers, domains, tags, tokens, faults, counters and remembered requests.
function Sandbox:reset()
  self.login = login.state()
  self.customers = customers.state()
  self.domains = domains.state()
  self.tags = tags.state()
  self.verifications = verification.state()
  self.counts = { requests = 0, logins = 0, customers_created = 0, refused = 0, faults = 0, by_route = {} }
  self.pending = {}
  self.remembered = recent.new()
end

--- The double's time in seconds.
---@return number
function Sandbox:now()
  return self.clock() + self.ahead
end

--- Moves the double's clock forward, without waiting.
---@param seconds number
function Sandbox:advance(seconds)
  self.ahead = self.ahead + seconds
end

--- Makes every token invalid, as if all had expired.
function Sandbox:expire_tokens()
  self.login.tokens = {}
end

local function must_exist(sandbox, handle)
  if not sandbox.customers.by_handle[handle] then
    error("no such customer: " .. tostring(handle), 3)
  end
end

--- Adds customers that are all different: names, addresses, some companies, some abroad. They
-- do not count as created.
---@param count integer
---@param comments? string those of each customer, a format of its number, such as "{openprovider-ref:old-%d}"
function Sandbox:fill(count, comments)
  for _ = 1, count do
    local number = self.customers.serial + 1
    local customer = population.customer(number)
    if comments then customer.comments = comments:format(number) end
    customers.add(self, customer)
  end
end

--- Removes a customer, whatever holds it, and its domains.
---@param handle string
---@return boolean found
function Sandbox:remove(handle)
  domains.forget(self, handle)
  return customers.remove(self, handle)
end

--- The handles that live, in order of id.
---@return string[]
function Sandbox:handles()
  local handles = {}
  for _, record in ipairs(self.customers.in_order) do
    if not record.deleted_at then handles[#handles + 1] = record.handle end
  end
  return handles
end

--- A copy of all that is stored of a customer, to compare before and after.
---@param handle string
---@return table? customer with `id`, `handle`, `comments_last_changed_at`; nil if there is none
function Sandbox:record(handle)
  local record = self.customers.by_handle[handle]
  return record and records.stored(record)
end

--- Gives a customer a domain: it cannot be deleted any more, and the domain is in the list of
-- verifications. A domain that is there already moves. Raises for an unknown handle.
---@param domain table `{ domain = "example.nl", handle = "CV000001-NL" }`; `handle` owns it. Other roles may have
--   handles, too: `admin_handle`, `tech_handle`, `billing_handle`, `reseller_handle`
---@return integer id
function Sandbox:add_domain(domain)
  local handles = { owner_handle = domain.handle }
  must_exist(self, domain.handle)
  for _, role in ipairs(domains.ROLES) do
    handles[role] = domain[role] or handles[role]
    if domain[role] then must_exist(self, domain[role]) end
  end
  return domains.add(self, domain.domain, handles).id
end

--- What is stored of a domain: `{ id, domain, status, owner_handle, admin_handle, tech_handle, billing_handle,
-- reseller_handle, trades, commands }`; `trades` is how often it was traded, `commands` what was done with it.
---@param domain string
---@return table? record nil if there is none
function Sandbox:domain(domain)
  local record = domains.find(self, domain)
  if not record then return nil end
  local shown, copy = domains.shown(self, record), { domain = domain, trades = record.trades, commands = json.array {} }
  for _, name in ipairs(domains.ROLES) do copy[name] = shown[name] end
  for index, entry in ipairs(record.api_history) do copy.commands[index] = entry.cmd end
  copy.id, copy.status = shown.id, shown.status
  return copy
end

--- Takes a domain away.
---@param domain string
---@return boolean found
function Sandbox:remove_domain(domain)
  return domains.remove(self, domain)
end

--- Makes a customer the account's default handle, which cannot be deleted. Raises for an
-- unknown handle.
---@param handle? string without it, no handle is the default
function Sandbox:set_default_handle(handle)
  if handle ~= nil then
    must_exist(self, handle)
  end
  self.domains.default_handle = handle
end

--- Ends the verification of an address, as its owner would; or as a failure.
---@param email string
---@param failure? string "expired" or "bounced": why it failed
function Sandbox:verify_email(email, failure)
  verification.finish(self, email, failure)
end

--- Has a call of the transport go wrong. An unknown member, and one of another type, raise.
---@param order table one of three: `kind`, with which the call fails ("network", "timeout", "tls", "protocol",
--   "cancelled"), `sent` (whether the request arrived; false) and `message`; or an answer: `code` of the API with
--   `desc`, `status` of HTTP (500 with a code, else 502), `body`, `headers`; or `seconds` alone, after which the normal
--   answer comes, or the call's time is over. `seconds` may be in all three. `processed` says whether the API did what
--   was asked for; unless it is given, it did if the request was sent, and not if there is another answer. Which calls:
--   `method`, `path` (a Lua pattern, such as "/customers$"), `skip` (how many go by first; 0), `times` (1; `math.huge`
--   for all)
function Sandbox:fault(order)
  faults.add(self.pending, order, 2)
end

--- What happened so far: `{ requests, logins, customers_created, refused, faults, by_route }`. `by_route` has
-- "POST /customers" and the like, and "unknown" for paths that do not exist. `faults` are those of `fault`.
---@return table
function Sandbox:counters()
  local by_route = {}
  for name, count in pairs(self.counts.by_route) do
    by_route[name] = count
  end
  return {
    requests = self.counts.requests,
    logins = self.counts.logins,
    customers_created = self.counts.customers_created,
    refused = self.counts.refused,
    faults = self.counts.faults,
    by_route = by_route,
  }
end

--- The last requests as they came: `{ method, path, query, headers, body }` each. The oldest go
-- when there are many, or when they are large.
---@return table[]
function Sandbox:requests()
  local copy = {}
  for index, request in ipairs(self.remembered.requests) do
    copy[index] = request
  end
  return copy
end

-- The route of a method and a path under the base, and the path's parameter.
local function find_route(method, path)
  for _, route in ipairs(ROUTES) do
    if route[1] == method then
      local found = path:match(route.pattern)
      if found then
        return route, found
      end
    end
  end
  return nil
end

-- The path under the base, without the slash that may end it (FACTS 2.8); nil outside.
local function under_base(path, base)
  if path:sub(1, #base + 1) ~= base .. "/" then
    return nil
  end
  path = path:sub(#base + 1)
  return #path > 1 and path:gsub("/$", "") or path
end

local function answer_to(sandbox, received)
  local path = under_base(received.path, sandbox.options.base_path)
  local route, parameter = nil, nil
  if path then
    route, parameter = find_route(received.method, path)
  end
  local counts = sandbox.counts
  local key = route and route.key or "unknown"
  counts.by_route[key] = (counts.by_route[key] or 0) + 1
  if not route then
    return answers.failure(4001, "no such operation", 404)
  end
  local request = { headers = received.headers }
  request.query, request.repeated = query.parse(received.query)
  if not route.public and not login.is_authorized(sandbox, request) then
    return answers.failure(196)
  end
  if route.parameter then
    request[route.parameter] = query.decode_segment(parameter)
  end
  if route.body then
    local value, reason = json.decode(received.body)
    if value == nil then
      return answers.failure(4006, reason)
    end
    request.json, request.body = value, received.body
  end
  return route[3](sandbox, request)
end

local function text_or(value, default)
  return type(value) == "string" and value or default
end

-- The request with every member of the type it should have.
local function as_received(request)
  request = type(request) == "table" and request or {}
  local headers = {}
  if type(request.headers) == "table" then
    for name, value in pairs(request.headers) do
      if type(name) == "string" then
        headers[ascii.lower(name)] = value
      end
    end
  end
  return {
    method = text_or(request.method, ""),
    path = text_or(request.path, ""),
    query = text_or(request.query, nil),
    headers = headers,
    body = text_or(request.body, nil),
  }
end

-- Whether a request, which is counted, is one too many in its span of time (option `rate_limit`).
local function is_too_fast(sandbox)
  local limit = sandbox.options.rate_limit
  if not limit then
    return false
  end
  local span = math.floor(sandbox:now() / limit.window)
  if span ~= sandbox.span then
    sandbox.span, sandbox.in_span = span, 0
  end
  sandbox.in_span = sandbox.in_span + 1
  return sandbox.in_span > limit.count
end

--- Answers one request, as the API would. Never raises.
---@param request table `{ method, path, query = raw string or nil, headers = {lower-case name
--   = value}, body }`
---@return table answer `{ status, headers = {lower-case name = value}, body }`
function Sandbox:handle(request)
  local received = as_received(request)
  self.counts.requests = self.counts.requests + 1
  recent.add(self.remembered, received)
  if is_too_fast(self) then
    self.counts.refused = self.counts.refused + 1
    return answers.failure(50)
  end
  local ran, answer = pcall(answer_to, self, received)
  if not ran then
    return answers.failure(199, tostring(answer))
  end
  return answer
end

local function perform(sandbox, request)
  local path, raw_query = nil, nil
  if type(request) == "table" and type(request.url) == "string" then
    local target = request.url:match("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]+([^#]*)")
    if target then
      path, raw_query = target:match("^([^?]*)%??(.*)$")
    end
  end
  if not path then
    return nil, { kind = "network", message = "the request has no usable URL", sent = false }
  end
  local function process()
    return sandbox:handle {
      method = request.method,
      path = path,
      query = raw_query ~= "" and raw_query or nil,
      headers = request.headers,
      body = request.body,
    }
  end
  local fault = faults.take(sandbox.pending, request.method, path)
  if not fault then
    return process()
  end
  sandbox.counts.faults = sandbox.counts.faults + 1
  return faults.befall(fault, request.timeout, process, function(seconds) sandbox:advance(seconds) end)
end

--- A transport for `openprovider.new` that reaches a test double and nothing else. Its `sleep`
-- does not wait: it moves the double's clock, so back-off and expiry are tested at once.
---@param sandbox? table a double of `testing.new`, or the options of a new one
---@return table transport `{ perform, sleep, now, scope, sandbox }`
function testing.transport(sandbox)
  if getmetatable(sandbox) ~= Sandbox then
    sandbox = testing.new(sandbox)
  end
  return {
    sandbox = sandbox,
    scope = function() -- what a client remembers is of these customers alone
      return sandbox.customers
    end,
    perform = function(request)
      return perform(sandbox, request)
    end,
    sleep = function(seconds)
      sandbox:advance(seconds)
    end,
    now = function()
      return sandbox:now()
    end,
  }
end

return testing
