-- Tables of comma-separated values, as an import reads them: records and their lines, and what is wrong with
-- a file.
local blocks = require("openprovider.cli.import.input.blocks")
local csv = require("openprovider.cli.csv.read")
local keeps_nothing = require("spec.support.keeps_nothing")
local text_file = require("spec.support.text_file")
local writer = require("openprovider.cli.csv.write")

-- -> all records as arrays of cells, their lines, and what is wrong with the file, if anything is
local function read(text, size)
  local reader, records, lines = csv.reader(text_file.new(text, size)), {}, {}
  while true do
    local cells, line = reader:next()
    if not cells then return records, lines, line end
    records[#records + 1], lines[#lines + 1] = cells, line
  end
end

-- Sizes of the pieces in which a file is read: records, quotes, line ends and characters are cut everywhere.
local SIZES = { 1, 2, 3, 5, 7, 64, 65536 }

local function reads_as(text, expected, expected_lines)
  for _, size in ipairs(SIZES) do
    local records, lines, fault = read(text, size)
    assert.is_nil(fault, fault and fault.message)
    assert.same(expected, records)
    if expected_lines then assert.same(expected_lines, lines) end
  end
end

local function is_refused(text, line, column, message)
  for _, size in ipairs(SIZES) do
    local _, _, fault = read(text, size)
    assert.is_table(fault, "nothing is wrong")
    assert.is_truthy(fault.message:find(message, 1, true), fault.message)
    assert.same({ line, column }, { fault.line, fault.column })
  end
end

describe("a file of comma-separated values", function()
  it("has records of cells, and knows the line of each", function()
    reads_as("a,b\n1,2\n3,4\n", { { "a", "b" }, { "1", "2" }, { "3", "4" } }, { 1, 2, 3 })
  end)

  it("may end with the mark of old programs, which stays where text follows", function()
    local rows = { { "a", "b" }, { "1", "2" } }
    for _, ending in ipairs({ "\26", "\n\26", "\r\n\26\26\26", "\n\26\r\n" }) do
      reads_as("a,b\n1,2" .. ending, rows)
    end
    reads_as("a,b\n1,2\26\n3,4\n", { { "a", "b" }, { "1", "2\26" }, { "3", "4" } })
  end)

  for name, ending in pairs({ ["CR LF"] = "\r\n", LF = "\n", CR = "\r" }) do
    it("may end its lines with " .. name .. ", the last one with nothing", function()
      reads_as("a,b" .. ending .. "1,2" .. ending, { { "a", "b" }, { "1", "2" } }, { 1, 2 })
      reads_as("a,b" .. ending .. "1,2", { { "a", "b" }, { "1", "2" } }, { 1, 2 })
      reads_as("a,b" .. ending .. "1,", { { "a", "b" }, { "1", "" } })
    end)
  end

  it("may have separators, quotes and line ends in a cell in quotes", function()
    reads_as('a,b\r\n"x, y","say ""hi"""\r\n"two\r\nlines\rand\nmore",""""\r\nlast,""\r\n', {
      { "a", "b" }, { "x, y", 'say "hi"' }, { "two\r\nlines\rand\nmore", '"' }, { "last", "" },
    }, { 1, 2, 3, 7 })
  end)

  it("may have empty lines, which are no records but count as lines", function()
    reads_as("\r\n\na,b\n\n\r\n1,2\n\n", { { "a", "b" }, { "1", "2" } }, { 3, 6 })
  end)

  it("may begin with a byte order mark", function()
    reads_as("\239\187\191a,b\n1,2\n", { { "a", "b" }, { "1", "2" } })
    reads_as('\239\187\191"a",b\n', { { "a", "b" } })
  end)

  it("may have no records at all", function()
    for _, text in ipairs({ "", "\239\187\191", "\n\r\n" }) do reads_as(text, {}) end
  end)

  it("is in UTF-8, wherever a character is cut", function()
    reads_as("a,b\n\195\169\226\130\172,\240\159\152\128\n", {
      { "a", "b" }, { "\195\169\226\130\172", "\240\159\152\128" },
    })
  end)

  it("is what the command line writes, and what it meant", function()
    local cells = { "", "plain", "a,b", 'c"d', "e\nf", "g\r\nh", " i ", "\195\169", '""' }
    reads_as(writer.line({ "first", "second" }) .. writer.line(cells), { { "first", "second" }, cells })
  end)
end)

describe("the separator", function()
  it("is what the header row has most of", function()
    reads_as("a;b,c;d\n1;2,3;4\n", { { "a", "b,c", "d" }, { "1", "2,3", "4" } })
    reads_as("a\tb\n1,2\t3;4\n", { { "a", "b" }, { "1,2", "3;4" } })
    reads_as("a,b\n1;2,3\n", { { "a", "b" }, { "1;2", "3" } })
  end)

  it("is not looked for in quotes, not even across lines", function()
    reads_as('"a;;;\n;;;",b\n1,2\n', { { "a;;;\n;;;", "b" }, { "1", "2" } })
    reads_as('"a "",,,";b\n1;2\n', { { 'a ",,,', "b" }, { "1", "2" } })
  end)

  it("is a comma if there is one column", function()
    reads_as("email\na@b.nl\n", { { "email" }, { "a@b.nl" } })
  end)
end)

describe("what is wrong with a file", function()
  it("is a quote in a cell without quotes", function()
    is_refused('a,b\n1,2\n3,x"y\n', 3, 2, "a quote inside of a cell without quotes")
    is_refused('a,b\n1, "x"\n', 2, 2, "a quote inside of a cell without quotes")
  end)

  it("is text after a cell in quotes", function()
    is_refused('a,b\n"x"y,2\n', 2, 1, "text after the quote that closes the cell")
    is_refused('a,b\n1,"x" \n', 2, 2, "text after the quote that closes the cell")
    is_refused('a,b\n1,"x\ny" z\n', 3, 2, "text after the quote that closes the cell")
  end)

  it("is a quote that is never closed, said where it opens", function()
    is_refused('a,b\n1,2\n3,"x\n4,5\n', 3, 2, "never closed")
    is_refused('a,b\n"x\ny","\n', 3, 2, "never closed")
    is_refused('"a,b\n1,2\n', 1, 1, "never closed")
    is_refused('a,b\n1,"x""', 2, 2, "never closed")
  end)

  it("is another encoding, said where it shows", function()
    is_refused("a,b\n1,2\ncaf\233,3\n", 3, 1, "byte 0xE9 is not UTF-8; --encoding NAME reads another encoding")
    is_refused('a,b\n1,"x\ncaf\233 au lait"\n', 3, 2, "not UTF-8")
    is_refused("a,b\n1,\226\130", 2, 2, "not UTF-8")
    is_refused("a,b\n1,\237\160\128xx\n", 2, 2, "not UTF-8")
    is_refused("a\0,\0b\0", 1, nil, "it is UTF-16; read it with --encoding UTF-16LE")
    is_refused("\0a\0,\0b", 1, nil, "it is UTF-16; read it with --encoding UTF-16BE")
  end)

  it("is a file of another kind, said with what to do", function()
    local zip = "PK\3\4" .. ("\0"):rep(26)
    for start, what in pairs({
      [zip .. "[Content_Types].xml"] = "a spreadsheet's own format; save it as 'CSV UTF-8'",
      [zip .. "mimetypeapplication/vnd.oasis.opendocument"] = "a spreadsheet's own format",
      [zip .. "customers.csv"] = "packed with zip; unpack it", ["\31\139\8\0\0\0\0\0"] = "packed with gzip; unpack it",
      ["BZh91AY&SY\1"] = "packed with bzip2", ["\2537zXZ\0\0"] = "packed with xz",
      ["(\181/\253\4"] = "packed with Zstandard",
      ["7z\188\175'\28\0"] = "packed with 7-Zip", ["Rar!\26\7\0"] = "packed with RAR",
      ["%PDF-1.7\n"] = "a PDF file, which has no rows", ["SQLite format 3\0"] = "a SQLite database",
      ["<!DOCTYPE html>\n<table>"] = "HTML or XML", ['\239\187\191<?xml version="1.0"?>'] = "HTML or XML",
      ["BEGIN:VCARD\r\nVERSION:3.0"] = "a file of vCards", ["\208\207\17\224\161"] = "an old spreadsheet's own format",
    }) do
      is_refused(start .. "\n1,2\n", 1, nil, what)
    end
  end)

  it("does not hide the records before it, and ends the file", function()
    for _, size in ipairs(SIZES) do
      local reader = csv.reader(text_file.new("a,b\n1,2\n3,caf\233\n5,6\n", size))
      assert.same({ "a", "b" }, reader:next())
      assert.same({ "1", "2" }, reader:next())
      assert.is_nil((reader:next()))
      assert.is_nil((reader:next()))
    end
  end)

  it("is that it cannot be read", function()
    local folder = assert(io.open(".", "rb"))
    local cells, fault = csv.reader(folder):next()
    folder:close()
    assert.is_nil(cells)
    assert.is_truthy(fault.message:find("directory", 1, true), fault.message)
  end)

  it("is a record beyond the limit, and it is not read on for it", function()
    local count, served = 0, 0
    local block = ("x"):rep(65536)
    local function endless(start)
      count, served = 0, 0
      return csv.reader({ read = function(_, bytes)
        count = count + 1
        if count == 1 then return start end
        served = served + bytes
        return block:rep(math.ceil(bytes / #block)):sub(1, bytes)
      end })
    end
    local reader = endless('a,b\n1,"')
    reader:next()
    local cells, fault = reader:next()
    assert.is_nil(cells)
    assert.same({ 2, 2 }, { fault.line, fault.column })
    assert.is_truthy(fault.message:find("a quote never closed", 1, true), fault.message)
    assert.is_true(served <= 3 * blocks.MAX_RECORD_BYTES)
    reader = endless("a,b\n1,")
    reader:next()
    cells, fault = reader:next()
    assert.is_nil(cells)
    assert.is_truthy(fault.message:find("longer than 1048576 bytes", 1, true), fault.message)
    assert.is_true(served <= 3 * blocks.MAX_RECORD_BYTES)
  end)

  it("is a record beyond the limit, though it ends at last", function()
    local cell = ("x"):rep(blocks.MAX_RECORD_BYTES - 2)
    local reader = csv.reader(text_file.new("a,b\n1," .. cell .. "\n1," .. cell .. "y\n"))
    reader:next()
    assert.same({ "1", cell }, reader:next())
    local cells, fault = reader:next()
    assert.is_nil(cells)
    assert.equal(3, fault.line)
  end)
end)

describe("a file of any length", function()
  it("is read in the memory of a block", function()
    local block, left = writer.line({ "jan@example.com", "Jan", ("x"):rep(100) }):rep(500), 400
    local reader = csv.reader({ read = function()
      left = left - 1
      return left >= 0 and block or nil
    end })
    assert.equal(200000, keeps_nothing(function() return reader:next() end, 10000))
  end)
end)
