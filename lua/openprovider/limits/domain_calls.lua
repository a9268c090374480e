--- The API's limits on calls about domains, besides those on all calls (FACTS 3.4, 7.3).
--
-- @module openprovider.limits.domain_calls

local core = require("openprovider.core")
local json = require("openprovider.values.json")

local domain_calls = {}

--- As the limits of `openprovider.limits.local_quota`; `what` says what was done too often.
domain_calls.LIMITS = {
  -- The second one within ten seconds blocks the account for five minutes.
  same_create = { count = 1, shared = 1, theirs = 2, window = 10, what = "orders of the same domain" },
  same_check = { count = 18, shared = 9, theirs = 20, window = 300, what = "checks of the same domains" },
  check_of_tld = { count = 54, shared = 27, theirs = 60, window = 60, what = "checks of a TLD that counts them" },
  -- After ten the API refuses all calls about .eu, until its support lifts the block.
  refused_eu = { count = 8, shared = 4, theirs = 10, window = 1200, what = "calls about .eu that the API refused" },
}

-- TLDs whose registries count checks.
local COUNTED = {}
for name in ("eu xn--e1a4c uk co.uk org.uk me.uk it ch fi fr"):gmatch("[^ ]+") do COUNTED[name] = true end

local function extension_of(domain)
  local extension = type(domain) == "table" and domain.extension
  return type(extension) == "string" and core.lower(extension):gsub("^%.", "") or nil
end

-- The TLDs of a call's domains, each once. `extension` is for a call whose body does not have it.
local function extensions_in(body, extension)
  local found, seen = {}, {}
  local function take(domain)
    local its = extension_of(domain)
    if its and not seen[its] then found[#found + 1], seen[its] = its, true end
  end
  take({ extension = extension })
  take(body.domain)
  for _, domain in ipairs(type(body.domains) == "table" and body.domains or {}) do take(domain) end
  return found
end

-- The body of a call about domains | nil
local function body_of(call)
  if not call.body or not call.path:find("^/domains%f[/%z]") then return nil end
  local body = json.decode(call.body)
  return type(body) == "table" and body or nil
end

--- The key of all calls about .eu.
domain_calls.EU = core.number_of("calls about", "eu")

-- Adds a limit for which a call counts.
local function add(found, limit, key, is_told)
  found[#found + 1] = { limit = limit, key = key, is_told = is_told }
end

--- Finds the limits for which a call counts.
---@param call table of `exchange.perform`
---@param key integer the same for identical calls
---@return table[]|nil found `{ limit, key, is_told }` each, the limit by its name; with `is_told` the call counts only
--- if the API refuses it. nil if there are none, as for most calls
function domain_calls.of(call, key)
  if call.path == "/customers" then return nil end -- most calls: a short cut
  local body = body_of(call)
  if not body then return nil end
  local found, is_check = {}, call.method == "POST" and call.path == "/domains/check"
  if call.method == "POST" and call.path == "/domains" then add(found, "same_create", key) end
  if is_check then add(found, "same_check", key) end
  for _, extension in ipairs(extensions_in(body, call.extension)) do
    if is_check and COUNTED[extension] then add(found, "check_of_tld", core.number_of("check of", extension)) end
  end
  if domain_calls.is_about_eu(call, body) then add(found, "refused_eu", domain_calls.EU, true) end
  return found
end

--- Whether a call has a domain with .eu in its body.
---@param call table
---@param body? table decoded
---@return boolean
function domain_calls.is_about_eu(call, body)
  body = body or body_of(call)
  for _, extension in ipairs(body and extensions_in(body, call.extension) or {}) do
    if extension == "eu" then return true end
  end
  return false
end

--- What was done too often, for a message.
---@param limit table
---@param call table
---@param count integer
---@return string
function domain_calls.text(limit, call, count)
  return string.format("%s %s: too many %s (%d in %d seconds)", call.method, call.path, limit.what, count, limit.window)
end

return domain_calls
