--- An API whose list of customers misbehaves as other servers may: it ignores parameters, or grows, shrinks or fails
--- while it is read. As a transport in the same process, and as a server on loopback in one of its own.

local json = require("dkjson")
local socket = require("socket")

local odd_list = {}

local FIRST_ID = 1000

local List = {}
List.__index = List

--- Adds a customer.
---@param body table as it is sent
---@return table record
function List:add(body)
  self.serial = self.serial + 1
  local record = { id = FIRST_ID + self.serial, handle = ("XX%06d-NL"):format(self.serial), is_deleted = false }
  for name, value in pairs(body) do record[name] = value end
  self.customers[#self.customers + 1] = record
  self.made[record] = self:now()
  return record
end

-- Seconds: of this machine for a server, else as told.
function List:now()
  return self.is_served and socket.gettime() or self.time
end

--- Adds customers with the references `prefix`1, `prefix`2 and so on.
---@param count integer
---@param prefix? string
function List:fill(count, prefix)
  for number = 1, count do
    self:add {
      name = { first_name = "Jan", last_name = "Dijk" }, company_name = "Dijk " .. number,
      comments = ("{openprovider-ref:%s%d}"):format(prefix or "old-", number),
    }
  end
end

--- Removes a customer by its place in the order of creation.
---@param place integer
function List:remove(place)
  return table.remove(self.customers, place)
end

-- Whether a text has what a filter `*text*` asks for.
local function has(text, wanted)
  return wanted == nil or text ~= nil and text:find(wanted, 1, true) ~= nil
end

-- What the odd list shows of a record, as JSON. It never changes.
local function shown(self, record)
  if not self.texts[record] then
    local copy = {}
    for name, value in pairs(record) do copy[name] = value end
    if self.comments == "none" then copy.comments = nil end
    if type(self.comments) == "number" and copy.comments then copy.comments = copy.comments:sub(1, self.comments) end
    self.texts[record] = json.encode(copy)
  end
  return self.texts[record]
end

local function reversed(rows)
  local other = {}
  for index, row in ipairs(rows) do other[#rows + 1 - index] = row end
  return other
end

-- A permutation that is another each time.
local function shuffled(self, rows)
  self.turn = (self.turn or 0) + 7919
  local state, other = self.turn, {}
  for index, row in ipairs(rows) do other[index] = row end
  for index = #other, 2, -1 do
    state = (state * 16807) % 2147483647
    local place = state % index + 1
    other[index], other[place] = other[place], other[index]
  end
  return other
end

local function slice(rows, offset, limit)
  local part = {}
  for index = offset + 1, math.min(#rows, offset + limit) do part[#part + 1] = rows[index] end
  return part
end

local function answer(data, code, desc)
  return 200, { code = code or 0, desc = desc or "", data = data }
end

-- `GET /customers`, odd as the list's members say: see `odd_list.new`.
function List:page(query)
  local wanted = query.comment_pattern and query.comment_pattern:match("^%*(.*)%*$")
  local is_of_all = wanted == "{openprovider-ref:"
  if is_of_all then self.pages = self.pages + 1 else self.looks = self.looks + 1 end
  if self.on_page and is_of_all then self.on_page(self, self.pages) end
  if is_of_all and self.fails and self.fails(self.pages) then return self.fails(self.pages) end
  local offset, limit = tonumber(query.offset or 0), tonumber(query.limit or 100)
  limit = math.min(limit, self.cap or 1000)
  local rows = {}
  for _, record in ipairs(self.customers) do
    local is_hidden = self.lag and self:now() < self.made[record] + self.lag
    if not is_hidden and (self.ignores_filter and is_of_all or has(record.comments, wanted)) then
      rows[#rows + 1] = record
    end
  end
  if self.order == "newest" then rows = reversed(rows)
  elseif self.order == "shuffled" then rows = shuffled(self, rows)
  elseif self.order ~= "creation" then
    table.sort(rows, function(a, b) return a.id < b.id end)
    if query.order == "DESC" then rows = reversed(rows) end
  end
  local total = #rows
  if self.window and is_of_all then rows, total = slice(rows, 0, self.window), math.min(total, self.window) end
  if is_of_all and self.ignores_offset then offset = 0 end
  rows = slice(rows, offset, limit)
  if is_of_all and self.drops and rows[self.drops] then table.remove(rows, self.drops) end
  if is_of_all and self.repeats and rows[self.repeats] then rows[self.repeats] = rows[1] end
  if self.total == "page" then total = #rows end
  if self.total == "reached" then total = offset + #rows end
  if self.total == "none" then total = nil end
  if type(self.total) == "number" and is_of_all then total = total + self.total end
  local results = {}
  for index, record in ipairs(rows) do results[index] = shown(self, record) end
  return 200, ('{"code":0,"desc":"","data":{"results":[%s]%s}}'):format(table.concat(results, ","),
    total and ',"total":' .. total or "")
end

local function decode(text)
  return (text:gsub("%+", " "):gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

--- Answers a request.
---@param method string
---@param target string path and query
---@param body? string
---@return integer status
---@return string body
function List:handle(method, target, body)
  local path, text = target:match("^([^?]*)%??(.*)$")
  local query = {}
  for name, value in text:gmatch("([^&=]+)=([^&]*)") do query[name] = decode(value) end
  local status, data
  if path:find("/auth/login$") then
    status, data = answer { token = "token" }
  elseif method == "POST" and path:find("/customers$") then
    self.creates = self.creates + 1
    status, data = answer { handle = self:add(json.decode(body)).handle }
  elseif path:find("/customers$") then
    status, data = self:page(query)
  else
    local handle = path:match("[^/]+$")
    status, data = answer(nil, 320, "not found")
    for _, record in ipairs(self.customers) do
      if record.handle == handle then status, data = answer(record) end
    end
  end
  return status, type(data) == "string" and data or json.encode(data)
end

--- A transport that asks the list, with a clock that stands still unless `list.time` is moved.
---@return table transport
function List:transport()
  return {
    now = function() return self.time end,
    sleep = function(seconds) self.time = self.time + seconds end,
    perform = function(request)
      local status, body = self:handle(request.method, request.url:match("^%a+://[^/]+(.*)$"), request.body)
      return { status = status, headers = { ["content-type"] = "application/json" }, body = body }
    end,
  }
end

--- Makes a list that behaves but for what is said.
---@param how? table `order`: "newest" first, "creation" (both ignore the order that is asked for) or "shuffled"; `cap`:
--- the most rows of a page; `total`: "page" (counts the page's own rows), "reached" (how far it has gone), "none", or a
--- number that is added; `window`: how many rows can be seen at all; `ignores_filter`, `ignores_offset`; `comments`:
--- "none", or how many bytes are shown; `drops`: the place in a page whose row is left out; `repeats`: the
--- place in which the first row is again; `lag`: seconds until a
--- customer is shown; `on_page(list, number)`: called before a page of all markers; `fails(number)` -> status, body
---@return table list that counts `pages` (of all markers), `looks` (for one) and `creates`
function odd_list.new(how)
  local list = { customers = {}, texts = {}, made = {}, serial = 0, pages = 0, looks = 0, creates = 0, time = 1000 }
  for name, value in pairs(how or {}) do list[name] = value end
  return setmetatable(list, List)
end

-- Reads a request of a connection. -> method, target, body | nil
local function read_request(connection)
  local line = connection:receive("*l")
  local method, target = (line or ""):match("^(%S+) (%S+)")
  if not method then return nil end
  local length = 0
  repeat
    line = connection:receive("*l")
    if not line then return nil end
    length = tonumber(line:match("^[Cc]ontent%-[Ll]ength: *(%d+)")) or length
  until line == ""
  return method, target, length > 0 and connection:receive(length) or nil
end

--- What a server says of itself at `GET /_counts`.
local function counts_of(list)
  return json.encode { pages = list.pages, looks = list.looks, creates = list.creates, customers = list.customers }
end

-- Answers the next request of a connection. -> whether there was one
local function serve_one(list, connection)
  local method, target, body = read_request(connection)
  if not method then return false end
  local status, text = 200
  if target == "/_counts" then text = counts_of(list) else status, text = list:handle(method, target, body) end
  return connection:send(("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"):format(
    status, #text, text)) ~= nil
end

--- Serves a list until the process is ended, one request after the other. Prints the port.
---@param list table
function odd_list.serve(list)
  local listener = assert(socket.bind("127.0.0.1", 0))
  print((select(2, listener:getsockname())))
  io.stdout:flush()
  list.is_served = true
  local connections = { listener }
  while true do
    for _, connection in ipairs((socket.select(connections, nil))) do
      if connection == listener then
        local accepted = assert(listener:accept())
        accepted:setoption("tcp-nodelay", true)
        connections[#connections + 1] = accepted
      elseif not serve_one(list, connection) then
        for place, other in ipairs(connections) do
          if other == connection then table.remove(connections, place) end
        end
        connection:close()
      end
    end
  end
end

return odd_list
