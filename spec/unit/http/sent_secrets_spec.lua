--- Secrets that a program sends in a request, and that a server quotes when it refuses it.

local json = require("dkjson")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a secret in a request", function()
  -- Sends a request, which is refused with what `answer` makes of it. -> what was shown of it, the error
  local function refused(answer, ...)
    local transport, lines = testing.transport(), {}
    local perform = transport.perform
    transport.perform = function(request)
      if request.url:find("/auth/login$") then return perform(request) end
      return answer(request)
    end
    local file = { write = function(self, ...)
      lines[#lines + 1] = table.concat({ ... })
      return self
    end }
    local in_text, in_json = openprovider.log(file, { level = "debug" }),
      openprovider.log(file, { level = "debug", format = "json" })
    local client = assert(openprovider.new {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
      retries = 1, on_event = function(event)
        in_text(event)
        in_json(event)
      end,
    })
    local data, err = client:request(...)
    assert.is_nil(data)
    assert.is_true(#lines >= 8)
    return table.concat(lines) .. tostring(err) .. json.encode({ err.desc, err.data, err.operation, err.url }), err
  end

  -- Refuses a request and quotes it.
  local function quoting(text)
    return function()
      return { status = 500, headers = {}, body = json.encode {
        code = 4006, desc = "wrong: " .. text, data = { got = { text } }, warnings = { { desc = text } },
      } }
    end
  end

  it("is shown in no error, event or log, whatever its member is called", function()
    for _, body in ipairs({
      { password = "SEKRIT1234" }, { newPassword = "SEKRIT1234" }, { user = { pass_phrase = "SEKRIT1234" } },
      { ["Api-Key"] = "SEKRIT1234" }, { api_key = "SEKRIT1234" }, { auth_code = "SEKRIT1234" }, { pwd = "SEKRIT1234" },
      { users = { { name = "jan" }, { name = "piet", client_secret = { "SEKRIT1234" } } } },
      { credentials = { user = "SEKRIT1234" } }, { access_token = "SEKRIT1234" },
    }) do
      local shown, err = refused(quoting("SEKRIT1234"), "POST", "/resellers/users", nil, body)
      assert.is_nil(shown:find("SEKRIT1234", 1, true), json.encode(body))
      assert.equal("wrong: ***", err.desc)
      assert.same({ got = { "***" } }, err.data)
    end
  end)

  it("is found in a query as well, as a number, in another's encoding, and in a transport's failure", function()
    local shown = refused(quoting("SEK+RIT&12"), "GET", "/domains", { auth_code = "SEK RIT&12" })
    assert.is_nil(shown:find("RIT&12", 1, true))
    shown = refused(quoting("12345678"), "POST", "/domains", nil, { pin = 12345678 })
    assert.is_nil(shown:find("12345678", 1, true))
    shown = refused(quoting('SEK\\u0022RIT'), "POST", "/domains", nil, { token = 'SEK"RIT' })
    assert.is_nil(shown:find("RIT", 1, true))
    shown = refused(function() return nil, { kind = "network", message = "no way for SEKRIT1234" } end,
      "POST", "/domains", nil, { token = "SEKRIT1234" })
    assert.is_nil(shown:find("SEKRIT1234", 1, true))
  end)

  it("is all that is hidden: other values stand in the error", function()
    local _, err = refused(quoting("jan and 2, passport X1"), "POST", "/users", nil,
      { name = "jan", tokens = false, passport = "X1", count = 2, password = "unseen" })
    assert.equal("wrong: jan and 2, passport X1", err.desc)
  end)
end)
