--- Writes Markdown: wrapped text, tables, types as links.

local annotations = require("spec.reference.annotations")
local core = require("openprovider.core")

local markdown = {}

-- Columns of a page.
local WIDTH = 110

--- Breaks a text into lines between its words, but not inside code or a link's text.
---@param text string
---@param first? string what stands before the first line, such as "- "
---@return string lines with a line end each
function markdown.wrap(text, first)
  first = first or ""
  local lines, line, margin = {}, first, (" "):rep(#first)
  local pieces, open = {}, nil
  for word in text:gmatch("[^ \n]+") do
    if open then open = open .. " " .. word else open = word end
    local _, ticks = open:gsub("`", "")
    local _, opened = open:gsub("%[", "")
    local _, closed = open:gsub("%]", "")
    if ticks % 2 == 0 and (opened <= closed or #open > 60) then
      pieces[#pieces + 1], open = open, nil
    end
  end
  pieces[#pieces + 1] = open
  for _, piece in ipairs(pieces) do
    if line ~= first and line ~= margin and #line + 1 + #piece > WIDTH then
      lines[#lines + 1] = line
      line = margin
    end
    line = line .. ((line == first or line == margin) and "" or " ") .. piece
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n") .. "\n"
end

--- Text of several paragraphs and lists, each broken anew.
---@param text string
---@return string
function markdown.text(text)
  local parts, paragraph = {}, {}
  local function finish()
    if not paragraph[1] then return end
    local bullet = paragraph[1]:match("^%- ") or ""
    paragraph[1] = paragraph[1]:sub(#bullet + 1)
    parts[#parts + 1] = markdown.wrap(table.concat(paragraph, " "), bullet)
    paragraph = {}
  end
  local in_code = false
  for line in (text .. "\n"):gmatch("(.-)\n") do
    if line:find("^```") or in_code then
      finish()
      if line:find("^```") then in_code = not in_code end
      parts[#parts + 1] = line .. "\n"
    elseif line == "" then
      finish()
      parts[#parts + 1] = "\n"
    else
      if line:find("^%- ") then finish() end
      paragraph[#paragraph + 1] = line
    end
  end
  finish()
  return table.concat(parts)
end

--- A table.
---@param titles string[]
---@param rows string[][]
---@return string
function markdown.table(titles, rows)
  local lines = { "| " .. table.concat(titles, " | ") .. " |", "|" .. (" --- |"):rep(#titles) }
  for _, row in ipairs(rows) do
    local cells = {}
    for index = 1, #titles do cells[index] = (tostring(row[index] or ""):gsub("|", "\\|"):gsub("\n", " ")) end
    lines[#lines + 1] = (("| " .. table.concat(cells, " | ") .. " |"):gsub("|  |", "| |"):gsub("|  |", "| |"))
  end
  return table.concat(lines, "\n") .. "\n"
end

--- What a heading's anchor is called on a forge.
---@param heading string
---@return string
function markdown.anchor(heading)
  return (core.lower(heading):gsub("[^%w _-]", ""):gsub(" ", "-"))
end

local PAGES = { ErrorKind = "errors.md#kinds", Error = "errors.md#members", ProblemCode = "problems.md#codes",
  Options = "options.md", Client = "functions.md" }

-- One alternative of a type.
local function alternative(text)
  local name, array = text:match("^openprovider%.(%u%w*)(%[?%]?)$")
  if name then
    local link = ("[%s](%s)"):format(name, PAGES[name] or "types.md#" .. markdown.anchor(name))
    return array == "" and link or "array of " .. link
  end
  if text:find('^"') then return "`" .. text .. "`" end
  if text:find("^[%l]+$") then return text end
  return "`" .. text:gsub("openprovider%.(%u)", "%1") .. "`"
end

--- A type in words, with links to the classes.
---@param text string
---@return string
function markdown.type(text)
  local parts = annotations.alternatives(text)
  for index, part in ipairs(parts) do parts[index] = alternative(part) end
  if #parts < 3 then return table.concat(parts, " or ") end
  local last = table.remove(parts)
  return table.concat(parts, ", ") .. " or " .. last
end

--- A block of code.
---@param language string
---@param code string
---@return string
function markdown.code(language, code)
  return ("```%s\n%s\n```\n"):format(language, (code:gsub("\n+$", "")))
end

--- A text that begins with a capital and ends with a full stop.
---@param text string
---@return string
function markdown.sentence(text)
  if text == "" then return text end
  text = text:find("^%l") and core.upper(text:sub(1, 1)) .. text:sub(2) or text
  return text:find("[.!?:]$") and text or text .. "."
end

return markdown
