--- The newest creates of an account, for `ensure_customer`: more within the time that lists may lag are too many to be
-- one program's creates that it then ensures.
--
-- A ring, each member of a create in an array of its own: a table for each would cost more than the rest of it.
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
  return setmetatable({ place = 0, emails = {}, bodies = {}, outcomes = {}, ends = {} }, Recent)
end

--- Keeps a create.
---@param email string of the customer
---@param body string
---@param outcome string|number the handle; where nobody knows whether there is one, when it may have been made
---@param ends number until when it is of use
function Recent:add(email, body, outcome, ends)
  local place = self.place % SIZE + 1
  self.place = place
  self.emails[place], self.bodies[place], self.outcomes[place], self.ends[place] = email, body, outcome, ends
end

--- The last create with an e-mail address, in whatever case, while it is of use.
---@param email string
---@param now number
---@return table|nil left `{ body, handle }`, or `{ body, made }` if nobody knows whether there is a handle
function Recent:last(email, now)
  email = core.fold(email)
  for back = 0, #self.emails - 1 do
    local place = (self.place - 1 - back) % SIZE + 1
    if core.fold(self.emails[place]) == email then
      if now >= self.ends[place] then return nil end
      local left, outcome = { body = self.bodies[place] }, self.outcomes[place]
      left[type(outcome) == "string" and "handle" or "made"] = outcome
      return left
    end
  end
end

--- Forgets all, once none is of use.
---@param now number
function Recent:tidy(now)
  local last = self.ends[self.place]
  if not last or now < last then return end
  for _, ends in ipairs(self.ends) do
    if now < ends then return end
  end
  self.place = 0
  self.emails, self.bodies, self.outcomes, self.ends = {}, {}, {}, {}
end

return recent_creates
