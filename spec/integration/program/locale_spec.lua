-- Numbers and case never depend on the locale: a program may have set it, as those with a window do, and Lua's own
-- functions and the C library's then count other letters, and write 1,5.
local scratch = require("spec.support.scratch")

-- Letters of one country, the decimal point of another, and an encoding. The Turkish "I" is no capital "i"; Germans
-- have another point; in the 8-bit encodings bytes of UTF-8 are letters, blanks and control characters.
local LOCALES = {
  { letters = "tr_TR", numbers = "de_DE", encoding = "UTF-8" },
  { letters = "tr_TR", numbers = "de_DE", encoding = "ISO-8859-9" },
  { letters = "ru_RU", numbers = "ru_RU", encoding = "KOI8-R" },
}

local SOURCE = "LC_CTYPE\ncopy \"%s\"\nEND LC_CTYPE\nLC_NUMERIC\ncopy \"%s\"\nEND LC_NUMERIC\n"

-- The point of Afghans has two bytes. (lua-cjson ends the program there when it is loaded.)
local AFGHAN = { letters = "ps_AF", numbers = "ps_AF", encoding = "UTF-8" }

-- Prints what must be the same. The locale is its first argument, and "before" or "after" its second: when it is set.
local PROGRAM = [==[
  if arg[2] == "after" then
    for _, name in ipairs({ "cjson", "dkjson", "openprovider", "openprovider.testing" }) do require(name) end
  end
  local cjson = package.loaded.cjson
  assert(os.setlocale(arg[1], "ctype") and os.setlocale(arg[1], "numeric"), "no locale " .. arg[1])
  local is_other = rawget(_G, "jit") ~= nil or arg[1] == "C" or ("%.1f"):format(1.5) ~= "1.5"
  assert(is_other, "the locale does nothing")
  local core = require("openprovider.core")
  local json = require("openprovider.values.json")
  local openprovider = require("openprovider")
  -- Members in an order that no locale has a say in.
  local function written(value)
    if type(value) == "number" then return core.number_text(value) end
    if type(value) ~= "table" then return tostring(value) end
    local members = {}
    for name, member in pairs(value) do members[#members + 1] = tostring(name) .. "=" .. written(member) end
    os.setlocale("C", "collate")
    table.sort(members)
    return "{" .. table.concat(members, ",") .. "}"
  end
  local function show(...)
    local parts = { ... }
    for index = 1, select("#", ...) do parts[index] = written(parts[index]) end
    print(table.concat(parts, " | "))
  end

  local pool = core.pool({ proxy = "" })
  for _, name in ipairs({ "TRANSFER-ENCODING", "Transfer-Encoding", "CONTENT-LENGTH", "TRAILER", "Expect", "TE" }) do
    local _, failure = pool:perform({ method = "GET", url = "https://127.0.0.1:1/", headers = { [name] = "1" } })
    show(name, failure.message)
  end
  for _, url in ipairs({ "HTTP://API.SANDBOX.OPENPROVIDER.NL.INVALID/", "HTTP://EXAMPLE.INVALID/", "FILE://x/",
    "http://LOCALHOST:1/" }) do
    local _, failure = pool:perform({ method = "GET", url = url })
    show(url, failure.kind, failure.sent)
  end

  show(core.fingerprint({ ratio = 1.5, list = { 0.1, 2 ^ 60 } }))
  show(json.encode({ 1.5, 1e300, 0.1, 7 }))
  show(core.lower("TITLE \195\132\221I"), core.upper("title \195\164\253i"), core.number_text(-1.25))

  local customer = require("spec.support.example").customer({ comments = 1.5, LOCALE = "tr_TR", vat = " NL123 " })
  for _, problem in ipairs(select(2, openprovider.check_customer(customer)) or {}) do
    show(problem.path, problem.code, problem.message)
  end
  show(openprovider.check_customer(require("spec.support.example").customer({
    extension_additional_data = { { name = "CO.UK", data = { legal_type = "IND" } } }, locale = "TR-TR",
  })))
  show(openprovider.address("\195\150STRASSE 12 BIS", "3032 AC", "\195\137vry", "NL"))
  show(openprovider.phone("+31 (0)10 123.45.67"))

  local client = assert(openprovider.new({ transport = require("openprovider.testing").transport(),
    username = "sandbox", password = "secret", user_agent = "\195\137diteur/1.5" }))
  local customer = require("spec.support.example").customer
  local handle = assert(client:create_customer(customer({ email = "IRIS@EXAMPLE.COM" })))
  show(handle, client:ensure_customer(customer({ email = "IRIS@Example.COM" })))
  show(client:list_customers({ email_pattern = "iris@*" }).total)
  show(client:request("GET", "/customers", { limit = 1.5 }))
  show(select(2, client:get_customer("\195\160b c")))
  show(select(2, openprovider.new({ username = "a", password = "b", base_url = "https://\195\160.example/\195\137" })))

  -- What comes and what goes back: numbers with and without a point, as the server wrote them.
  show(json.decode('{"code":0,"list":[1,2,3],"n":[1.5,2.25,-0.5e-3,1e2,12345678901234.5]}'))
  show(json.decode('{"a": 1,"b": [1.5,2] "c"}'))
  show(json.decode("{1:2}") == nil, json.decode("[1.2.3]") == nil, json.decode("[01]") == nil)
  local stored = '{"handle":"CV1-NL","email":"a@b.nl","name":{"first_name":"Jan","last_name":"Bakker"},'
    .. '"address":{"street":"Albusstraat","number":"83","zipcode":"4903 RG","city":"Oosterhout","country":"NL"},'
    .. '"phone":{"country_code":"+31","area_code":"10","subscriber_number":"1234567"},'
    .. '"additional_data":{"n":[1.5,2.25,12345678901234.56789,0.10]}}'
  local bodies = {}
  local other = assert(openprovider.new({ token = "t", transport = {
    sleep = function() end, now = os.time,
    perform = function(request)
      bodies[#bodies + 1] = (request.body or ""):match('"n":%b[]')
      local data = request.method == "GET" and stored or '{"success":"true"}'
      return { status = 200, headers = { ["retry-after"] = "1.5" }, body = '{"code":0,"data":' .. data .. "}" }
    end,
  } }))
  show(other:get_customer("CV1-NL").additional_data, other:update_customer("CV1-NL", { vat = "NL123456789B01" }))
  show(table.concat(bodies, " "))
  show(require("openprovider.http.query").string({ x = 0.5, I = 1, i = 2, ["\195\132"] = 3, ["_"] = 4 }))
  show(require("openprovider.config").resolve({ username = "a", password = "b" },
    function(name) return name == "OPENPROVIDER_TIMEOUT" and "1.5" or nil end).timeout)
  show(select(2, require("openprovider.config").resolve({ username = "a", password = "b" },
    function(name) return name == "OPENPROVIDER_TIMEOUT" and "1,5" or nil end)))

  -- Names of extensions and members in other case, and what a login's member is.
  local eu = { name = "EU", data = { whois_email = "a@example.com" } }
  local its = assert(client:create_customer(customer({ extension_additional_data = { eu } })))
  show(client:update_customer(its, { extension_additional_data = { { name = "IT", data = { entity_type = "1" } } } }))
  show(client:update_customer(its, { extension_additional_data = { { name = "it", data = { entity_type = "2" } } } }))
  show(client:get_customer(its).extension_additional_data)
  local clean = require("openprovider.customer.from_api").clean
  show(clean({ lastIp = "1.2.3.4", ID = 1, API_KEY_ID = "x", email = "a@b.nl" }))

  -- Files of the command line: columns by their names, blanks at their ends, formats by their endings.
  local columns = require("openprovider.cli.import.columns")
  local found = {}
  local header = { " email ", "extension.IT.entity_type", "CITY", "INITIALS", "PR\195\137NOM", "\195\160\195\133" }
  for path in pairs(assert(columns.new(header, 1, { map = {} })).by_path) do found[path] = true end
  show(found)
  show(select(2, columns.new({ "address.CITI" }, 1, { map = {} })).message)
  local nothing = { read = function() end, again = function() end }
  show(require("openprovider.cli.import.input.format")(nothing, "CUSTOMERS.JSONL"))
  show(require("openprovider.cli.argument").number("1.5"), require("openprovider.cli.argument").number("1,5"))
  show(core.before("a", "B"), core.before("_", "a"), core.before("\195", "z"), core.before("a", "ab"))
  local late = require("openprovider.errors").new("timeout", "no", {})
  require("openprovider.errors").took(late, 1.26)
  show(late.message)

  -- The program's own lua-cjson is left as it is.
  if cjson then
    os.setlocale("C", "numeric")
    show(cjson.decode("[1.5,2]"), cjson.encode({ 1.5 }))
  else
    show({ 1.5, 2 }, "[1.5]")
  end
  print("REACHED THE END")
]==]

describe("in a locale", function()
  local expected

  setup(function()
    scratch.make()
    for index, one in ipairs({ LOCALES[1], LOCALES[2], LOCALES[3], AFGHAN }) do
      local source = scratch.folder .. "/source"
      one.name = "any" .. index .. "." .. one.encoding
      scratch.write(source, SOURCE:format(one.letters, one.numbers))
      one.said = scratch.output_of(("localedef -c --no-archive -i %s -f %s %s/%s"):format(source, one.encoding,
        scratch.folder, one.name))
    end
  end)
  teardown(scratch.remove)

  local function printed(program, locale, when)
    local variables = ("LOCPATH=%s OPENPROVIDER_TIMEOUT=20"):format(scratch.folder)
    return scratch.output_of(scratch.command_of(program, variables, locale, when or "before"))
  end

  for _, one in ipairs(LOCALES) do
    for _, when in ipairs({ "before", "after" }) do
      local title = "that is set %s require, with the letters of %s, the numbers of %s and %s, all is as in any other"
      it(title:format(when, one.letters, one.numbers, one.encoding), function()
        expected = expected or printed(PROGRAM, "C")
        assert.truthy(expected:find("REACHED THE END", 1, true), expected)
        assert.equal(expected, printed(PROGRAM, one.name, when), one.said)
      end)
    end
  end

  it("with another decimal point, what is noted of a reference is read in any other", function()
    local program = [[
      assert(os.setlocale(arg[1], "numeric"))
      local hold = assert(require("openprovider.auth.stores.file").new(arg[2]).hold("order-1", 60))
      print(hold.note, hold.problem)
      hold:write("CV000001-NL", 60.5)
    ]]
    local function run(locale)
      return scratch.output_of(scratch.command_of(program, "LOCPATH=" .. scratch.folder, locale,
        scratch.folder .. "/tokens.json"))
    end
    assert.equal("nil\tnil", run(LOCALES[1].name))
    assert.equal("CV000001-NL\tnil", run("C"))
    assert.equal("CV000001-NL\tnil", run(LOCALES[1].name))
  end)

  it("with a decimal point of two bytes, numbers have one of one", function()
    assert.equal("-1.25 7494ea541a2934a6", printed([[
      assert(os.setlocale(arg[1], "ctype") and os.setlocale(arg[1], "numeric"))
      local core = require("openprovider.core")
      print(core.number_text(-1.25), core.fingerprint({ ratio = 1.5, list = { 0.1, 2 ^ 60 } }))
    ]], AFGHAN.name):gsub("%s+", " "), AFGHAN.said)
  end)
end)
