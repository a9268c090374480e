--- Makes a customer ready to be sent: its JSON text, its reference, and its fingerprints.
--
-- @module openprovider.customer.payload

local automatic = require("openprovider.customer.automatic_reference")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local equivalence = require("openprovider.customer.equivalence")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local marker = require("openprovider.customer.marker")
local normalise = require("openprovider.customer.normalise")

local payload = {}

-- A customer with its reference in the comments.
local function with_reference(canonical, value)
  local customer = copied(canonical)
  customer.comments = marker.mark(canonical.comments, value)
  return customer
end

--- Checks a customer and prepares it for sending.
---@param customer table that nobody else changes (see `openprovider.entry`)
---@param value any a reference; true for an automatic one; or nil
---@param allow_unknown boolean|nil
---@return table|nil prepared `{ body, who, reference, earlier, warnings, canonical }`: the JSON text, and what it was
--- made of; `earlier` is a reference that the customer may have instead, see `automatic_reference.earlier`
---@return table|nil err of kind `invalid`
function payload.make(customer, value, allow_unknown)
  local canonical, problems, count = normalise.check(customer, allow_unknown)
  if count > 0 then return nil, errors.invalid(problems, count) end
  if marker.is_in(canonical.comments) then return nil, marker.in_comments() end
  local prepared, _ = { warnings = problems or {}, canonical = canonical }, nil
  local line
  if value ~= nil then
    if value == true then value = automatic.of(canonical) end
    local ok, err = marker.check(value)
    if not ok then return nil, err end
    line = marker.mark(nil, value)
    prepared.reference, prepared.earlier = value, automatic.earlier(customer, canonical, value)
    prepared.canonical = with_reference(canonical, value)
  end
  prepared.body, problems, count, _, prepared.who = core.body(canonical, allow_unknown, line)
  if count > 0 then return nil, errors.invalid(problems, count) end -- comments that are too long with the marker
  return prepared
end

--- The same for a customer without a reference, in tables that the caller may change later: they are read now, and not
--- kept. A copy would cost more than the check.
---@param customer table
---@param allow_unknown boolean|nil
---@return table|nil prepared without `canonical`
---@return table|nil err of kind `invalid`
function payload.of_caller(customer, allow_unknown)
  local body, problems, count, who = normalise.body(customer, allow_unknown)
  if count > 0 then return nil, errors.invalid(problems, count) end
  local comments = rawget(customer, "comments")
  if comments and marker.is_in(comments) then return nil, marker.in_comments() end
  return { body = body, who = who, warnings = problems or {} }
end

--- The canonical customer of what is sent. If only its JSON text is left, this decodes it.
---@param prepared table
---@return table canonical
function payload.canonical(prepared)
  prepared.canonical = prepared.canonical or json.decode(prepared.body)
  return prepared.canonical
end

--- A text that says who the customer is. In one process it is the same for customers with the same company, names and
--- e-mail address; case and punctuation do not count.
---@param customer table in canonical form, or as the API has it
---@return string
function payload.who(customer)
  local name = type(customer.name) == "table" and customer.name or {}
  return core.who(customer.company_name, name.first_name, name.last_name, customer.email)
end

--- Its fingerprints, see `equivalence.fingerprints`.
---@param prepared table
---@return string identity
---@return string whole
function payload.fingerprints(prepared)
  if not prepared.whole then
    prepared.identity, prepared.whole = equivalence.fingerprints(payload.canonical(prepared), prepared.reference)
  end
  return prepared.identity, prepared.whole
end

--- The key by which `ensure_customer` knows it.
---@param prepared table
---@return string key
function payload.ensured_key(prepared)
  prepared.ensured_key = prepared.ensured_key or equivalence.key(payload.canonical(prepared))
  return prepared.ensured_key
end

return payload
