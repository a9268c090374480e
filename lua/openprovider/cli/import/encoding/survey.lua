--- Finds the encoding of a file that is not UTF-8: Windows-1252 if that is certain. A name that was read in the wrong
--- encoding cannot be changed later. So in all other cases the import stops and lists the possible encodings.
-- The file is read with each byte as one character. This gives its rows in any encoding, with the bytes by which to
-- find the encoding.
--
-- @module openprovider.cli.import.encoding.survey

local blocks = require("openprovider.cli.import.input.blocks")
local candidates = require("openprovider.cli.import.encoding.candidates")
local core = require("openprovider.core")
local countries = require("openprovider.customer.address.countries")
local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local is_foreign = require("openprovider.cli.import.encoding.foreign")
local plausible = require("openprovider.cli.import.encoding.plausible")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")
local western = require("openprovider.cli.import.encoding.western")

-- In this encoding each byte is the character with the same number.
local EACH_BYTE = "ISO-8859-1"
local WINDOWS = "WINDOWS-1252"

-- Maximum number of values that are kept (values with a byte that no other one has are always kept), and of those that
-- are shown.
local MAX_SAMPLES, SHOWN = 12, 3

-- Width of a terminal, of the text before a proposal's values, and of one value.
local WIDTH, INDENT, VALUE_WIDTH = 80, "    ", 40

local BYTE_OF = {}
for byte = 0x80, 0xFF do
  local character = byte < 0xC0 and "\194" .. string.char(byte) or "\195" .. string.char(byte - 0x40)
  BYTE_OF[character] = string.char(byte)
end

local Survey = {}
Survey.__index = Survey

-- The bytes of a text that was read with each byte as a character.
local function raw_of(text)
  return (text:gsub("[\194\195][\128-\191]", BYTE_OF))
end

-- Calls a function with each text of a row that has more than ASCII.
local function each_text(value, fn)
  if type(value) == "string" then
    if value:find("[\128-\255]") then fn(raw_of(value)) end
  elseif type(value) == "table" then
    for _, member in pairs(value) do each_text(member, fn) end
  end
end

-- Sets why the file is not certainly Windows-1252. Only the first reason counts.
function Survey:doubt(why, ...)
  self.why = self.why or why:format(...)
end

-- A text with its bytes beyond ASCII as numbers.
local function in_figures(raw)
  return (raw:gsub("[%z\1-\31\127-\255]", function(byte) return ("\\x%02X"):format(byte:byte()) end))
end

-- Keeps the first values, and all that have a new byte.
function Survey:sample(raw, line, country)
  local is_new = #self.samples < MAX_SAMPLES and not self.is_sample[raw]
  for byte in raw:gmatch("[\128-\255]") do
    local count = self.counts[byte] or 0
    self.counts[byte], is_new = count + 1, is_new or count == 0
  end
  if not is_new then return end
  self.is_sample[raw] = true
  self.samples[#self.samples + 1] = { raw = raw, line = line, country = country }
end

-- Examines a value. Almost all letters of Windows-1252 are above 0xBF. Below, it has signs and a few rare letters,
-- where DOS and the old Macintosh have their letters.
function Survey:value(raw, line, country)
  self:sample(raw, line, country)
  if core.is_utf8(raw) then
    return self:doubt("line %d is UTF-8 (%s), and other lines are not", line, in_figures(raw))
  end
  local text = candidates.text(WINDOWS, raw)
  if not text then
    return self:doubt("line %d has bytes that Windows-1252 does not have: %s", line, in_figures(raw))
  end
  if plausible.oddities(text, true) > 0 or is_foreign(text, country) then
    self.is_foreign = true
    return self:doubt("line %d would have %s in Windows-1252", line, errors.quoted(text))
  end
  for _ in raw:gmatch("[\192-\255]") do self.letters = self.letters + 1 end
  for _ in raw:gmatch("[\138\142\154\158\159]") do self.rare = self.rare + 1 end
end

-- The country in a cell, whose own bytes may depend on the encoding.
local function country_of(raw)
  local country = countries.read(raw)
  if country or not raw:find("[\128-\255]") then return country end
  return (countries.read(candidates.text(WINDOWS, raw) or ""))
end

-- Counts the country of a row that has more than ASCII. -> the country, or nil if it is not known
function Survey:country(row)
  local address = row.customer and row.customer.address
  local given = type(address) == "table" and type(address.country) == "string" and raw_of(address.country) or ""
  local country = country_of(given)
  if given == "" then return self:doubt("line %d has no country", row.line) end
  if not country then
    return self:doubt("line %d has a country that is not known, %s", row.line, in_figures(given))
  end
  self.countries[country] = (self.countries[country] or 0) + 1
  if not western[country] then
    self:doubt("line %d is from %s, and Windows-1252 does not have all letters of its languages", row.line, country)
  end
  return country
end

function Survey:row(row, cells)
  local values = {}
  each_text(cells or row.customer, function(raw) values[#values + 1] = raw end)
  local country = values[1] and self:country(row)
  for _, raw in ipairs(values) do self:value(raw, row.line, country) end
end

-- Reads all rows, as far as they can be read.
function Survey:read(rows)
  each_text(rows.header_cells, function(raw) self:value(raw, rows.header) end)
  local row = rows:next()
  while row do
    self:row(row, type(rows.last) == "table" and rows.last or nil)
    row = rows:next()
  end
  if self.rare > 0 and self.rare >= self.letters then self:doubt("it has letters that are rare in Windows-1252") end
end

-- If there are no rows, lines are examined instead.
function Survey:read_bytes(file)
  local text, all = "", blocks.new(file, EACH_BYTE)
  local line = 1
  self:doubt("its columns cannot be read")
  while text do
    text = all:more("")
    for piece in (text or ""):gmatch("[^\r\n]*\n?") do
      for cell in piece:gmatch('[^,;|\t"\r\n]+') do
        each_text(cell, function(raw) self:sample(raw, line) end)
      end
      if piece:sub(-1) == "\n" then line = line + 1 end
    end
  end
end

-- The pairs of proposals that read a value differently.
local function pairs_apart(found, index)
  local list = {}
  for one = 1, #found do
    for other = one + 1, #found do
      if found[one].texts[index] ~= found[other].texts[index] then list[#list + 1] = one * #found + other end
    end
  end
  return list
end

-- Weight of a pair that no earlier value tells apart.
local NEW = 100

-- Removes from a list the value that tells most proposals apart, first of all those that no earlier value tells apart.
local function take_best(list, is_apart)
  local best, most = nil, 0
  for place, value in ipairs(list) do
    local score = 0
    for _, pair in ipairs(value.pairs) do score = score + (is_apart[pair] and 1 or NEW) end
    if score > most then best, most = place, score end
  end
  local value = table.remove(list, best)
  for _, pair in ipairs(value.pairs) do is_apart[pair] = true end
  return value.index
end

-- The values by which a reader can tell the proposals apart, in the file's order; if there are none, the first values.
local function telling(found, samples)
  local list, chosen, is_apart = {}, {}, {}
  for index = 1, #samples do
    local apart = pairs_apart(found, index)
    if apart[1] then list[#list + 1] = { index = index, pairs = apart } end
  end
  while list[1] and #chosen < SHOWN do chosen[#chosen + 1] = take_best(list, is_apart) end
  for index = 1, chosen[1] and 0 or math.min(SHOWN, #samples) do chosen[index] = index end
  table.sort(chosen, function(one, other) return one < other end)
  return chosen
end

-- Values as a proposal reads them.
local function shown_of(proposal, chosen, samples)
  local shown = {}
  for place, index in ipairs(chosen) do
    shown[place] = ("line %d: %s"):format(samples[index].line, display_width.cut(proposal.texts[index], VALUE_WIDTH))
  end
  return table.concat(shown, "; ")
end

-- The message about a file whose encoding is not certain.
function Survey:proposals(path)
  local found = candidates.of(self.samples, self.countries, self.is_foreign)
  local lines = {
    "it is not UTF-8, and its encoding is not certain: " .. self.why,
    "A name that is read wrongly cannot be changed later, so nothing was sent.",
    found[1] and "Use the command under which the names are right, or save it as 'CSV UTF-8':"
      or "Save it as 'CSV UTF-8', or name its encoding with --encoding NAME.",
  }
  local chosen = telling(found, self.samples)
  for _, proposal in ipairs(found) do
    lines[#lines + 1] = ("  openprovider import %s --encoding %s"):format(quoted_option.word(path), proposal.encoding)
    local said = ("%s%s; %s"):format(proposal.what, proposal.rows > 0
      and (", for %d %s"):format(proposal.rows, proposal.rows == 1 and "row" or "rows") or "",
      shown_of(proposal, chosen, self.samples))
    for _, line in ipairs(display_width.lines(said, WIDTH - #INDENT)) do lines[#lines + 1] = INDENT .. line end
  end
  return lines
end

-- The values, those with the rarest letters first: they show best whether the encoding is right.
function Survey:rarest()
  local rarity, list = {}, {}
  for index, sample in ipairs(self.samples) do
    list[index] = index
    for byte in sample.raw:gmatch("[\128-\255]") do
      rarity[index] = math.min(rarity[index] or math.huge, self.counts[byte])
    end
  end
  table.sort(list, function(one, other)
    if rarity[one] ~= rarity[other] then return rarity[one] < rarity[other] end
    return one < other
  end)
  for index, place in ipairs(list) do list[index] = self.samples[place] end
  return list
end

-- The note about a file that is read as Windows-1252.
function Survey:note()
  local values = {}
  local samples = self:rarest()
  for index = 1, math.min(SHOWN, #samples) do
    local raw = samples[index].raw
    values[index] = ("%s -> %s"):format(in_figures(raw), candidates.text(WINDOWS, raw))
  end
  return ("it is not UTF-8; it is read as %s, such as %s; --encoding NAME reads another"):format(WINDOWS,
    table.concat(values, ", "))
end

--- Finds the encoding of a file where it is not certain, and goes back to its start.
---@param file table of `openprovider.cli.import.input.input_file`
---@param path string its name, for a command
---@param open fun(encoding: string): table|nil gives a source of its rows
---@return table found `encoding`, and `note` to show; or `refused`, lines that say why the encoding is not certain
return function(file, path, open)
  local survey = setmetatable({
    samples = {}, is_sample = {}, counts = {}, countries = {}, letters = 0, rare = 0,
  }, Survey)
  local rows = open(EACH_BYTE)
  if rows then
    survey:read(rows)
  else
    file:again()
    survey:read_bytes(file)
  end
  file:again()
  if survey.why then return { refused = survey:proposals(path) } end
  return { encoding = WINDOWS, note = survey:note() }
end
