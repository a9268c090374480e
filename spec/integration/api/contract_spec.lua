--- The tree of fields against the registrar's contract: what `spec/support/contract.lua` has of it, and that against
--- the registrar's own documents, where a checkout has them beside it.

local dkjson = require("dkjson")
local contract = require("spec.support.contract")
local core = require("openprovider.core")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")
local scratch = require("spec.support.scratch")

describe("the tree of fields", function()
  it("is that of the contract, each field with its shape", function()
    local found = {}
    for _, one in ipairs(field_tree.each()) do found[one.path] = one.field.shape end
    assert.same(contract.shapes, found)
  end)

  it("says of what an update cannot change that it is for new customers only", function()
    for _, one in ipairs(field_tree.each()) do
      if #one.steps == 1 then
        assert.equal(contract.changeable[one.path] == nil, one.field.create_only, one.path)
      end
    end
  end)

  it("has for each field the API's codes", function()
    local found = {}
    for _, one in ipairs(field_tree.each()) do
      local empty, invalid = one.field.api_empty, one.field.api_invalid
      if empty or invalid then found[one.path] = { empty = empty, invalid = invalid } end
    end
    assert.same(contract.codes, found)
  end)

  it("has no code twice", function()
    local owner = {}
    for path, codes in pairs(contract.codes) do
      for _, code in pairs(codes) do
        assert.is_nil(owner[code], ("%d is of %s and of %s"):format(code, owner[code] or "", path))
        owner[code] = path
      end
    end
  end)
end)

describe("the list of an extension's fields", function()
  local fields = {}
  for _, field in ipairs(core.extension_fields()) do fields[field.name] = field end

  it("is the registrar's, all of it", function()
    local function names_of(list)
      local names = {}
      for name in pairs(list) do names[#names + 1] = name end
      table.sort(names)
      return names
    end
    local documented = { community_id = true, defensive = true, idn_script = true } -- the registrar's clients send them
    for name in pairs(contract.extension_fields) do documented[name] = true end
    assert.same(names_of(documented), names_of(fields))
  end)

  -- A right value for each format.
  local VALUES = {
    text = "x", date = "1970-02-28", email = "a@b.tld", country = "NL", calling_code = "+7", digits = "1",
  }

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

  it("warns of a field for an extension that it is not for, where the documents name those", function()
    for name, tlds in pairs(contract.extension_fields) do
      local field = fields[name]
      local value = VALUES[field.format] or field.values:match("^[^ ]+")
      for _, tld in ipairs(tlds) do assert.equal("", warnings_for(name, tld, value), name .. " for " .. tld) end
      -- Clients that came after the contract name extensions for the rest.
      assert.equal(field.tlds ~= "" and "extension" or "", warnings_for(name, "example", value), name .. " for example")
    end
  end)
end)

describe("a zip code", function()
  local function warnings_for(country, zipcode)
    local canonical, warnings = openprovider.check_customer(example.customer {
      ["address.country"] = country, ["address.zipcode"] = zipcode,
    })
    assert.is_not_nil(canonical)
    local of_form = {}
    for _, warning in ipairs(warnings) do
      if warning.code ~= "converted" then of_form[#of_form + 1] = warning end
    end
    return of_form, canonical.address.zipcode
  end

  it("is warned of just where the registrar's list takes it neither as it is nor as its country writes it", function()
    local is_sample = {}
    for _, zipcode in ipairs(contract.zipcode_samples) do is_sample[zipcode] = true end
    for country, right in pairs(contract.zipcodes) do
      for _, zipcode in ipairs(contract.zipcode_samples) do
        local warnings, written = warnings_for(country, zipcode)
        local is_right = right[written] or not is_sample[written]
        assert.equal(is_right, #warnings == 0, country .. " " .. zipcode .. " " .. written)
      end
    end
  end)

  it("that is wrong is told with one that is right", function()
    for country in pairs(contract.zipcodes) do
      local wanted = warnings_for(country, "nonsense")[1].message:match('the API wants "([^"]+)"')
      assert.same({}, warnings_for(country, wanted), country)
    end
  end)

  it("may be anything in other countries", function()
    for _, country in ipairs({ "US", "CA", "CH", "NO", "IE", "BG", "HR", "SI" }) do
      assert.same({}, warnings_for(country, "anything"), country)
    end
  end)
end)

-- The documents themselves ---------------------------------------------------------------------

local FOLDER = "../shared/api/"

local function contents(name)
  local file = io.open(FOLDER .. name)
  if not file then return nil end
  local text = file:read("*a")
  file:close()
  return text
end

if not contents("openprovider.swagger.json") then
  describe("the registrar's own documents", function()
    it("are not beside this checkout, so the copy of them is not compared with them", function()
      assert.is_nil(contents("openprovider.swagger.json"))
    end)
  end)
  return
end

describe("the copy of the contract is that of the registrar's documents:", function()
  local definitions = assert(dkjson.decode(contents("openprovider.swagger.json"))).definitions

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

  local function definition_of(schema)
    local name = schema["$ref"] and schema["$ref"]:match("([^/]+)$")
    return name and assert(definitions[name], name)
  end

  -- Adds path = shape for every property of a definition. The data of an extension is a table of
  -- its own, so what is in it is left out.
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

  it("fields and what can be changed", function()
    assert.same(add_properties(definitions.customerCreateCustomerRequest, "", {}), contract.shapes)
    local changeable = { handle = true } -- whose customer it is
    for name in pairs(contract.changeable) do changeable[name] = true end
    local found = {}
    for name in pairs(definitions.customerUpdateCustomerRequest.properties) do found[name] = true end
    assert.same(found, changeable)
  end)

  it("fields of extensions", function()
    for name in pairs(definitions.customerExtensionData.properties) do
      assert.is_table(contract.extension_fields[name], name)
    end
    local copied = {}
    for name, tlds in pairs(contract.extension_fields) do
      copied[name] = {}
      for _, tld in ipairs(tlds) do copied[name][tld] = true end
    end
    local documented = {}
    for _, row in ipairs(rows("extension-fields.tsv")) do
      documented[row[1]] = {}
      for tld in (row[5]:match("Applicable to: *([^|]*)") or ""):gmatch("%.([%w.-]+)") do
        documented[row[1]][(tld:gsub("%.$", ""))] = true
      end
    end
    assert.same(documented, copied)
  end)

  -- The samples that a regular expression takes: by grep, so that nothing of this project's decides.
  it("zip codes", function()
    local path, documented = scratch.make() .. "/samples", {}
    finally(scratch.remove)
    scratch.write(path, table.concat(contract.zipcode_samples, "\n") .. "\n")
    for _, row in ipairs(rows("postcode-regex.tsv")) do
      documented[row[1]] = {}
      for line in scratch.output_of(("LC_ALL=C grep -P '%s' %s"):format(row[2], path)):gmatch("[^\n]+") do
        documented[row[1]][line] = true
      end
    end
    assert.same(documented, contract.zipcodes)
  end)

  it("codes of errors", function()
    local described = {}
    for _, row in ipairs(rows("error-codes.tsv")) do described[tonumber(row[1])] = row[3]:lower() end
    for path, codes in pairs(contract.codes) do
      local empty, invalid = codes.empty and described[codes.empty] or "empty", described[codes.invalid]
      assert.is_truthy(empty:find("empty", 1, true), path .. ": " .. empty)
      assert.is_falsy(invalid:find("^empty"), path .. ": " .. invalid)
    end
  end)
end)
