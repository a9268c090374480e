--- Matches the patterns of numbering plans: regular expressions over digits, which Lua's patterns cannot express.
--
-- They have digits, `\d`, sets such as `[02-5]`, groups `(...)` and `(?:...)`, `|`, `?`, `{2}`, `{2,5}`, and `$`. A
-- pattern is compiled once into functions that try each way to match. `node(text, from, found, rest)` calls `rest` with
-- the place behind each match, and returns the first result that is not nil. `found` has the matches of the groups.
--
-- @module openprovider.customer.phone.pattern

local match_digits = require("openprovider.core").match_digits

local byte, find, gsub, match, sub = string.byte, string.find, string.gsub, string.match, string.sub

local ZERO, NINE = ("09"):byte(1, 2)

-- A sequence of digits, as a pattern of Lua.
local function digits(run, length)
  run = "^" .. run
  return function(text, from, _, rest)
    if find(text, run, from) then return rest(from + length) end
  end
end

local function at_end(text, from, _, rest)
  if from > #text then return rest(from) end
end

local function in_turn(first, second)
  return function(text, from, found, rest)
    return first(text, from, found, function(to) return second(text, to, found, rest) end)
  end
end

local function either(first, second)
  return function(text, from, found, rest)
    return first(text, from, found, rest) or second(text, from, found, rest)
  end
end

local function group(number, inner)
  return function(text, from, found, rest)
    return inner(text, from, found, function(to)
      local before = found[number]
      found[number] = sub(text, from, to - 1)
      local result = rest(to)
      if not result then found[number] = before end
      return result
    end)
  end
end

local function repeated(inner, least, most)
  return function(text, from, found, rest)
    local function more(count, at)
      local result = count < most and inner(text, at, found, function(to) return more(count + 1, to) end)
      if result then return result end
      if count >= least then return rest(at) end
    end
    return more(0, from)
  end
end

local function nothing(_, from, _, rest) return rest(from) end

-- -> the node of a whole pattern, how many groups it has
local function compile(source)
  local at, groups = 1, 0
  local alternatives

  -- Consumes the next match of a pattern of Lua; gives its captures.
  local function take(pattern)
    local from, to, first, second = find(source, pattern, at)
    if not from then return nil end
    at = to + 1
    return first or sub(source, from, to), second
  end

  -- How often an element may be repeated. -> least, most
  local function quantity()
    local least, most = take("^{(%d+),?(%d*)}")
    if least then return tonumber(least), tonumber(most ~= "" and most or least) end
    if take("^%?") then return 0, 1 end
    return 1, 1
  end

  -- A digit, or one of a set, as a pattern of Lua; nil if there is none next.
  local function one_digit()
    local set = take("^\\d") or take("^%[[%d%-\\d]+%]") or take("^%d")
    return set and set:gsub("\\d", "%%d")
  end

  local function element()
    if take("^%$") then return at_end end
    local number
    if not take("^%(%?:") then
      assert(take("^%("), source)
      groups = groups + 1
      number = groups
    end
    local inner = alternatives()
    assert(take("^%)"), source)
    return number and group(number, inner) or inner
  end

  local function sequence()
    local whole
    local function add(node) whole = whole and in_turn(whole, node) or node end
    local run, length = "", 0
    local function end_run()
      if length > 0 then add(digits(run, length)) end
      run, length = "", 0
    end
    while at <= #source and not find(source, "^[|)]", at) do
      local set = one_digit()
      local inner = not set and element()
      local least, most = quantity()
      if set and least == most then
        run, length = run .. set:rep(least), length + least
      else
        end_run()
        inner = inner or digits(set, 1)
        add(least == 1 and most == 1 and inner or repeated(inner, least, most))
      end
    end
    end_run()
    return whole or nothing
  end

  function alternatives()
    local whole = sequence()
    while take("^|") do whole = either(whole, sequence()) end
    return whole
  end

  local node = alternatives()
  assert(at > #source, source)
  return { node = node, groups = groups }
end

local compiled = setmetatable({}, { __index = function(all, source)
  local new = compile(source)
  all[source] = new
  return new
end })

-- The alternatives of a pattern at its top level.
local function alternatives_of(source)
  local list, depth, from = {}, 0, 1
  for at, sign in source:gmatch("()([(|)])") do
    if sign == "|" and depth == 0 then
      list[#list + 1], from = sub(source, from, at - 1), at + 1
    elseif sign ~= "|" then
      depth = depth + (sign == "(" and 1 or -1)
    end
  end
  list[#list + 1] = sub(source, from)
  return list
end

local from_digit

-- An alternative without the parts that cannot begin with a digit; nil if nothing is left.
local function begun_with(alternative, digit)
  local first = match(alternative, "^%d") or match(alternative, "^%[[%d-]+%]")
  local inside = not first and match(alternative, "^%b()")
  local behind = sub(alternative, #(first or inside or "") + 1)
  if not (first or inside) or find(behind, "^%?") or find(behind, "^{") then return alternative end
  if first then return find(digit, first) and alternative end
  local few = from_digit(gsub(sub(inside, 2, -2), "^%?:", ""), digit)
  return few and "(?:" .. few .. ")" .. behind
end

-- A pattern with only the alternatives that may begin with a digit; nil if there are none.
function from_digit(source, digit)
  local few = {}
  for _, alternative in ipairs(alternatives_of(source)) do few[#few + 1] = begun_with(alternative, digit) or nil end
  return few[1] and table.concat(few, "|") or nil
end

-- Pattern -> byte of a digit -> a pattern with the alternatives that may begin with it; false if there are none. Plans
-- have long patterns, and only a few alternatives concern one number.
local narrowed = setmetatable({}, { __index = function(all, source)
  all[source] = {}
  return all[source]
end })

local pattern = {}

--- The part of a pattern that may match a text, by the text's first digit.
---@param source string the pattern
---@param text string
---@return string|false pattern false if none of it can match
function pattern.narrow(source, text)
  local first = byte(text) or 0
  if source == "" or first < ZERO or first > NINE then return source end
  local known = narrowed[source][first]
  if known ~= nil then return known end
  known = from_digit(source, sub(text, 1, 1)) or false
  narrowed[source][first] = known
  return known
end

--- Matches a pattern at the beginning of a text.
---@param source string the pattern
---@param text string digits
---@return integer|nil length of the match
---@return table|nil found group -> its match
---@return integer|nil groups how many the pattern has
function pattern.prefix(source, text)
  local known, found = compiled[source], {}
  local to = known.node(text, 1, found, function(to) return to end)
  if not to then return nil end
  return to - 1, found, known.groups
end

--- Whether a pattern matches the beginning of a text.
---@param source string
---@param text string
---@return boolean
function pattern.begins(source, text)
  local is_so = match_digits(source, text, false)
  if is_so == nil then return pattern.prefix(source, text) ~= nil end
  return is_so
end

--- Whether a pattern matches all of a text.
---@param source string
---@param text string
---@return boolean
function pattern.is_whole(source, text)
  source = pattern.narrow(source, text)
  if not source then return false end
  local is_so = match_digits(source, text, true)
  if is_so == nil then return pattern.whole(source, text) ~= nil end
  return is_so
end

--- Matches a pattern with all of a text.
---@param source string
---@param text string
---@return table|nil found
function pattern.whole(source, text)
  local found = {}
  local to = compiled[source].node(text, 1, found, function(to) return to > #text and to or nil end)
  return to and found
end

return pattern
