--- The API's error codes: the kind of error and the field of each, and which codes prove a refusal.
--
-- Source: FACTS 1.6, 3.3 and 3.4.
--
-- @module openprovider.http.api_codes

local core = require("openprovider.core")

local codes = {}

-- Explains a short text of the API.
local CREDENTIALS = "wrong username or password, an expired token, or a user without API access"
local ACCESS = "this IP address is not on the account's list, API access is switched off, "
  .. "the account is blocked after too many identical calls, or the user agent is refused"

--- code -> `{ kind, hint }`; all others are `codes.ANY`.
codes.CLASSES = {
  [50] = { kind = "rate_limited" },
  [98] = { kind = "not_found" },
  [99] = { kind = "not_found" },
  [176] = { kind = "not_found" },
  [177] = { kind = "not_found" },
  [186] = { kind = "conflict" },
  [187] = { kind = "conflict" },
  [193] = { kind = "not_found" },
  [194] = { kind = "not_found" },
  [196] = { kind = "auth", hint = CREDENTIALS },
  [197] = { kind = "auth", hint = "the agreement has not been signed" },
  [311] = { kind = "conflict" },
  [320] = { kind = "not_found" },
  [326] = { kind = "conflict" },
  [346] = { kind = "conflict" },
  [364] = { kind = "conflict" },
  [366] = { kind = "conflict" },
  [900] = { kind = "auth", hint = CREDENTIALS },
  [901] = { kind = "auth", hint = "the username is empty" },
  [902] = { kind = "auth", hint = "the password is empty" },
  [4002] = { kind = "auth" },
  [4005] = { kind = "maintenance" },
  [4007] = { kind = "rate_limited" },
  [6200] = { kind = "conflict" },
  [6206] = { kind = "conflict" },
  [10005] = { kind = "auth", hint = ACCESS },
  [10006] = {
    kind = "auth",
    hint = "two-factor authentication is on for this user; use one without it for the API",
  },
  [10009] = { kind = "auth", hint = ACCESS },
}

codes.ANY = { kind = "rejected" }

--- Codes that mean something more in the answer to a login. The API accepts 30 logins a minute, then none for a minute
--- (FACTS 3.4): a login that is sent again at once is refused again. `wait` is in seconds.
codes.OF_LOGIN = {
  [50] = {
    kind = "rate_limited", wait = 60, hint = "the API takes 30 logins a minute. Wait a minute; and keep the token in a "
      .. "file (option token_store), so that programs share one login",
  },
}

-- Codes by which the API refuses a call, first and last of each range (FACTS 1.6, 3.3, 3.4). After any other code the
-- API may have done what was asked, whatever the HTTP status is: at 5xx something failed on the way, and at 4xx a
-- gateway may have written the body (gRPC's own codes, 0 to 16, are called `code` as well, and 1 means "cancelled").
-- Left out on purpose: 10, 11, 17, 173, 174, 178, 199 and 4004, which are faults inside the API; 339 to 341, 393, 394
-- and 399, after which something of a domain's order may be under way; and 524, which no document explains.
local REFUSALS = {
  { 50, 50 },       -- too many calls
  { 98, 99 },       -- no such data
  { 100, 108 },     -- name
  { 110, 121 },     -- address
  { 130, 146 },     -- phone, fax, email
  { 150, 152 },     -- additional data
  { 160, 172 },     -- company, type
  { 175, 177 },     -- rules, handles
  { 180, 187 },     -- search, rules, what is still in use
  { 190, 197 },     -- users, handles, authorization
  { 300, 338 },     -- domains: names, periods, codes, handles, rules
  { 345, 392 },     -- domains: what the order lacks, or its state forbids
  { 395, 398 },     -- domains: phases and states
  { 500, 500 },     -- a domain of others
  { 505, 515 },     -- domains: what registries forbid
  { 900, 902 },     -- login
  { 4001, 4003 },   -- command, access, parameters
  { 4005, 4007 },   -- maintenance, format, too many calls
  { 6001, 6017 },   -- additional data
  { 6200, 6200 },   -- domains are attached
  { 6206, 6206 },   -- a default handle
  { 10001, 10006 }, -- login, access
  { 10009, 10009 }, -- access
  { 20000, 20002 }, -- e-mail verification
}

-- Fields of codes that use older names for today's additional data.
local FIELDS = {
  [150] = "additional_data.social_security_number",
  [151] = "additional_data.birth_date",
  [152] = "additional_data.birth_city",
  [163] = "additional_data.company_registration_number",
  [164] = "additional_data.company_registration_city",
  [165] = "additional_data.company_registration_subscription_date",
}

local function collect(field, path)
  for _, member in ipairs(field.members or {}) do
    local inner = member.name
    if path ~= "" then inner = inner == "" and path or path .. "." .. inner end
    if member.api_empty then FIELDS[member.api_empty] = inner end
    if member.api_invalid then FIELDS[member.api_invalid] = inner end
    collect(member, inner)
  end
end

collect(core.fields(), "")

-- Known texts in answers to a login (FACTS 1.6, 3.3, 3.4), in lower case.
local LOGIN_TEXTS = {
  ["authentication/authorization failed"] = true, ["login failed"] = true, ["empty username"] = true,
  ["empty password"] = true, ["access denied"] = true, ["two factor authenticator required"] = true,
  ["calls limit has been reached"] = true, ["api access temporarily blocked"] = true,
  ["disabled for maintenance"] = true, ["wrong message format"] = true,
}

--- Returns what may be shown of a login's answer. The request has the password in it, and the answer may quote it in
--- any encoding. So only texts that are known to be the API's are shown.
---@param value any a member of the answer
---@return any value
function codes.of_login(value)
  if type(value) ~= "string" or value == "" then return nil end
  return LOGIN_TEXTS[core.lower(value):match("^[ \t-\r]*(.-)[ \t-\r.!]*$")] and value or "***"
end

--- Whether a code says that the API refused the call and did nothing.
---@param code integer
---@return boolean
function codes.refuses(code)
  for _, range in ipairs(REFUSALS) do
    if code >= range[1] and code <= range[2] then return true end
  end
  return false
end

--- The path of the field that a code is about, or nil.
---@param code integer
---@return string|nil path
function codes.field(code)
  return FIELDS[code]
end

return codes
