--- Which members of requests and answers are secrets: their names tell it.
--
-- @module openprovider.http.secret_name

local core = require("openprovider.core")

-- What is in the name of a secret, in small letters and without what stands between its words.
local NAMES = {
  "password", "passwd", "passphrase", "passcode", "secret", "token", "credential", "apikey", "accesskey", "privatekey",
  "authcode", "authinfo", "authkey", "eppcode", "transfercode",
}

-- Names that are a secret as a whole alone: they are parts of harmless ones.
local WHOLE = { pwd = true, pin = true, otp = true, auth = true }

local function is_secret(name)
  name = core.lower(name):gsub("[^a-z]", "")
  for _, known in ipairs(NAMES) do
    if name:find(known, 1, true) then return true end
  end
  return WHOLE[name] or false
end

-- What was said of names: they are the same few in every request. New ones are not remembered for ever.
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
