--- Many HTTP requests at once, each over a connection of its own.

local socket = require("socket")

local crowd = {}

local Crowd = {}
Crowd.__index = Crowd

--- Sends all requests, and waits for no answer.
---@param port integer
---@param requests table[] `{ path, body }`
---@param pause? number seconds between two
---@return table crowd `answers`: for each request that was answered, `{ status, body, worker }`
function crowd.send(port, requests, pause)
  local self = setmetatable({ waiting = {}, answers = {}, numbers = {}, texts = {} }, Crowd)
  for number, request in ipairs(requests) do
    local connection = assert(socket.connect("127.0.0.1", port))
    assert(connection:send(("POST %s HTTP/1.0\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"):format(
      request.path, #request.body, request.body)))
    connection:settimeout(0)
    self.waiting[connection] = true
    self.numbers[connection], self.texts[connection] = number, ""
    socket.sleep(pause or 0)
  end
  return self
end

-- Takes what has come over a connection. -> whether that was all
local function take(self, connection)
  local text, why, part = connection:receive("*a")
  self.texts[connection] = self.texts[connection] .. (text or part or "")
  if why == "timeout" then return false end
  local head, body = self.texts[connection]:match("^(.-\r\n)\r\n(.*)$")
  self.answers[self.numbers[connection]] = head and {
    status = tonumber(head:match("^HTTP/%S+ (%d+)")), body = body, worker = head:match("\nX%-Worker: (%d+)"),
  }
  connection:close()
  return true
end

--- Ends the connections whose requests are not answered.
function Crowd:leave()
  for connection in pairs(self.waiting) do connection:close() end
  self.waiting = {}
end

--- Waits until all are answered, or so many seconds are over.
---@param seconds number
---@return table answers
function Crowd:wait(seconds)
  local give_up = socket.gettime() + seconds
  while next(self.waiting) and socket.gettime() < give_up do
    local waiting = {}
    for connection in pairs(self.waiting) do waiting[#waiting + 1] = connection end
    local readable = socket.select(waiting, nil, give_up - socket.gettime())
    for _, connection in ipairs(readable) do
      if take(self, connection) then self.waiting[connection] = nil end
    end
  end
  return self.answers
end

return crowd
