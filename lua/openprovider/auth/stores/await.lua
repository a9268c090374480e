--- Waits for a lock that another has.
--
-- @module openprovider.auth.stores.await

--- Tries to take a lock, again and again until it is taken or the time is over.
---@param take fun(): any, string? gives the lock; false if another has it; nil and a message if there can be none
---@param pause number seconds between two tries
---@param patience number seconds
---@param sleep fun(seconds: number)
---@return any lock false if another had it all the time; nil if there can be none
---@return string|nil message
return function(take, pause, patience, sleep)
  local waited = 0
  local lock, message = take()
  while lock == false and waited < patience do
    sleep(pause)
    waited = waited + pause
    lock, message = take()
  end
  return lock, message
end
