--- Requests by the curl command, for specs of the server itself: nothing of the client's
-- own HTTP takes part.
local curl = {}

--- curl's exit codes that the specs name (curl(1), EXIT CODES).
curl.OK = 0
curl.PARTIAL_FILE = 18
curl.TIMEOUT = 28
curl.EMPTY_REPLY = 52
curl.RECEIVE_ERROR = 56
curl.CERTIFICATE = 60
curl.HTTP2_STREAM = 92

--- Does one request.
---@param server table
---@param url string
---@param options? table `method`, `body`, `token`, `flags`
---@return table `{ exit, status, version, headers = text, body }`
function curl.request(server, url, options)
  options = options or {}
  local words = {
    "curl -s -i --max-time 10 --cacert '", server.ca_file, "' ",
    "-w '\\n%{exitcode} %{http_code} %{http_version}' ", options.flags or "",
  }
  if options.method then
    words[#words + 1] = " -X " .. options.method
  end
  if options.token then
    words[#words + 1] = " -H 'Authorization: Bearer " .. options.token .. "'"
  end
  if options.body then
    words[#words + 1] = " -H 'Content-Type: application/json' -d '" .. options.body .. "'"
  end
  words[#words + 1] = " '" .. url .. "'"
  local pipe = assert(io.popen(table.concat(words)))
  local output = pipe:read("*a")
  pipe:close()
  local text, exit, status, version = output:match("^(.*)\n(%d+) (%d+) (%S+)$")
  local headers, body = text:match("^(.-)\r\n\r\n(.*)$")
  return {
    exit = tonumber(exit),
    status = tonumber(status),
    version = version,
    headers = headers or "",
    body = body or "",
  }
end

return curl
