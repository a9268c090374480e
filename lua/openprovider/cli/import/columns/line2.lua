--- The line below the street in an address. It becomes the suffix of the house number if it reads as one. Otherwise it
--- is added to the street, after a comma.
--
-- @module openprovider.cli.import.columns.line2

local builders = require("openprovider.customer.builders")
local digits = require("openprovider.values.digits")
local streets = require("openprovider.customer.address.street")

local line2 = {}

local function trimmed(text)
  return text:match("^[ \t-\r,]*(.-)[ \t-\r,]*$")
end

-- Adds the lines of a text that are not empty to others.
local function add_lines(lines, text)
  for part in text:gmatch("[^\r\n]+") do
    local line = trimmed(part)
    if line ~= "" then lines[#lines + 1] = line end
  end
  return lines
end

local function converted(message, ...)
  return { path = "address.street", code = "converted", severity = "warning", message = message:format(...) }
end

-- Adds lines to the street, after its house number was taken out.
local function extend(customer, address, street, rest)
  local below = table.concat(rest, ", ")
  address.street = street
  local split = address.number == nil and builders.address(address) or address
  if split.number == nil then
    address.street = street .. ", " .. below
    return nil
  end
  split.street = split.street .. ", " .. below
  customer.address = split
  return converted('"%s" and "%s" are read as street "%s", number "%s"%s', street, below, split.street, split.number,
    split.suffix and ', suffix "' .. split.suffix .. '"' or "")
end

-- Reads a line that is only a number: the house number if there is none yet, or a repetition of it. -> conversion | nil
local function add_number(address, line)
  if not line:find("^[0-9]+[A-Za-z]?$") then return nil end
  local split = address.number == nil and builders.address(address) or address
  local number = split.number and tostring(split.number)
  if number == line or number and number .. (split.suffix or "") == line then
    return converted('has the house number "%s" in the line below, too, which is left out', line)
  end
  if number or digits.may_be_in(address.street) then return nil end
  address.number = line
  return converted('has "%s" in the line below, which is read as the house number', line)
end

-- Whether all lines name a flat, a floor or the like. Among several, a bare number may also be that of the house.
local function are_suffixes(lines)
  for _, line in ipairs(lines) do
    local is_bare = lines[2] and not line:find("[A-Za-z\194][A-Za-z\176-\186]")
    if is_bare or streets.place_of_line2(line) ~= "suffix" then return false end
  end
  return true
end

-- Reads the lines below the street. -> conversion | nil
local function read_lines(customer, address, street, lines)
  local number = not lines[2] and add_number(address, lines[1])
  if number then return number end
  if address.suffix ~= nil or not are_suffixes(lines) then return extend(customer, address, street, lines) end
  address.suffix = table.concat(lines, ", ")
  return converted('has "%s" in the line%s below, which %s read as the suffix of the house number',
    table.concat(lines, '" and "'), lines[2] and "s" or "", lines[2] and "are" or "is")
end

--- Adds lines to the address of a customer.
---@param customer table changed
---@param below string[] the cells below that of the street, which may have several lines, too
---@return table|nil conversion
function line2.add(customer, below)
  local address = customer.address or {}
  local lines = add_lines({}, address.street or "")
  for _, text in ipairs(below) do add_lines(lines, text) end
  local street = table.remove(lines, 1)
  if not street then return nil end
  customer.address, address.street = address, street
  if not lines[1] then return nil end
  -- 0 says that there is no number, and may be the default of all rows.
  local given = address.number
  if given == streets.NO_NUMBER then address.number = nil end
  local conversion = read_lines(customer, address, street, lines)
  if customer.address.number == nil then customer.address.number = given end
  return conversion
end

return line2
