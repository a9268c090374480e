--- Texts for end users: each field and each problem has one in each language.

local codes = require("openprovider.http.api_codes")
local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")
local texts = require("openprovider.customer.texts")

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

-- The codes of problems: those of the core, as the header lists them, and those of this library.
local CODES = { "refused", "converted", "kept", "leftover", "twice" }
for line in contents("src/include/openprovider/customer.h"):gmatch("\n%*%*   (%l[^\n]*)") do
  for code, comma in line:gmatch("([%l_]+)(,?)") do
    CODES[#CODES + 1] = code
    if comma == "" then break end
  end
end

-- The path of each field, without places in arrays.
local PATHS = { "" }
local function collect(field, path)
  for _, member in ipairs(field.members or {}) do
    local inner = member.name
    if path ~= "" then inner = inner == "" and path or path .. "." .. inner end
    if PATHS[#PATHS] ~= inner then PATHS[#PATHS + 1] = inner end
    collect(member, inner)
  end
end
collect(core.fields(), "")

local function count(t)
  local found = 0
  for _ in pairs(t) do found = found + 1 end
  return found
end

describe("the language", function()
  for _, language in ipairs(texts.LANGUAGES) do
    local words = texts.words(language)

    it(language .. " has a name for each field, and none for what is no field", function()
      for _, path in ipairs(PATHS) do assert.is_string(words.fields[path], path) end
      assert.equal(#PATHS, count(words.fields))
    end)

    it(language .. " has a sentence for each problem, and none for what is no problem", function()
      assert.is_true(#CODES >= 19)
      for _, code in ipairs(CODES) do
        local sentence = words.problems[code]
        assert.is_string(sentence, code)
        assert.is_truthy(sentence:find("^%u.*{field}.*%.$"), sentence)
        assert.is_true(core.is_utf8(sentence))
      end
      assert.equal(#CODES, count(words.problems))
      assert.is_truthy(words.other_field:find("{name}", 1, true))
    end)

    it(language .. " has a text for each field that the API refuses", function()
      local refused = 0
      for code = 100, 7000 do
        local path = codes.field(code)
        if path then
          refused = refused + 1
          assert.is_string(words.fields[path], path)
        end
      end
      assert.is_true(refused > 40)
    end)
  end

  it("is loaded only once it is asked for", function()
    local program = os.tmpname()
    finally(function() os.remove(program) end)
    local file = assert(io.open(program, "w"))
    file:write([[
      local openprovider = require("openprovider")
      local _, err = openprovider.check_customer {}
      local function count()
        local found = 0
        for name in pairs(package.loaded) do
          if name:find("customer.texts", 1, true) then found = found + 1 end
        end
        return found
      end
      local before = count()
      err:by_field("nl")
      io.write(before, " ", count())
    ]])
    file:close()
    local pipe = assert(io.popen(os.getenv("OP_LUA") .. " " .. program))
    local text = pipe:read("*a")
    pipe:close()
    assert.equal("0 2", text)
  end)
end)

describe("the problems by field", function()
  local function refused(changes)
    local customer = example.customer()
    for name, value in pairs(changes) do customer[name] = value end
    local _, err = openprovider.check_customer(customer)
    return assert(err)
  end

  it("have the developer's message and a text for an end user", function()
    local err = refused { address = { street = "Hofplein", number = 20, city = "Rotterdam", country = "NL" } }
    local found = err:by_field("de")
    assert.same({ "Bitte geben Sie die Postleitzahl ein." }, { found["address.zipcode"][1].text })
    assert.same(err.problems[1].message, found["address.zipcode"][1].message)
    assert.same({ "missing", "error" }, { found["address.zipcode"][1].code, found["address.zipcode"][1].severity })
    assert.equal(1, count(found))
    assert.is_nil(err.problems[1].text)
  end)

  it("are in English unless it is said, and in the language of a locale", function()
    local err = refused { email = "jan@" }
    local function text(language) return err:by_field(language).email[1].text end
    assert.equal("Please check the e-mail address: this value is not valid.", text())
    assert.equal("Controleer het e-mailadres: deze waarde is niet geldig.", text("nl_NL"))
    assert.equal("Veuillez vérifier l'adresse e-mail : cette valeur n'est pas valide.", text("fr-BE"))
    assert.equal("Compruebe la dirección de correo electrónico: este valor no es válido.", text("es"))
    assert.equal("Controlli l'indirizzo e-mail: questo valore non è valido.", text("IT"))
  end)

  it("stand at the paths of arrays and of members that nobody knows", function()
    local found = refused {
      tags = { { key = "customer", value = "VIP" }, { key = "customer" } }, ["odd%1"] = 5, naam = "x",
    }:by_field("en")
    assert.equal("Please enter the tag.", found["tags[2].value"][1].text)
    assert.equal("Please remove the field “odd%1”: there is no such field.", found['["odd%1"]'][1].text)
    assert.equal("Please remove the field “naam”: there is no such field.", found.naam[1].text)
  end)

  it("stand at the path of a part that is missing as a whole, else at its members", function()
    local customer = example.customer()
    customer.name, customer.address = nil, { street = "Hofplein", number = 20, city = "Rotterdam", country = "NL" }
    local _, err = openprovider.check_customer(customer)
    local found = err:by_field()
    assert.equal("Please enter the name.", found.name[1].text)
    assert.equal("Please enter the postal code.", found["address.zipcode"][1].text)
    assert.equal(2, count(found))
  end)

  it("have errors before warnings", function()
    local found = refused {
      address = { street = "Hofplein", number = 20, zipcode = "3032", city = "Rotterdam", country = "NL" }, email = "x",
    }:by_field("fr")
    assert.equal("warning", found["address.zipcode"][1].severity)
    assert.equal("Veuillez vérifier le code postal : les codes postaux de ce pays ont une autre forme.",
      found["address.zipcode"][1].text)
    assert.equal("error", found.email[1].severity)
  end)

  it("are there for the warnings of a success, too", function()
    local transport = testing.transport()
    local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
    local customer = example.customer { phone = "010 123 4567" }
    local _, warnings = assert(openprovider.check_customer(customer))
    local _, details = assert(client:create_customer(customer))
    for _, problems in ipairs({ warnings, details.warnings }) do
      local found = openprovider.by_field(problems, "nl_NL")
      assert.same({ "converted", "Controleer het telefoonnummer: we hebben uw invoer omgezet." },
        { found.phone[1].code, found.phone[1].text })
    end
    assert.same({}, openprovider.by_field({}))
    local err = refused { email = "jan@" }
    assert.same(err:by_field("de"), openprovider.by_field(err.problems, "de"))
  end)

  it("raise for what is no array of problems, and say what is", function()
    local err, details = refused { email = "jan@" }, require("openprovider.values.details") { api_warnings = {} }
    for said, arguments in pairs({
      ["#1 to 'by_field' %(table expected, got nil%)"] = { nil },
      ["#1 to 'by_field' %(an array of problems expected, such as details.warnings; of an error use err:by_field%)"] =
        { err },
      ["such as details.warnings"] = { details },
      ["#2 to 'by_field' %(unknown language \"xx\"; there are de, en"] = { {}, "xx" },
    }) do
      local ok, message = pcall(function()
        local found = openprovider.by_field(arguments[1], arguments[2])
        return found
      end)
      assert.is_false(ok)
      assert.is_truthy(message:find("texts_spec.lua:%d+: bad argument .*" .. said), message)
    end
  end)

  it("have what the API itself refuses", function()
    local transport = testing.transport()
    local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
    assert(client:login())
    transport.perform = function()
      return { status = 500, headers = {}, body = '{"code":116,"desc":"Invalid zipcode"}' }
    end
    local _, err = client:create_customer(example.customer())
    local problem = err:by_field("es")["address.zipcode"][1]
    assert.equal("Compruebe el código postal: el registrador no ha aceptado este valor.", problem.text)
    assert.same({ "refused", 116 }, { problem.code, problem.api_code })
    assert.equal("address.zipcode: Invalid zipcode (code 116, HTTP 500)", problem.message)
  end)

  it("are none where an error is about no field", function()
    local client = assert(openprovider.new { transport = testing.transport() })
    assert.same({}, select(2, client:list_tags()):by_field("it"))
  end)

  it("raise for a language that there is not, at the caller's line", function()
    local err = refused { email = "jan@" }
    for _, language in ipairs({ "xx", "", "german", 5, {} }) do
      local ok, message = pcall(function()
        local found = err:by_field(language)
        return found
      end)
      assert.is_false(ok)
      local place = "^%S*texts_spec.lua:%d+: "
      assert.is_truthy(message:find(place .. "bad argument #1 to 'by_field' %(unknown language"), message)
      assert.is_truthy(message:find("there are de, en, es, fr, it, nl", 1, true), message)
    end
    assert.is_false(pcall(err.by_field, "de"))
  end)
end)
