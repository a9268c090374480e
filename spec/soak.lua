-- A long mixed run for valgrind: good customers, bad ones, every kind of broken answer, clients
-- opened, closed and forgotten. `lua spec/soak.lua [rounds]`
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server").start({ login_limit = false })

local FAULTS = {
  { name = "close_after" }, { name = "reset_after" }, { name = "reset_mid_answer" }, { name = "truncated" },
  { name = "html" }, { name = "empty" }, { name = "invalid_utf8" }, { name = "deep", levels = 500 },
  { name = "no_handle" }, { name = "code", code = 116, status = 500 }, { name = "expire_tokens" },
  { name = "status", status = 502, body = "<html>", content_type = "text/html" },
  { name = "stall", seconds = 2 },
}

local function client(base_url)
  return assert(openprovider.new({
    base_url = base_url, ca_file = sandbox.ca_file, username = sandbox.username,
    password = sandbox.password, timeout = 1, retries = 0, http2 = base_url == sandbox.http2_base_url,
  }))
end

local created, refused = 0, 0
for round = 1, tonumber(arg[1]) or 100 do
  local bases = { sandbox.base_url, sandbox.https_base_url, sandbox.http2_base_url, sandbox.wrong_host_base_url }
  local one = client(bases[round % #bases + 1])
  for _, changes in ipairs({
    {}, { email = "nobody" }, { ["address.number"] = round, tags = {} }, { name = false },
    { ["address.country"] = "nl" },
  }) do
    local handle, err = one:create_customer(example.customer(changes))
    if handle then created = created + 1 else refused = refused + 1 assert(err.kind) end
  end
  if round % #bases ~= 3 then
    sandbox:fault(FAULTS[round % #FAULTS + 1])
    one:create_customer(example.customer())
  end
  if round % 3 == 0 then one:close() end
end
print(string.format("%d created, %d refused", created, refused))
sandbox:stop()
