--- Which texts secrets are taken out of, in which forms, and what stays as it is.

local json = require("dkjson")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

-- What a proxy may quote of the login user%40corp:p%3Ass%2Fword: as it was given, decoded, and as its header has it.
local PROXY = "user%40corp:p%3Ass%2Fword@proxy.example:3128"
local FORMS = {
  "user%40corp:p%3Ass%2Fword", "user@corp:p:ss/word", "dXNlckBjb3JwOnA6c3Mvd29yZA==", "dXNlckBjb3JwOnA6c3Mvd29yZA",
  "user%40corp", "user@corp", "p%3Ass%2Fword", "p:ss/word", "p:ss\\/word",
}

local VARIABLES = { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY" }

-- A client whose reads are answered with `body` by whoever is there, be it the API, a gateway or a proxy.
local function facing(body, options)
  options.username, options.password = "sandbox", options.password or "secret"
  local transport = testing.transport { password = options.password }
  local perform = transport.perform
  transport.perform = function(request)
    if request.method == "GET" then return { status = 500, headers = {}, body = body } end
    return perform(request)
  end
  options.transport = transport
  options.base_url, options.retries = "https://api.example/v1beta", 0
  return assert(openprovider.new(options))
end

-- The error of a read that is answered with a text.
local function error_for(text, options)
  local _, err = facing(json.encode { code = 4006, desc = text, data = { more = { text } } }, options)
    :request("GET", "/customers")
  return err
end

describe("an error", function()
  it("has a proxy's login in it neither as it was given, nor decoded, nor in Base64, nor its parts", function()
    for _, proxy in ipairs({ "http://" .. PROXY, PROXY, "socks5h://" .. PROXY }) do
      for _, form in ipairs(FORMS) do
        local err = error_for("refused " .. form .. " here", { proxy = proxy })
        assert.equal("refused *** here", err.desc)
        assert.same({ more = { "refused *** here" } }, err.data)
        assert.is_nil(tostring(err):find(form, 1, true))
      end
    end
  end)

  for _, variable in ipairs(VARIABLES) do
    it("has the login of the environment's proxy in it in no form: " .. variable, function()
      local getenv = os.getenv
      local stubbed = stub(os, "getenv").invokes(function(name)
        if name == variable then return "http://" .. PROXY end
        return getenv(name)
      end)
      local descs = {}
      for index, form in ipairs(FORMS) do descs[index] = error_for("refused " .. form .. " here", {}).desc end
      stubbed:revert()
      for index in ipairs(FORMS) do assert.equal("refused *** here", descs[index]) end
    end)
  end

  it("is not cut up by a password of a few letters, which is hidden where it stands alone", function()
    local err = error_for("a bad name has anna, not a: 'a', Ana and \195\164a", { password = "a" })
    assert.equal("*** bad name has anna, not ***: '***', Ana and \195\164a", err.desc)
  end)

  it("has the text of a longer password in it nowhere, be it within a word", function()
    assert.equal("got x***y", error_for("got xhunter2y", { password = "hunter2" }).desc)
  end)

  it("keeps the names of members, whatever the password is", function()
    local client = facing('{"code":4006,"desc":"no","data":{"name":"name","type_of":["type"]}}', { password = "name" })
    local _, err = client:request("GET", "/customers")
    assert.same({ name = "***", type_of = { "type" } }, err.data)
  end)

  it("has the API's words in it, cut before a character, where they are many and beyond ASCII", function()
    for _, character in ipairs({ "\208\182", "\230\188\162", "\240\159\146\165" }) do
      for pad = 0, 3 do
        local said = ("x"):rep(pad) .. character:rep(200)
        local message = error_for(said, {}).message
        local kept = message:match("^(.*)%.%.%. %(code 4006")
        assert.is_truthy(kept, message)
        assert.equal(said:sub(1, #kept), kept)
        assert.is_true(#kept > 296 and #kept <= 300)
        assert.equal(0, (#kept - pad) % #character)
      end
    end
  end)
end)

describe("a TLD's requirements", function()
  it("are all there, whatever the password is", function()
    local expected
    for _, password in ipairs({ "correct horse", "name", "type", "string", "options", "value", "required" }) do
      local client = assert(openprovider.new {
        username = "sandbox", password = password, transport = testing.transport { password = password },
      })
      local found = assert(client:customer_requirements("us"))
      expected = expected or found
      for index, requirement in ipairs(found) do
        assert.same({ expected[index].name, expected[index].type, expected[index].required },
          { requirement.name, requirement.type, requirement.required })
        for place, option in ipairs(expected[index].options or {}) do
          assert.equal(option.value, requirement.options[place].value)
        end
      end
      assert.equal(#expected, #found)
    end
  end)
end)
