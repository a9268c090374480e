--- How many retries a client can afford, for all its calls together.
--
-- When a service fails altogether, retries only add to its load, and to an account's count of calls.
-- So retries are paid from a budget that successes fill, in the manner and with the figures of the
-- AWS SDKs' standard mode: a full budget pays a hundred retries, and after that a client sends one
-- request a call until calls succeed again.
--
-- @module openprovider.limits.retry_budget

-- What a full budget holds.
local CAPACITY = 500

-- What a retry costs; more after a timeout, which has kept a connection busy for long.
local COST = 5
local COST_OF_TIMEOUT = 10

-- What a call that succeeds at once pays in. One that needed retries gets back what its last one cost.
local REWARD = 1

local Budget = {}
Budget.__index = Budget

--- Takes the cost of a retry out of the budget.
---@param err table the error that it follows
---@return integer|nil cost what was taken; nil if there is not enough left
function Budget:spend(err)
  local cost = err.kind == "timeout" and COST_OF_TIMEOUT or COST
  if cost > self.left then return nil end
  self.left = self.left - cost
  return cost
end

--- Pays in after a success.
---@param cost integer|nil what its last retry cost, if it had one
function Budget:refill(cost)
  local left = self.left + (cost or REWARD)
  self.left = left < CAPACITY and left or CAPACITY
end

--- A full budget.
---@return table budget
return function()
  return setmetatable({ left = CAPACITY }, Budget)
end
