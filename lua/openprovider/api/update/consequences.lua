--- What a new e-mail address of a handle means for the domains that it owns (FACTS 7.2): registries have the owner
-- confirm it, and take domains offline whose owner refuses, or does not answer.
--
-- @module openprovider.api.update.consequences

local core = require("openprovider.core")
local domains = require("openprovider.api.domains")
local errors = require("openprovider.errors")
local word_set = require("openprovider.values.word_set")

local consequences = {}

-- TLDs of countries in which a new address is confirmed at once, as it is in all that are of no country.
local AT_ONCE = word_set "dk fi fr pm re tf wf yt de it nl pl"

-- Those in which addresses are confirmed once a year, and nothing says that a new one is earlier.
local YEARLY = word_set "at be hr hu in lt lv nu ro se sk us"

-- TLDs of countries, and of the European Union, that are not two letters.
local OF_COUNTRIES = word_set "xn--90ais xn--e1a4c xn--p1ai xn--qxa6a"

-- How many domains a message names.
local NAMED = 3

-- When the owner of a domain has to confirm a new address. -> "now", "yearly" | nil if no document says it
local function verification_of(name)
  local tld = core.lower(name:match("[^.]*$"))
  local is_of_country = tld:find("^[a-z][a-z]$") or OF_COUNTRIES[tld]
  if AT_ONCE[tld] or not is_of_country then return "now" end
  return YEARLY[tld] and "yearly" or nil
end

-- Statuses of domains that are offline anyway: deleted ones, and orders that failed.
local IS_GONE = { DEL = true, FAI = true }

local function is_owned(domain)
  return domain.roles[1] == "owner" and not IS_GONE[domain.status or ""]
end

--- What a new address means for a handle's domains.
---@param client table
---@param handle string
---@param pace table see `page.get`
---@return openprovider.Consequence[]|nil found
---@return openprovider.Error|nil err why the domains cannot be read
function consequences.of(client, handle, pace)
  local list, err = domains.all_of(client, handle, pace)
  if not list then return nil, err end
  local found = {}
  for _, domain in ipairs(list) do
    local name = domain.full_name
    local verification = name and is_owned(domain) and verification_of(name)
    if verification then
      found[#found + 1] = { domain = name, verification = verification, goes_offline = verification == "now" }
    end
  end
  return found
end

--- Says where a refusal takes domains offline.
---@param found openprovider.Consequence[]
---@return string|nil text nil if it does so nowhere
function consequences.text(found)
  local names, count = {}, 0
  for _, consequence in ipairs(found) do
    if consequence.goes_offline then
      count = count + 1
      if count <= NAMED then names[count] = consequence.domain end
    end
  end
  if count == 0 then return nil end
  local more = count > NAMED and (" and %d more"):format(count - NAMED) or ""
  return ("the owner gets a message at the new e-mail address and has to confirm it; if not, %s%s %s offline")
    :format(table.concat(names, ", "), more, count == 1 and "goes" or "go")
end

--- The error of an update that needs the caller's confirmation.
---@param handle string
---@param found openprovider.Consequence[]
---@return openprovider.Error err of kind `conflict`
function consequences.unconfirmed(handle, found)
  return errors.not_sent("conflict", ("%s was not changed: %s"):format(handle, consequences.text(found)),
    { consequences = found })
end

--- The error of an update whose consequences are not known.
---@param handle string
---@param err openprovider.Error why the domains cannot be read
---@return openprovider.Error err
function consequences.unknown(handle, err)
  err.message = ("%s was not changed: an owner of domains may have to confirm a new e-mail address, and "
    .. "its domains cannot be read: %s"):format(handle, err.message)
  return err
end

return consequences
