--- The newest creates of an account, for `ensure_customer`. A program that makes more while lists lag does not ensure
--- the same customers.
-- The core keeps their customers in compact form: the less memory a create writes, the more stays in the processor's
-- caches.
--
-- @module openprovider.exactly_once.recent_creates

local core = require("openprovider.core")

local recent_creates = {}

-- How many creates are kept.
local SIZE = 1000

local Recent = {}
Recent.__index = Recent

--- Makes an empty list.
---@return table
function recent_creates.new()
  return setmetatable({ newest = core.newest(SIZE), place = nil, handles = {}, made = {}, ends = {} }, Recent)
end

--- Keeps a create.
---@param who string who the customer is, see `payload.who`
---@param handle string|nil nil if nobody knows whether there is one
---@param made number when it may have been made
---@param ends number until when it is useful
function Recent:add(who, handle, made, ends)
  local place = self.newest:add(who)
  self.place, self.handles[place], self.made[place], self.ends[place] = place, handle or false, made, ends
end

--- The last create of a customer, while it is useful.
---@param who string
---@param now number
---@return table|nil left `{ made, handle }`; without a handle nobody knows whether there is one
function Recent:last(who, now)
  local place = self.newest:find(who)
  if not place or now >= self.ends[place] then return nil end
  return { made = self.made[place], handle = self.handles[place] or nil }
end

--- Forgets all creates when none is useful any more.
---@param now number
function Recent:tidy(now)
  if not self.place or now < self.ends[self.place] then return end
  for _, ends in ipairs(self.ends) do
    if now < ends then return end
  end
  self.newest, self.place, self.handles, self.made, self.ends = core.newest(SIZE), nil, {}, {}, {}
end

return recent_creates
