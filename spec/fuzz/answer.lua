--- Fuzzes what an answer can do to a caller: an input is an operation and what a server, or a transport
-- of the caller's own, gives to its requests.
--
-- The first byte is the operation, the second its options. Answers follow, with "\30" between them,
-- the last of them again and again: a status or a kind of failure, header fields, an empty line and the
-- body; or the body alone. In it "\1" to "\3" are the secrets, as a server would quote them.

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local record = require("openprovider.customer.from_api")
local compare = require("spec.fuzz.compare")
local example = require("spec.support.example")

-- Requests of one operation, after which the transport fails.
local MAX_REQUESTS = 200

local TOKEN, PASSWORD, FRESH_TOKEN = 'tok"7f3a9c1e/d5b8', 'p\195\164"ss\\wo/rd-9e1f', "fresh-0123/456789"
local QUOTED = {}
for index, secret in ipairs({ TOKEN, PASSWORD, FRESH_TOKEN }) do
  QUOTED[index] = assert(json.encode(secret)):sub(2, -2)
end

-- Those that the client knows, in both forms: a token only from when it is sent.
local secrets
local function add_secret(index, plain)
  secrets[plain], secrets[QUOTED[index]] = true, true
end

-- Raises an error if there is a secret anywhere in a value.
local function check_secrets(value, where)
  if type(value) == "table" then
    for key, member in next, value do
      check_secrets(key, where)
      check_secrets(member, where)
    end
  elseif type(value) == "string" then
    for secret in pairs(secrets) do
      assert(not value:find(secret, 1, true), "a secret is in " .. where)
    end
  end
end

local function with_secrets(body)
  return (body:gsub("[\1-\3]", function(byte) return QUOTED[byte:byte()] end))
end

local function parse_headers(head)
  local headers = {}
  for name, value in head:gmatch("\n([%w%-]+): ?([^\n]*)") do headers[name:lower()] = value end
  return headers
end

-- -> a transport's results
local function parse_answer(text)
  local head, body = text:match("^(.-)\n\n(.*)$")
  if not head then head, body = "200", text end
  body = with_secrets(body)
  local first = head:match("^[^\n]*")
  local status = tonumber(first)
  if status then return { status = status, headers = parse_headers(head), body = body } end
  return nil, { kind = first:match("^%l+"), message = body, sent = first:find("!", 1, true) == nil }
end

local function split(text)
  local parts = {}
  for part in (text .. "\30"):gmatch("([^\30]*)\30") do parts[#parts + 1] = part end
  return parts
end

-- What is sent has to be a request, whatever was answered before.
local function check_request(request)
  assert(request.url:find("^https://api%.example/v1/[%w/%-._~%%?&=]*$"), request.url)
  if request.method == "POST" or request.method == "PUT" then
    assert(type(request.body) == "string", "a " .. request.method .. " without a body")
    assert(type(json.decode(request.body, true)) == "table", "a body that is no JSON")
  end
  local token = request.headers.Authorization
  if token == "Bearer " .. TOKEN then add_secret(1, TOKEN) end
  if token == "Bearer " .. FRESH_TOKEN then add_secret(3, FRESH_TOKEN) end
  assert(request.timeout > 0 and request.timeout <= 60, "a timeout of none or of too many seconds")
end

-- A transport that gives the answers, the last one for ever.
local function transport_of(texts)
  local count, clock = 0, 1e9
  return {
    now = function() return clock end,
    sleep = function(seconds)
      assert(seconds >= 0 and seconds < 60, "a sleep beyond the timeout")
      clock = clock + seconds
    end,
    perform = function(request)
      check_request(request)
      count, clock = count + 1, clock + 0.01
      if count > MAX_REQUESTS then return nil, { kind = "network", message = "enough", sent = false } end
      return parse_answer(texts[math.min(count, #texts)])
    end,
  }
end

local function is_line(text)
  return type(text) == "string" and core.is_utf8(text) and not text:find("%c")
end

local OUTCOMES = { not_sent = true, rejected = true, unknown = true }

local function check_error(err)
  assert(type(err) == "table" and errors.KINDS[err.kind], "an error of no known kind")
  assert(err.kind ~= "outcome_unknown" or errors.KINDS[err.cause], "an unknown outcome of no known cause")
  assert(OUTCOMES[err.outcome], "an error without an outcome")
  assert(is_line(err.message) and is_line(tostring(err)), "a message that is no line")
  assert(type(err.retryable) == "boolean")
  check_secrets(tostring(err), "tostring(err)")
  for name, member in next, err do check_secrets(member, "err." .. name) end
end

local function check_details(details)
  check_secrets(details.api_warnings, "the API's warnings")
  assert(type(details.api_warnings) == "table" and type(details.maintenance) == "boolean")
end

-- A customer that is shown to the caller.
local function check_customer(customer)
  assert(type(customer) == "table")
  for _, name in ipairs({ "password", "secret_key", "username", "role", "api_client_ip_list" }) do
    assert(customer[name] == nil, "a member of a login is shown")
  end
  assert(compare.same(record.clean(customer), customer), "it can be made cleaner")
  core.check(record.sendable(customer), "create", true)
end

local function check_page(page)
  assert(type(page.results) == "table" and (page.total == nil or page.total % 1 == 0))
  for _, item in ipairs(page.results) do assert(type(item) == "table") end
  return page.results
end

local function check_created(handle, details)
  if handle then
    assert(is_line(handle) and handle ~= "")
    check_details(details)
  end
  return handle, details
end

-- Each performs an operation, looks at its result, and gives it back. New ones go to the end: the corpus
-- has them by number.
local OPERATIONS = {
  function(client) -- get
    local customer, err = client:get_customer("CV1-NL")
    if customer then check_customer(customer) end
    return customer, err
  end,
  function(client) return client:get_customer("CV1-NL", { raw = true, with_additional_data = false }) end,
  function(client) -- list
    local page, err = client:list_customers({ email_pattern = "*" })
    if page then
      for _, customer in ipairs(check_page(page)) do check_customer(customer) end
    end
    return page, err
  end,
  function(client) -- all pages
    local seen = {}
    for customer, info, err in client:customers({ type = "company" }) do
      if not customer then return nil, err end
      check_customer(customer)
      local key = tonumber(customer.id) or customer.handle
      assert(not seen[key], "a customer comes again")
      seen[key] = true
      if info.seen > 500 then break end
    end
    return true
  end,
  function(client) return check_created(client:create_customer(example.customer())) end,
  function(client) -- delete
    local ok, details = client:delete_customer("CV1-NL")
    if ok then check_details(details) end
    return ok, details
  end,
  function(client) -- update
    local ok, details = client:update_customer("CV1-NL", {
      vat = json.null, phone = { area_code = "20" }, tags = { { key = "customer", value = "new" } },
      additional_data = { birth_date = "1970-02-28" },
      extension_additional_data = { { name = "eu", data = { whois_email = "jan@example.com" } } },
    })
    if ok then check_details(details) end
    return ok, details
  end,
  function(client) return client:update_customer("CV1-NL", { comments = "changed", address = json.null }) end,
  function(client) -- save
    local whole, err = client:get_customer("CV1-NL")
    if not whole then return nil, err end
    whole.comments, whole.vat = "changed", nil
    local ok, details = client:save_customer(whole)
    if ok then check_details(details) end
    return ok, details
  end,
  function(client) -- find
    local found, details = client:find_customer({ email = "jan@example.com" })
    if found then check_details(details) end
    return found, details
  end,
  function(client) -- ensure
    local handle, details = client:ensure_customer(example.customer())
    if handle then check_details(details) end
    return handle, details
  end,
  function(client) -- requirements
    local list, err = client:customer_requirements("eu")
    for _, requirement in ipairs(list or {}) do
      assert(type(requirement.name) == "string" and type(requirement.required) == "boolean")
    end
    return list, err
  end,
  function(client)
    local customer = example.customer({ additional_data = { birth_date = "1970-02-28" } })
    customer.extension_additional_data = { { name = "us", data = { nexus_category = "C11", other = "x" } } }
    local canonical, warnings = client:check_for_tld(customer, ".us", { domain_name = "example" })
    if canonical then assert(type(warnings) == "table") end
    return canonical, warnings
  end,
  function(client) return client:start_email_verification({ email = "jan@example.com", handle = "CV1-NL" }) end,
  function(client) return client:restart_email_verification({ email = "jan@example.com" }) end,
  function(client)
    local page, err = client:email_verifications()
    if page then check_page(page) end
    return page, err
  end,
  function(client)
    local page, err = client:list_tags({ key = "customer" })
    if page then check_page(page) end
    return page, err
  end,
  function(client) return client:create_tag("VIP") end,
  function(client) return client:delete_tag("VIP") end,
  function(client) return client:login() end,
  function(client) -- anything else
    local data, details = client:request("GET", "/domains", { limit = 10 })
    if data ~= nil then check_details(details) end
    return data, details
  end,
  function(client) return client:request("POST", "/domains", nil, { domain = { name = "example" } }) end,
  function(client) return check_created(client:create_customer(example.customer(), { reference = "order-17" })) end,
}

return function(bytes)
  local operation = OPERATIONS[(bytes:byte(1) or 0) % #OPERATIONS + 1]
  local options = bytes:byte(2) or 0
  secrets = {}
  add_secret(2, PASSWORD)
  local client = assert(openprovider.new({
    base_url = "https://api.example/v1", username = "user", password = PASSWORD,
    token = options % 2 == 0 and TOKEN or nil, retries = options % 8 >= 4 and 0 or 2,
    proxy = "", timeout = 60, transport = transport_of(split(bytes:sub(3))),
    on_event = function(event) check_secrets(event, "an event") end,
  }))
  local result, err = operation(client)
  if result == nil or result == false and err ~= nil then check_error(err) end
  client:close()
end
