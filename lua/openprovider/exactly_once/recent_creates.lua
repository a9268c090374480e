--- The newest creates of an account, for `ensure_customer`: more within the time that lists may lag are too many to be
-- one program's creates that it then ensures.
--
-- Of each the core remembers who it is of: the less memory a create writes to, the more else stays in the processor's
-- caches.
--
-- @module openprovider.exactly_once.recent_creates

local core = require("openprovider.core")

local recent_creates = {}

-- Creates that are kept.
local SIZE = 1000

local Recent = {}
Recent.__index = Recent

--- Keeps none at first.
---@return table
function recent_creates.new()
  return setmetatable({ newest = core.newest(SIZE), place = nil, handles = {}, made = {}, ends = {} }, Recent)
end

--- Keeps a create.
---@param who string who the customer is, see `payload.who`
---@param handle string|nil nil if nobody knows whether there is one
---@param made number when it may have been made
---@param ends number until when it is of use
function Recent:add(who, handle, made, ends)
  local place = self.newest:add(who)
  self.place, self.handles[place], self.made[place], self.ends[place] = place, handle or false, made, ends
end

--- The last create of a customer, while it is of use.
---@param who string
---@param now number
---@return table|nil left `{ made, handle }`; without a handle nobody knows whether there is one
function Recent:last(who, now)
  local place = self.newest:find(who)
  if not place or now >= self.ends[place] then return nil end
  return { made = self.made[place], handle = self.handles[place] or nil }
end

--- Forgets all, once none is of use.
---@param now number
function Recent:tidy(now)
  if not self.place or now < self.ends[self.place] then return end
  for _, ends in ipairs(self.ends) do
    if now < ends then return end
  end
  self.newest, self.place, self.handles, self.made, self.ends = core.newest(SIZE), nil, {}, {}, {}
end

return recent_creates
