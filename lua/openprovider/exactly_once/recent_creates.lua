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
  return setmetatable({ place = 0, emails = {}, bodies = {}, references = {}, handles = {}, made = {}, ends = {} },
    Recent)
end

--- Keeps a create.
---@param email string of the customer
---@param prepared table `{ body, reference }`
---@param handle string|nil nil if it is not known whether there is one
---@param made number
---@param ends number until when it is of use
function Recent:add(email, prepared, handle, made, ends)
  local place = self.place % SIZE + 1
  self.place = place
  self.emails[place], self.bodies[place], self.references[place] = email, prepared.body, prepared.reference or false
  self.handles[place], self.made[place], self.ends[place] = handle or false, made, ends
end

--- The last create with an e-mail address, in whatever case, while it is of use.
---@param email string
---@param now number
---@return table|nil left `{ body, reference, handle, made }`
function Recent:last(email, now)
  email = core.fold(email)
  for back = 0, #self.emails - 1 do
    local place = (self.place - 1 - back) % SIZE + 1
    if core.fold(self.emails[place]) == email then
      if now >= self.ends[place] then return nil end
      return { body = self.bodies[place], reference = self.references[place] or nil,
        handle = self.handles[place] or nil, made = self.made[place] }
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
  self.emails, self.bodies, self.references, self.handles, self.made, self.ends = {}, {}, {}, {}, {}, {}
end

return recent_creates
