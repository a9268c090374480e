--- Remembers which tables came from builders. In an update such a table replaces the old value; a plain table is
--- merged.
-- A builder reads a whole telephone number, street or address. If that were merged, the parts that it could not read
-- would come from the old value: a national number would get the old country. So an update clears what a builder's
-- table lacks. A caller's copy of it is a plain table.
--
-- @module openprovider.customer.built

local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local same = require("openprovider.customer.same")

local built = {}

-- Table of a builder -> the members that it sets or clears. The tables themselves stay plain.
local members_of = setmetatable({}, { __mode = "k" })

-- Table of a builder -> why it could not read what it was given, as the end of a sentence.
local why_unread = setmetatable({}, { __mode = "k" })

--- Remembers a table that a builder made.
---@param made table
---@param members string[] that it sets, or clears if they are absent
---@param why? string why the builder could not read its argument, as the end of a sentence; nil if the checker can find
--- that out
---@return table made
function built.mark(made, members, why)
  members_of[made], why_unread[made] = members, why
  return made
end

--- Why a builder could not read what it left in a table.
---@param made table
---@return string|nil why
function built.why_unread(made)
  return why_unread[made]
end

--- Whether a builder made a value.
---@param value any
---@return boolean
function built.is_made(value)
  return value ~= nil and members_of[value] ~= nil
end

--- The members that a value sets or clears, if a builder made it and it is not empty.
---@param value any
---@return string[]|nil members
function built.members(value)
  local members = value ~= nil and members_of[value] or nil
  return members and not same(value, nil) and members or nil
end

--- A copy of a part that still counts as its builder's table.
---@param part table
---@return table copy
function built.copied(part)
  return built.mark(copied(part), members_of[part], why_unread[part])
end

--- A deep copy of a customer or of changes, in which builders' tables still count as such.
---@param changes table
---@return table copy
function built.copy(changes)
  local copy = core.plain(nil, changes)
  for name, part in next, changes do
    if members_of[part] then built.mark(copy[name], members_of[part], why_unread[part]) end
  end
  return copy
end

--- A copy of a part with null for the members that it lacks.
---@param part table
---@param members string[]
---@return table complete
function built.complete(part, members)
  local complete = copied(part)
  for _, name in ipairs(members) do
    if complete[name] == nil then complete[name] = json.null end
  end
  return complete
end

--- Checks changes of a customer. What builders made is checked as in a create.
---@param changes table
---@param allow_unknown? boolean
---@return table canonical with null for what builders' tables lack
---@return table|nil problems
---@return integer errors how many of the problems are errors
function built.check_update(changes, allow_unknown)
  local canonical, problems, total = core.check(changes, "update", allow_unknown)
  local parts, covered = {}, {}
  for name, part in next, changes do
    local members = built.members(part)
    if members then
      parts[name] = part
      for _, member in ipairs(members) do covered[name .. "." .. member] = true end
    end
  end
  if next(parts) == nil then return canonical, problems, total end
  local all, errors = {}, 0
  local function add(found, is_of_parts)
    for _, problem in ipairs(found or {}) do
      if (covered[problem.path] == true) == is_of_parts then
        all[#all + 1] = problem
        if problem.severity == "error" then errors = errors + 1 end
      end
    end
  end
  add(problems, false)
  add(select(2, core.check(parts, "create", true)), true)
  if errors > 0 then return canonical, all, errors end
  canonical = copied(canonical)
  for name, part in next, parts do canonical[name] = built.complete(canonical[name], built.members(part)) end
  return canonical, all, errors
end

return built
