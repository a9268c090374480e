--- The API's error codes: what kind of error each is, and which field it is about.
--
-- Source: FACTS 1.6, 3.3 and 3.4. A code that is not here is `rejected`.
--
-- @module openprovider.codes

local core = require("openprovider.core")

local codes = {}

-- Says what a terse text of the API means in practice.
local CREDENTIALS = "wrong username or password, an expired token, or a user without API access"
local ACCESS = "this IP address is not on the account's list, API access is switched off, "
  .. "the account is blocked after too many identical calls, or the user agent is refused"

--- code -> `{ kind, hint }`. `unknown` marks faults inside the API, after which anything can have happened.
codes.CLASSES = {
  [10] = { kind = "rejected", unknown = true },
  [11] = { kind = "rejected", unknown = true },
  [17] = { kind = "rejected", unknown = true },
  [50] = { kind = "rate_limited" },
  [98] = { kind = "not_found" },
  [99] = { kind = "not_found" },
  [173] = { kind = "rejected", unknown = true },
  [174] = { kind = "rejected", unknown = true },
  [176] = { kind = "not_found" },
  [177] = { kind = "not_found" },
  [178] = { kind = "rejected", unknown = true },
  [186] = { kind = "conflict" },
  [187] = { kind = "conflict" },
  [193] = { kind = "not_found" },
  [194] = { kind = "not_found" },
  [196] = { kind = "auth", hint = CREDENTIALS },
  [197] = { kind = "auth", hint = "the agreement has not been signed" },
  [199] = { kind = "rejected", unknown = true },
  [900] = { kind = "auth", hint = CREDENTIALS },
  [901] = { kind = "auth", hint = "the username is empty" },
  [902] = { kind = "auth", hint = "the password is empty" },
  [4002] = { kind = "auth" },
  [4004] = { kind = "rejected", unknown = true },
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

-- Codes of the API's older names for what are additional data today.
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

--- Whether it is documented what a code means.
---@param code integer
function codes.is_known(code)
  return codes.CLASSES[code] ~= nil or FIELDS[code] ~= nil
end

--- The path of the field that a code is about, or nil.
---@param code integer
---@return string|nil path
function codes.field(code)
  return FIELDS[code]
end

return codes
