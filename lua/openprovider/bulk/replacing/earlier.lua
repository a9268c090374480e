--- Finds the copy that an earlier run made of a customer that is now gone, if the copy has the requested name.
--
-- @module openprovider.bulk.replacing.earlier

local built = require("openprovider.customer.built")
local clone = require("openprovider.api.clone")
local copies = require("openprovider.bulk.replacing.copies")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local lookup = require("openprovider.exactly_once.lookup")
local new_details = require("openprovider.values.details")
local payload = require("openprovider.customer.payload")
local record = require("openprovider.customer.from_api")

-- The customers that may be copies: those with one reference, or those whose references have the beginning of all
-- copies. -> rows of a list | nil, err
local function candidates(client, handle, reference)
  if reference then
    local found, err = lookup.find(client, reference, { deadline = client.transport.now() + client.settings.timeout })
    if err then return nil, err end
    return { found }
  end
  return copies.of(client, handle)
end

-- The members that the API never changes in a customer, in canonical form. -> text | nil
local function identity(customer)
  local prepared = customer and payload.make(customer, nil, true)
  return prepared and payload.fingerprints(prepared) or nil
end

-- Whether a customer has the name and the company of the changes.
local function has_name(sent, changes)
  local named = { name = changes.name, company_name = changes.company_name }
  local as_it_is = identity(clone.with_changes(sent, {}))
  return as_it_is ~= nil and as_it_is == identity(clone.with_changes(sent, named))
end

-- The copies with the requested name. -> handles | nil, err
local function with_name(client, handle, changes, reference)
  local rows, err = candidates(client, handle, reference)
  if not rows then return nil, err end
  local found, given = {}, built.copy(changes)
  for _, row in ipairs(rows) do
    local sent
    sent, err = lookup.get(client, row.handle)
    if not sent and err.kind ~= "not_found" then return nil, err end
    if sent and record.is_alive(sent) and has_name(sent, given) then found[#found + 1] = sent.handle end
  end
  return found
end

--- Looks for the copy of a customer that is gone. If there is one, and no other copy got the domains, the work is
--- already done.
---@param client table
---@param handle string of the customer
---@param changes table
---@param reference string|boolean|nil of the copy, as the caller gave it
---@param gone openprovider.Error the error that says that the customer is gone
---@return openprovider.Replacement|nil report
---@return openprovider.Details|openprovider.Error details_or_err
return function(client, handle, changes, reference, gone)
  if type(reference) == "boolean" then return nil, gone end -- nothing tells its copy
  local found, err = with_name(client, handle, changes, reference)
  if not found then
    err.outcome = "not_sent"
    return nil, err
  end
  if not found[1] then return nil, gone end
  if found[2] then
    table.sort(found, core.before)
    return nil, errors.not_sent("conflict", ("%s is gone, and has %d copies with this name: %s"):format(handle, #found,
      table.concat(found, ", ")), { handle = handle, handles = found })
  end
  local other
  other, err = copies.other(client, handle, found[1])
  if other then
    return nil, errors.not_sent("not_found", ("%s is gone, and %s, its copy with this name, has no domains: its copy "
      .. "%s has some"):format(handle, found[1], other), { handle = handle, handles = { found[1], other } })
  end
  if other == nil then
    err.outcome = "not_sent"
    return nil, err
  end
  return {
    old = handle, new = found[1], domains = {}, counts = {}, fees = {}, is_complete = true, created = false,
    deleted = true, was_done = true,
  }, new_details({ api_warnings = {}, maintenance = false, attempts = 0 })
end
