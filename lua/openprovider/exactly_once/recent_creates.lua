--- The newest creates of an account, for `ensure_customer`: more within the time that lists may lag are too many to be
-- one program's creates that it then ensures.
--
-- Their texts are in the core's memory, their times in arrays: a table for each would cost more than the rest of it.
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
  return setmetatable({ newest = core.newest(SIZE), place = nil, made = {}, ends = {} }, Recent)
end

--- Keeps a create.
---@param email string of the customer
---@param body string
---@param handle string|nil nil if nobody knows whether there is one
---@param made number when it may have been made
---@param ends number until when it is of use
function Recent:add(email, body, handle, made, ends)
  local place = self.newest:add(core.fold(email), body, handle)
  self.place, self.made[place], self.ends[place] = place, made, ends
end

--- The last create with an e-mail address in any case, while it is of use.
---@param email string
---@param now number
---@return table|nil left `{ body, made, handle }`; without a handle nobody knows whether there is one
function Recent:last(email, now)
  local place, body, handle = self.newest:find(core.fold(email))
  if not place or now >= self.ends[place] then return nil end
  return { body = body, made = self.made[place], handle = handle ~= "" and handle or nil }
end

--- Forgets all, once none is of use.
---@param now number
function Recent:tidy(now)
  if not self.place or now < self.ends[self.place] then return end
  for _, ends in ipairs(self.ends) do
    if now < ends then return end
  end
  self.newest, self.place, self.made, self.ends = core.newest(SIZE), nil, {}, {}
end

return recent_creates
