--- The API's double where it is not as the documents have it: other values, other lists, other codes.
--
-- Requests are changed before the double sees them, and answers after it has made them. Only what it writes in place of
-- a customer's own values goes through its option `written`.
local answers = require("openprovider.testing.answers")
local is_utf8 = require("spec.sandbox.is_utf8")
local json = require("openprovider.testing.json")
local list = require("openprovider.testing.list")
local query = require("openprovider.testing.query")
local records = require("openprovider.testing.records")
local rewriting = require("spec.sandbox.rewriting")
local testing = require("openprovider.testing")

local odd = {}

-- The parameters of a query that differ from those given: name -> value, or false for one that is left out.
local function query_changes(options, given)
  local changes = {}
  for _, name in ipairs(options.ignores or {}) do
    changes[name], given[name] = false, nil
  end
  if options.own_order then changes.order_by = options.own_order end
  if options.max_page then
    local asked = tonumber(given.limit) or 0
    changes.limit = math.min(options.max_page, asked > 0 and asked or list.DEFAULT_LIMIT)
  end
  if options.max_offset then changes.offset = math.min(options.max_offset, tonumber(given.offset) or 0) end
  return changes
end

-- A raw query as it would be with other parameters.
local function changed_query(raw, options)
  local changes = query_changes(options, (query.parse(raw)))
  if next(changes) == nil then return raw end
  local kept = {}
  for pair in (raw or ""):gmatch("[^&]+") do
    if changes[query.decode_segment(pair:match("^[^=]*"))] == nil then kept[#kept + 1] = pair end
  end
  for name, value in pairs(changes) do
    if value then kept[#kept + 1] = name .. "=" .. value end
  end
  return table.concat(kept, "&")
end

-- Members that an answer has empty where nothing was given.
local TEXTS = {
  name = { "initials", "prefix" },
  address = { "suffix", "state" },
  fax = { "country_code", "area_code", "subscriber_number" },
  additional_data = {
    "birth_address", "birth_city", "birth_country", "birth_date", "birth_state", "birth_zipcode",
    "company_registration_city", "company_registration_number", "company_registration_subscription_date", "company_url",
    "headquarters_address", "headquarters_city", "headquarters_country", "headquarters_state", "headquarters_zipcode",
    "passport_number", "social_security_number", "trading_name",
  },
}
local OF_CUSTOMER = { "company_name", "vat", "comments", "comments_last_changed_at", "inn" }

-- What the option `empty_members` shows in place of a text: "", or a value of another type.
local EMPTY = { ["null"] = json.null, ["false"] = false, ["0"] = 0, ["0000-00-00"] = "0000-00-00" }

-- Adds what is empty, as live answers of the API do (FACTS 7.5).
local function with_empty(data, option, with_additional_data)
  local empty = EMPTY[option]
  if empty == nil then empty = "" end
  local function fill(object, member)
    if object[member] == nil then object[member] = empty end
  end
  for _, member in ipairs(OF_CUSTOMER) do fill(data, member) end
  for object, members in pairs(TEXTS) do
    if object ~= "additional_data" or with_additional_data then
      data[object] = data[object] or json.object {}
      for _, member in ipairs(members) do fill(data[object], member) end
    end
  end
  data.tags = data.tags or json.array {}
  if with_additional_data then
    data.additional_data.attached_files = data.additional_data.attached_files or json.array {}
    data.extension_additional_data = data.extension_additional_data or json.array {}
  end
end

-- Changes what is shown of a customer: alone, or as the row of a list.
local function change_customer(data, options, parameters, is_row)
  if options.empty_members and not parameters.columns then
    with_empty(data, options.empty_members, query.is_true(parameters.with_additional_data))
  end
  for name, value in pairs(options.extra_members or {}) do data[name] = value end
  if not is_row then return end
  data.fax = nil -- FACTS 2.8: a list has no fax
  for _, name in ipairs(options.unlisted or {}) do data[name] = nil end
  if options.ids_as_text and data.id then data.id = ("%d"):format(data.id) end
end

-- What a page says about how many there are.
local function total_of(option, count, shown)
  if option == "none" then return nil end
  if option == "page" then return shown end
  if option == "text" then return ("%d"):format(count) end
  return math.min(count, option)
end

-- The options that change answers.
local OF_ANSWERS = { "empty_members", "extra_members", "unlisted", "ids_as_text", "total", "success_as_text" }

local function changes_answers(options)
  for _, name in ipairs(OF_ANSWERS) do
    if options[name] then return true end
  end
  return false
end

-- Changes what an answer has to show.
local function change_data(data, options, request)
  local parameters = query.parse(request.query)
  if request.path:find("/customers/?$") then
    for _, row in ipairs(data.results or {}) do change_customer(row, options, parameters, true) end
  elseif request.path:find("/customers/[^/]+$") and data.handle then
    change_customer(data, options, parameters, false)
  end
  if options.total and data.results then data.total = total_of(options.total, data.total, #data.results) end
  if options.success_as_text and data.success then data.success = "true" end
end

local function changed_answer(answer, options, request)
  if answer.status ~= 200 then return answer end
  if options.start_in_progress and request.path:find("/emails/start$") then
    return answers.failure(20001, json.decode(answer.body).data)
  end
  if not changes_answers(options) then return answer end
  local data = json.decode(answer.body).data
  change_data(data, options, request)
  return answers.success(data)
end

local function is_same(left, right)
  if type(left) ~= "table" or type(right) ~= "table" then return left == right end
  for name, value in pairs(left) do
    if not is_same(value, right[name]) then return false end
  end
  for name in pairs(right) do
    if left[name] == nil then return false end
  end
  return true
end

-- What a customer is to somebody who reads it: what is empty counts as absent. Nil if there is none.
local function readable(sandbox, handle)
  local record = handle and sandbox:record(handle)
  if not record then return nil end
  record.comments_last_changed_at = nil
  return records.without_empty(record)
end

local ODD = {}
for name in ([[extra_members empty_members rewrites unlisted ids_as_text own_order max_page max_offset ignores total
  success_as_text no_changes_code start_in_progress]]):gmatch("[%l_]+") do ODD[name] = true end

--- A sandbox of `openprovider.testing` that is odd. It refuses bodies that are no UTF-8, which a client never sends.
---@param options? table of `openprovider.testing.new`; and, each off unless given:
--   `extra_members`: added to every customer that is shown, as the API mixes in credentials
--   `empty_members`: what a customer does not have is shown as "" and []; "null", "false", "0" or "0000-00-00": as that
--   `rewrites`: an array of what the API writes its own way or fills in, see rewriting.lua
--   `unlisted`: an array of members that lists leave out
--   `ids_as_text`: in lists the `id` is a string
--   `own_order`: customers are ordered by this, such as "last_name", whatever is asked for
--   `max_page`: rows of a page, below what is asked; `max_offset`: a list begins no later than after so many rows
--   `ignores`: an array of query parameters that count as not given
--   `total`: what lists say in place of the truth: a number is the most that they count, "page" counts the page's own
--   rows, "text" is the truth in a string, "none" leaves it out
--   `success_as_text`: "true" instead of true (FACTS 2.8); `no_changes_code`: a PUT that changes nothing is code 1
--   `start_in_progress`: a verification that starts answers code 20001 with its `id`
---@return openprovider.testing.Sandbox
function odd.new(options)
  local taken, odds = {}, {}
  for name, value in pairs(options or {}) do (ODD[name] and odds or taken)[name] = value end
  local sandbox
  function taken.written(customer)
    local names = sandbox.options.rewrites
    return names and rewriting.apply(names, records.copy(customer)) or customer
  end
  sandbox = testing.new(taken)
  for name, value in pairs(odds) do sandbox.options[name] = value end
  local handle = sandbox.handle
  function sandbox:handle(request)
    if request.body and not is_utf8(request.body) then return answers.failure(4006, "not UTF-8") end
    local own, changed = self.options, {}
    for name, value in pairs(request) do changed[name] = value end
    changed.query = changed_query(request.query, own)
    local updated = own.no_changes_code and request.method == "PUT" and request.path:match("/customers/([^/]+)$")
    local before = readable(self, updated)
    local answer = handle(self, changed)
    if before and answer.status == 200 and is_same(before, readable(self, updated)) then return answers.failure(1) end
    return changed_answer(answer, own, changed)
  end
  return sandbox
end

return odd
