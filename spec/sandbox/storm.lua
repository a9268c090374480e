--- Faults at random: a share of all requests fails, each in one of the ways below.
--
-- The draws come from a generator of its own, so that a seed stands for one sequence of faults.
-- Runs inside nginx.
local storm = {}

-- Seconds: shorter than any client waits; longer than any client of the specs does.
local MOMENT, FOREVER = 0.02, 30

-- The ways, and how often each comes up among the others. Those that cost a login or a client's whole
-- patience are rare: the API allows 30 logins in a minute (FACTS 3.4).
local WAYS = {
  { 8, { name = "close_before", unread = true } }, { 8, { name = "reset_before", unread = true } },
  { 8, { name = "close_before" } }, { 8, { name = "reset_before" } },
  { 8, { name = "cut_off", how = "rst", unprocessed = true } },
  { 8, { name = "close_after" } }, { 8, { name = "reset_after" } },
  { 8, { name = "cut_off", how = "fin" } }, { 8, { name = "cut_off", how = "rst" } },
  { 8, { name = "late", seconds = MOMENT } },
  { 8, { name = "reset_mid_answer" } }, { 8, { name = "truncated" } }, { 8, { name = "cut" } },
  { 8, { name = "delay", seconds = MOMENT } }, { 8, { name = "stall", seconds = MOMENT } },
  { 8, { name = "stall", seconds = MOMENT, unprocessed = true } }, { 8, { name = "stall_mid_body", seconds = MOMENT } },
  { 8, { name = "html" } }, { 8, { name = "html", processed = true } }, { 8, { name = "empty", processed = true } },
  { 8, { name = "invalid_utf8", processed = true } }, { 8, { name = "no_handle", processed = true } },
  { 8, { name = "status", status = 500 } }, { 8, { name = "status", status = 500, processed = true } },
  { 8, { name = "status", status = 502, body = "<html>", processed = true } }, { 8, { name = "status", status = 503 } },
  { 8, { name = "status", status = 302, headers = { Location = "/v1beta/customers" }, processed = true } },
  { 8, { name = "status", status = 429 } }, { 8, { name = "code", code = 50 } }, { 8, { name = "code", code = 4005 } },
  { 8, { name = "code", code = 199 } }, { 8, { name = "code", code = 199, processed = true } },
  { 1, { name = "stall", seconds = FOREVER } }, { 1, { name = "stall", seconds = FOREVER, unprocessed = true } },
  { 1, { name = "status", status = 401 } }, { 1, { name = "code", code = 196 } }, { 1, { name = "expire_tokens" } },
}

local total = 0
for _, way in ipairs(WAYS) do total = total + way[1] end

local Storm = {}
Storm.__index = Storm

-- A number below 1: the minimal standard generator of Park and Miller, exact in doubles.
function Storm:draw()
  self.state = self.state * 16807 % 2147483647
  return self.state / 2147483647
end

--- A storm.
---@param seed integer above 0
---@param rate number share of the requests that it befalls
---@return table storm with `faults`, how many it befell
function storm.new(seed, rate)
  local self = setmetatable({ state = seed, rate = rate, faults = 0 }, Storm)
  self:draw() -- the first one after a small seed is small, too
  return self
end

--- What befalls the next request.
---@return table? fault as `server:fault` takes one; nil for none
function Storm:fault()
  if self:draw() >= self.rate then return nil end
  self.faults = self.faults + 1
  local left = self:draw() * total
  for _, way in ipairs(WAYS) do
    left = left - way[1]
    if left < 0 then return way[2] end
  end
  return WAYS[#WAYS][2]
end

return storm
