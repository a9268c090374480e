--- The API behind a connection on which one stray answer comes in flight, and traffic goes on without a pause: from
-- then on each answer on that connection is the one of the request before.
local raw_server = require("spec.support.raw_server")
local testing = require("openprovider.testing")

local shifted_server = {}

shifted_server.USERNAME, shifted_server.PASSWORD = "sandbox", "secret"

local function text_of(answer)
  return ("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s"):format(answer.status, #answer.body, answer.body)
end

-- The request as the double takes it.
local function request_of(head, body)
  local method, path, query = head:match("^(%u+) ([^? ]+)%??(%S*)")
  local headers = {}
  for name, value in head:gmatch("\n([^:\n]+): *([^\n]*)") do headers[name:lower()] = value end
  return {
    method = method, path = path, query = query ~= "" and query or nil, headers = headers,
    body = body ~= "" and body or nil,
  }
end

--- Starts one.
---@param stray table `{ status, body }`, and `method`, whose `skip` first requests (0) are spared
---@return table server `base_url`, `stop()`
function shifted_server.start(stray)
  local sandbox = testing.new { username = shifted_server.USERNAME, password = shifted_server.PASSWORD }
  local skip = stray.skip or 0
  local server = raw_server.start(function(connection)
    local owed
    while true do
      local head, body = raw_server.read(connection)
      if not head then return end
      local request = request_of(head, body)
      local answer = sandbox:handle(request)
      local is_meant = request.method == stray.method and not request.path:find("/auth/login", 1, true)
      if is_meant then skip = skip - 1 end
      if owed then
        answer, owed = owed, answer
      elseif is_meant and skip == -1 then
        answer, owed = stray, answer
      end
      assert(connection:send(text_of(answer)))
    end
  end)
  server.base_url = ("http://127.0.0.1:%d/v1beta"):format(server.port)
  return server
end

return shifted_server
