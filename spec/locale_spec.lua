-- Numbers and case never depend on the locale: a program may have set it, as those with a window do, and Lua's own
-- functions and the C library's then count other letters, and write 1,5.
local scratch = require("spec.scratch")

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

-- Prints what must be the same. The locale is its argument.
local PROGRAM = [==[
  assert(os.setlocale(arg[1], "ctype") and os.setlocale(arg[1], "numeric"), "no locale " .. arg[1])
  local is_other = rawget(_G, "jit") ~= nil or arg[1] == "C" or ("%.1f"):format(1.5) ~= "1.5"
  assert(is_other, "the locale does nothing")
  local core = require("openprovider.core")
  local json = require("openprovider.json")
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

  local customer = require("spec.example").customer({ comments = 1.5, LOCALE = "tr_TR", vat = " NL123 " })
  for _, problem in ipairs(select(2, openprovider.check_customer(customer)) or {}) do
    show(problem.path, problem.code, problem.message)
  end
  show(openprovider.check_customer(require("spec.example").customer({
    extension_additional_data = { { name = "CO.UK", data = { legal_type = "IND" } } }, locale = "TR-TR",
  })))
  show(openprovider.address("\195\150STRASSE 12 BIS", "3032 AC", "\195\137vry", "NL"))
  show(openprovider.phone("+31 (0)10 123.45.67"))

  local client = assert(openprovider.new({ transport = require("openprovider.testing").transport(),
    username = "sandbox", password = "secret", user_agent = "\195\137diteur/1.5" }))
  local handle = assert(client:create_customer(require("spec.example").customer({ email = "IRIS@EXAMPLE.COM" })))
  show(handle, client:ensure_customer(require("spec.example").customer({ email = "IRIS@Example.COM" })))
  show(client:list_customers({ email_pattern = "iris@*" }).total)
  show(client:request("GET", "/customers", { limit = 1.5 }))
  show(select(2, client:get_customer("\195\160b c")))
  show(select(2, openprovider.new({ username = "a", password = "b", base_url = "https://\195\160.example/\195\137" })))
  print("REACHED THE END")
]==]

describe("in a locale", function()
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

  local function printed(program, locale)
    local variables = ("LOCPATH=%s OPENPROVIDER_TIMEOUT=0.5"):format(scratch.folder)
    return scratch.output_of(scratch.command_of(program, variables, locale))
  end

  for _, one in ipairs(LOCALES) do
    it(("with the letters of %s, the numbers of %s and %s, all is as in any other"):format(one.letters, one.numbers,
      one.encoding), function()
      local expected = printed(PROGRAM, "C")
      assert.truthy(expected:find("REACHED THE END", 1, true), expected)
      assert.equal(expected, printed(PROGRAM, one.name), one.said)
    end)
  end

  it("with another decimal point, what is noted of a reference is read in any other", function()
    local program = [[
      assert(os.setlocale(arg[1], "numeric"))
      local hold = assert(require("openprovider.token_store.file").new(arg[2]).hold("order-1", 60))
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
