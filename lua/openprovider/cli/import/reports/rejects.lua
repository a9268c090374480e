--- The rejects of an import: the rows that were not taken, as they were, each with what is wrong with it. Mended, the
-- file can be imported: what it says of the problems is left out, and customers that are there are found.
--
-- @module openprovider.cli.import.reports.rejects

local csv = require("openprovider.cli.csv.write")
local header_row = require("openprovider.cli.csv.header")
local json = require("openprovider.values.json")

-- The column, or the member of an object, that says why: an import leaves it out.
local PROBLEM = "problem"

-- Separators that need not be named.
local IS_USUAL = {}
for _, separator in ipairs(header_row.SEPARATORS) do IS_USUAL[separator] = true end

local IS_TAKEN = { created = true, found = true }

local NOT_TRIED = "not tried: the import ended before"
local SIBLING = "is %s; it stays here, as another row with the same customer was not taken"

-- Of several rows with one customer, what is before the number in their references.
local function base_of(reference)
  return reference and reference:match("^(auto1%-[0-9a-f]+)%-[0-9]+$") or reference
end

-- The references of which rows were not taken. With --allow-duplicates a row that is imported without the others of its
-- customer would be taken for the first of them.
local function rejected_references(found, is_rejected)
  local references = {}
  found:report(function(_, reference, status)
    if reference and is_rejected(status) then references[base_of(reference)] = true end
  end)
  return references
end

-- A function that writes a row as CSV like that of the file, after its header, in UTF-8: with a byte order mark if the
-- file had one, or another encoding, since spreadsheets need it then. A row with too many cells has the rest
-- behind the problem, and so is refused again until it is mended.
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

-- A member at the end of an object that says why, as this module writes it.
local MEMBER = '[ \t-\r]*,?[ \t-\r]*"' .. PROBLEM .. '"[ \t-\r]*:[ \t-\r]*"[^"\\]*"[ \t-\r]*}[ \t-\r]*$'

-- A function that writes a row as a line of JSON. What is no object stays as it is.
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

-- Whether a row with a status goes into the file. Of a file that was only checked it is what is not valid.
local function chooser(is_sent)
  return function(status)
    if is_sent then return not IS_TAKEN[status] end
    return status == "refused"
  end
end

--- The content of the file, for `output_file.write`.
---@param found table the results
---@param rows table a source at the start of the file
---@param is_sent boolean whether rows were sent, so that those which were not tried count
---@param has_duplicates boolean whether a customer may be there several times
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
