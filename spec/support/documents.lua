--- The documents: their pages, links, and blocks of code.

local core = require("openprovider.core")

local documents = {}

local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

--- What is in a file.
---@param path string
---@return string
function documents.contents(path)
  local file = assert(io.open(path, "rb"), path)
  local text = file:read("*a")
  file:close()
  return text
end

--- The paths of all pages: those beside the README, and all below docs/.
---@return string[]
function documents.paths()
  local paths = {}
  local all = output_of("ls *.md docs/*.md docs/*/*.md examples/*.md .github/*.md .github/*/*.md 2>/dev/null")
  for path in all:gmatch("[^\n]+") do
    paths[#paths + 1] = path
  end
  return paths
end

--- The fenced blocks of a page.
---@param path string
---@param language? string those in this language alone
---@return table[] blocks `{ language, code, line }`, the line being that of the first line of code
function documents.blocks(path, language)
  local blocks, block, number, margin = {}, nil, 0, nil
  for line in (documents.contents(path) .. "\n"):gmatch("(.-)\n") do
    number = number + 1
    local blanks, name = line:match("^( *)```(%w*)$")
    if block and blanks == margin and name == "" then
      block.code = table.concat(block, "\n")
      if not language or block.language == language then blocks[#blocks + 1] = block end
      block = nil
    elseif block then
      block[#block + 1] = line:sub(#margin + 1)
    elseif name then
      block, margin = { language = name, line = number + 1 }, blanks
    end
  end
  assert(not block, path .. ": a block has no end")
  return blocks
end

--- The Lua of a page as one program, whose lines have the numbers that they have in the page.
---@param path string
---@return string
function documents.program(path)
  local parts, line = {}, 1
  for _, block in ipairs(documents.blocks(path, "lua")) do
    local _, breaks = block.code:gsub("\n", "")
    parts[#parts + 1] = ("\n"):rep(block.line - line) .. block.code
    line = block.line + breaks
  end
  return table.concat(parts)
end

--- A page without its blocks of code and without what stands between backticks.
---@param path string
---@return string
function documents.prose(path)
  return (documents.contents(path):gsub("\n *```.-\n *```", "\n"):gsub("`[^`\n]*`", ""))
end

--- What a forge calls the anchors of a page.
---@param path string
---@return table<string, true>
function documents.anchors(path)
  local anchors, seen = {}, {}
  for heading in documents.contents(path):gsub("\n```.-\n```", ""):gmatch("\n#+ ([^\n]+)") do
    local name = heading:gsub("%[([^%]]*)%]%([^)]*%)", "%1"):gsub("[A-Z]", core.lower)
      :gsub("[^a-z0-9_ \128-\255-]", ""):gsub(" ", "-")
    anchors[seen[name] and name .. "-" .. seen[name] or name] = true
    seen[name] = (seen[name] or 0) + 1
  end
  return anchors
end

--- The links of a page that lead to files of the repository.
---@param path string
---@return table[] links `{ path, anchor }`, the path from the root of the repository
function documents.links(path)
  local links, folder = {}, path:match("^(.*/)") or ""
  for target in documents.prose(path):gmatch("%]%(([^)]+)%)") do
    if not target:find("^%a+:") then
      local file, anchor = target:match("^([^#]*)#?(.*)$")
      local whole = file == "" and path or folder .. file
      repeat
        local count
        whole, count = whole:gsub("[^/]+/%.%./", "", 1)
      until count == 0
      links[#links + 1] = { path = whole, anchor = anchor ~= "" and anchor or nil, text = target }
    end
  end
  return links
end

return documents
