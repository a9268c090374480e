--- Columns of two addresses in one file, such as "Address City" and "Card Address City". All fields of a customer's
--- address come from one of them.
--
-- @module openprovider.cli.import.columns.addresses

local header_name = require("openprovider.cli.import.columns.header_name")
local names = require("openprovider.cli.import.columns.names")

-- Words that do not say whose address it is.
local NO_OWNER = "address$"

-- The address of a card is proposed last: it may be that of another person.
local OF_CARD = "card"

-- Fewer columns than this are not an address.
local LEAST = 2

local addresses = {}

-- Whose address a column has: the words that stand before its field, or in brackets after it; "" if there are none.
local function owner_of(column)
  local meaning, front = names.meaning(column.key)
  if meaning then return (front:gsub(NO_OWNER, "")) end
  local inner = header_name.plain(column.name):match("[%(%[](.-)[%)%]]")
  return inner and header_name.fold(inner) or ""
end

-- The columns of each address, in the order of the file.
local function groups_of(columns, is_used)
  local list, by_owner = {}, {}
  for _, column in ipairs(columns) do
    if is_used(column) then
      local owner = owner_of(column)
      local group = by_owner[owner]
      if not group then
        group = { owner = owner, place = #list }
        by_owner[owner], list[#list + 1] = group, group
      end
      group[#group + 1] = column
    end
  end
  return list
end

-- Whether two groups have columns of one field.
local function overlap(one, other)
  for _, first in ipairs(one) do
    for _, second in ipairs(other) do
      if first.path == second.path then return true end
    end
  end
  return false
end

local function better_first(one, other)
  if (one.owner == OF_CARD) ~= (other.owner == OF_CARD) then return other.owner == OF_CARD end
  if #one ~= #other then return #one > #other end
  return one.place < other.place
end

--- The addresses of a header row, the one to propose first.
---@param columns table[] those of the header row
---@param is_used fun(column: table): boolean whether a column is a guessed part of an address
---@return table[]|nil groups arrays of columns; nil if there is only one address
function addresses.groups(columns, is_used)
  local list = groups_of(columns, is_used)
  local is_several = false
  for index, group in ipairs(list) do
    for other = 1, index - 1 do
      is_several = is_several or #group >= LEAST and #list[other] >= LEAST and overlap(group, list[other])
    end
  end
  if not is_several then return nil end
  table.sort(list, better_first)
  -- A lone column, such as one for the country of all addresses, is kept.
  for index = #list, 2, -1 do
    if #list[index] < LEAST and not overlap(list[index], list[1]) then table.remove(list, index) end
  end
  return list
end

return addresses
