-- Most cells are values as they stand, and the core reads those. It makes no difference which cell of a row takes more.
local core = require("openprovider.core")
local options = require("openprovider.cli.import.columns.options")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local HEADER = "name.first_name,name.last_name,company_name,email,vat,address.street,address.city,comments"
local VALUES = { "Jan", "Dijk", "Kade BV", "jan@kade.nl", "NL123", "Kerkstraat", "Rotterdam", "none of them" }

local function customer_of(values)
  return {
    name = { first_name = values[1], last_name = values[2] }, company_name = values[3], email = values[4],
    vat = values[5], address = { street = values[6], city = values[7] }, comments = values[8],
  }
end

-- The first row of a file.
local function row_of(header, cells, given)
  given = given or {}
  given.format, given.name = "csv", "c.csv"
  local rows = assert(source.new(text_file.new(header .. "\n" .. table.concat(cells, ",") .. "\n"), given))
  return assert(rows:next())
end

-- The values with another one in a place.
local function with(place, value)
  local changed = {}
  for index, each in ipairs(VALUES) do changed[index] = index == place and value or each end
  return changed
end

describe("a row of cells", function()
  it("is the same customer, whichever cell begins with more than ASCII", function()
    for place = 1, #VALUES do
      local values = with(place, "É" .. VALUES[place])
      assert.same(customer_of(values), row_of(HEADER, values).customer, place)
    end
  end)

  it("is the same customer, whichever cell is guarded", function()
    for place = 1, #VALUES do
      local values = with(place, "=" .. VALUES[place])
      assert.same(customer_of(values), row_of(HEADER, with(place, "'=" .. VALUES[place])).customer, place)
    end
  end)

  it("has no member for an empty cell, whichever it is, and none for those that are not there", function()
    for place = 1, #VALUES do
      local values = with(place, "")
      local expected = customer_of(values)
      for _, object in ipairs({ expected, expected.name, expected.address }) do
        for name, value in pairs(object) do
          if value == "" then object[name] = nil end
        end
      end
      assert.same(expected, row_of(HEADER, values).customer, place)
    end
    assert.same({ name = { first_name = "Jan" }, email = "jan@kade.nl" }, row_of("name.first_name,email,vat,comments",
      { "Jan", "jan@kade.nl" }).customer)
  end)

  it("takes a default where a cell is empty or not there", function()
    local default = { assert(options.read_default("vat=DE1")), assert(options.read_default("address.country=DE")) }
    for _, cells in ipairs({ { "Jan", "", "" }, { "Jan" }, { "Jan", "", "DE" } }) do
      assert.same({ name = { first_name = "Jan" }, vat = "DE1", address = { country = "DE" } },
        row_of("name.first_name,vat,address.country", cells, { default = default }).customer)
    end
    assert.same({ name = { first_name = "Jan" }, vat = "NL2", address = { country = "NL" } },
      row_of("name.first_name,vat,address.country", { "Jan", "NL2", "NL" }, { default = default }).customer)
  end)

  it("has a problem at each cell in which something is left, and the other cells are read", function()
    local row = row_of("name.first_name,vat,address.number,address.city", { "NULL", "20.0", "1/12", "Rotterdam" })
    local at = {}
    for index, problem in ipairs(row.problems) do at[index] = problem.column end
    assert.same({ 1, 2 }, at)
    assert.equal("Rotterdam", row.customer.address.city)
  end)

  it("can have hundreds of columns, each with a name of its own", function()
    local names, cells, map = {}, {}, {}
    for index = 1, 600 do
      names[index], cells[index] = "c" .. index, "v" .. index
      map[index] = assert(options.read_map(("c%d=additional_data.m%d"):format(index, index)))
    end
    local data = row_of(table.concat(names, ","), cells, { map = map }).customer.additional_data
    for index = 1, 600 do assert.equal("v" .. index, data["m" .. index]) end
  end)
end)

describe("core.cell_reader", function()
  it("raises for what are no fields, no cells, and no number of a field", function()
    assert.has_error(function() core.cell_reader(1, "") end)
    assert.has_error(function() core.cell_reader({ 1 }, "") end)
    assert.has_error(function() core.cell_reader({}) end)
    local read = core.cell_reader({ { only = 1, member = "email" } }, "")
    assert.has_error(function() read("cells") end)
    assert.has_error(function() read({ "a" }, {}, 0) end)
    assert.same({ { email = "a" } }, { read({ "a" }) })
    assert.same({ {} }, { read({ "a" }, {}, 2) })
  end)

  it("leaves to Lua what has no name, and cells that are no text", function()
    local read = core.cell_reader({ { only = 1 }, { only = 2, member = "vat" } }, "")
    assert.same({ {}, 1 }, { read({ "a", "b" }) })
    assert.same({ {}, 2 }, { read({ "a", 3 }, {}, 2) })
    assert.same({ { vat = "b" } }, { read({ "a", "b" }, nil, 2) })
  end)
end)
