--- Operations on domains: orders, changes, trades, renewals, deletions; and checks and prices before them.
local ascii = require("openprovider.testing.ascii")
local additional_data = require("openprovider.testing.tlds.additional_data")
local answers = require("openprovider.testing.answers")
local domains = require("openprovider.testing.domains.records")
local json = require("openprovider.testing.json")
local limits = require("openprovider.testing.domains.limits")
local registries = require("openprovider.testing.domains.registries")

local orders = {}

local YEAR = 365 * 24 * 3600
local CURRENCY = "EUR"

-- The codes for a handle that is missing, or that does not exist: role -> empty, invalid (FACTS 3.3).
local HANDLE_CODES = {
  owner_handle = { 330, 331 }, admin_handle = { 332, 333 }, tech_handle = { 334, 335 }, billing_handle = { nil, 373 },
  reseller_handle = { nil, 176 },
}

-- Types of the members of requests, those that are read here; "text" is a JSON string.
local TYPES = {
  owner_handle = "string", admin_handle = "string", tech_handle = "string", billing_handle = "string",
  reseller_handle = "string", domain = "object", domains = "array", period = "number", autorenew = "string",
  auth_code = "string", comments = "string", ns_group = "string", name_servers = "array", with_price = "boolean",
  accept_update_fee = "number",
}

-- The answer that refuses the types of a body, or nil.
local function wrong_type(body)
  if json.kind(body) ~= "object" then
    return answers.failure(4006, "body: expected object")
  end
  for name, kind in pairs(TYPES) do
    if body[name] ~= nil and json.kind(body[name]) ~= kind then
      return answers.failure(4006, ("%s: expected %s, got %s"):format(name, kind, json.kind(body[name])))
    end
  end
end

-- An operation whose body has to be of these types.
local function typed(operation)
  return function(sandbox, request)
    return wrong_type(request.json) or operation(sandbox, request)
  end
end

local function full_name(domain)
  local name, extension = domain and domain.name, domain and domain.extension
  if type(name) ~= "string" or name == "" then
    return nil, 300
  end
  if type(extension) ~= "string" or extension == "" then
    return nil, 306
  end
  return ascii.lower(name .. "." .. extension:gsub("^%.", ""))
end

-- Why the handles of a body cannot be used: a code, or nil.
local function fault_of_handles(sandbox, body, required)
  for _, role in ipairs(domains.ROLES) do
    local handle, codes = body[role], HANDLE_CODES[role]
    if (handle == nil or handle == "") and required[role] then
      return codes[1]
    end
    if handle and handle ~= "" and not sandbox.customers.by_handle[handle] then
      return codes[2]
    end
  end
end

local function handles_of(body)
  local handles = {}
  for _, role in ipairs(domains.ROLES) do
    handles[role] = body[role]
  end
  return handles
end

local function note(sandbox, record, command)
  table.insert(record.api_history, { cmd = command, created_at = domains.timestamp(sandbox:now()) })
end

-- A refusal, counted for the TLD's registry.
local function refused(sandbox, domain, code)
  local _, extension = domains.split(domain or "")
  limits.count_fault(sandbox, extension)
  return answers.failure(code)
end

local function fault_of_order(sandbox, body, domain)
  local _, extension = domains.split(domain)
  local registry = registries.of(sandbox, extension)
  if not additional_data.exists(sandbox, extension) then
    return 307
  end
  local code = fault_of_handles(sandbox, body, { owner_handle = true })
  if code then
    return code
  end
  if registry.admin and (body.admin_handle or "") == "" then
    return 333
  end
  local owner = sandbox.customers.by_handle[body.owner_handle].customer
  if registry.company and (owner.company_name or "") == "" then
    return 160
  end
  if not body.period or body.period < 1 then
    return 315
  end
  return domains.find(sandbox, domain) and 311 or nil
end

--- `POST /domains`.
function orders.create(sandbox, request)
  local body = request.json
  local refusal = limits.refuse_create(sandbox, request.body) or wrong_type(body)
  if refusal then
    return refusal
  end
  local domain, code = full_name(body.domain)
  if domain then
    refusal = limits.refuse_eu(sandbox, (select(2, domains.split(domain))))
    code = not refusal and fault_of_order(sandbox, body, domain)
  end
  if refusal or code then
    return refusal or refused(sandbox, domain, code)
  end
  local record = domains.add(sandbox, domain, handles_of(body), {
    ends = sandbox:now() + body.period * YEAR, autorenew = body.autorenew, ns_group = body.ns_group,
    name_servers = body.name_servers, comments = body.comments,
  })
  note(sandbox, record, "createDomainRequest")
  return answers.success {
    id = record.id, status = record.status, activation_date = domains.timestamp(record.began),
    expiration_date = domains.timestamp(record.ends), renewal_date = domains.timestamp(record.ends),
    auth_code = record.auth_code,
  }
end

--- `PUT /domains/{id}`. A new owner is refused where the registry wants a trade (FACTS 7.2).
orders.update = typed(function(sandbox, request)
  local body, record = request.json, domains.by_id(sandbox, request.id)
  if not record or record.status == "DEL" then
    return answers.failure(320)
  end
  local shown = domains.shown(sandbox, record)
  local is_new_owner = body.owner_handle and body.owner_handle ~= record.owner_handle
  local code = shown.status == "REQ" and 366 or is_new_owner and not shown.modify_owner_allowed and 524
    or fault_of_handles(sandbox, body, {})
  if code then
    return refused(sandbox, record.domain, code)
  end
  for _, name in ipairs { "autorenew", "comments", "ns_group", "name_servers" } do
    if body[name] ~= nil then
      record[name] = body[name]
    end
  end
  domains.hand_over(sandbox, record, handles_of(body))
  note(sandbox, record, "modifyDomainRequest")
  return answers.success { id = record.id, status = record.status }
end)

local function fault_of_trade(sandbox, body, record)
  if not record or record.status == "DEL" then
    return 320
  end
  local shown = domains.shown(sandbox, record)
  if not shown.trade_allowed then
    return 321
  end
  if shown.status == "REQ" then
    return 366
  end
  local code = fault_of_handles(sandbox, body, { owner_handle = true })
  if code then
    return code
  end
  if body.owner_handle == record.owner_handle then
    return 364
  end
  if shown.trade_auth_code_required == "yes" and body.auth_code ~= record.auth_code then
    return 318
  end
end

--- `POST /domains/trade`. With the option `trade_seconds` it is requested first, and done after that.
orders.trade = typed(function(sandbox, request)
  local body = request.json
  local domain, code = full_name(body.domain)
  local record = domain and domains.find(sandbox, domain)
  code = code or fault_of_trade(sandbox, body, record)
  if code then
    return refused(sandbox, domain, code)
  end
  record.trades = record.trades + 1
  domains.hand_over(sandbox, record, handles_of(body), sandbox.options.trade_seconds)
  note(sandbox, record, "tradeDomainRequest")
  return answers.success {
    status = record.status, creation_date = domains.timestamp(record.began),
    expiration_date = domains.timestamp(record.ends), renewal_date = domains.timestamp(record.ends),
  }
end)

--- `POST /domains/{id}/renew`.
orders.renew = typed(function(sandbox, request)
  local record = domains.by_id(sandbox, request.id)
  if not record or record.status == "DEL" then
    return answers.failure(320)
  end
  record.ends = record.ends + (request.json.period or 1) * YEAR
  note(sandbox, record, "renewDomainRequest")
  return answers.success { status = record.status }
end)

--- `DELETE /domains/{id}`.
function orders.delete(sandbox, request)
  local record = domains.by_id(sandbox, request.id)
  if not record or record.status == "DEL" then
    return answers.failure(320)
  end
  record.status, record.deleted_at = "DEL", domains.timestamp(sandbox:now())
  note(sandbox, record, "deleteDomainRequest")
  return answers.success { status = record.status }
end

local function price(amount)
  local one = { currency = CURRENCY, price = amount }
  return { product = one, reseller = one }
end

local function checked(sandbox, domain, with_price)
  local _, extension = domains.split(domain)
  local row = { domain = domain, status = domains.find(sandbox, domain) and "active" or "free" }
  if not additional_data.exists(sandbox, extension) then
    row.status, row.reason = "error", answers.description(307)
  elseif with_price then
    row.price = price(registries.price(sandbox, "create", extension))
  end
  return row
end

--- `POST /domains/check`.
orders.check = typed(function(sandbox, request)
  local body = request.json
  local rows, extensions = json.array {}, {}
  for _, one in ipairs(body.domains or {}) do
    local domain, code = full_name(type(one) == "table" and one or nil)
    if code then
      return answers.failure(code)
    end
    extensions[select(2, domains.split(domain))] = true
    rows[#rows + 1] = checked(sandbox, domain, body.with_price)
  end
  return limits.refuse_check(sandbox, request.body, extensions) or answers.success { results = rows }
end)

--- `GET /domains/prices`.
function orders.price(sandbox, request)
  local given = request.query
  local domain, code = full_name { name = given["domain.name"], extension = given["domain.extension"] }
  if code then
    return answers.failure(code)
  end
  local amount = registries.price(sandbox, given.operation, (select(2, domains.split(domain))))
  if not amount then
    return answers.failure(349)
  end
  return answers.success { price = price(amount), is_premium = false, is_promotion = false }
end

return orders
