--- The types of public functions, for editors: each is written out, and says what there is.

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local openprovider = require("openprovider")
local options = require("openprovider.config")
local testing = require("openprovider.testing")
local written_out = require("spec.support.written_out")

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

-- The classes of types.lua: name -> `{ parent, fields = { name -> type } }`; and its aliases.
local CLASSES, ALIASES = {}, {}
local class
for line in contents("lua/openprovider/types.lua"):gmatch("[^\n]+") do
  local name, parent = line:match("^%-%-%-@class openprovider%.(%w+) : ([%w.]+)")
  name = name or line:match("^%-%-%-@class openprovider%.(%w+)")
  if name then
    class = { parent = parent and parent:match("^openprovider%.(.*)$"), fields = {} }
    CLASSES[name] = class
  end
  local field, its = line:match("^%-%-%-@field ([%w_]+)%??( .*)$")
  if field then class.fields[field] = its end
  local alias = line:match("^%-%-%-@alias openprovider%.(%w+)")
  if alias then ALIASES[alias] = true end
end

-- The fields of a class, those of its parents included.
local function fields_of(name)
  local fields = {}
  while name do
    for field, its in pairs(CLASSES[name].fields) do fields[field] = its end
    name = CLASSES[name].parent
  end
  return fields
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function names_of(list)
  local names = {}
  for _, item in ipairs(list) do names[item.name] = true end
  return sorted_keys(names)
end

-- The comment above a function.
local function comment_of(fn)
  local info, lines = debug.getinfo(written_out(fn), "S"), {}
  for line in (contents((info.source:gsub("^@", ""))) .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  local first = info.linedefined
  while lines[first - 1] and lines[first - 1]:find("^%-%-") do first = first - 1 end
  return table.concat(lines, "\n", first, info.linedefined - 1)
end

local METHODS = getmetatable(openprovider.new({ transport = testing.transport() })).__index

-- Public functions: name -> comment.
local COMMENTS = {}
for name, value in pairs(openprovider) do
  if type(value) == "function" then COMMENTS["openprovider." .. name] = comment_of(value) end
end
for name, value in pairs(METHODS) do
  local comment = type(value) == "function" and not name:find("^__") and comment_of(value)
  if comment and not comment:find("@package", 1, true) then COMMENTS["client:" .. name] = comment end
end

-- What the README has of other modules.
for name, fn in pairs({
  ["journal.open"] = require("openprovider.journal").open,
  ["stores.file.new"] = require("openprovider.auth.stores.file").new,
  ["stores.nginx.new"] = require("openprovider.auth.stores.nginx").new,
  ["transport.curl.new"] = require("openprovider.transport.curl").new,
  ["transport.resty_http.new"] = require("openprovider.transport.resty_http").new,
}) do COMMENTS[name] = comment_of(fn) end

-- Each type in a comment: what follows the name of a parameter or `@return`, up to the words.
local function types_in(comment)
  local found = {}
  for line in comment:gmatch("[^\n]+") do
    local its = line:match("^%-%-%-@param [%w_.]+%?? (.*)$") or line:match("^%-%-%-@return (.*)$")
    if its then found[#found + 1] = its end
  end
  return found
end

describe("every function of", function()
  it("the module, but builders and what makes clients, is a method of a client by the same comment's types", function()
    local own = { new = true, configure = true, check_customer = true, log = true, by_field = true }
    for _, name in ipairs({ "name", "address", "street", "phone", "fax", "tag", "extension" }) do own[name] = true end
    for name, value in pairs(openprovider) do
      if type(value) == "function" and not own[name] then
        assert.same(types_in(COMMENTS["client:" .. name]), types_in(COMMENTS["openprovider." .. name]), name)
      end
    end
  end)

  it("a client is one of the module", function()
    local of_one_client = { ["client:pool"] = true, ["client:close"] = true }
    for name in pairs(COMMENTS) do
      local method = name:match("^client:(.*)$")
      if method and not of_one_client[name] then assert.is_function(openprovider[method], method) end
    end
  end)
end)

describe("the types of", function()
  for name, comment in pairs(COMMENTS) do
    it(name .. " are in types.lua, and none of them is just any table", function()
      for _, its in ipairs(types_in(comment)) do
        for class_name in its:gmatch("openprovider%.(%u%w*)") do
          assert.is_truthy(CLASSES[class_name] or ALIASES[class_name], class_name)
        end
        assert.is_nil(its:match("^table%f[^%w<]") or its:match("|table%f[^%w<]"), its)
      end
    end)
  end

  it("types.lua itself are all there", function()
    for name in contents("lua/openprovider/types.lua"):gmatch("[^%w.]openprovider%.(%u%w*)") do
      assert.is_truthy(CLASSES[name] or ALIASES[name], name)
    end
  end)

  it("the library's comments are all there", function()
    local pipe = assert(io.popen("grep -rhoE '^---@.*' lua"))
    for line in pipe:lines() do
      for name in line:gmatch("[ |(,:]openprovider%.(%u%w*)") do
        assert.is_truthy(CLASSES[name] or ALIASES[name], line)
      end
    end
    pipe:close()
  end)
end)

describe("the class", function()
  it("Options has every option of a client", function()
    assert.same(names_of(options.LIST), sorted_keys(CLASSES.Options.fields))
  end)

  it("Error has every kind", function()
    local kinds = {}
    for kind in contents("lua/openprovider/types.lua"):match("@alias openprovider%.ErrorKind\n(.-)\n\n")
      :gmatch('%-%-%-| "([%l_]+)"') do kinds[kind] = true end
    assert.same(sorted_keys(errors.KINDS), sorted_keys(kinds))
  end)

  -- The class of each object among the fields of a customer.
  local OBJECTS = {
    [""] = "Customer", name = "Name", address = "Address", phone = "Phone", fax = "Phone", ["tags."] = "Tag",
    additional_data = "AdditionalData", ["additional_data.attached_files."] = "AttachedFile",
    ["extension_additional_data."] = "Extension",
  }

  it("Customer has every field, in it and in the classes of its parts", function()
    local compared = 0
    local function compare(field, path)
      if OBJECTS[path] then
        compared = compared + 1
        assert.same(names_of(field.members), sorted_keys(fields_of(OBJECTS[path])), path)
      end
      for _, member in ipairs(field.members or {}) do
        local inner = path == "" and member.name or path .. "." .. member.name
        if member.members and member.name ~= "data" then compare(member, inner) end
      end
    end
    compare(core.fields(), "")
    assert.equal(#sorted_keys(OBJECTS), compared)
  end)
end)
