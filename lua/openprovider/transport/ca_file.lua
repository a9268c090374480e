--- Checks the file of certificate authorities when a client is made, so that its first call does not fail.
--
-- @module openprovider.transport.ca_file

local errors = require("openprovider.errors")

-- The beginning of a certificate in PEM, the form that libcurl reads.
local BEGIN = "%-%-%-%-%-BEGIN [A-Z ]*CERTIFICATE%-%-%-%-%-"

-- The most bytes that are read. The authorities of a system have less than a MiB.
local MOST = 16 * 1024 * 1024

-- -> text | nil, path and why
local function contents(path)
  local file, why = io.open(path, "rb")
  if not file then return nil, why end
  local text
  text, why = file:read(MOST) -- nil without a reason at the end of a file; a folder fails only here
  file:close()
  if why then return nil, path .. ": " .. why end
  return text or ""
end

--- Finds what is wrong with a file of certificate authorities.
---@param path string
---@return openprovider.Error|nil err of kind `config`; nil if the file has certificates
return function(path)
  local text, why = contents(path)
  if text and text:find(BEGIN) then return nil end
  if text then why = path .. ': it has no certificate in PEM form, which begins with "-----BEGIN CERTIFICATE-----"' end
  return errors.not_sent("config", string.format("the file of certificate authorities (ca_file) cannot be used: %s",
    why))
end
