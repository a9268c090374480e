--- Writes the rows of all pages of a list as one list.
--
-- @module openprovider.cli.verbs.api.pages

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local ignored = require("openprovider.list.ignored_filters")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")

-- Rows of a page, by default; a server may give fewer.
local ROWS = 1000

local function whole_number(value)
  local number = type(value) == "string" and core.number(value) or value
  return type(number) == "number" and number % 1 == 0 and number or nil
end

-- The list in an answer. -> rows, total or nil | nil
local function list_in(data)
  if type(data) ~= "table" then return nil end
  local results, total = data.results, whole_number(data.total)
  if type(results) ~= "table" and total == 0 then return {}, 0 end
  if type(results) ~= "table" or results[1] == nil and next(results) ~= nil then return nil end
  return results, total
end

-- Makes a function that reads the next page. -> rows, whether they are the last | nil, err; without err if there are no
-- pages
local function reader(call)
  local query, before = call.query, nil
  query.limit, query.offset = query.limit or ROWS, whole_number(query.offset) or 0
  return function()
    local data, details = call.send()
    if not data then return nil, details end
    report.details(details)
    local results, total = list_in(data)
    if not results then return nil end
    -- Without a total, a server may send the same page again and again.
    local text = not total and results[1] ~= nil and json.encode(results) or nil
    if text and text == before then return nil end
    before = text
    local fault = ignored.place({ limit = whole_number(query.limit), offset = query.offset },
      { results = results, total = total })
    if fault then return nil, errors.new("protocol", fault) end
    query.offset = query.offset + #results
    return results, results[1] == nil or total ~= nil and query.offset >= total
  end
end

--- Writes them to standard output.
---@param call table `send()` sends it, with what is in `query`
---@return boolean ok
---@return openprovider.Error|nil err nil if the answer is not a list with pages
return function(call)
  local list, read = rows.new("json", { order = json_text.CUSTOMER }), reader(call)
  repeat
    local results, is_last = read()
    if not results then
      list.abandon()
      return false, is_last
    end
    for _, row in ipairs(results) do list.add(row) end
  until is_last or output.is_lost()
  list.close()
  return true
end
