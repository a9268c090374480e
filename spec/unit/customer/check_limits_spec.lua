--- Bad input, offline: bytes that are no text, and sizes that are no customer's.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")

-- Processor seconds that the worst input may take, also in a build that is watched for faults.
local WITHIN_REASON = 20

local function refused(customer)
  local begun = os.clock()
  local canonical, err = openprovider.check_customer(customer)
  assert.is_true(os.clock() - begun < WITHIN_REASON)
  assert.is_nil(canonical)
  assert.equal("invalid", err.kind)
  assert.is_true(#tostring(err) < 4096)
  return err.problems, err
end

-- The one problem there is, at a path and of a code.
local function only(problems, path, code)
  assert.equal(1, #problems, path)
  assert.equal(path, problems[1].path)
  assert.equal(code, problems[1].code)
  assert.equal("error", problems[1].severity)
  return problems[1].message
end

local function has(text, part)
  assert.is_truthy(text:find(part, 1, true), ("%q has no %q"):format(text, part))
end

-- The last byte of each is where the fault begins.
local NO_UTF8 = {
  ["a lone continuation byte"] = "a\128", ["a byte that never occurs"] = "a\254",
  ["a lead byte without the rest"] = "a\195", ["Latin-1"] = "caf\233 x",
  ["an overlong form of two bytes"] = "a\192\175", ["an overlong NUL"] = "a\192\128",
  ["an overlong form of three bytes"] = "a\224\128\175", ["an overlong form of four bytes"] = "a\240\128\128\175",
  ["a high surrogate"] = "a\237\160\128", ["a low surrogate"] = "a\237\191\191",
  ["a pair of surrogates (CESU-8)"] = "a\237\160\189\237\184\128", ["a value beyond U+10FFFF"] = "a\244\144\128\128",
  ["a sequence of five bytes"] = "a\248\136\128\128\128", ["a sequence cut by another letter"] = "a\226\130x",
  ["a fault after eight plain bytes"] = "abcdefgh\255",
}

local CONTROLS = { "a\0", "\0", "a\1b", "a\27[31m", "abcdefghi\31", "a\127", "a\194\128", "a\194\159z" }

-- Every string field of the tree: texts are the same for all of them.
local function each_string()
  return ipairs(field_tree.where(function(field) return field.shape == "string" end))
end

describe("a text that is not UTF-8", function()
  it("is refused in each field", function()
    for _, one in each_string() do
      for what, text in pairs(NO_UTF8) do
        local message = only(refused(field_tree.set(field_tree.customer(), one.steps, text)), one.path, "encoding")
        has(message, "is not UTF-8 from byte ")
        has(message, field_tree.expectation(one.field))
        assert.is_truthy(what)
      end
    end
  end)

  it("is refused with the place where it goes wrong", function()
    has(only(refused(example.customer { company_name = "caf\233" }), "company_name", "encoding"), "from byte 4 on")
    has(only(refused(example.customer { company_name = "\237\160\128" }), "company_name", "encoding"), "from byte 1 on")
  end)

  it("is refused in members that are passed through, too", function()
    for _, text in pairs(NO_UTF8) do
      only(refused(example.customer { additional_data = { novel = text } }), "additional_data.novel", "encoding")
      only(refused(example.customer { additional_data = { novel = { deep = { text } } } }),
        "additional_data.novel.deep[1]", "encoding")
      only(refused(example.customer { extension_additional_data = { { name = "eu", data = { whois_email = text } } } }),
        "extension_additional_data[1].data.whois_email", "encoding")
    end
  end)

  it("is refused as a key, and never printed raw", function()
    for _, text in pairs(NO_UTF8) do
      local problems, err = refused(example.customer { [text] = "x" })
      assert.equal("encoding", problems[1].code)
      assert.is_nil(tostring(err):find("[\128-\255]"))
      problems = refused(example.customer { additional_data = { [text] = "x" } })
      assert.equal("encoding", problems[1].code)
    end
    only(refused(example.customer { additional_data = { ["\192\128"] = "x" } }),
      'additional_data["\\xC0\\x80"]', "encoding")
  end)
end)

describe("a control character", function()
  it("is refused in each field: NUL, C0, DEL, C1", function()
    for _, one in each_string() do
      for _, text in ipairs(CONTROLS) do
        local message = only(refused(field_tree.set(field_tree.customer(), one.steps, text)), one.path, "control")
        has(message, text:find("[\r\n]") and "has a line break at byte " or text:find("\t") and "has a TAB at byte "
          or "has a control character at byte ")
        has(message, field_tree.expectation(one.field))
      end
    end
  end)

  it("is refused in keys and in members that are passed through", function()
    for _, text in ipairs(CONTROLS) do
      assert.equal("control", refused(example.customer { [text] = "x" })[1].code)
      assert.equal("control", refused(example.customer { additional_data = { [text] = "x" } })[1].code)
      assert.equal("control", refused(example.customer { additional_data = { novel = text } })[1].code)
    end
  end)

  it("is never printed raw", function()
    for _, text in ipairs(CONTROLS) do
      local _, err = refused(example.customer { [text] = "x", [text .. "\195\169"] = "x" })
      assert.is_nil(tostring(err):find("[%z\1-\31\127]"))
      assert.is_nil(tostring(err):find("\194[\128-\159]"))
    end
  end)

  it("may be a line break or a tab in comments alone", function()
    for _, text in ipairs({ "a\nb", "a\r\nb", "a\tb" }) do
      local canonical = assert(openprovider.check_customer(example.customer { comments = text }))
      assert.equal(text, canonical.comments)
      only(refused(example.customer { company_name = text }), "company_name", "control")
    end
  end)

  it("is not what letters of other scripts are", function()
    local text = "\195\169\206\169\208\150\215\144\217\133"
      .. "\224\164\133\228\184\173\237\149\156\240\159\152\128\240\160\128\139"
    local canonical = assert(openprovider.check_customer(example.customer { company_name = text }))
    assert.equal(text, canonical.company_name)
  end)
end)

describe("a table that contains itself", function()
  it("is refused wherever it is, in place of any member", function()
    for _, one in ipairs(field_tree.where(function(field) return field.shape == "object" end)) do
      local customer = field_tree.customer()
      local problems = refused(field_tree.set(customer, one.steps, customer))
      has(only(problems, one.path, "cycle"), "contains itself")
      has(problems[1].message, field_tree.expectation(one.field))
    end
  end)

  it("is refused among members that are passed through", function()
    local customer = example.customer { additional_data = { novel = {} } }
    customer.additional_data.novel.again = customer.additional_data
    only(refused(customer), "additional_data.novel.again", "cycle")
    local list = {}
    list[1] = list
    only(refused(example.customer { additional_data = { novel = list } }), "additional_data.novel[1]", "cycle")
  end)

  it("is something else than a table that is there twice", function()
    local shared = { country_code = "+31", area_code = "10", subscriber_number = "1234567" }
    local tag = { key = "customer", value = "VIP" }
    assert(openprovider.check_customer(example.customer { phone = shared, fax = shared, tags = { tag, tag } }))
  end)
end)

describe("a customer of an unlikely size", function()
  it("with tables 10,000 levels deep is refused", function()
    local deep, list = { x = "y" }, { "x" }
    for _ = 1, 10000 do
      deep = { x = deep }
      list = { list }
    end
    has(only(refused(example.customer { additional_data = { x = deep } }), "additional_data" .. (".x"):rep(15),
      "too_deep"), "is nested in 16 objects and arrays")
    assert.equal("too_deep", refused(example.customer { additional_data = { x = list } })[1].code)
    for _, customer in ipairs({ deep, example.customer { name = deep } }) do
      local problems = refused(customer)
      assert.equal("unknown", problems[#problems].code)
    end
  end)

  it("with a string of 1 MiB in any field is refused", function()
    local text = ("x"):rep(1048576)
    for _, one in each_string() do
      local message = only(refused(field_tree.set(field_tree.customer(), one.steps, text)), one.path, "too_long")
      has(message, "has 1048576 bytes, at most ")
      has(message, field_tree.expectation(one.field))
      assert.is_true(#message < 1024)
    end
    only(refused(example.customer { additional_data = { novel = text } }), "additional_data.novel", "too_long")
  end)

  it("with a field one byte over its limit is refused, and at its limit is not", function()
    for _, one in ipairs({ { "company_name", 1024 }, { "comments", 65535 } }) do
      local path, limit = one[1], one[2]
      assert(openprovider.check_customer(example.customer { [path] = ("x"):rep(limit) }))
      has(only(refused(example.customer { [path] = ("x"):rep(limit + 1) }), path, "too_long"),
        ("at most %d fit"):format(limit))
    end
  end)

  it("with a key of 1 MiB is refused, and the key is not repeated", function()
    local customer = example.customer()
    customer[("x"):rep(1048576)] = "x"
    local _, err = refused(customer)
    assert.equal("too_long", err.problems[1].code)
    assert.is_true(#err.problems[1].path < 200)
  end)

  it("with 100,000 members is refused, whatever the table", function()
    local many, elements = {}, {}
    for i = 1, 100000 do
      many["member_" .. i] = "x"
      elements[i] = { key = "customer", value = "VIP" }
    end
    for path, value in pairs { additional_data = many, tags = elements } do
      has(only(refused(example.customer { [path] = value }), path, "too_many"), "has more than 1000 members")
    end
    local of_extension = refused(example.customer { extension_additional_data = { { name = "eu", data = many } } })
    only({ of_extension[1] }, "extension_additional_data[1].data", "too_many")
    assert.same({ 11, "unknown" }, { #of_extension, of_extension[11].code })
    local problems, err = refused(many)
    assert.equal("too_many", problems[1].code)
    assert.equal("", problems[1].path)
    assert.equal(100, #problems)
    assert.equal(1001, err.total)
    assert.equal("too_many", refused(example.customer { name = many })[1].code)
  end)

  it("with 1,000 tags is not refused", function()
    local tags = {}
    for i = 1, 1000 do tags[i] = { key = "customer", value = "tag " .. i } end
    assert(openprovider.check_customer(example.customer { tags = tags }))
  end)
end)
