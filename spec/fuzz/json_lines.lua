--- Fuzzes lines of JSON of an import: the first byte is the size of the pieces in which the file is read, the
-- second its options, the rest is the file.

local core = require("openprovider.core")
local source = require("openprovider.cli.import.source")
local compare = require("spec.fuzz.compare")
local inputs = require("spec.fuzz.input")
local text_file = require("spec.support.text_file")

local function check_line(text)
  assert(core.is_utf8(text) and not text:find("%c"), "a message that is no line")
end

-- What the checker finds in a row has its line.
local function check_row(rows, row)
  for _, problem in ipairs(row.problems or {}) do check_line(rows:text(problem)) end
  if not row.customer then return assert(row.problems[1], "a row without anything") end
  for _, path in ipairs({ "handle", "id", "reseller_id" }) do assert(row.customer[path] == nil, path) end
  local _, problems = core.check(row.customer, "create", false)
  for _, problem in ipairs(problems or {}) do
    local located = rows:locate(row, problem)
    assert(located.line == row.line and located.column == nil)
    check_line(rows:text(located))
  end
end

-- -> all rows, and the message of what is wrong with the file, if anything is
local function rows_of(text, size, key)
  local rows, fault = source.new(text_file.new(text, size), { format = "json", name = "f.jsonl", reference = key })
  local found = {}
  if not rows then return found, fault.message end
  while true do
    local row, err = rows:next()
    if not row then return found, err and err.message end
    assert(row.line > (found[#found] and found[#found].line or 0), "a line that is none")
    check_row(rows, row)
    found[#found + 1] = {
      line = row.line, customer = row.customer, reference = row.reference, problems = row.problems,
    }
  end
end

return function(bytes)
  local input = inputs.new(bytes)
  local size, key = input:byte() % 64 + 1, input:byte() % 2 == 0 and "id" or nil
  local text = input:rest()
  local rows, message = rows_of(text, size, key)
  local whole, other = rows_of(text, nil, key)
  assert(compare.same(rows, whole) and message == other, "pieces make a difference")
  if message then check_line(message) end
end
