--- What each thread does: `creates.lua NUMBER COUNT CA_FILE BASE_URL...`. It creates COUNT customers, with
-- a client of its own for each address in turn, the last of which is for HTTP/2.
local example = require("spec.support.example")
local openprovider = require("openprovider")

local number, count, ca_file = ...
local addresses = { select(4, ...) }

local clients = {}
for index, base_url in ipairs(addresses) do
  clients[index] = assert(openprovider.new({
    base_url = base_url, ca_file = ca_file, proxy = "", username = "sandbox", password = "secret",
    http2 = index == #addresses,
  }))
end
for i = 1, tonumber(count) do
  local client = clients[i % #clients + 1]
  assert(client:create_customer(example.customer({ comments = ("thread %d, customer %d"):format(number, i) })))
end
for _, client in ipairs(clients) do client:close() end
