--- The orders that a spec gives to the sandbox server, and what its options change.
local json = require("dkjson")
local socket = require("socket")
local curl = require("spec.sandbox.curl")
local sandbox_server = require("spec.sandbox.server")

local CREDENTIALS = '{"username":"sandbox","password":"secret"}'

describe("the sandbox server", function()
  local server

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function log_in()
    return curl.request(server, server.base_url .. "/auth/login", { body = CREDENTIALS })
  end

  local function token()
    return json.decode(log_in().body).data.token
  end

  local function get(path)
    local envelope = json.decode(curl.request(server, server.base_url .. path, { token = token() }).body)
    return envelope.data, envelope.code
  end

  it("says no success without a code, and turns lists round", function()
    server:fault { name = "success_false" }
    assert.same({ code = 0, desc = "", data = { success = false } }, json.decode(log_in().body))
    server:fault { name = "no_success" }
    assert.truthy(log_in().body:find('"data":{}', 1, true))
    server:fill(3)
    local handles = server:handles()
    server:fault { name = "unordered", method = "GET" }
    local page = get("/customers")
    assert.equal(3, page.total)
    for index, row in ipairs(page.results) do
      assert.equal(handles[4 - index], row.handle)
    end
    assert.equal(handles[1], get("/customers").results[1].handle)
  end)

  it("is filled and emptied, and shows what it has stored", function()
    server:fill(5)
    local handles = server:handles()
    assert.equal(5, #handles)
    assert.equal(handles[2], server:record(handles[2]).handle)
    assert.truthy(server:record(handles[2]).phone.subscriber_number)
    assert.equal(2, server:remove { handles[2], handles[5], "XX999999-XX" })
    assert.is_nil(server:record(handles[2]))
    assert.same({ handles[1], handles[3], handles[4] }, server:handles())
    assert.equal(0, server:remove {})
    server:reset()
    assert.same({}, server:handles())
  end)

  it("is filled with customers that have comments of their own", function()
    server:fill(2, "{openprovider-ref:old-%d}")
    local handles = server:handles()
    assert.equal("{openprovider-ref:old-1}", server:record(handles[1]).comments)
    assert.equal("{openprovider-ref:old-2}", server:record(handles[2]).comments)
  end)

  it("holds a handle that has a domain or is the default", function()
    server:fill(1)
    local handle = server:handles()[1]
    local function delete()
      return json.decode(curl.request(server, server.base_url .. "/customers/" .. handle,
        { method = "DELETE", token = token() }).body).code
    end
    server:add_domain { domain = "example.nl", handle = handle }
    assert.equal(6200, delete())
    assert.is_true(server:remove_domain("example.nl"))
    assert.is_false(server:remove_domain("example.nl"))
    server:set_default_handle(handle)
    assert.equal(6206, delete())
    server:set_default_handle()
    assert.equal(0, delete())
    assert.has_error(function() server:add_domain { domain = "example.nl", handle = handle } end)
  end)

  it("ends verifications, and moves its clock", function()
    server:fill(1)
    local handle = server:handles()[1]
    server:verify_email(server:record(handle).email)
    assert.equal("ACT", get("/customers/" .. handle).email_verification_status)
    server:verify_email(server:record(handle).email, "bounced")
    assert.equal("FAI", get("/customers/" .. handle).email_verification_status)
    local alive = token()
    server:advance(48 * 3600)
    local answer = curl.request(server, server.base_url .. "/customers", { token = alive })
    assert.equal(196, json.decode(answer.body).code)
  end)

  it("storms by a seed: the same requests fail in the same way", function()
    local function weather(seed)
      server:reset()
      server:storm { seed = seed, rate = 0.5 }
      local seen = {}
      for index = 1, 20 do
        curl.request(server, server.base_url .. "/customers", { flags = "--max-time 0.2" })
        local requests = server:requests()
        seen[index] = requests[#requests] and requests[#requests].fault or "none"
      end
      return table.concat(seen, " "), server:counters().stormed
    end
    local first, count = weather(7)
    assert.is_true(count > 3 and count < 17)
    assert.equal(first, (weather(7)))
    assert.not_equal(first, (weather(8)))
    server:storm { seed = 7, rate = 0 }
    assert.equal(200, log_in().status)
  end)

  it("ends connections under whatever is spoken on them, at once or while they are idle", function()
    for _, base in ipairs { server.base_url, server.https_base_url, server.http2_base_url } do
      for _, how in ipairs { "fin", "rst" } do
        server:fault { name = "cut_off", how = how, path = "/customers$" }
        assert.not_equal(curl.OK, curl.request(server, base .. "/customers", { token = token() }).exit)
      end
    end
    assert.equal(6, server:counters().by_route["GET /customers"])
    server:fault { name = "cut_off_later", seconds = 0.01, path = "/customers$" }
    local connection = assert(socket.connect("127.0.0.1", server.ports.http))
    connection:send("GET /v1beta/customers HTTP/1.1\r\nHost: localhost\r\n\r\n")
    connection:settimeout(5)
    local text, reason, partial = connection:receive("*a")
    assert.truthy((text or partial):find('"code":196', 1, true), reason)
    connection:close()
  end)

  it("closes what comes to its deaf port, and does not handle what it is told not to", function()
    local answer = curl.request(server, server.deaf_base_url .. "/customers")
    assert.equal(curl.EMPTY_REPLY, answer.exit)
    server:fault { name = "truncated", unprocessed = true, path = "/login$" }
    assert.equal(curl.PARTIAL_FILE, log_in().exit)
    assert.equal(0, server:counters().processed)
    server:fault { name = "misnamed" }
    answer = log_in()
    assert.truthy(answer.headers:find("text/html", 1, true))
    assert.equal(0, json.decode(answer.body).code)
    server:fault { name = "code", code = 196, echo = true }
    assert.truthy(json.decode(log_in().body).desc:find(CREDENTIALS, 1, true))
  end)

  it("takes every option of a sandbox", function()
    local other = sandbox_server.start {
      max_page = 2, success_as_text = true, no_changes_code = true, start_in_progress = true, reseller_id = 7,
      extra_members = { secret_key = "s3cret" }, requirements = { eu = {}, test = { { name = "shoeSize" } } },
    }
    local ran, problem = pcall(function()
      local alive = json.decode(curl.request(other, other.base_url .. "/auth/login", { body = CREDENTIALS }).body)
        .data.token
      local function ask(path, options)
        options = options or {}
        options.token = alive
        return json.decode(curl.request(other, other.base_url .. path, options).body)
      end
      other:fill(3)
      local handle = other:handles()[1]
      local page = ask("/customers").data
      assert.equal(2, #page.results)
      assert.equal("s3cret", page.results[1].secret_key)
      assert.equal(7, page.results[1].reseller_id)
      assert.equal(1, ask("/customers/" .. handle, { method = "PUT", body = "{}" }).code)
      assert.equal("true", ask("/customers/" .. handle, { method = "DELETE" }).data.success)
      assert.same({}, ask("/domains/additional-data/customers?domain.extension=eu").data)
      assert.equal("shoeSize", ask("/domains/additional-data/customers?domain.extension=test").data[1].name)
      local email = other:record(other:handles()[1]).email
      assert.equal(20001, ask("/customers/verifications/emails/start",
        { body = '{"email":"' .. email .. '"}' }).code)
    end)
    other:stop()
    assert.is_true(ran, problem)
  end)

  it("changes options until it is reset", function()
    server:fill(3)
    server:change { max_page = 2 }
    local function count()
      local answer = curl.request(server, server.base_url .. "/customers", { token = token() })
      return #json.decode(answer.body).data.results
    end
    assert.equal(2, count())
    server:reset()
    server:fill(3)
    assert.equal(3, count())
  end)

  -- Seconds of the quickest of some pages of 1,000.
  local function quickest_page(offset)
    local url = server.base_url .. "/customers?limit=1000&order_by=id&order=ASC&offset=" .. offset
    local alive, best = token(), math.huge
    for _ = 1, 5 do
      local begin = socket.gettime()
      local answer = curl.request(server, url, { token = alive })
      best = math.min(best, socket.gettime() - begin)
      assert.equal(1000, #json.decode(answer.body).data.results)
    end
    return best
  end

  it("lists a page of 1,000 out of 12,345 nearly as fast as out of 1,000", function()
    server:fill(1000)
    local alone = quickest_page(0)
    server:fill(11345)
    local among = quickest_page(6000)
    assert.is_true(among < 4 * alone, ("%.3f s, and %.3f s of 1,000"):format(among, alone))
  end)
end)
