--- The provisioning endpoint in examples/nginx, as a user runs it.

local json = require("dkjson")

local configuration = require("openprovider.config")
local documents = require("spec.support.documents")
local example = require("spec.support.example")
local nginx = require("spec.support.nginx.server")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local socket = require("socket")

local FOLDER = "examples/nginx"

local function contents(name) return scratch.contents(FOLDER .. "/" .. name) end

describe("the endpoint for provisioning", function()
  local api, server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  before_each(function()
    api:reset()
    local root = scratch.output_of("pwd")
    -- Anew for each example: after a reset the API gives out handles that an nginx would remember.
    server = nginx.start({
      -- The file as it is, but for the address and the number of workers; the folder has the program, too.
      text = contents("nginx.conf"):gsub("listen 127.0.0.1:8080", "listen 127.0.0.1:${port}")
        :gsub("worker_processes auto", "worker_processes 2")
        :gsub('"$prefix/%?.lua;;"', '"${root}/' .. FOLDER .. '/?.lua;;"'),
      variables = ("LUA_PATH='%s/lua/?.lua;;' LUA_CPATH='%s/build/jit/?.so;;' OPENPROVIDER_BASE_URL=%s "
        .. "OPENPROVIDER_USERNAME=%s OPENPROVIDER_PASSWORD=%s"):format(root, root, api.base_url, api.username,
        api.password),
    })
  end)
  after_each(function() server:stop() end)

  -- -> status, what the JSON is, head
  local function post(customer, header)
    local text = type(customer) == "string" and customer or json.encode(customer)
    header = (header and header .. "\r\n" or "") .. "Content-Type: application/json"
    local body, status, head = server:ask("/customers", text, header)
    return status, json.decode(body), head
  end

  it("answers a customer with its handle", function()
    local status, answer, head = post(example.customer())
    assert.same({ handle = "CV000001-NL" }, answer)
    assert.equal(201, status)
    assert.is_truthy(head:find("\nContent-Type: application/json\r", 1, true))
    assert.equal("example@mail.tld", api:record("CV000001-NL").email)
  end)

  it("answers the same key with the same handle", function()
    assert.equal(201, (post(example.customer(), "Idempotency-Key: order-1")))
    local status, answer = post(example.customer(), "Idempotency-Key: order-1")
    assert.same({ 200, "CV000001-NL" }, { status, answer.handle })
    assert.equal(1, #api:handles())
  end)

  it("answers the key of another customer with a conflict, which says whose key it is", function()
    assert.equal(201, (post(example.customer(), "Idempotency-Key: order-1")))
    local status, answer = post(example.customer({ company_name = "Other BV" }), "Idempotency-Key: order-1")
    assert.same({ 409, "conflict" }, { status, answer.kind })
    assert.is_truthy(answer.error:find("CV000001-NL", 1, true), answer.error)
  end)

  it("names what is wrong with a customer", function()
    local status, answer = post(example.customer({ email = "jan", ["address.country"] = example.none }))
    assert.equal(422, status)
    assert.equal("invalid", answer.kind)
    assert.same({ { "address.country", "missing" }, { "email", "format" } }, {
      { answer.problems[1].path, answer.problems[1].code }, { answer.problems[2].path, answer.problems[2].code },
    })
    assert.equal(0, api:counters().arrived)
  end)

  it("refuses what is no JSON object, what is too large, and other methods", function()
    assert.equal(400, (post("{")))
    assert.equal(400, (post('"text"')))
    assert.equal(400, (post("")))
    assert.equal(400, (post("[]")))
    local status, answer = post(('"%s"'):format(("x"):rep(65536)))
    assert.same({ 413, "the customer is larger than 64 KiB" }, { status, answer.error })
    local _, code, head = server:ask("/customers")
    assert.equal(405, code)
    assert.is_truthy(head:find("\nAllow: POST\r", 1, true))
  end)

  it("says when to come back while the API has no time", function()
    api:fault({ name = "code", code = 50, headers = { ["Retry-After"] = "120" }, times = 9, path = "/customers$" })
    local status, answer, head = post(example.customer())
    assert.same({ 503, "rate_limited" }, { status, answer.kind })
    assert.is_truthy(head:find("\nRetry-After: 120\r", 1, true), head)
  end)

  it("tells apart what may have been done and can be sent again from what cannot", function()
    for _, case in ipairs({ { false, 502 }, { "Idempotency-Key: order-2", 503 } }) do
      api:fault({ name = "reset_after", method = "POST", path = "/customers$" })
      -- With a key it looks for the customer, and is not let look a second time.
      api:fault({ name = "status", status = 429, headers = { ["Retry-After"] = "120" }, times = 9, skip = 1,
        method = "GET", path = "/customers$" })
      local status, answer, head = post(example.customer(), case[1] or nil)
      assert.same({ case[2], "outcome_unknown" }, { status, answer.kind })
      assert.equal(case[2] == 503, head:find("\nRetry-After: 120\r", 1, true) ~= nil)
    end
  end)

  it("tells its log of its own trouble, and callers in words of its own", function()
    api:fault({ name = "reset_after", method = "POST", path = "/customers$" })
    local _, answer = post(example.customer())
    assert.same({ error = "it is not known whether the customer was created", kind = "outcome_unknown" }, answer)
    assert.is_truthy(scratch.contents(server.folder .. "/output"):find("outcome_unknown: ", 1, true)
      or server:log():find("outcome_unknown: ", 1, true))
  end)

  it("takes a body in chunks", function()
    local connection = assert(socket.connect("127.0.0.1", server.port))
    local text = json.encode(example.customer({ comments = ("x"):rep(200) }))
    connection:send("POST /customers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      .. "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    -- So large that nginx writes it to a file.
    text = (" "):rep(60000) .. text
    for from = 1, #text, 100 do
      local piece = text:sub(from, from + 99)
      connection:send(("%x\r\n%s\r\n"):format(#piece, piece))
    end
    connection:send("0\r\n\r\n")
    connection:settimeout(10)
    assert.equal("HTTP/1.1 201 Created", (connection:receive("*l")))
    connection:close()
  end)

  it("takes no body that a page of another site can send", function()
    local text = json.encode(example.customer())
    for _, header in ipairs({ "Content-Type: text/plain", "Origin: https://other.example" }) do
      assert.equal(415, select(2, server:ask("/customers", text, header)))
    end
    assert.equal(0, api:counters().arrived)
  end)
end)

describe("nginx", function()
  it("passes on every variable that the module reads", function()
    for _, text in ipairs({ contents("nginx.conf"), documents.blocks("docs/nginx.md", "nginx")[1].code }) do
      for _, option in ipairs(configuration.LIST) do
        if option.variable then
          assert.is_truthy(text:find("\nenv " .. option.variable .. ";", 1, true), option.variable)
        end
      end
    end
  end)

  it("takes the example as the document starts it, for a user who is not root", function()
    local command = documents.blocks("docs/nginx.md", "sh")[1].code:match("^(/usr/sbin/nginx [^\n]+)")
    assert.is_truthy(contents("nginx.conf"):find(command:gsub("/examples/nginx", ""), 1, true))
    local root = scratch.output_of("pwd")
    scratch.make()
    finally(scratch.remove)
    -- -t does all but to serve: port 8080 may be somebody else's.
    local script = ("cd %s && mkdir -p examples && cp -r %s/examples/nginx examples && rm -rf examples/nginx/temp && "
      .. "as= && if [ $(id -u) -eq 0 ]; then chown -R nobody . && as='setpriv --reuid nobody --regid nogroup "
      .. "--clear-groups'; fi && $as env -i PWD=\"$PWD\" PATH=/usr/bin:/bin LUA_PATH='%s/lua/?.lua;;' "
      .. "LUA_CPATH='%s/build/jit/?.so;;' OPENPROVIDER_USERNAME=a OPENPROVIDER_PASSWORD=b sh -c '%s -t' 2>&1")
      :format(scratch.folder, root, root, root, command)
    local output = scratch.output_of(script)
    assert.is_truthy(output:find("nginx.conf test is successful", 1, true), output)
    assert.is_nil(output:find("[alert]", 1, true), output)
    assert.is_truthy(scratch.output_of("ls " .. scratch.folder .. "/examples/nginx"):find("temp", 1, true))
  end)
end)
