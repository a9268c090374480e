--- The API's limits on calls about domains, and its answers beyond them (FACTS 3.4, 7.3).
local answers = require("openprovider.testing.answers")
local registries = require("openprovider.testing.domains.registries")
local window = require("openprovider.testing.window")

local limits = {}

local FOR_EVER = math.huge

--- `count` in `window` seconds, the answer beyond, and how many seconds it lasts.
limits.LIST = {
  create = { count = 1, window = 10, code = 4007, block = 300 },
  check = { count = 20, window = 300, code = 50, block = 300 },
  tld = { count = 60, window = 60, code = 50, block = 60 },
  eu = { count = 9, window = 1200, code = 4007, block = FOR_EVER },
}

-- The counter of a limit under a key.
local function counted_of(sandbox, name, key)
  local all = sandbox.domains.counted or {}
  sandbox.domains.counted = all
  all[name .. key] = all[name .. key] or window.new()
  return all[name .. key], limits.LIST[name], sandbox:now()
end

-- Adds one to a counter. -> whether that is one too many, or a block goes on
local function is_too_many(sandbox, name, key)
  return window.add(counted_of(sandbox, name, key))
end

local function is_off(sandbox)
  return sandbox.options.domain_limits == false
end

--- The answer to an order that is one too many, or nil.
---@param sandbox table
---@param body string the request's, as it came
---@return table? answer
function limits.refuse_create(sandbox, body)
  if not is_off(sandbox) and is_too_many(sandbox, "create", body) then
    return answers.failure(limits.LIST.create.code)
  end
end

--- The answer to a check that is one too many, or nil.
---@param sandbox table
---@param body string
---@param extensions table<string, boolean> of the domains in it
---@return table? answer
function limits.refuse_check(sandbox, body, extensions)
  if is_off(sandbox) then
    return nil
  end
  if is_too_many(sandbox, "check", body) then
    return answers.failure(limits.LIST.check.code)
  end
  for extension in pairs(extensions) do
    if registries.of(sandbox, extension).counted and is_too_many(sandbox, "tld", extension) then
      return answers.failure(limits.LIST.tld.code)
    end
  end
end

--- The answer to anything about .eu after too many faults, or nil.
---@param sandbox table
---@param extension string
---@return table? answer
function limits.refuse_eu(sandbox, extension)
  if extension == "eu" and not is_off(sandbox) and window.is_blocked(counted_of(sandbox, "eu", "")) then
    return answers.failure(limits.LIST.eu.code)
  end
end

--- Counts a faulty call about a TLD.
---@param sandbox table
---@param extension string
function limits.count_fault(sandbox, extension)
  if extension == "eu" and not is_off(sandbox) then
    is_too_many(sandbox, "eu", "")
  end
end

return limits
