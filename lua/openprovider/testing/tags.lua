--- Tags: list, create, delete (contract: TagService).
local answers = require("openprovider.testing.answers")
local contract = require("openprovider.testing.contract")

local tags = {}

--- The only key (contract: "Allowed values: 'customer'").
local KEY = "customer"

--- The state of a sandbox's tags: their values, in order of creation.
---@return table
function tags.state()
  return { values = {} }
end

-- The place of a value in the list, or nil.
local function place(sandbox, value)
  for index, other in ipairs(sandbox.tags.values) do
    if other == value then
      return index
    end
  end
  return nil
end

local function is_blank(text)
  return text == nil or text == ""
end

-- The answer that refuses a tag; nil if it is valid.
local function refusal(tag)
  if is_blank(tag.key) or is_blank(tag.value) then
    return answers.failure(20002)
  end
  if tag.key ~= KEY then
    return answers.failure(4006, "key: the only one is 'customer'")
  end
  return nil
end

--- `GET /tags`.
---@param sandbox table
---@param request table
---@return table answer
function tags.list(sandbox, request)
  local key, wanted = request.query.key, request.query.value
  local found = {}
  for _, value in ipairs(sandbox.tags.values) do
    if (is_blank(key) or key == KEY) and (is_blank(wanted) or wanted == value) then
      found[#found + 1] = { key = KEY, value = value }
    end
  end
  return answers.page(found, 0, #found)
end

--- `POST /tags`. To create an existing tag is not an error.
---@param sandbox table
---@param request table
---@return table answer
function tags.create(sandbox, request)
  local tag, reason = contract.read(contract.tag, request.json)
  if tag == nil then
    return answers.failure(4006, reason)
  end
  local refused = refusal(tag)
  if refused then
    return refused
  end
  if not place(sandbox, tag.value) then
    table.insert(sandbox.tags.values, tag.value)
  end
  return answers.done()
end

--- `DELETE /tags`.
---@param sandbox table
---@param request table
---@return table answer
function tags.delete(sandbox, request)
  local refused = refusal(request.query)
  if refused then
    return refused
  end
  local index = place(sandbox, request.query.value)
  if not index then
    return answers.failure(98)
  end
  table.remove(sandbox.tags.values, index)
  return answers.done()
end

return tags
