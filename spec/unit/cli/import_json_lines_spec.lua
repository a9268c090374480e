-- Lines of JSON, as an import reads them: a customer a line.
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local function open(text, options, size)
  local given = { format = "jsonl", name = "customers.jsonl" }
  for name, value in pairs(options or {}) do given[name] = value end
  return assert(source.new(text_file.new(text, size), given))
end

-- -> all rows, the source, and its error
local function read(text, options, size)
  local rows, found = open(text, options, size), {}
  while true do
    local row, err = rows:next()
    if not row then return found, rows, err end
    found[#found + 1] = row
  end
end

-- What a person reads about the problems of a row.
local function texts(rows, row)
  local found = {}
  for index, problem in ipairs(row.problems or {}) do found[index] = rows:text(problem) end
  return found
end

describe("a file of JSON lines", function()
  it("has a customer a line, blank lines left out, and knows the line of each", function()
    local text = '\239\187\191{"email":"a@b.nl"}\n\n  \r\n'
      .. '{"email":"c@d.nl","tags":[{"key":"customer","value":"VIP"}]}\r\n{"email":"\195\169@f.nl"}'
    for _, size in ipairs({ 1, 2, 3, 7, 65536 }) do
      local rows, _, err = read(text, nil, size)
      assert.is_nil(err)
      assert.same({
        { line = 1, customer = { email = "a@b.nl" } },
        { line = 4, customer = { email = "c@d.nl", tags = { { key = "customer", value = "VIP" } } } },
        { line = 5, customer = { email = "\195\169@f.nl" } },
      }, rows)
    end
  end)

  it("may be empty", function()
    for _, text in ipairs({ "", "\n", "\239\187\191", " \n " }) do assert.same({}, (read(text))) end
  end)

  it("leaves out what only the API sets, and says so once", function()
    local rows, from = read('{"id":1,"handle":"JD000001-NL","name":{"full_name":"Jan Dijk","first_name":"Jan"}}\n'
      .. '{"handle":"JD000002-NL","reseller_id":7,"email":"a@b.nl"}\n')
    assert.same({ name = { first_name = "Jan" } }, rows[1].customer)
    assert.same({ email = "a@b.nl" }, rows[2].customer)
    assert.same({ "handle", "id", "name.full_name", "reseller_id" }, {
      from.ignored[1], from.ignored[2], from.ignored[3], from.ignored[4],
    })
    assert.equal(4, #from.ignored)
  end)

  it("says of a line that is none where it is wrong, and goes on", function()
    local rows, from, err = read('{"email":"a@b.nl"}\n{"email" "x"}\n[]\n"text"\n  7\n{"email":"c@d.nl"}\n')
    assert.is_nil(err)
    assert.equal(6, #rows)
    assert.is_truthy(texts(from, rows[2])[1]:find("^customers%.jsonl:2:%d+: it is no JSON"), texts(from, rows[2])[1])
    assert.same({ "customers.jsonl:3:1: it is no JSON object with a customer" }, texts(from, rows[3]))
    assert.same({ "customers.jsonl:4:1: it is no JSON object with a customer" }, texts(from, rows[4]))
    assert.same({ "customers.jsonl:5:3: it is no JSON object with a customer" }, texts(from, rows[5]))
    assert.same({ line = 6, customer = { email = "c@d.nl" } }, rows[6])
  end)

  it("says where the checker's problems are", function()
    local rows, from = read('\n{"email":"jan"}\n')
    local located = from:locate(rows[1], { path = "email", code = "format", severity = "error", message = "is wrong" })
    assert.equal("customers.jsonl:2: email is wrong", from:text(located))
    assert.same({ "email", "format", "error", 2 }, { located.path, located.code, located.severity, located.line })
  end)

  it("in another encoding is refused, after the lines before", function()
    for _, size in ipairs({ 1, 3, 65536 }) do
      local rows, _, err = read('{"email":"a@b.nl"}\n{"email":"caf\233"}\n{"email":"c@d.nl"}\n', nil, size)
      assert.equal(1, #rows)
      assert.equal("invalid", err.kind)
      assert.equal(2, err.line)
      assert.equal("customers.jsonl:2: byte 0xE9 is not UTF-8; --encoding NAME reads another encoding", err.message)
    end
    local _, _, err = read("{\0}\0")
    assert.equal("customers.jsonl:1: it is UTF-16; read it with --encoding UTF-16LE", err.message)
  end)

  it("with a line beyond the limit is refused", function()
    local _, _, err = read('{"email":"a@b.nl"}\n{"email":"' .. ("x"):rep(1500000) .. '"}\n')
    assert.equal("customers.jsonl:2: the line is longer than 1048576 bytes", err.message)
  end)

  it("has no columns to rename", function()
    local rows, err = source.new(text_file.new("{}"), {
      format = "jsonl", name = "x", map = { { name = "a", path = "email" } },
    })
    assert.is_nil(rows)
    assert.equal("config", err.kind)
  end)
end)

describe("the reference of a line of JSON", function()
  it("is a member, which is not the customer's", function()
    local rows = read('{"key":"order-1","email":"a@b.nl"}\n{"key":4711}\n', { reference = "key" })
    assert.same({ line = 1, reference = "order-1", customer = { email = "a@b.nl" } }, rows[1])
    assert.same({ line = 2, reference = "4711", customer = {} }, rows[2])
  end)

  it("may be the handle at another account", function()
    local rows = read('{"handle":"JD000001-NL","email":"a@b.nl"}', { reference = "handle" })
    assert.same({ line = 1, reference = "JD000001-NL", customer = { email = "a@b.nl" } }, rows[1])
  end)

  for name, value in pairs({
    ["is not there"] = '"x":1', ["is null"] = '"key":null', ["has blanks"] = '"key":"a b"',
    ["is a fraction"] = '"key":1.5',
    ["is beyond all digits"] = '"key":12345678901234567890', ["is an array"] = '"key":["a"]',
  }) do
    it("that " .. name .. " is a problem, and the customer is there nevertheless", function()
      local rows, from = read("{" .. value .. ',"email":"a@b.nl"}\n{"key":"b"}\n', { reference = "key" })
      assert.equal("a@b.nl", rows[1].customer.email)
      assert.is_nil(rows[1].reference)
      assert.is_truthy(texts(from, rows[1])[1]:find("^customers%.jsonl:1: the reference must be "))
      assert.equal("b", rows[2].reference)
    end)
  end
end)
