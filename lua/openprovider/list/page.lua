--- Gets one page of any list.
--
-- @module openprovider.list.page

local answers = require("openprovider.http.envelope")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local ignored = require("openprovider.list.ignored_filters")
local json = require("openprovider.values.json")
local query = require("openprovider.http.query")

local page = {}

-- A total, which may be absent or a text. -> integer or nil | false
local function read_total(total)
  if total == nil or total == json.null then return nil end
  if type(total) == "string" and total:find("^%d+$") then return core.number(total) end
  return type(total) == "number" and total % 1 == 0 and total
end

-- -> results, total | nil, message. The API leaves out empty members (FACTS 2.8). So an answer without results means
-- "none" only if the total says so. If any other answer meant "none", `ensure_customer` could create a customer again.
local function read(data)
  if type(data) ~= "table" then return nil, "the answer has no list" end
  local results, total = data.results, read_total(data.total)
  if total == false then return nil, "the answer's total is not a number" end
  if results == nil or results == json.null then
    if total == 0 then return {}, 0 end
    return nil, "the answer has no results"
  end
  if type(results) ~= "table" or (results[1] == nil and next(results) ~= nil) then
    return nil, "the answer's results are not an array"
  end
  for _, item in ipairs(results) do
    if type(item) ~= "table" or item[1] ~= nil then return nil, "the answer has a result that is not an object" end
  end
  return results, total
end

-- The API's longest page (FACTS 2.8).
page.MOST_ROWS = 1000

local TOO_LARGE = "the answer's body is too large"

local function no_array()
  error("a page is not an array: its rows are in page.results", 3)
end

-- A page is not an array: `ipairs(page)` would silently find nothing, and `#page` would be 0. (LuaJIT calls neither
-- metamethod.)
local Page = {
  __index = function(_, key)
    if type(key) == "number" then no_array() end
  end,
  __len = function() no_array() end,
}

-- Adds advice to the error of a page that is too large.
local function advise(err, limit)
  if err.kind == "protocol" and err.message:find(TOO_LARGE, 1, true) then
    err.message = string.format("%s: a list may have %s MiB; ask for fewer at a time with `limit`", err.message,
      core.number_text(limit / 1048576))
  end
  return err
end

--- Gets one page.
---@param client table
---@param path string of the list, below the base address
---@param parameters table of the query, checked: name -> value
---@param pace? table `deadline`: when to give up, by the transport's clock; without it the timeout counts. It is moved
--- by waits that are not part of the call's time. `rate`: see `exchange.perform`
---@return table|nil page `{ results, total, offset, limit }`; a member that neither the API nor the query gives is nil
---@return table details_or_err `{ api_warnings, maintenance, attempts }`
---@return table|nil answer for `answers.senseless`
function page.get(client, path, parameters, pace)
  local text, why = query.string(parameters)
  if not text then return nil, errors.not_sent("invalid", "the filter has " .. why) end
  local longest = client.transport.longest_list
  local results, total
  local call = {
    method = "GET", path = path, query = text ~= "" and text or nil, operation = "read",
    deadline = pace and pace.deadline, rate = pace and pace.rate, max_body = longest,
    fault = function(data)
      results, total = read(data)
      if not results then return total end
      return ignored.filter(parameters, results)
    end,
  }
  local answer, err = client:exchange(call)
  if pace then pace.deadline = pace.deadline + (call.waited or 0) end
  if not answer then return nil, advise(err, longest) end
  local found = { results = results, total = total, offset = parameters.offset, limit = parameters.limit }
  return setmetatable(found, Page), answers.details(answer), answer
end

--- Whether a first page certainly has all rows of its list. A server may have its own limit, and its total may count
--- only the rows of the page. Such limits are round numbers.
---@param rows table[]
---@param total integer|nil
---@param limit integer of the request
function page.is_whole(rows, total, limit)
  local count = #rows
  if count == 0 then return not total or total == 0 end
  return total == count and count < limit and count % 10 > 0 and count % 25 > 0
end

return page
