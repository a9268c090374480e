--- The domains that use a handle.
--
-- @module openprovider.api.domains

local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local core = require("openprovider.core")
local domain_roles = require("openprovider.list.domain_roles")
local errors = require("openprovider.errors")
local failed_each = require("openprovider.values.failed_each")
local handles = require("openprovider.customer.handle")
local lookup = require("openprovider.exactly_once.lookup")
local page = require("openprovider.list.page")
local raising = require("openprovider.values.raising")
local record = require("openprovider.customer.from_api")
local walk = require("openprovider.list.stable_pages")

local domains = {}

local PATH = "/domains"
local OPTIONS = { timeout = "number", raise = "boolean" }

-- The API's codes for a handle that domains use (FACTS 3.3).
local IN_USE = { [187] = true, [6200] = true }

-- How many domains an error has, and how many its message names.
local KEPT, NAMED = 100, 5

--- A domain's name with its extension.
---@param domain table of the API
---@return string|nil
function domains.full_name(domain)
  local parts = domain.domain
  if type(parts) ~= "table" or type(parts.name) ~= "string" then return nil end
  if type(parts.extension) ~= "string" or parts.extension == "" then return parts.name end
  return parts.name .. "." .. parts.extension
end

--- A domain of the API as a caller gets it.
---@param sent table as decoded
---@param handle string
---@return table domain
function domains.shown(sent, handle)
  local domain = record.tidy(sent)
  domain.full_name, domain.roles = domains.full_name(sent), domain_roles.of(sent, handle)
  return domain
end

-- The query of a page as the list of domains has it.
local function query_of(query)
  return {
    contact_handle = query.contact_handle, limit = query.limit, offset = query.offset,
    ["order_by.id"] = query.order and core.lower(query.order), -- "ASC" or "DESC"
  }
end

-- An iterator over the domains of a handle, as of a list.
local function each(client, handle, pace)
  local rows = walk({ contact_handle = handle }, function(query)
    return page.get(client, PATH, query_of(query), pace)
  end, client.transport.rows_of_page)
  return function()
    local row, info, err = rows()
    if not row then return row, info, err end
    return domains.shown(row, handle), info
  end
end

-- The same rows, with an error in the place of none if there is no such customer: a list is empty for any handle.
local function of_customer(client, handle, rows)
  local is_checked = false
  return function()
    local row, info, err = rows()
    if row ~= nil or is_checked then
      is_checked = true
      return row, info, err
    end
    is_checked = true
    local sent, why = lookup.get(client, handle, nil, { is_short = true })
    if sent then return nil end
    return false, nil, why
  end
end

--- See `Client:domains_of`.
function domains.domains_of(client, handle, opts)
  arguments.check("domains_of", 1, handle, "string")
  local checked, path, err
  checked, err = arguments.options("domains_of", 2, opts, OPTIONS)
  if not checked then return failed_each(err, opts) end
  path, err = handles.path(handle)
  if not path then return failed_each(err, opts) end
  client = call_time.within(client, checked.timeout)
  return raising(of_customer(client, handle, each(client, handle)), checked.raise)
end

--- All domains of a handle.
---@param client table
---@param handle string
---@param pace? table see `page.get`
---@return table[]|nil domains
---@return table|nil err
function domains.all_of(client, handle, pace)
  local found = {}
  for domain, _, err in each(client, handle, pace) do
    if not domain then return nil, err end
    found[#found + 1] = domain
  end
  return found
end

-- Some domains and how many there are, as a part of a message.
local function named(found, total)
  local names = {}
  for index = 1, math.min(NAMED, #found) do
    local domain = found[index]
    names[index] = ("%s (%s)"):format(domain.full_name or "one without a name", table.concat(domain.roles, ", "))
  end
  local more = math.max(total or 0, #found) - #names
  return table.concat(names, ", ") .. (more > 0 and (" and %d more"):format(more) or "")
end

--- Adds to the error of a deletion the domains for which it was refused. Whether they can be read changes nothing else.
---@param err table
---@param client table
---@param handle string
---@param call table the deletion: its time is that of the list, too
---@return table err
function domains.add_to(err, client, handle, call)
  if not IN_USE[err.code or ""] then return err end
  local found = page.get(client, PATH, { contact_handle = handle, limit = KEPT }, { deadline = call.ends })
  if not found or not found.results[1] then return err end
  err.domains = {}
  for index, row in ipairs(found.results) do err.domains[index] = domains.shown(row, handle) end
  err.message = errors.one_line(err.message .. ": used by " .. named(err.domains, found.total))
  return err
end

return domains
