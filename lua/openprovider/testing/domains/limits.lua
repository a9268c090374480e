--- How often the API takes calls about domains, and what it does with more calls (FACTS 3.4, 7.3).
local answers = require("openprovider.testing.answers")
local registries = require("openprovider.testing.domains.registries")

local limits = {}

local FOR_EVER = math.huge

--- `count` in `window` seconds, the answer beyond, and how many seconds it lasts.
limits.LIST = {
  create = { count = 1, window = 10, code = 4007, block = 300 },
  check = { count = 20, window = 300, code = 50, block = 300 },
  tld = { count = 60, window = 60, code = 50, block = 60 },
  eu = { count = 9, window = 1200, code = 4007, block = FOR_EVER },
}

-- Counts one more under a key. -> whether that is one too many, or a block goes on
local function is_too_many(sandbox, name, key, is_looking)
  local limit, now = limits.LIST[name], sandbox:now()
  local counts = sandbox.domains.counts or {}
  sandbox.domains.counts = counts
  local count = counts[name .. key] or { times = {}, blocked_until = nil }
  counts[name .. key] = count
  if count.blocked_until and now < count.blocked_until then
    return true
  end
  local recent = {}
  for _, time in ipairs(count.times) do
    if now - time < limit.window then
      recent[#recent + 1] = time
    end
  end
  count.times = recent
  if is_looking then
    return false
  end
  if #recent >= limit.count then
    count.blocked_until = now + limit.block
    return true
  end
  recent[#recent + 1] = now
  return false
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
  if extension == "eu" and not is_off(sandbox) and is_too_many(sandbox, "eu", "", true) then
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
