--- Fuzzes the text that creates a customer: what an independent reader of JSON reads in it is what the check says, and
-- it is the same for the same customer, however its tables were filled.

local any_customer = require("spec.fuzz.customer")
local compare = require("spec.fuzz.compare")
local core = require("openprovider.core")
local dkjson = require("dkjson")
local inputs = require("spec.fuzz.input")
local json = require("openprovider.values.json")

local MARKER = "{openprovider-ref:order-4711}"

-- Bytes of comments with the marker.
local MAX_COMMENTS = 65535

-- A copy whose tables were filled from the last member to the first. `null` takes the place of JSON's null.
local function filled_backwards(value, null)
  if value == json.null then return null end
  if value == json.empty_array or type(value) ~= "table" then return value end
  local keys, copy = {}, {}
  for key in next, value do table.insert(keys, 1, key) end
  for _, key in ipairs(keys) do copy[key] = filled_backwards(value[key], null) end
  return copy
end


local function check_text(text, canonical)
  assert(core.is_utf8(text), "the text is not UTF-8")
  assert(not text:find("[%z\1-\31\127]"), "a control character is in the text")
  local read, position, message = dkjson.decode(text, 1, dkjson.null, nil, nil)
  assert(read and position == #text + 1, message or "there is more than one value in the text")
  assert(compare.same(filled_backwards(canonical, dkjson.null), read), "the text says something else than the check")
end

return function(bytes)
  local input = inputs.new(bytes)
  local flags = input:byte()
  local allow_unknown, marker = flags % 2 == 1, flags % 4 >= 2 and MARKER or nil
  local customer = any_customer(input)
  local picture = compare.picture(customer)
  local canonical, problems, errors, total = core.check(customer, "create", allow_unknown)
  local text, found, text_errors, text_total, who = core.body(customer, allow_unknown, marker)
  compare.unchanged(picture)
  if marker and text_errors > errors then -- comments that fit only without it
    return assert(text == nil and text_errors == errors + 1 and #canonical.comments + #marker + 1 > MAX_COMMENTS)
  end
  assert(errors == text_errors and total == text_total, "the check says something else without a text")
  for index, problem in ipairs(problems or {}) do
    assert(compare.same(problem, found[index]) or marker and problem.path == "comments") -- which says how long they are
  end
  if errors > 0 then return assert(text == nil) end
  local name = canonical.name
  assert(who == core.who(canonical.company_name, name.first_name, name.last_name, canonical.email),
    "the text says who somebody else is")
  local again = core.body(filled_backwards(canonical, json.null), allow_unknown, marker)
  assert(text == again, "the same customer has another text")
  if marker then canonical.comments = marker .. (canonical.comments and "\n" .. canonical.comments or "") end
  check_text(text, canonical)
end
