-- JSON as other programs write it: flat objects, lists in objects, tags as texts.
local options = require("openprovider.cli.import.columns.options")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local function open(text, maps, size)
  local given = { format = "json", name = "c.json", map = {} }
  for index, argument in ipairs(maps or {}) do given.map[index] = assert(options.read_map(argument)) end
  return source.new(text_file.new(text, size), given)
end

-- -> customers, or what is wrong in their places; the source, and its error
local function read(text, maps, size)
  local rows, found = assert(open(text, maps, size)), {}
  while true do
    local row, err = rows:next()
    if not row then return found, rows, err end
    found[#found + 1] = row.problems and rows:text(row.problems[1]) or row.customer
  end
end

local JAN = { email = "a@b.nl", name = { first_name = "Jan", last_name = "Dijk" }, address = { city = "Bonn" } }

describe("a flat object of JSON", function()
  it("has members that are named as columns may be", function()
    for _, text in ipairs({
      '{"email":"a@b.nl","first_name":"Jan","last_name":"Dijk","city":"Bonn"}',
      '{"E-Mail":"a@b.nl","Vorname":"Jan","Nachname":"Dijk","Ort":"Bonn"}',
      '{"firstName":"Jan","lastName":"Dijk","emailAddress":"a@b.nl","town":"Bonn"}',
      '{"name.first_name":"Jan","name.last_name":"Dijk","email":"a@b.nl","address.city":"Bonn"}',
      '{"prénom":"Jan","nom":"Dijk","courriel":"a@b.nl","ville":"Bonn","phone":null,"pays":""}',
      '{"id":5,"email":"a@b.nl","first_name":"Jan","last_name":"Dijk","city":"Bonn","shoe size":42,"vip":true}',
    }) do
      assert.same({ JAN }, (read(text)), text)
    end
  end)

  it("has numbers as texts, and lists of texts as tags", function()
    assert.same({ { email = "a@b.nl", address = { zipcode = "10115", number = "5", street = "Weg" },
      phone = "+4930901820", tags = { { key = "customer", value = "VIP" }, { key = "customer", value = "new" } } } },
      (read('{"email":"a@b.nl","zip":10115,"house_number":5,"street":"Weg","phone":"+4930901820",'
        .. '"tags":["VIP","new"]}')))
  end)

  it("may have objects in it, whose members are named as columns may be", function()
    for _, text in ipairs({
      '{"E-Mail":"a@b.nl","Name":{"Vorname":"Jan","Nachname":"Dijk"},"Adresse":{"Ort":"Bonn"}}',
      '{"email":"a@b.nl","person":{"first":"Jan","last":"Dijk","home":{"town":"Bonn"}}}',
      '{"mail":"a@b.nl","firstname":"Jan","lastname":"Dijk","address":{"line1":"","town":"Bonn"}}',
      '{"email":"a@b.nl","first_name":"Jan","last_name":"Dijk","billing":{"first_name":"Jan","city":"Bonn"},'
        .. '"shipping":{"first_name":"Eva","city":"Ulm"},"orders":[{"id":1}]}',
      '{"email":"a@b.nl","first_name":"Jan","last_name":"Dijk","shipping":{"city":"Bonn"}}',
    }) do
      assert.same({ JAN }, (read(text)), text)
    end
  end)

  it("says what of its objects has no place in a customer", function()
    local rows = assert(open('{"email":"a@b.nl","Vorname":"Jan","billing":{"Vorname":"Eva","town":"Bonn"},'
      .. '"shipping":{"town":"Ulm"},"orders":[{"id":1}]}'))
    local row = rows:next()
    assert.equal('c.json:1: left out, as it has no place in a customer: "billing.Vorname", "orders", "shipping"',
      rows:text(rows:locate(row, row.conversions[#row.conversions])):gsub(" warning:", ""))
  end)

  it("is a customer's own form where one of its objects is a customer's", function()
    local found = read('{"email":"a@b.nl","address":{"city":"Bonn"},"metadata":{"x":1}}')
    assert.same({ city = "Bonn" }, found[1].address)
    assert.same({ x = 1 }, found[1].metadata)
  end)

  it("need not have the members of the one before", function()
    assert.same({ { email = "a@b.nl", address = { city = "Bonn" } }, { email = "c@d.nl", vat = "1" },
      { email = "e@f.nl", address = { city = "Ulm" } }, { email = "g@h.nl" } },
      (read('{"email":"a@b.nl","town":"Bonn"}\n{"vat_number":"1","email":"c@d.nl"}\n{"town":"Ulm","email":"e@f.nl"}\n'
        .. '{"email":"g@h.nl"}\n')))
  end)

  it("says which members of a later one are left out, once", function()
    local rows = assert(open('{"email":"a@b.nl","shoe":1,"town":"Bonn"}\n'
      .. '{"email":"a@b.nl","hat":1,"shoe":2,"town":"Bonn"}\n'
      .. '{"email":"a@b.nl","town":"Bonn","hat":1,"shoe":1}\n'))
    local said = {}
    for row in function() return rows:next() end do
      local warning = row.conversions and rows:locate(row, row.conversions[1])
      said[#said + 1] = warning and rows:text(warning) or "-"
    end
    assert.same({ "-", 'c.json:2: left out, as it is not known: "hat"', "-" }, said)
  end)

  it("may be told what its members are", function()
    assert.same({ { email = "a@b.nl", company_name = "X" } }, (read('{"email":"a@b.nl","who":"X"}',
      { "who=company_name" })))
    local rows, err = open('{"email":"a@b.nl"}', { "who=company_name" })
    assert.is_nil(rows)
    assert.equal("config", err.kind)
  end)

  it("stops where only the caller can tell, and says what to type", function()
    local rows, err = open('{"email":"a@b.nl","name":"Jan Dijk","town":"Bonn"}')
    assert.is_nil(rows)
    assert.is_truthy(table.concat(err.lines, "\n"):find('--map "name=full_name"', 1, true))
    local found = read('{"email":"a@b.nl","town":"Bonn"}\n{"email":"a@b.nl","contact":"Jan Dijk","town":"Bonn"}\n')
    assert.equal('c.json:2: "contact" can be read in several ways: say which, such as --map "contact=full_name"; '
      .. '--map "contact=" leaves it out', found[2])
  end)

  it("says by the name of a member what is wrong with it", function()
    local rows = assert(open('{"mail":"jan","town":"Bonn"}'))
    local problem = { path = "email", code = "format", severity = "error", message = "is wrong" }
    local located = rows:locate(rows:next(), problem)
    assert.equal("c.json:1: mail: email is wrong", rows:text(located))
  end)

  it("is told from a customer with a member too many", function()
    for _, member in ipairs({ '"shoe":5', '"x":{"y":1}', '"x":[{"y":1}]' }) do
      local text = '{"email":"a@b.nl","name":{"first_name":"Jan"},' .. member .. "}"
      local rows = assert(open(text))
      local row = rows:next()
      assert.is_truthy(row.customer.shoe or row.customer.x)
      assert.is_nil(row.columns)
    end
  end)
end)

describe("a list of JSON in an object", function()
  it("has the customers, whatever it is called and stands before or behind it", function()
    local list = '[{"email":"a@b.nl"},\n{"email":"c@d.nl"}]'
    for _, text in ipairs({ '{"customers":' .. list .. "}", '{ "data" : ' .. list .. " }\n",
      '{"total":2,"page":"1","results":' .. list .. ',"next":null}', '{"data":{"results":' .. list .. ',"total":2}}',
      '{"code":0,"desc":"","data":{"total":2,"records":' .. list .. "}}", '\n{\n  "contacts": ' .. list .. "\n}\n" }) do
      for _, size in ipairs({ 1, 3, 65536 }) do
        local found, _, err = read(text, nil, size)
        assert.is_nil(err)
        assert.same({ { email = "a@b.nl" }, { email = "c@d.nl" } }, found, text)
      end
    end
    assert.same({}, (read('{"customers":[]}')))
  end)

  it("has to be whole, and the only one", function()
    for text, why in pairs({
      ['{"customers":[{"email":"a@b.nl"}]'] = "the file is incomplete",
      ['{"customers":[{"email":"a@b.nl"}'] = "the file is incomplete",
      ['{"customers":[{"email":"a@b.nl"}],"deleted":[{"email":"c@d.nl"}]}'] = "there is a second list",
    }) do
      local found, _, err = read(text)
      assert.same({ { email = "a@b.nl" } }, found)
      assert.is_truthy(err and err.message:find(why, 1, true), text)
    end
  end)

  it("is told from a customer with lists of its own", function()
    assert.same({ { tags = { { key = "customer", value = "VIP" } }, email = "a@b.nl" } },
      (read('{"tags":[{"key":"customer","value":"VIP"}],"email":"a@b.nl"}')))
  end)
end)

describe("tags of a customer in JSON", function()
  it("may be texts", function()
    for _, tags in ipairs({ '["VIP"]', '[{"key":"customer","value":"VIP"}]' }) do
      local found = read('{"email":"a@b.nl","name":{"first_name":"Jan"},"tags":' .. tags .. "}")
      assert.same({ { key = "customer", value = "VIP" } }, found[1].tags)
    end
  end)
end)
