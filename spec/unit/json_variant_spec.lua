--- What is promised of numbers that are beyond those of Lua.

local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")

local HAS_INTEGERS = math.type ~= nil -- luacheck: ignore 143

describe("with numbers beyond those of Lua", function()
  it("a number beyond 2^63 is not exact", function()
    for _, text in ipairs({
      "12345678901234567890", "-12345678901234567890", "9223372036854775808", "-9223372036854775809",
    }) do
      assert.is_false(json.is_exact(json.decode("[" .. text .. "]")[1]))
      assert.is_false(json.is_exact(json.decode('{"a":{"b":' .. text .. "}}").a.b))
    end
    if HAS_INTEGERS then assert.is_true(json.is_exact(json.decode("[9007199254740993]")[1])) end
  end)

  it("a customer with a number beyond 2^63 is refused, and not created with another one", function()
    local customer = example.customer(json.decode('{"vat": 12345678901234567890}'))
    local canonical, err = openprovider.check_customer(customer)
    assert.is_nil(canonical)
    assert.equal("vat", err.problems[1].path)
  end)

  it("a row's key that is a number of up to 2^63 keeps each digit", function()
    local lines = { '{"key": 9007199254740993}', '{"key": 12345678901234567890}' }
    local json_rows = require("openprovider.cli.import.input.json_rows")
    local file = assert(io.tmpfile())
    file:write(table.concat(lines, "\n"), "\n")
    file:seek("set")
    local reader = json_rows.reader(file, { reference = "key" })
    local row, beyond = reader:next(), reader:next()
    if HAS_INTEGERS then assert.equal("9007199254740993", row.reference) else assert.is_table(row.problems) end
    assert.is_nil(beyond.reference)
    assert.equal("key", beyond.problems[1].name)
    file:close()
  end)
end)
