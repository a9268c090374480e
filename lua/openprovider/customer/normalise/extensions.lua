--- Finds extensions that contradict each other.
--
-- @module openprovider.customer.normalise.extensions

local core = require("openprovider.core")
local same = require("openprovider.customer.same")

-- Finds the first extension that stood before with other data: nobody knows which of the two the API keeps. -- -> index
-- | nil
local function contradiction(list)
  local data = {}
  for index, element in ipairs(list) do
    local name = core.lower(element.name)
    if data[name] and not same(data[name], element.data) then return index end
    data[name] = element.data
  end
  return nil
end

--- Adds such contradictions to the problems of a check.
---@param canonical table
---@param problems openprovider.Problem[]|nil
---@param errors integer how many of them are errors
---@return table canonical
---@return openprovider.Problem[]|nil problems
---@return integer errors
return function(canonical, problems, errors)
  local list = errors == 0 and canonical.extension_additional_data
  local index = list and list[2] and contradiction(list)
  if not index then return canonical, problems, errors end
  problems = problems or {}
  table.insert(problems, 1, {
    path = ("extension_additional_data[%d]"):format(index), code = "twice", severity = "error",
    message = ("gives the extension %s other data than an element before it: keep one"):format(list[index].name),
  })
  return canonical, problems, 1
end
