--- Verification of e-mail addresses. An address is verified, not a customer (contract: EmailVerification).
-- The values of `status` and `description` come from the API's article on the state of a verification.
local ascii = require("openprovider.testing.ascii")
local answers = require("openprovider.testing.answers")
local contract = require("openprovider.testing.contract")
local json = require("openprovider.testing.json")
local query = require("openprovider.testing.query")

local verification = {}

--- How long an address may take to be verified, in seconds: ICANN gives 15 days, then the
-- registrar suspends the domains.
verification.PERIOD = 15 * 24 * 3600

local DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
local FIRST_ID = 15465
local NO_DATE = "0000-00-00 00:00:00"

--- The states of an address in a customer's record (FACTS 2.8 has no other values).
local CUSTOMER_STATUS = { verified = "ACT", failed = "FAI" }

--- The state of a sandbox's verifications.
---@return table
function verification.state()
  return { serial = 0, by_email = {} }
end

local function process_of(sandbox, email)
  return sandbox.verifications.by_email[ascii.lower(email)]
end

-- "not verified", "in progress", "verified" or "failed", and why it failed.
local function status_of(sandbox, email)
  local process = process_of(sandbox, email)
  if not process then
    return "not verified", ""
  end
  if process.status == "in progress" and sandbox:now() >= process.expires_at then
    return "failed", "expired"
  end
  return process.status, process.description
end

--- The state of the e-mail address in a customer's record: "ACT", "FAI" or nothing.
---@param sandbox table
---@param email string?
---@return string?
function verification.customer_status(sandbox, email)
  return email and CUSTOMER_STATUS[status_of(sandbox, email)] or nil
end

local function begin(sandbox, email)
  local state = sandbox.verifications
  state.serial = state.serial + 1
  local process = {
    id = FIRST_ID + state.serial, status = "in progress", description = "",
    expires_at = sandbox:now() + verification.PERIOD,
  }
  state.by_email[ascii.lower(email)] = process
  return process
end

--- Ends the verification of an address, as if its owner had followed the link; with `failure`, as if not.
---@param sandbox table
---@param email string
---@param failure? string "expired" or "bounced"
function verification.finish(sandbox, email, failure)
  local process = process_of(sandbox, email) or begin(sandbox, email)
  process.status = failure and "failed" or "verified"
  process.description = failure or ""
end

local function is_blank(text)
  return text == nil or text == ""
end

local function belongs_to_somebody(sandbox, email)
  for _, record in ipairs(sandbox.customers.in_order) do
    if ascii.lower(record.customer.email) == ascii.lower(email) then
      return true
    end
  end
  return false
end

-- The code that refuses a start, or nil. The handle may be left out: the API's article requires only the address.
local function refusal(sandbox, body)
  if is_blank(body.email) then
    return 20002
  end
  if is_blank(body.handle) then
    return not belongs_to_somebody(sandbox, body.email) and 98 or nil
  end
  local record = sandbox.customers.by_handle[body.handle]
  if not record then
    return 193
  end
  return ascii.lower(record.customer.email) ~= ascii.lower(body.email) and 146 or nil
end

-- Code 20001 comes with the number of the verification, as the API's article prints it.
local function in_progress(process)
  return answers.failure(20001, json.object { id = process.id })
end

--- `POST /customers/verifications/emails/start`.
---@param sandbox table
---@param request table
---@return table answer
function verification.start(sandbox, request)
  local body, reason = contract.read(contract.verification_start, request.json)
  if body == nil then
    return answers.failure(4006, reason)
  end
  local code = refusal(sandbox, body)
  if code then
    return answers.failure(code)
  end
  local status = status_of(sandbox, body.email)
  if status == "verified" then
    return answers.failure(20000)
  end
  if status == "in progress" then
    return in_progress(process_of(sandbox, body.email))
  end
  return answers.success { id = begin(sandbox, body.email).id }
end

--- `POST /customers/verifications/emails/restart`: one that runs is sent again.
---@param sandbox table
---@param request table
---@return table answer
function verification.restart(sandbox, request)
  local body, reason = contract.read(contract.verification_restart, request.json)
  if body == nil then
    return answers.failure(4006, reason)
  end
  if is_blank(body.email) then
    return answers.failure(20002)
  end
  if not process_of(sandbox, body.email) then
    return answers.failure(98)
  end
  if status_of(sandbox, body.email) == "verified" then
    return answers.failure(20000)
  end
  begin(sandbox, body.email)
  return answers.done()
end

local function row_of(sandbox, domain)
  local email = sandbox.customers.by_handle[domain.owner_handle].customer.email
  local status, description = status_of(sandbox, email)
  local process = process_of(sandbox, email)
  return {
    domain = domain.domain, handle = domain.owner_handle, email = email, status = status,
    description = description, is_suspended = status == "failed",
    expiration_date = status == "in progress"
      and os.date("!%Y-%m-%d %H:%M:%S", math.floor(process.expires_at)) or NO_DATE,
  }
end

-- The filters that are compared exactly. `response.type` and `response.to` are accepted, too, but have no effect: no
-- document says what they select.
local EXACT = { "domain", "email", "handle", "status", "description" }

local function is_wanted(row, domain, parameters)
  for _, name in ipairs(EXACT) do
    if not is_blank(parameters[name]) and parameters[name] ~= row[name] then
      return false
    end
  end
  local suspended, id = parameters.is_suspended, parameters.domain_id
  return (is_blank(suspended) or query.is_true(suspended) == row.is_suspended)
    and (is_blank(id) or tonumber(id) == domain.id)
end

--- `GET /customers/verifications/emails/domains`: a row for each domain.
---@param sandbox table
---@param request table
---@return table answer
function verification.list(sandbox, request)
  local parameters, found = request.query, {}
  for _, domain in ipairs(sandbox.domains.in_order) do
    local row = row_of(sandbox, domain)
    if is_wanted(row, domain, parameters) then
      found[#found + 1] = row
    end
  end
  return answers.page(found, query.page(parameters, DEFAULT_LIMIT, MAX_LIMIT))
end

return verification
