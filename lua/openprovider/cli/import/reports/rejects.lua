--- The rejects of an import: the rows that were not created, unchanged, each with its problem. Once corrected, the file
--- can be imported: the import ignores the problems, and finds customers that exist.
--
-- @module openprovider.cli.import.reports.rejects

local csv = require("openprovider.cli.csv.write")
local header_row = require("openprovider.cli.csv.header")
local json = require("openprovider.values.json")

-- The column or member with the problem. An import ignores it.
local PROBLEM = "problem"

-- Separators that an import recognizes without a line `sep=`.
local IS_USUAL = {}
for _, separator in ipairs(header_row.SEPARATORS) do IS_USUAL[separator] = true end

local IS_TAKEN = { created = true, found = true }

local NOT_TRIED = "not tried: the import ended before"
local SIBLING = "is %s; it is kept here, because another row with the same customer was not created"

-- The part before the number in the references of several rows with one customer.
local function base_of(reference)
  return reference and reference:match("^(auto1%-[0-9a-f]+)%-[0-9]+$") or reference
end

-- The references of rejected rows. With --allow-duplicates, all rows of such a customer go into the file: a row that is
-- imported without the others would be taken for the first of them.
local function rejected_references(found, is_rejected)
  local references = {}
  found:report(function(_, reference, status)
    if reference and is_rejected(status) then references[base_of(reference)] = true end
  end)
  return references
end

-- Writes the header, and returns a function that writes a row in the file's form of CSV, in UTF-8. There is a byte
-- order mark if the file had one, or if it had another encoding, since spreadsheets need the mark then. A row with too
-- many cells has the rest after the problem, so it is refused again until it is corrected.
local function writer_of_cells(rows, write)
  local header, separator, place = {}, rows.separator, nil
  for index, name in ipairs(rows.header_cells) do header[index] = name end
  while header[1] and not header[#header]:find("[^ \t-\r]") do header[#header] = nil end
  for index, name in ipairs(header) do
    if name == PROBLEM then place = index end
  end
  local count = #header
  header[place or count + 1] = PROBLEM
  if rows.needs_mark then write(csv.BYTE_ORDER_MARK) end
  if not IS_USUAL[separator] then write("sep=" .. separator .. "\r\n") end
  write(csv.line_as_it_was(header, separator))
  return function(_, problem)
    local cells, last = {}, rows.last
    for index = 1, count do cells[index] = last[index] or "" end
    cells[place or count + 1] = problem
    for index = count + 1, #last do cells[#cells + 1] = last[index] end
    write(csv.line_as_it_was(cells, separator))
  end
end

-- The member with the problem at the end of an object, as this module writes it.
local MEMBER = '[ \t-\r]*,?[ \t-\r]*"' .. PROBLEM .. '"[ \t-\r]*:[ \t-\r]*"[^"\\]*"[ \t-\r]*}[ \t-\r]*$'

-- Returns a function that writes a row as a line of JSON. A text that is not an object is written unchanged.
local function writer_of_objects(rows, write)
  return function(row, problem)
    local text = rows.last:gsub("[\r\n]+[ \t]*", " ")
    if row.customer then
      text = text:gsub(MEMBER, "}"):gsub("[ \t-\r]*}[ \t-\r]*$", "")
      local said = json.encode((problem:gsub('["\\]', "'")))
      text = text .. (text:find("{[ \t-\r]*$") and "" or ",") .. '"' .. PROBLEM .. '":' .. said .. "}"
    end
    write(text .. "\n")
  end
end

-- Returns a function that says whether rows with a status go into the file. After a mere check these are the rows that
-- are not valid.
local function chooser(is_sent)
  return function(status)
    if is_sent then return not IS_TAKEN[status] end
    return status == "refused"
  end
end

--- The content of the file, for `output_file.write`.
---@param found table the results
---@param rows table a source at the start of the file
---@param is_sent boolean whether rows were sent: then rows that were not tried go into the file, too
---@param has_duplicates boolean whether a customer may be in several rows
---@return function content
return function(found, rows, is_sent, has_duplicates)
  local is_rejected = chooser(is_sent)
  return function(write)
    local siblings = has_duplicates and rejected_references(found, is_rejected) or {}
    local write_row = (rows.header_cells and writer_of_cells or writer_of_objects)(rows, write)
    local fault
    local ok, why = found:report(function(line, reference, status, _, problem)
      if fault then return end
      local row, err = rows:next()
      if not row or row.line ~= line then
        fault = err and err.message or "the file was changed after it was checked"
      elseif is_rejected(status) then
        write_row(row, problem or NOT_TRIED)
      elseif reference and siblings[base_of(reference)] then
        write_row(row, SIBLING:format(status))
      end
    end)
    if fault then return nil, fault end
    return ok, why
  end
end
