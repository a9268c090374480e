-- Files of JSON, as an import reads them: a customer a line, an array of customers, or one behind the other.
local keeps_nothing = require("spec.support.keeps_nothing")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local function open(text, options, size)
  local given = { format = "json", name = "customers.jsonl" }
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
    assert.is_truthy(texts(from, rows[2])[1]:find("^customers%.jsonl:2:%d+: it is not JSON"), texts(from, rows[2])[1])
    assert.same({ "customers.jsonl:3:1: it is not a JSON object with a customer" }, texts(from, rows[3]))
    assert.same({ "customers.jsonl:4:1: it is not a JSON object with a customer" }, texts(from, rows[4]))
    assert.same({ "customers.jsonl:5:3: it is not a JSON object with a customer" }, texts(from, rows[5]))
    assert.same({ line = 6, customer = { email = "c@d.nl" } }, rows[6])
  end)

  it("says of a byte that is zero where it is: what follows is not left out", function()
    local rows, from = read('{"email":"a@b.nl"}\n{"vat":"1"\0}\n{"email":"c@d.nl"}\n')
    assert.equal(3, #rows)
    assert.same({ "customers.jsonl:2:11: it is not JSON (it has a byte that is zero)" }, texts(from, rows[2]))
  end)

  it("says of a member that stands twice in an object where it does, and goes on", function()
    for text, where in pairs({
      ['{"email":"a@b.nl","email":"c@d.nl"}'] = '1:19: the member "email"',
      ['{"email":"a@b.nl","vat":"1","email":"a@b.nl"}'] = '1:29: the member "email"',
      ['{"name":{"first_name":"A","last_name":"B","first_name":"C"}}'] = '1:43: the member "first_name"',
      ['\239\187\191{"tags":[{"key":"a","key":"b"}]}'] = '1:21: the member "key"',
      ['{"vat":1.50,"v\\u0061t":2}'] = '1:13: the member "vat"',
      ['{"comments":"\\"{\\\\","vat":"","comments":null}'] = '1:30: the member "comments"',
      ['{"extension_additional_data":[{"name":"es","data":{"a":"1","b":{},"a":"1"}}]}'] = '1:67: the member "a"',
    }) do
      local rows, given = read(text .. '\n{"email":"x@y.nl","a":{"email":"x"},"b":[{"email":"email"},{"email":":"}]}')
      assert.same({ "customers.jsonl:" .. where .. " stands twice in one object: keep one" }, texts(given, rows[1]))
      assert.is_nil(rows[2].problems)
    end
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
    assert.equal("customers.jsonl:2: the customer is longer than 1048576 bytes", err.message)
  end)

  it("has no columns to rename", function()
    local rows, err = source.new(text_file.new("{}"), {
      format = "json", name = "x", map = { { name = "a", path = "email" } },
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

  it("is that of a record, as list and get show it, if none is named", function()
    local text = '{"handle":"JD000001-NL","reference":"order-1","email":"a@b.nl"}\n'
      .. '{"handle":"JD000002-NL","reference":null}\n{"handle":"JD000003-NL"}\n'
    local rows = read(text)
    assert.same({ line = 1, reference = "order-1", customer = { email = "a@b.nl" } }, rows[1])
    assert.same({ line = 2, customer = {} }, rows[2])
    assert.same({ line = 3, customer = {} }, rows[3])
    assert.is_nil(read(text, { no_reference = true })[1].reference)
    assert.equal("x", read('{"reference":"x"}')[1].customer.reference)
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

-- The same rows however the file is cut, with their lines; problems as a person reads them; and the error of the file.
local function read_all(text)
  local first
  for _, size in ipairs({ 1, 2, 3, 5, 7, 64, 65536 }) do
    local rows, from, err = read(text, nil, size)
    local found = { emails = {}, lines = {}, problems = {}, message = err and err.message }
    for index, row in ipairs(rows) do
      found.emails[index] = row.customer and row.customer.email or false
      found.lines[index] = row.line
      for _, said in ipairs(texts(from, row)) do found.problems[#found.problems + 1] = said end
    end
    first = first or found
    assert.same(first, found)
  end
  return first
end

local ONE, TWO = '{"email":"a@b.nl","tags":[{"key":"customer","value":"]}\\\"["}]}', '{"email":"c@d.nl"}'
local INDENTED = '{\n  "email": "a@b.nl",\n  "name": {\n    "first_name": "Jan"\n  }\n}'

describe("a file of JSON", function()
  for name, given in pairs({
    ["an array, as list writes it"] = { "[\n" .. ONE .. ",\n" .. TWO .. "\n]\n", { 2, 3 } },
    ["an array with a byte order mark"] = { "\239\187\191[\n" .. ONE .. ",\n" .. TWO .. "\n]", { 2, 3 } },
    ["an indented array"] = { "[\r\n  " .. INDENTED .. ",\r\n  " .. TWO .. "\r\n]\r\n", { 2, 8 } },
    ["an array with commas in front"] = { "[ " .. INDENTED .. "\n, " .. TWO .. " ]", { 1, 7 } },
    ["an array in one line"] = { "[" .. ONE .. "," .. TWO .. "]", { 1, 2 } },
    ["an array in the third line"] = { "\n\n[" .. ONE .. ", " .. TWO .. "]\n\n", { 1, 2 } },
    ["an indented object, and another"] = { INDENTED .. "\n" .. TWO .. "\n", { 1, 7 } },
    ["objects without line ends"] = { ONE .. TWO, { 1, 2 } },
    ["lines"] = { ONE .. "\n" .. TWO .. "\n", { 1, 2 } },
    ["lines with blanks around"] = { "\n  " .. ONE .. "  \r\n\n\t" .. TWO .. "\n", { 2, 4 } },
  }) do
    it("may be " .. name, function()
      local found = read_all(given[1])
      assert.same({ emails = { "a@b.nl", "c@d.nl" }, lines = given[2], problems = {} }, found)
    end)
  end

  it("may be one indented object, or an array of none", function()
    assert.same({ emails = { "a@b.nl" }, lines = { 1 }, problems = {} }, read_all(INDENTED))
    assert.same({ emails = { "a@b.nl" }, lines = { 1 }, problems = {} }, read_all(ONE))
    for _, text in ipairs({ "[]", "[ \n ]\n", "\239\187\191[]" }) do
      assert.same({ emails = {}, lines = {}, problems = {} }, read_all(text))
    end
  end)

  it("with several customers in a line gives each its number for a line", function()
    local rows, from = read("[" .. ONE .. "," .. TWO .. ",\n" .. TWO .. "]")
    assert.is_true(from.is_numbered)
    assert.same({ 1, 2, 3 }, { rows[1].line, rows[2].line, rows[3].line })
    assert.is_nil((select(2, read("[\n" .. ONE .. "\n," .. TWO .. "]"))).is_numbered)
  end)

  it("says of an element that is no customer where it is wrong, and goes on", function()
    assert.same({ emails = { false, "c@d.nl", false, false, "a@b.nl" }, lines = { 2, 3, 4, 5, 6 }, problems = {
      "customers.jsonl:2:15: it is not JSON (Expected comma or object end but found a string)",
      "customers.jsonl:4:1: it is not a JSON object with a customer",
      "customers.jsonl:5:3: it is not a JSON object with a customer",
    } }, read_all('[\n{"email": "x" "y"},\n' .. TWO .. ",\n7,\n  [],\n" .. INDENTED .. "]"))
    local found = read_all('{\n  "email": "a@b.nl"\n  "vat": 1\n}\n' .. TWO)
    assert.same({ false, "c@d.nl" }, found.emails)
    assert.is_truthy(found.problems[1]:find("^customers%.jsonl:3:3: it is not JSON"), found.problems[1])
  end)

  for name, given in pairs({
    ["an array that is never closed"] = { "[\n" .. TWO .. "\n", 1, "3:1: the JSON array is never closed" },
    ["an array that ends behind a comma"] = { "[\n" .. TWO .. ",\n", 1, "3:1: expected another customer" },
    ["a comma too many"] = { "[\n" .. TWO .. ",\n]", 1, "3:1: expected another customer after the comma" },
    ["no comma"] = { "[\n" .. TWO .. "\n" .. TWO .. "]", 1, "3:1: expected a comma, or ]" },
    ["text behind the array"] = { "[" .. TWO .. "]\n x", 1, "2:2: there is text after the end of the JSON array" },
    ["a bracket that is never closed"] = { "[\n" .. TWO .. ',\n{"email":"x"\n', 1, "it is not JSON" },
    ["a text that is never closed"] = { "[\n" .. TWO .. ',\n{"email":"x}]', 1, "3:14: it is not JSON" },
    ["text between objects"] = { INDENTED .. "\nx", 1, "7:1: expected a JSON object with a customer" },
    ["a byte that is wrong"] = { "[\n" .. TWO .. ',\n{\n"email":"caf\233"}]', 1, "4: byte 0xE9 is not UTF-8" },
  }) do
    it("ends, with line and byte, at " .. name, function()
      local found = read_all(given[1])
      assert.equal(given[2], #found.emails)
      assert.is_truthy(found.message and found.message:find(given[3], 1, true), tostring(found.message))
    end)
  end

  it("with a first line that is wrong still has a customer in each line", function()
    local found = read_all('{"email":"x\n' .. TWO .. "\n" .. TWO .. "\n")
    assert.same({ false, "c@d.nl", "c@d.nl" }, found.emails)
  end)

  it("with a customer beyond the limit is refused, and is not read on for it", function()
    local served, start = 0, "[\n" .. TWO .. ',\n{"email":"'
    local rows = assert(source.new({ read = function(_, bytes)
      if start then start = nil return "[\n" .. TWO .. ',\n{"email":"' end
      served = served + bytes
      return ("x"):rep(bytes)
    end }, { format = "json", name = "x.json" }))
    assert.is_table(rows:next())
    local row, err = rows:next()
    assert.is_nil(row)
    assert.equal("x.json:3: the customer is longer than 1048576 bytes", err.message)
    assert.is_true(served < 4000000)
  end)

  it("of any length is read in the memory of a block", function()
    local element = INDENTED .. ",\n"
    local block, left = element:rep(500), 100
    local rows = assert(source.new({ read = function()
      left = left - 1
      return left == 99 and "[\n" .. block or left >= 0 and block or nil
    end }, { format = "json", name = "x.json" }))
    assert.equal(50000, keeps_nothing(function() return rows:next() end, 5000))
  end)
end)
