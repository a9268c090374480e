--- Tells by its name whether a member of a request or an answer is a secret.
--
-- @module openprovider.http.secret_name

local core = require("openprovider.core")

-- Parts of the names of secrets, in lower case and without separators.
local NAMES = {
  "password", "passwd", "passphrase", "passcode", "secret", "token", "credential", "apikey", "accesskey", "privatekey",
  "authcode", "authinfo", "authkey", "eppcode", "transfercode",
}

-- Names that must match as a whole, because they are also parts of harmless names.
local WHOLE = { pwd = true, pin = true, otp = true, auth = true }

local function is_secret(name)
  name = core.lower(name):gsub("[^a-z]", "")
  for _, known in ipairs(NAMES) do
    if name:find(known, 1, true) then return true end
  end
  return WHOLE[name] or false
end

-- The most names whose answer is cached. Requests have the same few names; the limit is for servers that make up new
-- ones.
local MAX_KNOWN = 1000
local verdicts, count = {}, 0

--- Whether a member of this name is a secret.
---@param name string
---@return boolean
return function(name)
  local verdict = verdicts[name]
  if verdict == nil then
    if count == MAX_KNOWN then verdicts, count = {}, 0 end
    verdict = is_secret(name)
    verdicts[name], count = verdict, count + 1
  end
  return verdict
end
