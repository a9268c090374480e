--- Finds the secrets in a request that are not the client's own, by the names of their members: a password for another
--- user, a domain's code for a transfer. A server may quote them when it refuses the request.
--
-- @module openprovider.http.sent_secrets

local core = require("openprovider.core")
local is_secret = require("openprovider.http.secret_name")
local json = require("openprovider.values.json")
local unquoted = require("openprovider.http.unquoted")

-- Adds all texts and numbers of a value that has such a name, or that a member of it has.
local function collect(found, value, is_one)
  if type(value) == "table" then
    for name, member in pairs(value) do
      collect(found, member, is_one or type(name) == "string" and is_secret(name))
    end
  elseif is_one and type(value) == "string" then
    found[#found + 1] = value
  elseif is_one and type(value) == "number" then
    found[#found + 1] = core.number_text(value)
  end
end

-- Whether a body has to be decoded: a member may have such a name, or a name is written with escapes.
local function may_have_some(body)
  if body:find("\\", 1, true) then return true end
  for name in body:gmatch('"([^"]*)"[ \t\r\n]*:') do
    if is_secret(name) then return true end
  end
  return false
end

---@param call table of `exchange.perform`
---@return string[] secrets
return function(call)
  local found = {}
  if call.body and may_have_some(call.body) then collect(found, json.decode(call.body), false) end
  for name, value in (call.query or ""):gmatch("([^&=]+)=([^&]*)") do
    if is_secret((unquoted.read(name))) then found[#found + 1] = (unquoted.read(value)) end
  end
  return found
end
