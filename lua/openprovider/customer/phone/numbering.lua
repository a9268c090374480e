--- Reads the numbering plans: where a calling code ends, which prefixes are only dialled, which numbers are in use, and
--- where an area code ends.
--
-- It does what libphonenumber does, from the same data (see `openprovider.customer.phone.plans`).
--
-- @module openprovider.customer.phone.numbering

local pattern = require("openprovider.customer.phone.pattern")
local plans = require("openprovider.customer.phone.plans")

local byte, gsub, match, sub = string.byte, string.gsub, string.match, string.sub

-- Digits of a calling code that is not in use yet: all codes with one or two digits are in use.
local CODE_DIGITS = 3

-- The lines of a plan before its groupings.
local MEMBERS = { "code", "international_prefix", "national_prefix", "transform", "lengths", "general", "valid" }

-- Counts the digits of groups such as (\d{2})(\d{3,4}). The first group has a fixed length in all plans.
-- -> first, least, most
local function digits_of(groups)
  local first, least, most = nil, 0, 0
  for group in groups:gmatch("%(([^)]+)%)") do
    local from, to = match(group, "^\\d{(%d+),?(%d*)}$")
    from = tonumber(from) or assert(group == "\\d" and 1, groups)
    first, least, most = first or from, least + from, most + (tonumber(to) or from)
  end
  return first, least, most
end

-- Makes a plan from its lines.
local function decode(text)
  local plan = { lengths = {}, groupings = {}, groupings_of = {} }
  local number = 0
  for line in (text .. "\n"):gmatch("([^\n]*)\n") do
    number = number + 1
    local member = MEMBERS[number]
    if member == "lengths" then
      for length in line:gmatch("%d+") do
        plan.lengths[tonumber(length)] = true
        plan.longest = tonumber(length)
        plan.shortest = plan.shortest or plan.longest
      end
    elseif member then
      plan[member] = line
    else
      local groups, beginning = match(line, "^([^ ]+) ?(.*)$")
      local first, least, most = digits_of(groups)
      plan.groupings[#plan.groupings + 1] = { first = first, least = least, most = most, beginning = beginning }
    end
  end
  return plan
end

-- Country, or calling code without a country -> its plan, decoded on first use.
local plan_of = setmetatable({}, { __index = function(known, name)
  local text = plans.of[name]
  if not text then return nil end
  local plan = decode(text)
  known[name] = plan
  return plan
end })

-- Calling code -> the plans of all its countries; first the one that is valid for all of them.
local plans_of_code = setmetatable({}, { __index = function(known, code)
  local countries = plans.countries[code]
  if not countries then return nil end
  local all = {}
  for country in countries:gmatch("[^ ]+") do all[#all + 1] = plan_of[country] end
  known[code] = all
  return all
end })

-- The plan that is valid for all countries of a calling code.
local function plan_of_code(code)
  local all = plans_of_code[code]
  return all and all[1]
end

-- The calling code at the beginning of digits: one that is in use, or else the first three digits.
local function calling_code(digits)
  for length = 1, CODE_DIGITS do
    local code = sub(digits, 1, length)
    if plans.countries[code] then return code end
  end
  return match(digits, "^[1-9]%d%d")
end

-- Replaces a national prefix by `transform`, with the matches of its groups. It is a function of its own because LuaJIT
-- does not compile a function with a closure in it, and every number goes through the caller.
local function transformed(transform, found)
  return (gsub(transform, "%%(%d)", function(group) return found[tonumber(group)] or "" end))
end

-- Removes from a national number the prefix that is only dialled inside its country.
local function without_national_prefix(national, plan)
  local prefix = plan.national_prefix
  if prefix == "" or #prefix == 1 and sub(national, 1, 1) ~= prefix then return national end
  if not pattern.begins(prefix, national) then return national end
  local length, found, groups = pattern.prefix(plan.national_prefix, national)
  if not length or length == 0 then return national end
  local rest = sub(national, length + 1)
  local last = groups > 0 and found[groups]
  if plan.transform ~= "" and last and last ~= "" then
    rest = transformed(plan.transform, found) .. rest
  end
  if pattern.is_whole(plan.general, national) and not pattern.is_whole(plan.general, rest) then return national end
  -- The rest has to be a number of this country.
  return (plan.lengths[#rest] or #rest > plan.longest) and rest or national
end

-- The digits behind a country's international prefix, or nil.
local function behind_international_prefix(digits, plan)
  if plan.international_prefix == "" then return nil end
  local length = pattern.begins(plan.international_prefix, digits) and pattern.prefix(plan.international_prefix, digits)
  local rest = length and sub(digits, length + 1)
  return rest and not rest:find("^0") and rest ~= "" and rest or nil
end

local numbering = {}

--- Reads digits that begin with a calling code.
---@param digits string
---@return string|nil code without a plus
---@return string|nil national the national number, without prefixes that are only dialled
function numbering.international(digits)
  local code = calling_code(digits)
  if not code then return nil end
  local national, plan = sub(digits, #code + 1), plan_of_code(code)
  return code, plan and without_national_prefix(national, plan) or national
end

--- Reads digits as they are dialled in a country: a national number, or a number abroad behind the international
--- prefix.
---@param digits string
---@param country string such as "NL"
---@return string|nil code without a plus; nil if the country has no plan
---@return string|nil national
function numbering.dialled(digits, country)
  local plan = plan_of[country]
  if not plan then return nil end
  local abroad = behind_international_prefix(digits, plan)
  if abroad then return numbering.international(abroad) end
  if sub(digits, 1, #plan.code) == plan.code then
    local rest = without_national_prefix(sub(digits, #plan.code + 1), plan)
    if #digits > plan.longest
        or not pattern.is_whole(plan.general, digits) and pattern.is_whole(plan.general, rest) then
      return plan.code, rest
    end
  end
  return plan.code, without_national_prefix(digits, plan)
end

--- Whether there is a plan for a calling code.
---@param code string
---@return boolean
function numbering.is_known(code) return plans.countries[code] ~= nil end

--- Whether a country's international prefix is two zeros; true if that is not known.
---@param country string
---@return boolean
function numbering.dials_two_zeros(country)
  local plan = plan_of[country]
  return not plan or plan.international_prefix == "00"
end

--- Whether a number looks like all numbers of its calling code.
---@param code string
---@param national string
---@return boolean
function numbering.has_shape(code, national)
  local plan = plan_of_code(code)
  return plan ~= nil and pattern.is_whole(plan.general, national)
end

--- Whether a number is in use in one of the countries that have its calling code.
---@param code string
---@param national string
---@return boolean
function numbering.is_valid(code, national)
  for _, plan in ipairs(plans_of_code[code] or {}) do
    if pattern.is_whole(plan.general, national) and pattern.is_whole(plan.valid, national) then return true end
  end
  return false
end

--- Says how many digits a national number of a calling code may have, if a number has another length.
---@param code string
---@param length integer
---@return string|nil lengths such as "9" or "10 or 14"; nil if this one is right, or the code has no plan
function numbering.other_lengths(code, length)
  local plan = plan_of_code(code)
  if not plan or plan.lengths[length] then return nil end
  local known = {}
  for each = plan.shortest, plan.longest do
    if plan.lengths[each] then known[#known + 1] = each end
  end
  if #known > 2 and known[#known] - known[1] == #known - 1 then return known[1] .. " to " .. known[#known] end
  return (gsub(table.concat(known, ", "), ", (%d+)$", " or %1"))
end

-- A factor that is larger than the byte of any digit.
local BYTES = 256

-- The groupings for numbers with the same length and first digit. -> list of `{ beginning, first }`
local function groupings_of(plan, national)
  local length = #national
  local key = length * BYTES + (byte(national) or 0)
  local list = plan.groupings_of[key]
  if list then return list end
  list = {}
  for _, grouping in ipairs(plan.groupings) do
    local is_long_enough = length >= grouping.least and length <= grouping.most
    local beginning = is_long_enough and pattern.narrow(grouping.beginning, national)
    if beginning then list[#list + 1] = { beginning = beginning, first = grouping.first } end
  end
  plan.groupings_of[key] = list
  return list
end

--- The area code of a national number: the first group in the plan's way to write it.
---@param code string
---@param national string
---@return string|nil area nil where numbers are not grouped, or the plan does not know this one
function numbering.area_code(code, national)
  local plan = plan_of_code(code)
  if not plan then return nil end
  local list = groupings_of(plan, national)
  for index = 1, #list do
    local grouping = list[index]
    if grouping.beginning == "" or pattern.begins(grouping.beginning, national) then
      return sub(national, 1, grouping.first)
    end
  end
  return nil
end

return numbering
