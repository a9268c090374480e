--- Waits for something that another call of this program holds.
--
-- @module openprovider.concurrency.turns

local errors = require("openprovider.errors")

local turns = {}

-- Seconds between two tries: short at first, because most calls are quick.
local GLANCE, LONGEST_GLANCE = 0.02, 0.2

--- Tries until it succeeds. The other calls of the program go on meanwhile, where the transport lets them.
---@param transport table `sleep`, `now`
---@param deadline number when to give up, by the transport's clock
---@param try function() -> value | nil, err; both nil: not yet. A third result says that this process has it: where
--- nothing else can go on while this call sleeps, waiting is then of no use
---@param message string of the error if the time is over
---@param waits fun() called once where it has to wait
---@return any value
---@return table|nil err of kind `timeout` or `cancelled`, or what `try` gave
function turns.wait(transport, deadline, try, message, waits)
  local glance = GLANCE
  while true do
    local value, err, is_here = try()
    if value or err then return value, err end
    if glance == GLANCE then waits() end
    local others_go_on, why = transport.sleep(glance)
    if why then return nil, errors.not_sent(why, "the call was cancelled") end
    if transport.now() >= deadline or others_go_on == false and is_here then
      return nil, errors.not_sent("timeout", message)
    end
    glance = math.min(glance * 1.5, LONGEST_GLANCE)
  end
end

return turns
