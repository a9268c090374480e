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

-- A client whose reads are answered with `body`, by the API, a gateway or a proxy.
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

  local function base64(text)
    local pipe = io.popen(("printf '%%b' '%s' | base64 -w 0"):format(text:gsub(".", function(character)
      return ("\\0%03o"):format(character:byte())
    end)))
    local found = pipe:read("*a")
    pipe:close()
    return found
  end

  -- The characters beyond ASCII, as Python's JSON has them.
  local function in_ascii(text)
    return (text:gsub("\195\164", "\\u00e4"):gsub("\195\182", "\\u00F6"):gsub("\240\159\152\128", "\\ud83d\\ude00"))
  end

  local function percent(text, form)
    return (text:gsub("[^%w]", function(character) return form:format(character:byte()) end))
  end

  local function html(text, quote, apostrophe)
    return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', quote):gsub("'", apostrophe))
  end

  -- Ways in which others write a text: function(text) -> text.
  local WAYS = {
    ["as it is"] = function(text) return text end,
    ["in JSON"] = function(text) return json.encode(text):sub(2, -2) end,
    ["in JSON that writes / as \\/"] = function(text)
      return (json.encode(text):sub(2, -2):gsub("\\?/", "\\/"))
    end,
    ["in JSON that writes / as /"] = function(text)
      return (json.encode(text):sub(2, -2):gsub("\\/", "/"))
    end,
    ["in Go's JSON"] = function(text)
      local encoded = json.encode(text):sub(2, -2)
      return (encoded:gsub("&", "\\u0026"):gsub("<", "\\u003c"):gsub(">", "\\u003e"))
    end,
    ["in PHP's JSON"] = function(text)
      return (in_ascii(json.encode(text):sub(2, -2)):gsub("'", "\\u0027"):gsub("&", "\\u0026"):gsub("/", "\\/"))
    end,
    ["in Python's JSON"] = function(text) return in_ascii(json.encode(text):sub(2, -2)) end,
    ["in JSON in JSON"] = function(text) return json.encode(json.encode(text):sub(2, -2)):sub(2, -2) end,
    ["in Go's JSON of a text in JSON"] = function(text)
      return (json.encode(json.encode(text):sub(2, -2)):sub(2, -2):gsub("&", "\\u0026"))
    end,
    ["with percent signs"] = function(text) return percent(text, "%%%02X") end,
    ["with percent signs in small letters"] = function(text) return percent(text, "%%%02x") end,
    ["as in a form"] = function(text) return (percent(text, "%%%02X"):gsub("%%20", "+")) end,
    ["with percent signs twice"] = function(text) return percent(percent(text, "%%%02X"), "%%%02X") end,
    ["in HTML"] = function(text) return html(text, "&quot;", "&#39;") end,
    ["in HTML with numbers"] = function(text) return html(text, "&#34;", "&#x27;") end,
    ["in a log of nginx"] = function(text)
      return (text:gsub('[\\"\128-\255]', function(character) return ("\\x%02X"):format(character:byte()) end))
    end,
    ["in capital letters"] = function(text) return (text:upper():gsub("\195\164", "\195\132")) end,
    ["in Base64"] = base64,
    ["in Base64 with the whole login"] = function(text)
      return base64(json.encode({ username = "jan", password = text }))
    end,
    ["in the Base64 of addresses, without padding, at the end of a path"] = function(text)
      return (base64(json.encode({ password = text })):gsub("+", "-"):gsub("/", "_"):gsub("=", ""))
    end,
    ["in Base64 of Base64"] = function(text) return base64(base64(text)) end,
    ["in Base64 within each other four times, with JSON between"] = function(text)
      return base64(base64("{" .. base64(json.encode({ p = base64(text) })) .. "}"))
    end,
    ["in Base64 of lines"] = function(text)
      return (base64(json.encode({ username = ("jan"):rep(9), password = text })):gsub(("."):rep(40), "%0\n"))
    end,
  }

  for way, write in pairs(WAYS) do
    it("has no password in it " .. way, function()
      for _, password in ipairs({
        "sekret&pass<1>", 'pa"ss/w\\ord9', "p\195\164ssw\195\182rd/X", "sekret'pass", "two words+more",
        "smile \240\159\152\128 x",
        "100%25 \\n &amp; \\u0041", "\\\\host\\n", "%41%42%43%44",
      }) do
        local err = error_for("not: " .. write(password) .. ", sorry", { password = password })
        assert.equal("not: ***, sorry", err.desc, password)
        assert.same({ more = { "not: ***, sorry" } }, err.data)
      end
    end)
  end

  it("has no token in it that is cut short", function()
    local token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"
    for length = 16, #token do
      local err = error_for("bad header Bearer " .. token:sub(1, length) .. "... here", { token = token })
      assert.equal("bad header Bearer *** here", err.desc:gsub("%.+", ""), length)
    end
    assert.equal("eyJhbGciOiJIUzI... is no token", error_for("eyJhbGciOiJIUzI... is no token", { token = token }).desc)
  end)

  it("has no password in it that is a number", function()
    local body = '{"code":4003,"desc":"no","data":{"got":[12345678,12345679]}}'
    local _, err = facing(body, { password = "12345678" }):request("GET", "/customers")
    assert.same({ got = { "***", 12345679 } }, err.data)
  end)

  it("has the words beside a secret in it as they were sent", function()
    local said = 'a\\u0026b %41 &lt;i&gt; \\n QUJDRA== AT&T 50% %s'
    assert.equal(said .. " ***", error_for(said .. " s%65cret!", { password = "secret!" }).desc)
    assert.equal(said, error_for(said, { password = "secret!" }).desc)
  end)

  it("is there at once, of however many texts its data are", function()
    local client = facing('{"code":4003,"data":["got planted"' .. (',"abcdefgh"'):rep(300000) .. "]}",
      { password = "planted" })
    local started = os.clock()
    local _, err = client:request("GET", "/customers")
    assert.is_true(os.clock() - started < 5)
    assert.same({ "got ***", "abcdefgh", 300001 }, { err.data[1], err.data[2], #err.data })
  end)

  it("has the text of a longer password nowhere in it, not even within a word", function()
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
        local kept = message:match("^GET /customers: (.*)%.%.%. %(code 4006")
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
