-- What an update passes through goes back as it came: numbers digit for digit, empty arrays as arrays. The server keeps
-- the text of a PUT in place of the customer, whole.

local http = require("socket.http")
local openprovider = require("openprovider")
local raw_server = require("spec.support.raw_server")

local HANDLE = "CV000001-NL"

local CUSTOMER = '"email":"jan@example.com","name":{"first_name":"Jan","last_name":"Bakker"},'
  .. '"address":{"street":"Albusstraat","number":"83","zipcode":"4903 RG","city":"Oosterhout","country":"NL"},'
  .. '"phone":{"country_code":"+31","area_code":"10","subscriber_number":"1234567"}'

local function send(connection, data)
  local body = ('{"code":0,"desc":"","data":%s}'):format(data)
  connection:send(("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"):format(#body, body))
end

describe("what an update passes through", function()
  local server, client

  -- A server whose customer has these members besides the usual ones.
  local function start(members)
    local stored = "{" .. CUSTOMER .. "," .. members .. "}"
    server = raw_server.start(function(connection)
      while true do
        local head, body = raw_server.read(connection)
        if not head then return end
        if head:find("^PUT ") then
          stored = body
          send(connection, '{"success":true}')
        else
          send(connection, stored:gsub("^{", '{"handle":"' .. HANDLE .. '",', 1))
        end
      end
    end)
    client = assert(openprovider.new {
      token = "t", base_url = ("http://127.0.0.1:%d/v1beta"):format(server.port),
    })
  end
  after_each(function()
    client:close()
    server.stop()
  end)

  local function stored()
    client:close() -- the server takes one connection at a time
    local text = http.request(("http://127.0.0.1:%d/v1beta/customers/%s"):format(server.port, HANDLE))
    return (assert(text))
  end

  local TEXTS = {
    "12345678901234.56789", "0.12345678901234567890", "1e-400", "1e400", "-0", "1.0", "1.50", "1E5", "0.1", "0.25",
    "12345678901234567890", "-9223372036854775808", "9007199254740993", "123456789012345678901234567890.5", "5e-324",
    "0.30000000000000004", "1e+15", "[]", "{}", "[[],[1,2]]", "[[[1],[]],[],{}]", '{"n":[1.10]}',
  }

  it("has each number digit for digit, and each empty array as an array", function()
    local members = {}
    for index, text in ipairs(TEXTS) do members[index] = ('"_%d":["x",%s]'):format(index, text) end
    start('"additional_data":{' .. table.concat(members, ",") .. "}")
    assert(client:update_customer(HANDLE, { vat = "NL123456789B01" }))
    local after = stored()
    assert.truthy(after:find('"vat":"NL123456789B01"', 1, true), after)
    for _, member in ipairs(members) do assert.truthy(after:find(member, 1, true), member .. " in " .. after) end
  end)

  it("in the object that is changed is kept beside the change", function()
    start('"additional_data":{"n":1e-400,"list":[[],[1.0]],"birth_city":"Delft"},'
      .. '"extension_additional_data":[{"name":"eu","data":{"ratio":1.50,"whois_email":"a@example.com"}}]')
    assert(client:update_customer(HANDLE, {
      additional_data = { birth_city = "Rotterdam" },
      extension_additional_data = { { name = "eu", data = { whois_email = "b@example.com" } } },
    }))
    local after = stored()
    for _, text in ipairs({ '"n":1e-400', '"list":[[],[1.0]]', '"birth_city":"Rotterdam"', '"ratio":1.50',
      '"whois_email":"b@example.com"' }) do
      assert.truthy(after:find(text, 1, true), text .. " in " .. after)
    end
  end)

  it("is no change when it is set to what it was", function()
    start('"additional_data":{"n":1e-400,"birth_city":"Delft"}')
    local ok, details = client:update_customer(HANDLE, { additional_data = { birth_city = "Delft" } })
    assert.is_true(ok)
    assert.is_false(details.updated)
  end)

  it("is shown as plain numbers and tables, which a program can change", function()
    start('"additional_data":{"n":1.50,"list":[]}')
    local customer = assert(client:get_customer(HANDLE, { raw = true }))
    assert.equal(1.5, customer.additional_data.n)
    customer.additional_data.list[1] = "x"
    local data = client:request("GET", "/customers/" .. HANDLE)
    assert.equal(1.5, data.additional_data.n)
    assert.same({}, data.additional_data.list)
    assert.is_nil(openprovider.empty_array[1])
  end)
end)
