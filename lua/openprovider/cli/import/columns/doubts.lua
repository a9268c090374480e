--- Columns whose names have several meanings: the other columns decide which one it is, or the caller has to.
--
-- @module openprovider.cli.import.columns.doubts

local paths = require("openprovider.cli.import.columns.paths")

local FIRST, LAST, COMPANY = "name.first_name", "name.last_name", "company_name"
local STREET, NUMBER, SUFFIX = "address.street", "address.number", "address.suffix"
local STATE, COUNTRY = "address.state", "address.country"

local NOTHING = "" -- the column is left out

-- What a column called just "name" can be.
local function of_name(has)
  if has[FIRST] and not has[LAST] then return LAST end
  if has[FIRST] and has[LAST] and has[COMPANY] then return NOTHING end
  if has[FIRST] and has[LAST] then return nil, { COMPANY, NOTHING } end
  return nil, has[COMPANY] and { paths.FULL_NAME, NOTHING } or { paths.FULL_NAME, COMPANY, NOTHING }
end

local function is_of_address(path)
  return path ~= nil and path:find("^address%.") ~= nil
end

-- For each doubt: function(has, before, after) -> the path | nil, the paths to choose from. `has` are the paths that
-- other columns have, `before` and `after` are those of the columns beside it.
local RESOLVE = { name = of_name }

-- Italian and Spanish have one word for a name and a first name.
function RESOLVE.given_name(has)
  if has[LAST] and not has[FIRST] then return FIRST end
  return of_name(has)
end

function RESOLVE.full_name(has)
  if has[FIRST] and has[LAST] then return NOTHING end
  return nil, { paths.FULL_NAME, NOTHING }
end

function RESOLVE.address(has)
  if has[STREET] then return NOTHING end
  if has["address.zipcode"] and has["address.city"] then return STREET end
  return nil, { STREET, NOTHING }
end

function RESOLVE.number(has, before)
  if has[NUMBER] or not has[STREET] then return NOTHING end
  if before == STREET then return NUMBER end
  return nil, { NUMBER, NOTHING }
end

-- "Street no." is the number if there is a column for the street; otherwise it is both.
function RESOLVE.street_number(has)
  if not has[STREET] then return STREET end
  return has[NUMBER] and NOTHING or NUMBER
end

function RESOLVE.suffix(has, before)
  if before == LAST or before == FIRST then return NOTHING end -- the suffix of a name, such as Jr.
  if has[SUFFIX] then return NOTHING end
  if before == NUMBER then return SUFFIX end
  return nil, { SUFFIX, paths.LINE2, NOTHING }
end

-- The word "state" can also mean the country, or whether a customer is active. A state stands beside an address.
function RESOLVE.state(has, before, after)
  local is_in_address = is_of_address(before) or is_of_address(after)
  if not has[COUNTRY] then return nil, { COUNTRY, STATE, NOTHING } end
  if has[STATE] then return NOTHING end
  if is_in_address then return STATE end
  return nil, { STATE, NOTHING }
end

-- In this order, since later ones depend on earlier ones.
local ORDER = { "given_name", "name", "full_name", "address", "street_number", "number", "suffix", "state" }

-- Two columns are never proposed for the same field. A column that is called the full name takes it before one that is
-- only called a name.
local function propose_once(choices)
  local is_taken = {}
  local function move(choice)
    for index, path in ipairs(choice.paths) do
      if path == NOTHING or not is_taken[path] then
        table.insert(choice.paths, 1, table.remove(choice.paths, index))
        is_taken[path] = true
        return
      end
    end
  end
  for _, choice in ipairs(choices) do
    if choice.columns[1].doubt == "full_name" then move(choice) end
  end
  for _, choice in ipairs(choices) do
    if choice.columns[1].doubt ~= "full_name" then move(choice) end
  end
end

local doubts = {}

--- Decides what each doubtful column is.
---@param columns table[] all of the header row; a doubtful one has `doubt`
---@param claims table<string, table> the paths that columns have; new ones are added by `claim`
---@param claim fun(column: table, path: string) gives a column a path; "" leaves it out
---@return table[] choices `{ column, paths }` of those that nobody but the caller can tell
function doubts.resolve(columns, claims, claim)
  local choices = {}
  for _, doubt in ipairs(ORDER) do
    for index, column in ipairs(columns) do
      if column.doubt == doubt then
        local before, after = columns[index - 1], columns[index + 1]
        local path, choice = RESOLVE[doubt](claims, before and before.path, after and after.path)
        if path then
          claim(column, path)
        else
          choices[#choices + 1] = { columns = { column }, paths = choice }
        end
      end
    end
  end
  propose_once(choices)
  return choices
end

return doubts
