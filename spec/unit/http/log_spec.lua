--- `openprovider.log`: events as lines of a log.

local core = require("openprovider.core")
local json = require("dkjson")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a log", function()
  local lines, transport

  -- What is a file to a log.
  local file = {
    write = function(self, ...)
      lines[#lines + 1] = table.concat({ ... })
      return self
    end,
  }

  before_each(function()
    lines = {}
    transport = testing.transport {
      username = "jan", password = "hush-hush", now = function() return 1796033578.25 end,
    }
  end)

  local function new_client(opts)
    return assert(openprovider.new {
      username = "jan", password = "hush-hush", transport = transport, retries = 1,
      on_event = openprovider.log(file, opts),
    })
  end

  it("has a line for the end of each request, that of a login as well", function()
    local client = new_client()
    assert(client:list_tags())
    for index, line in ipairs(lines) do lines[index] = line:gsub("#%d+", "#N") end
    assert.same({
      "2026-11-30T10:12:58.250Z info jan: #N POST /auth/login: HTTP 200 in 0 s\n",
      "2026-11-30T10:12:58.250Z info jan: #N GET /tags: HTTP 200 in 0 s\n",
    }, lines)
  end)

  it("has a line for each refusal, failure and retry, and says why", function()
    local client = new_client { level = "warn" }
    client:get_customer("CV000001-NL")
    local perform = transport.perform
    transport.perform = function(request)
      transport.perform = perform
      return nil, { kind = "timeout", message = "no answer within 5 s", sent = true, url = request.url }
    end
    assert(client:list_tags())
    local text = table.concat(lines):gsub("#%d+", "#N")
    assert.equal(3, #lines)
    for _, said in ipairs({
      "warn jan: #N GET /customers/CV000001%-NL: HTTP 500 in 0 s %- rejected: %u",
      "warn jan: #N GET /tags: timeout after 0 s %- unknown: no answer within 5 s\n",
      "warn jan: #N GET /tags: again in [%d.]+ s, after timeout\n",
    }) do assert.is_truthy(text:find(said), text) end
  end)

  it("has an object a line as JSON, with all that the event has", function()
    local client = new_client { format = "json" }
    client:get_customer("CV000001-NL")
    local read = assert(json.decode(lines[2]))
    assert.same({ "warn", "response", "2026-11-30T10:12:58.250Z", "rejected", 500, 0, "not_found", "jan", 1 }, {
      read.level, read.name, read.time, read.outcome, read.status, read.duration, read.kind, read.account, read.attempt,
    })
    assert.is_nil(lines[2]:find("\n.", 1))
  end)

  it("has its lines whatever bytes a path has", function()
    for _, path in ipairs({ "/a\255", "/\195", "/a\194\155b", "/a\226\128\174b", "/\246" }) do
      for _, format in ipairs { "json", "text" } do
        lines = {}
        local client = new_client { format = format, level = "debug" }
        local err = select(2, client:request("GET", path))
        assert.equal(5, #lines)
        local text = table.concat(lines) .. err.operation .. err.url
        assert.is_true(core.is_utf8(text))
        assert.is_nil(text:find("\194\155") or text:find("\226\128\174"))
        assert.is_truthy(format == "text" or json.decode(lines[5]).path:find("^/"))
      end
    end
  end)

  it("has every event at the level debug", function()
    local client = new_client { level = "debug" }
    assert(client:list_tags())
    assert.equal(5, #lines)
    assert.is_truthy(lines[1]:find("debug jan: logs in\n", 1, true))
    assert.is_truthy(lines[2]:find("#%d+ POST /auth/login: sent to https?://[^ ?]+/auth/login\n"))
  end)

  it("knows every event that there is", function()
    local on_event = openprovider.log(file, { level = "debug" })
    local source = io.open("lua/openprovider/types.lua"):read("*a")
    local names = source:match("AnyEvent what each event has\n%-%-%-@field name ([^\n]*)")
    local count = 0
    for name in names:gmatch('"([%l_]+)"') do
      for _, reason in ipairs({ "turn", "login", "reference", "update" }) do
        count = count + 1
        on_event { name = name, time = core.now(), account = "jan", id = 1, operation = "GET /tags", attempt = 1,
          status = 200, duration = 0.1, outcome = "done", kind = "network", wait = 1, waited = 0,
          url = "https://h/tags", reason = reason, message = "no" }
      end
    end
    assert.equal(count, #lines)
    assert.is_true(count >= 32)
  end)

  it("has no password and no token", function()
    local client = new_client { level = "debug" }
    transport.perform = function()
      return { status = 500, headers = {}, body = '{"code":4006,"desc":"got hush-hush"}' }
    end
    client:list_tags()
    client:request("GET", "/hush-hush", { q = "hush-hush" })
    assert.is_true(#lines > 3)
    assert.is_nil(table.concat(lines):find("hush%-hush"))
  end)

  it("of a file that cannot be written to costs no call", function()
    local path = os.tmpname()
    local closed = assert(io.open(path, "w"))
    local client = assert(openprovider.new {
      username = "jan", password = "hush-hush", transport = transport, on_event = openprovider.log(closed),
    })
    closed:close()
    os.remove(path)
    assert(client:list_tags())
  end)

  it("raises for what is no file, and for options that there are not", function()
    for _, case in ipairs({
      { 5, nil, "bad argument #1 to 'log' (a file that is open for writing expected, got number)" },
      { "name.log", nil, "bad argument #1 to 'log' (a file that is open for writing expected, got string)" },
      { file, { level = "loud" }, "(option level must be debug or info or warn, not \"loud\")" },
      { file, { format = 5 }, "bad argument #2 to 'log' (option format must be a string, not a number)" },
      { file, { colour = true }, "bad argument #2 to 'log' (unknown option \"colour\"; there are format, level)" },
    }) do
      local ok, message = pcall(openprovider.log, case[1], case[2])
      assert.is_false(ok)
      assert.is_truthy(message:find(case[3], 1, true), message)
    end
  end)
end)
