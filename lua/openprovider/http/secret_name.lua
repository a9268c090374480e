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

--- Whether a member of this name is a secret.
---@param name string
---@return boolean
return function(name)
  name = core.lower(name):gsub("[^a-z]", "")
  for _, known in ipairs(NAMES) do
    if name:find(known, 1, true) then return true end
  end
  return WHOLE[name] or false
end
