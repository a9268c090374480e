--- Reads an input of a fuzzer from its front: bytes, choices, texts and arbitrary Lua values. What
-- is not there any more is zero or empty, so that every input is one.

local core = require("openprovider.core")
local json = require("openprovider.values.json")

local Input = {}
Input.__index = Input

--- An input of its own.
local function new(bytes)
  return setmetatable({ bytes = bytes, at = 1 }, Input)
end

--- True as long as there is something left.
function Input:has_more()
  return self.at <= #self.bytes
end

--- A number from 0 to 255.
function Input:byte()
  local byte = self.bytes:byte(self.at) or 0
  self.at = self.at + 1
  return byte
end

--- One of the members of an array.
function Input:choose(list)
  return list[self:byte() % #list + 1]
end

--- A text, its length before it.
function Input:text()
  local length = self:byte()
  local text = self.bytes:sub(self.at, self.at + length - 1)
  self.at = self.at + length
  return text
end

--- All that is left.
function Input:rest()
  local text = self.bytes:sub(self.at)
  self.at = #self.bytes + 1
  return text
end

-- Texts of the lengths at which the checker's mind may change.
local LENGTHS = { 63, 64, 65, 254, 255, 1024, 1025, 65535, 65536 }

-- 1e15 and beyond are where floats stop being written digit for digit.
local NUMBERS = {
  0, 1, -1, 0.5, 1e15, 123456789012345, 2 ^ 53, 2 ^ 53 - 1, -2 ^ 53, 2 ^ 63, 1e100, 1e308, 5e-324,
  math.huge, -math.huge, 0 / 0, core.as_integer(20), core.as_integer(3032),
}

local NAMES = { "key", "value", "data", "eu", "a b", "", "\0", "_", "vat", "tags", "whois_email", "birth_date" }
local function collect(field)
  for _, member in ipairs(field.members or {}) do
    NAMES[#NAMES + 1] = member.name
    collect(member)
  end
end
collect(core.fields())

--- A number of any kind.
function Input:number()
  local kind = self:byte()
  if kind < 128 then return NUMBERS[kind % #NUMBERS + 1] end
  local number = 0
  for _ = 1, kind % 8 do number = number * 256 + self:byte() end
  if kind % 3 == 0 then number = -number end
  if kind % 5 == 0 then return number / 64 end
  return core.as_integer(number)
end

-- A metatable that raises on any access: a caller's tables are read raw.
local function raise()
  error("a metamethod of the caller's table was called")
end
local HOSTILE = {}
for _, event in ipairs({ "index", "newindex", "len", "pairs", "eq", "lt", "concat", "call", "tostring" }) do
  HOSTILE["__" .. event] = raise
end

--- A key of a table.
function Input:key()
  local kind = self:byte()
  if kind < 160 then return NAMES[kind % #NAMES + 1] end
  if kind < 200 then return kind - 159 end
  if kind < 220 then return self:text() end
  local key = kind < 240 and self:number() or kind < 250 or self.tables[1]
  if key ~= key or key == nil then return 1 end
  return key
end

--- A table; it is one of `self.tables`, which may be used again, within itself, too.
function Input:table(depth)
  local t = {}
  self.tables[#self.tables + 1] = t
  local size = self:byte()
  if size >= 252 then -- many elements, to reach the limit of 1,000
    for index = 1, 990 + self:byte() % 20 do t[index] = "x" end
    return t
  end
  for _ = 1, size % 8 do rawset(t, self:key(), self:value(depth + 1)) end
  if size >= 240 and not self.tame then setmetatable(t, HOSTILE) end
  return t
end

-- What a value can be. Called with the input and the depth.
local KINDS = {
  function(self) return self:text() end,
  function(self) return self:text() end,
  function(self) return self:number() end,
  function(self) return self:byte() % 2 == 0 end,
  function() return json.null end,
  function() return json.empty_array end,
  function(self, depth) return depth < 40 and self:table(depth) or "deep" end,
  function(self, depth) return depth < 40 and self:table(depth) or "deep" end,
  function(self) return self.tables[self:byte() % math.max(#self.tables, 1) + 1] end,
  function(self) return self:choose({ print, coroutine.create(print), io.stdout }) end,
  function(self) return (("x"):rep(self:choose(LENGTHS))) end,
  function() return nil end,
}

--- Any value, `depth` tables deep.
function Input:value(depth)
  self.tables = self.tables or {}
  return self:choose(KINDS)(self, depth or 0)
end

return { new = new, HOSTILE = HOSTILE }
