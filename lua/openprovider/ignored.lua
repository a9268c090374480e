--- Finds out from a page that the server ignored a parameter of a list.
--
-- A server that ignores a filter lists everybody, and a program that deletes what was listed then deletes strangers.
-- One row that does not match the filter is a proof. How the API compares is not fully documented (FACTS 2.8). So a
-- row counts only if the letters and digits of the pattern do not stand in it, in any case and with anything between.
--
-- @module openprovider.ignored

local core = require("openprovider.core")
local json = require("openprovider.json")
local reference = require("openprovider.reference")

local ignored = {}

-- The members of a row that a filter is about. It lets through a row if one of them matches.
local MEMBERS = {
  email_pattern = { { "email" } },
  company_name_pattern = { { "company_name" } },
  first_name_pattern = { { "name", "first_name" } },
  last_name_pattern = { { "name", "last_name" } },
  comment_pattern = { { "comments" } },
  handle_pattern = { { "handle" } },
  pattern = { { "name", "first_name" }, { "name", "last_name" }, { "company_name" }, { "handle" } },
  email = { { "email" } }, domain = { { "domain" } }, handle = { { "handle" } }, -- of verifications
  key = { { "key" } }, value = { { "value" } }, -- of tags
}

-- The text at a path of a row; nil if the row does not show it. `is_whole`: the row has all that lists show, so an
-- absent company name is empty. Any other absent member may be one that lists leave out.
local function text_at(row, path, is_whole)
  local value = row
  for _, name in ipairs(path) do
    value = type(value) == "table" and value[name]
  end
  if value == json.null or value == nil and is_whole and path[1] == "company_name" then return "" end
  return type(value) == "string" and value or nil
end

-- Whether a text has all letters and digits of a pattern, in their order.
local function may_match(text, pattern)
  if text:find("[\128-\255]") then return true end -- an accent may count as the letter without it
  text = core.lower(text)
  local after = 1
  for part in core.lower(pattern):gmatch("[a-z0-9]+") do
    local _, last = text:find(part, after, true)
    if not last then return false end
    after = last + 1
  end
  return true
end

-- Whether a filter may have let a row through.
local function may_pass(row, paths, pattern, is_whole)
  for _, path in ipairs(paths) do
    local text = text_at(row, path, is_whole)
    if not text or may_match(text, pattern) then return true end
  end
  return false
end

-- Other filters: name -> function that says whether a filter may have let a row through.
local OTHERS = {}

function OTHERS.type(row, wanted, is_whole)
  local company = text_at(row, { "company_name" }, is_whole)
  return not company or (company ~= "") == (wanted == "company")
end

function OTHERS.reseller_id(row, wanted)
  return type(row.reseller_id) ~= "number" or row.reseller_id == wanted
end

-- -> function(row, wanted, is_whole) -> boolean | nil for what is no filter, or cannot be judged
local function judge_of(name, wanted)
  if OTHERS[name] then return OTHERS[name] end
  local paths = MEMBERS[name]
  if not paths or wanted:find("[\128-\255]") then return nil end
  if name == "comment_pattern" and reference.is_in(wanted) then return nil end -- who looks for one has better proofs
  return function(row, pattern, is_whole) return may_pass(row, paths, pattern, is_whole) end
end

--- Whether a row proves that a filter was ignored.
---@param parameters table of the query
---@param rows table[] as decoded
---@return string|nil message
function ignored.filter(parameters, rows)
  for name, wanted in pairs(parameters) do
    local may_be = judge_of(name, wanted)
    for _, row in ipairs(may_be and rows or {}) do
      if not may_be(row, wanted, not parameters.columns and type(row.name) == "table") then
        return string.format("the API ignores the filter %s: it lists %s, which does not match", name,
          text_at(row, { "handle" }) or "one")
      end
    end
  end
end

local function is_out_of_order(rows, order)
  local last
  for _, row in ipairs(rows) do
    local id = type(row.id) == "number" and row.id
    if last and id and (order == "DESC" and id > last or order ~= "DESC" and id < last) then return true end
    last = id or last
  end
  return false
end

--- Whether a page proves that its limit, offset or order was ignored.
---@param parameters table of the query
---@param page table `{ results, total }`
---@return string|nil message
function ignored.place(parameters, page)
  local count, total, offset, limit = #page.results, page.total, parameters.offset or 0, parameters.limit
  if limit and count > limit then
    return string.format("the API ignores the limit %.0f: it sent %d", limit, count)
  end
  if total and count > 0 and offset + count > total then
    return string.format("the API ignores the offset %.0f, or its total is wrong: it says that there are %.0f, and "
      .. "sent %d", offset, total, count)
  end
  if total and count == 0 and offset < total then
    return string.format("the API says that there are %.0f, and shows none after %.0f", total, offset)
  end
  if parameters.order_by == "id" and is_out_of_order(page.results, parameters.order) then
    return "the API ignores the order"
  end
end

return ignored
