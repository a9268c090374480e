--- Limits the retries of all calls of a client together.
-- When a service is down, retries only add to its load, and to the account's count of calls. So retries are paid from a
-- budget, which successes fill again, with the figures of the AWS SDKs' standard mode. A full budget pays for a hundred
-- retries. When it is empty, each call is sent once, until calls succeed again.
--
-- @module openprovider.limits.retry_budget

-- The size of a full budget.
local CAPACITY = 500

-- The cost of a retry. After a timeout it is higher, because that kept a connection busy for long.
local COST = 5
local COST_OF_TIMEOUT = 10

-- What a call pays in that succeeds at once. A call that needed retries pays back the cost of its last one.
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
