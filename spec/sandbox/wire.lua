--- How nginx lets go of an answer: whole, in part, or not at all.
-- luacheck: std +ngx_lua (runs inside nginx, which has the global 'ngx')
local descriptor = require("spec.sandbox.descriptor")

local wire = {}

-- nginx makes these itself from the body it is given.
local OWN_HEADERS = { ["content-length"] = true, ["content-type"] = true }

local function start(answer, length)
  ngx.status = answer.status
  for name, value in pairs(answer.headers) do
    if not OWN_HEADERS[name:lower()] then
      ngx.header[name] = value
    end
  end
  ngx.header["Content-Type"] = answer.headers["content-type"]
  if length then
    ngx.header["Content-Length"] = length
  end
end

--- Does something after a while, whatever becomes of the request meanwhile.
---@param seconds number
---@param fn function
function wire.later(seconds, fn)
  assert(ngx.timer.at(seconds, function() fn() end))
end

--- Sends a whole answer.
---@param answer table `{ status, headers, body }`
function wire.send(answer)
  start(answer, #answer.body)
  ngx.print(answer.body)
end

--- Sends the head of an answer and a part of its body, and waits until it is written. The
-- head promises 'length' bytes.
---@param answer table
---@param length integer
---@param part string
function wire.send_part(answer, length, part)
  start(answer, length)
  ngx.send_headers()
  ngx.flush(true)
  if part ~= "" then
    ngx.print(part)
    ngx.flush(true)
  end
end

--- Sends a body that a function makes piece by piece. Stops when the client is gone.
---@param answer table its body is not used
---@param next_piece fun(): string?
---@param length? integer what Content-Length promises; chunked without
function wire.stream(answer, next_piece, length)
  start(answer, length)
  for piece in next_piece do
    if not ngx.print(piece) or not ngx.flush(true) then
      return
    end
  end
end

--- Waits without holding up other requests.
---@param seconds number
function wire.sleep(seconds)
  ngx.sleep(seconds)
end

--- Ends the connection with FIN (over TLS: close_notify first). Does not return.
function wire.close()
  ngx.exit(ngx.ERROR)
end

--- Ends the connection with RST: the server has `reset_timedout_connection on`, which takes
-- 444 in. Does not return.
function wire.reset()
  ngx.exit(444)
end

--- Ends the TCP connection under whatever is spoken on it, without a word: no close_notify of TLS, no
-- frame of HTTP/2, whose streams `close` and `reset` end alone. Does not return.
---@param how string "fin" or "rst"
function wire.cut(how)
  descriptor.cut(descriptor.of_peer(ngx.var.remote_addr, ngx.var.remote_port), how)
  ngx.exit(444)
end

--- Ends the TCP connection as `cut` does, after a while and whatever is served on it.
---@param seconds number
---@param how string "fin" or "rst"
function wire.cut_later(seconds, how)
  local address, port = ngx.var.remote_addr, ngx.var.remote_port
  wire.later(seconds, function() descriptor.cut(descriptor.of_peer(address, port), how) end)
end

--- Lets nginx drop the connection by its own `return 444`, with FIN. Does not return.
function wire.plain_close()
  ngx.exec("@plain_close")
end

return wire
