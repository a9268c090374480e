--- Reads the comments of a Lua file: functions, classes and aliases with their LuaCATS annotations.
--
-- A comment is text, then annotations. An annotation goes on in lines that begin with `---` and have none of their own:
--
--     --- What the function does.
--     --
--     --     an example, four blanks from the margin
--     --
--     -- Errors: those of a call, `not_found`.
--     ---@param name? type words
--     ---@return type name words

local annotations = {}

-- The place behind a bracket's partner.
local function behind_bracket(text, place)
  local opening = text:sub(place, place)
  local closing = ({ ["("] = ")", ["<"] = ">", ["{"] = "}", ["["] = "]" })[opening]
  local _, last = text:find("^%b" .. opening .. closing, place)
  return assert(last, "a bracket is open: " .. text) + 1
end

local behind_type

-- The place behind one alternative of a type, without the marks behind it.
local function behind_alternative(text, place)
  local quoted = select(2, text:find('^"[^"]*"', place))
  if quoted then return quoted + 1 end
  if text:find("^%(", place) then return behind_bracket(text, place) end
  if text:find("^fun%(", place) then
    place = behind_bracket(text, place + 3)
    if not text:find("^: ", place) then return place end
    repeat place = behind_type(text, place + 2) until not text:find("^, [%w(]", place)
    return place
  end
  local _, last = text:find("^[%w_.]+%*?", place)
  place = assert(last, "no type: " .. text:sub(place)) + 1
  return text:find("^<", place) and behind_bracket(text, place) or place
end

-- The place behind a type, which may have several alternatives.
behind_type = function(text, place)
  repeat
    place = behind_alternative(text, place)
    while text:find("^%[%]", place) or text:find("^%?", place) do
      place = place + (text:sub(place, place) == "?" and 1 or 2)
    end
    local goes_on = text:find("^|", place)
    if goes_on then place = place + 1 end
  until not goes_on
  return place
end

--- Cuts a text that begins with a type.
---@param text string
---@return string type
---@return string words what stands behind it
function annotations.cut_type(text)
  local place = behind_type(text, 1)
  return text:sub(1, place - 1), (text:sub(place):gsub("^ +", ""))
end

--- The alternatives of a type.
---@param text string
---@return string[]
function annotations.alternatives(text)
  local found, place = {}, 1
  while place <= #text do
    local first = place
    place = behind_alternative(text, place)
    while text:find("^%[%]", place) do place = place + 2 end
    found[#found + 1] = text:sub(first, place - 1)
    if text:find("^%?", place) then
      found[#found + 1] = "nil"
      place = place + 1
    end
    place = place + 1
  end
  return found
end

-- What each annotation gives, of the text behind its name.
local READ = {}

function READ.param(block, text)
  local name, optional, rest = text:match("^([%w_.]+)(%??) (.*)$")
  local its, words = annotations.cut_type(rest)
  block.params[#block.params + 1] = { name = name, optional = optional == "?", type = its, words = words }
end

READ["return"] = function(block, text)
  local its, words = annotations.cut_type(text)
  local name, rest = words:match("^([%l_]+) ?(.*)$")
  block.returns[#block.returns + 1] = { type = its, name = name, words = rest or words }
end

function READ.class(block, text)
  local name, rest = text:match("^([%w_.]+)(.*)$")
  block.class = name
  block.parent, block.words = rest:match("^ : ([%w_.]+) ?(.*)$")
  block.words = block.words or rest:gsub("^ ", "")
end

function READ.field(block, text)
  local name, optional, rest = text:match("^([%w_]+)(%??) (.*)$")
  local its, words = annotations.cut_type(rest)
  block.fields[#block.fields + 1] = { name = name, optional = optional == "?", type = its, words = words }
end

function READ.alias(block, text)
  local name, rest = text:match("^([%w_.]+) ?(.*)$")
  block.alias, block.values = name, {}
  if rest ~= "" then block.type, block.words = annotations.cut_type(rest) end
end

-- A value of an alias, as `---| "value" words`.
READ["|"] = function(block, text)
  local its, words = annotations.cut_type(text)
  block.values[#block.values + 1] = { name = its:gsub('"', ""), words = words }
end

function READ.package(block) block.is_package = true end

-- A run of comment lines -> block
local function read_block(lines)
  local block = { text = {}, params = {}, returns = {}, fields = {} }
  local given = {} -- each annotation: its name and its whole text
  for _, line in ipairs(lines) do
    local name, text = line:match("^%-%-%-@(%l+) ?(.*)$")
    if not name then name, text = line:match("^%-%-%-(|) (.*)$") end
    if name then
      given[#given + 1] = { name, text }
    elseif given[1] then
      given[#given][2] = given[#given][2] .. " " .. line:match("^%-+ *(.*)$")
    else
      block.text[#block.text + 1] = line:match("^%-%-%-? ?(.*)$")
    end
  end
  for _, annotation in ipairs(given) do
    if READ[annotation[1]] then READ[annotation[1]](block, annotation[2]) end
  end
  return block
end

-- Cuts the text of a comment: what is said, an example, the kinds of errors.
local function cut_text(block)
  local said, example = {}, {}
  for _, line in ipairs(block.text) do
    local code = line:match("^    (.*)$")
    if code then
      example[#example + 1] = code
    elseif not (line == "" and said[#said] == "") then
      said[#said + 1] = line
    end
  end
  local text = table.concat(said, "\n"):gsub("^\n+", ""):gsub("\n+$", "")
  local before, errors = text:match("^(.-)%f[%z\n]\n*Errors: (.*)$")
  block.said = before or text
  block.errors = errors and errors:gsub("\n", " ") or nil
  block.example = example[1] and table.concat(example, "\n") or nil
  return block
end

-- What a comment is about, by the line behind it.
local function name_block(block, line)
  block.owner, block.name, block.arguments = line:match("^function ([%w_]+)[.:]([%w_]+)%((.-)%)")
  if not block.name then block.name, block.arguments = line:match("^local function ([%w_]+)%((.-)%)") end
  if not block.name then block.arguments = line:match("^return function%((.-)%)") end
  return block
end

--- All comments of a file that begin with `---`, in its order.
---@param path string
---@return table[] blocks `{ said, example, errors, params, returns }` of a function, with its `name` and `owner` (as in
--- `owner.name` or `owner:name`) and `arguments`; `{ class, parent, words, fields }`; `{ alias, values }`;
--- `{ section }`
function annotations.of(path)
  local blocks, lines = {}, {}
  local function finish(line)
    if lines[1] then blocks[#blocks + 1] = cut_text(name_block(read_block(lines), line)) end
    lines = {}
  end
  for line in io.lines(path) do
    local section = line:match("^%-%- (%u[^\n]-) %-%-%-%-+$")
    if section then
      finish("")
      blocks[#blocks + 1] = { section = section }
    elseif line:find("^%-%-%-") or lines[1] and line:find("^%-%-") then
      lines[#lines + 1] = line
    else
      finish(line)
    end
  end
  finish("")
  return blocks
end

--- The functions of a file.
---@param path string
---@param owner? string of those that are `owner.name` or `owner:name`
---@return table<string, table> by_name
---@return string[] names in the file's order
function annotations.functions(path, owner)
  local by_name, names = {}, {}
  for _, block in ipairs(annotations.of(path)) do
    if block.arguments and not block.is_package and (not owner or block.owner == owner) and block.name then
      by_name[block.name] = block
      names[#names + 1] = block.name
    end
  end
  return by_name, names
end

return annotations
