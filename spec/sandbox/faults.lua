--- Faults on demand: name -> function(fault, call) -> answer | nil.
-- `fault` is what `server:fault` was given; `call.process()` lets the sandbox handle the
-- request (once) and returns its answer, unless the fault has `unprocessed`; `call.sandbox` is the
-- sandbox, `call.request` the request. An answer that is returned gets sent; nil means that the
-- function has dealt with the connection itself.
-- Runs inside nginx.
local json = require("openprovider.testing.json")
local answers = require("openprovider.testing.answers")
local raw = require("spec.sandbox.raw")
local wire = require("spec.sandbox.wire")

local faults = {}

local DEFAULT_SECONDS, HOLD_STEP = 1, 0.01
local STREAM_PIECE = 65536

local function answer(status, content_type, body)
  return { status = status, headers = { ["content-type"] = content_type }, body = body }
end

local function json_answer(body)
  return answer(200, "application/json", body)
end

-- An answer of the sandbox with its envelope changed by a function.
local function edited(original, edit)
  local envelope = json.decode(original.body)
  edit(envelope)
  setmetatable(envelope, { __jsontype = "object", __jsonorder = { "desc", "code", "data" } }) -- FACTS 7.5
  return { status = original.status, headers = original.headers, body = json.encode(envelope) }
end

--- The normal answer: for `headers` alone, and to let some requests through.
function faults.normal(_, call)
  return call.process()
end

--- Waits `seconds`, then answers normally.
function faults.delay(fault, call)
  wire.sleep(fault.seconds or DEFAULT_SECONDS)
  return call.process()
end

--- Waits until `server:release`, then answers normally.
function faults.hold(_, call)
  while call.is_held() do wire.sleep(HOLD_STEP) end
  return call.process()
end

--- Not processed; the connection ends with FIN.
function faults.close_before()
  wire.close()
end

--- Not processed; the connection ends with RST.
function faults.reset_before()
  wire.reset()
end

--- Processed; no byte of an answer, then FIN.
function faults.close_after(_, call)
  call.process()
  wire.close()
end

--- Processed; no byte of an answer, then RST.
function faults.reset_after(_, call)
  call.process()
  wire.reset()
end

--- Processed; no byte of an answer, then the TCP connection ends by FIN, or by `how` = "rst".
function faults.cut_off(fault, call)
  call.process()
  wire.cut(fault.how or "fin")
end

--- The normal answer; `seconds` later, while nothing is asked, the TCP connection ends, by FIN or `how`.
function faults.cut_off_later(fault, call)
  wire.cut_later(fault.seconds or DEFAULT_SECONDS, fault.how or "fin")
  return call.process()
end

--- No byte of an answer, then RST; processed `seconds` later.
function faults.late(fault, call)
  wire.later(fault.seconds or DEFAULT_SECONDS, call.process)
  wire.reset()
end

--- The normal answer and a stray one on the same connection, which is HTTP/1.1's: the same again, or
-- with `body`, or with nothing and `status`. It comes right behind; with `seconds`, so much later;
-- with `when` = "before", before the normal answer by `seconds`; with "next", right after the next
-- request on the connection. With `delay`, all of it comes so many seconds later. `close` ends the
-- connection then. What else comes on the connection is answered; of the faults, `stray` alone
-- befalls it.
function faults.stray(fault, call)
  raw.serve(call.process(), fault, call.serve_next)
end

--- nginx drops the connection by itself, as `return 444` does.
function faults.plain_close()
  wire.plain_close()
end

--- Processed; the head and half of the body, then RST.
function faults.reset_mid_answer(_, call)
  local normal = call.process()
  wire.send_part(normal, #normal.body, normal.body:sub(1, math.floor(#normal.body / 2)))
  wire.reset()
end

--- Processed; nothing for `seconds`, then the connection ends.
function faults.stall(fault, call)
  call.process()
  wire.sleep(fault.seconds or DEFAULT_SECONDS)
  wire.close()
end

--- Processed; the head and half of the body, nothing for `seconds`, then the end.
function faults.stall_mid_body(fault, call)
  local normal = call.process()
  wire.send_part(normal, #normal.body, normal.body:sub(1, math.floor(#normal.body / 2)))
  wire.sleep(fault.seconds or DEFAULT_SECONDS)
  wire.close()
end

--- Any `status` with `body`, `content_type` and `headers`.
function faults.status(fault)
  return answer(fault.status or 500, fault.content_type or "text/plain", fault.body or "")
end

--- HTTP 200 with a page for people.
function faults.html()
  return answer(200, "text/html",
    "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hello</body></html>")
end

--- The normal answer under another name: text/html, or `content_type`.
function faults.misnamed(fault, call)
  local normal = call.process()
  return answer(normal.status, fault.content_type or "text/html", normal.body)
end

--- HTTP 200 with nothing.
function faults.empty()
  return json_answer("")
end

--- Processed; half of the JSON, while Content-Length promises all of it, then FIN.
function faults.truncated(_, call)
  local normal = call.process()
  wire.send_part(normal, #normal.body, normal.body:sub(1, math.floor(#normal.body / 2)))
  wire.close()
end

--- Processed; half of the JSON, with a Content-Length that fits it.
function faults.cut(_, call)
  local normal = call.process()
  return json_answer(normal.body:sub(1, math.floor(#normal.body / 2)))
end

--- `bytes` bytes of one JSON object; with `promise`, Content-Length says so beforehand.
function faults.oversized(fault)
  local opening, closing = '{"code":0,"desc":"', '","data":{}}'
  local left = math.max(0, (fault.bytes or 1048576) - #opening - #closing)
  local stage = "opening"
  local function next_piece()
    if stage == "opening" then
      stage = "filling"
      return opening
    end
    if left > 0 then
      local size = math.min(left, STREAM_PIECE)
      left = left - size
      return ("x"):rep(size)
    end
    if stage == "filling" then
      stage = "done"
      return closing
    end
    return nil
  end
  wire.stream(json_answer(""), next_piece,
    fault.promise and left + #opening + #closing or nil)
end

--- JSON with bytes that are not UTF-8, in `desc` and in the handle.
function faults.invalid_utf8()
  return json_answer('{"code":0,"desc":"\195\40","data":{"handle":"CV\255\254000001-NL"}}')
end

--- JSON nested `levels` deep.
function faults.deep(fault)
  local levels = fault.levels or 10000
  return json_answer('{"code":0,"desc":"","data":' .. ("["):rep(levels) .. ("]"):rep(levels) .. "}")
end

--- The API's `code` (with `desc` and `data` when given) at `status`, 500 by default; with `echo`, `desc`
-- quotes the request's token and body.
function faults.code(fault, call)
  local refused = answers.failure(fault.code, nil, fault.status)
  return edited(refused, function(envelope)
    envelope.desc = fault.desc or envelope.desc
    if fault.echo then
      envelope.desc = ("got %s and %s"):format(call.request.headers.authorization, call.request.body)
    end
    if fault.data ~= nil then
      envelope.data = fault.data
    end
  end)
end

--- HTTP 200, code 0, and no handle.
function faults.no_handle()
  return json_answer('{"code":0,"desc":"","data":{}}')
end

--- HTTP 200, code 0, and `success` false, as an example of the contract has it (FACTS 2.8).
function faults.success_false()
  return json_answer('{"code":0,"desc":"","data":{"success":false}}')
end

--- HTTP 200, code 0, and nothing about success.
function faults.no_success()
  return json_answer('{"code":0,"desc":"","data":{}}')
end

--- The normal answer, the rows of a list the other way round.
function faults.unordered(_, call)
  return edited(call.process(), function(envelope)
    local rows = envelope.data.results or {}
    for index = 1, math.floor(#rows / 2) do
      local other = #rows + 1 - index
      rows[index], rows[other] = rows[other], rows[index]
    end
  end)
end

--- The normal answer without `code` and `desc`, as one of the API's documents prints the
-- login (FACTS 1.2).
function faults.no_code(_, call)
  return edited(call.process(), function(envelope)
    envelope.code = nil
    envelope.desc = nil
  end)
end

--- Every token becomes invalid, then the request is handled.
function faults.expire_tokens(_, call)
  call.sandbox:expire_tokens()
  return call.process()
end

--- The normal answer with `warnings` in its envelope.
function faults.warnings(fault, call)
  return edited(call.process(), function(envelope)
    envelope.warnings = json.array(fault.warnings
      or { { code = 1926, desc = "Please look at the customer's details", data = "" } })
  end)
end

--- The normal answer with `maintenance` in its envelope.
function faults.maintenance(_, call)
  return edited(call.process(), function(envelope)
    envelope.maintenance = true
  end)
end

return faults
