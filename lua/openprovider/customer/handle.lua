--- Handles: the API's names for customers, such as "CV904716-NL". -- The API does not promise their form (FACTS 2.2).
--- So every text is accepted that cannot change the path of a request.
--
-- @module openprovider.customer.handle

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local query = require("openprovider.http.query")

local find = string.find

local handle = {}

-- In bytes. The API's handles have about a dozen.
local MAX_BYTES = 64

local EXAMPLE = '; expected one such as "CV904716-NL"'

-- What is wrong with a handle, or nil.
local function fault_of(text)
  if type(text) ~= "string" then return "the handle is a " .. type(text) end
  if text == "" then return "the handle is empty" end
  if #text > MAX_BYTES then return string.format("the handle has %d bytes, %d at most", #text, MAX_BYTES) end
  if not core.is_utf8(text) then return "the handle is not UTF-8" end
  if text:find("%z") or errors.one_line(text) ~= text then return "the handle has a control character" end
  local odd = text:match("[/\\?# \t-\r]")
  if odd then return string.format('the handle %q has a "%s" in it', text, odd) end
  if text:find("^%.+$") then return string.format("the handle %q is a step in a path", text) end
  return nil
end

--- Whether a value that the API sent is a handle.
---@param value any
function handle.is_one(value)
  -- All known handles have only letters, digits and hyphens.
  if type(value) == "string" and #value <= MAX_BYTES and find(value, "^[A-Za-z0-9-]+$") then return true end
  return fault_of(value) == nil
end

--- Whether two handles are the same; the case of ASCII letters does not count.
---@param one any a value that the API sent
---@param other string
function handle.is_same(one, other)
  return type(one) == "string" and core.lower(one) == core.lower(other)
end

--- The path of a customer below the base address.
---@param text any
---@return string|nil path with the handle percent-encoded
---@return table|nil err of kind `invalid`
function handle.path(text)
  local fault = fault_of(text)
  if fault then
    return nil, errors.not_sent("invalid", fault .. EXAMPLE, { field = "handle" })
  end
  return "/customers/" .. query.encode(text)
end

return handle
