--- The tree of fields against the registrar's own documents, where a checkout has them beside it.

local dkjson = require("dkjson")
local core = require("openprovider.core")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")

local FOLDER = "../shared/api/"

local function contents(name)
  local file = io.open(FOLDER .. name)
  if not file then return nil end
  local text = file:read("*a")
  file:close()
  return text
end

-- The rows of a table without its heading, each as its columns.
local function rows(name)
  local found = {}
  for line in assert(contents(name)):gmatch("[^\r\n]+") do
    local row = {}
    for column in (line .. "\t"):gmatch("([^\t]*)\t") do row[#row + 1] = column end
    found[#found + 1] = row
  end
  table.remove(found, 1)
  assert.is_true(#found > 20)
  return found
end

if not contents("openprovider.swagger.json") then
  describe("the registrar's own documents", function()
    it("are not beside this checkout, so nothing is compared with them", function()
      assert.is_nil(contents("openprovider.swagger.json"))
    end)
  end)
  return
end

describe("the official contract", function()
  local definitions = assert(dkjson.decode(contents("openprovider.swagger.json"))).definitions

  local function definition_of(schema)
    local name = schema["$ref"] and schema["$ref"]:match("([^/]+)$")
    return name and assert(definitions[name], name)
  end

  -- Adds path = shape for every property of a definition. The data of an extension is a table of
  -- its own (extension_fields), so what is in it is left out.
  local function add_properties(definition, path, found)
    for name, schema in pairs(definition.properties or {}) do
      local inner = path == "" and name or path .. "." .. name
      local object = definition_of(schema)
      if schema.type == "array" then
        found[inner], found[inner .. "[1]"] = "array", "object"
        add_properties(definition_of(schema.items), inner .. "[1]", found)
      else
        found[inner] = object and "object" or schema.type
        if object and inner ~= "extension_additional_data[1].data" then add_properties(object, inner, found) end
      end
    end
    return found
  end

  local function tree(choose)
    local found = {}
    for _, one in ipairs(field_tree.each()) do
      if not choose or choose(one) then found[one.path] = one.field.shape end
    end
    return found
  end

  it("has every field of the tree, with its shape, and no other", function()
    assert.same(add_properties(definitions.customerCreateCustomerRequest, "", {}), tree())
  end)

  it("cannot change just those fields that the tree says are for new customers only", function()
    local changeable = definitions.customerUpdateCustomerRequest.properties
    for _, one in ipairs(field_tree.each()) do
      if #one.steps == 1 then
        assert.equal(changeable[one.path] == nil, one.field.create_only, one.path)
      end
    end
  end)

  it("has no field of an extension that is not known", function()
    local known = {}
    for _, field in ipairs(core.extension_fields()) do known[field.name] = true end
    for name in pairs(definitions.customerExtensionData.properties) do
      assert.is_true(known[name], name)
    end
  end)
end)

describe("the list of an extension's fields", function()
  local fields = {}
  for _, field in ipairs(core.extension_fields()) do fields[field.name] = field end

  it("is the registrar's, all of it", function()
    local documented = {}
    for _, row in ipairs(rows("extension-fields.tsv")) do documented[#documented + 1] = row[1] end
    table.sort(documented)
    local known = {}
    for name in pairs(fields) do known[#known + 1] = name end
    table.sort(known)
    assert.same(documented, known)
    assert.equal(59, #known)
  end)

  -- A customer with one field for one extension -> the codes of the warnings.
  local function warnings_for(name, tld, value)
    local canonical, warnings = openprovider.check_customer(example.customer {
      extension_additional_data = { { name = tld, data = { [name] = value } } },
    })
    assert.is_not_nil(canonical, tostring(warnings))
    local codes = {}
    for i, warning in ipairs(warnings) do codes[i] = warning.code end
    return table.concat(codes, " ")
  end

  it("names the extensions that the documents name for each, and warns for others", function()
    local compared = 0
    for _, row in ipairs(rows("extension-fields.tsv")) do
      local list = row[5]:match("Applicable to: *([^|]*)")
      if list then
        local field = fields[row[1]]
        local value = field.format == "date" and "1970-02-28" or field.format == "email" and "a@b.tld" or "x"
        for tld in list:gmatch("%.([%w.-]+)") do
          tld = tld:gsub("%.$", "")
          assert.equal("", warnings_for(row[1], tld, value), row[1] .. " for " .. tld)
          compared = compared + 1
        end
        assert.equal("extension", warnings_for(row[1], "example", value), row[1] .. " for example")
      end
    end
    assert.is_true(compared > 50)
  end)

  it("takes any extension for a field of which no document says what it is for", function()
    for name, field in pairs(fields) do
      if field.tlds == "" then assert.equal("", warnings_for(name, "example", "x"), name) end
    end
  end)
end)

describe("the zip table", function()
  -- Codes in every form that some country uses, and what is near to one.
  local SAMPLES = {
    "1010", "A-1010", "A-101", "a-1010", "CY-1010", "110 00", "11000", "1100", "10115", "101156", "75001x", "x75001",
    "SW1A 1AA", "SW1A1AA", "M1 1AE", "M11AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "sw1a 1aa", "SW1A  1AA",
    "105 57", "10557", "LT-01100", "LT01100", "L-1111", "LV-1010", "VLT 1117", "VLT1117", "vlt 1117", "3032 AC",
    "3032AC", "3032 ac", "3032  AC", "303 2AC", "3032 A1", "00-950", "00950", "00-9500", "1000-001", "1000001",
    "010011", "172 66", "17266", "SK-811 01", "811 01", "SK-81101", "1", "-", "abc", "12345-678", "9999999",
  }

  -- The samples that a regular expression takes: by grep, so that nothing of this project's decides.
  local function matching(regex)
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write(table.concat(SAMPLES, "\n"), "\n")
    file:close()
    local pipe = assert(io.popen("LC_ALL=C grep -P '" .. regex .. "' " .. path))
    local found = {}
    for line in pipe:lines() do found[line] = true end
    pipe:close()
    os.remove(path)
    return found
  end

  it("is the registrar's: it warns of a code just where that one does not match", function()
    local documented = rows("postcode-regex.tsv")
    assert.equal(24, #documented)
    for _, row in ipairs(documented) do
      local country, expected = row[1], matching(row[2])
      assert.is_not_nil(next(expected), country)
      for _, zipcode in ipairs(SAMPLES) do
        local canonical, warnings = openprovider.check_customer(example.customer {
          ["address.country"] = country, ["address.zipcode"] = zipcode,
        })
        assert.is_not_nil(canonical)
        assert.equal(expected[zipcode] or false, #warnings == 0, country .. " " .. zipcode)
      end
    end
  end)

  it("gives an example that the table itself takes", function()
    for _, row in ipairs(rows("postcode-regex.tsv")) do
      local function check(zipcode)
        return select(2, openprovider.check_customer(example.customer {
          ["address.country"] = row[1], ["address.zipcode"] = zipcode,
        }))
      end
      local wanted = check("nonsense")[1].message:match('the API wants "([^"]+)"')
      assert.same({}, check(wanted), row[1])
    end
  end)

  it("says nothing of other countries", function()
    for _, country in ipairs({ "US", "CA", "CH", "NO", "IE", "BG", "HR", "SI" }) do
      local _, warnings = openprovider.check_customer(example.customer {
        ["address.country"] = country, ["address.zipcode"] = "anything",
      })
      assert.same({}, warnings, country)
    end
  end)
end)

describe("the API's error codes", function()
  local described = {}
  for _, row in ipairs(rows("error-codes.tsv")) do described[tonumber(row[1])] = row[3] end

  it("of the tree all exist in the registrar's list", function()
    local count = 0
    for _, one in ipairs(field_tree.each()) do
      for _, code in ipairs({ one.field.api_empty or false, one.field.api_invalid or false }) do
        if code then
          assert.is_not_nil(described[code], one.path .. ": " .. tostring(code))
          count = count + 1
        end
      end
    end
    assert.is_true(count > 50)
  end)

  it("say of an empty value that it is empty, and of an invalid one that it is not valid", function()
    for _, one in ipairs(field_tree.each()) do
      local empty, invalid = one.field.api_empty, one.field.api_invalid
      if empty then
        assert.is_truthy(described[empty]:lower():find("empty"), one.path .. ": " .. described[empty])
      end
      if invalid then
        assert.is_nil(described[invalid]:lower():find("^empty"), one.path .. ": " .. described[invalid])
      end
    end
  end)

  it("are each about one field alone", function()
    local owner = {}
    for _, one in ipairs(field_tree.each()) do
      for _, name in ipairs({ "api_empty", "api_invalid" }) do
        local code = one.field[name]
        if code then
          assert.is_nil(owner[code], ("%d is of %s and of %s"):format(code, owner[code] or "", one.path))
          owner[code] = one.path
        end
      end
    end
  end)
end)
