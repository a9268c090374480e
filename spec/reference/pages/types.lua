--- The page of types: the classes of types.lua, in its sections.

local annotations = require("spec.reference.annotations")
local markdown = require("spec.reference.markdown")

local TYPES = "lua/openprovider/types.lua"

local INTRODUCTION = [[
The shapes of tables that go in and come out. An editor that reads LuaCATS completes them from
[`lua/openprovider/types.lua`](../../lua/openprovider/types.lua).
]]

-- Types that have a page of their own.
local ELSEWHERE = {
  Options = true, Error = true, ErrorKind = true, CallErrorKind = true, ProblemCode = true, Client = true,
}

local function class(block)
  local name = block.class:match("^openprovider%.(.*)$")
  local parts = { "### ", name, "\n\n" }
  if block.words ~= "" then parts[#parts + 1] = markdown.wrap(markdown.sentence(block.words)) .. "\n" end
  local parent = block.parent and block.parent:match("^openprovider%.(.*)$")
  if parent then
    parts[#parts + 1] = markdown.wrap("It has all members of " .. markdown.type(block.parent)
      .. (block.fields[1] and ", and these:" or "."))  .. "\n"
  end
  local rows = {}
  for index, field in ipairs(block.fields) do
    rows[index] = {
      "`" .. field.name .. "`" .. (field.optional and "" or " *"), markdown.type(field.type), field.words,
    }
  end
  if rows[1] then parts[#parts + 1] = markdown.table({ "member", "type", "meaning" }, rows) .. "\n" end
  return table.concat(parts)
end

local function alias(block)
  local name = block.alias:match("^openprovider%.(.*)$")
  local parts = { "### ", name, "\n\n" }
  if block.type then
    if block.words ~= "" then parts[#parts + 1] = markdown.wrap(markdown.sentence(block.words)) .. "\n" end
    parts[#parts + 1] = markdown.code("text", (block.type:gsub("openprovider%.(%u)", "%1")))
  end
  for _, value in ipairs(block.values) do
    local words = value.words ~= "" and ": " .. value.words or ""
    parts[#parts + 1] = markdown.wrap(markdown.type(value.name) .. words, "- ")
  end
  return table.concat(parts) .. "\n"
end

local types = {}

--- The page.
---@return string
function types.page()
  local parts = { "# Types\n\n", INTRODUCTION, "A member with `*` is always there.\n\n" }
  for _, block in ipairs(annotations.of(TYPES)) do
    local name = (block.class or block.alias or ""):match("^openprovider%.(.*)$")
    if block.section then parts[#parts + 1] = "## " .. block.section .. "\n\n" end
    if name and not ELSEWHERE[name] then parts[#parts + 1] = block.class and class(block) or alias(block) end
  end
  return table.concat(parts)
end

return types
