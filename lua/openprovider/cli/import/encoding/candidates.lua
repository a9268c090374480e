--- The encodings that a file may have: the countries that use them, and the file's texts as read in each.
--
-- @module openprovider.cli.import.encoding.candidates

local core = require("openprovider.core")
local is_foreign = require("openprovider.cli.import.encoding.foreign")
local plausible = require("openprovider.cli.import.encoding.plausible")
local western = require("openprovider.cli.import.encoding.western")

local candidates = {}

local CENTRAL = "PL CZ SK HU SI HR RO BA RS ME AL MD"
local CYRILLIC = "RU BY UA BG RS MK KZ KG MD BA ME"
local ARABIC = "AE BH DZ EG IQ IR JO KW LB LY MA OM PK QA SA SD SY TN YE"

-- Encodings to try, the more frequent ones first, and the languages that use them.
local ALL = {
  { "WINDOWS-1252", "Western European", western },
  { "WINDOWS-1250", "Central European", CENTRAL },
  { "WINDOWS-1251", "Cyrillic", CYRILLIC },
  { "WINDOWS-1253", "Greek", "GR CY" },
  { "WINDOWS-1254", "Turkish", "TR CY AZ" },
  { "WINDOWS-1257", "Baltic", "EE LV LT" },
  { "CP932", "Japanese, Shift_JIS", "JP" },
  { "GB18030", "Chinese", "CN SG" },
  { "BIG5", "Chinese of Taiwan and Hong Kong", "TW HK MO" },
  { "CP949", "Korean", "KR" },
  { "WINDOWS-1255", "Hebrew", "IL" },
  { "WINDOWS-1256", "Arabic", ARABIC },
  { "WINDOWS-874", "Thai", "TH" },
  { "WINDOWS-1258", "Vietnamese", "VN" },
  { "ISO-8859-2", "Central European", CENTRAL },
  { "KOI8-R", "Russian", "RU BY BG" },
  { "KOI8-U", "Ukrainian", "UA" },
  { "ISO-8859-15", "Western European, with the euro sign", western },
  { "ISO-8859-7", "Greek", "GR CY" },
  { "ISO-8859-13", "Baltic", "EE LV LT" },
  { "EUC-JP", "Japanese", "JP" },
  { "MACINTOSH", "Western European, from an old Macintosh", western },
  { "CP850", "Western European, from DOS", western },
  { "CP852", "Central European, from DOS", CENTRAL },
  { "CP866", "Cyrillic, from DOS", CYRILLIC },
}

for _, encoding in ipairs(ALL) do
  if type(encoding[3]) == "string" then
    local countries = {}
    for code in encoding[3]:gmatch("[A-Z]+") do countries[code] = true end
    encoding[3] = countries
  end
end

-- Maximum number of proposals.
local MAX_SHOWN = 4

-- Control characters: ISO's encodings have them where those of Windows have letters.
local CONTROL = "\194[\128-\159]"

--- A text in an encoding.
---@param encoding string
---@param raw string
---@return string|nil text in UTF-8; nil if the bytes are not valid in that encoding
function candidates.text(encoding, raw)
  local decoder = core.decoder(encoding)
  if not decoder then return nil end
  local text, count, is_wrong = decoder:decode(raw)
  if is_wrong or count < #raw then return nil end
  text = text .. decoder:decode()
  return not text:find(CONTROL) and text or nil
end

-- How many rows are from the countries of an encoding.
local function rows_of(countries, counts)
  local count = 0
  for code, rows in pairs(counts) do
    if countries[code] then count = count + rows end
  end
  return count
end

-- -> the texts as read in an encoding, and how odd they are | nil if they are not valid in it
local function read(encoding, samples, is_western)
  local texts, oddities = {}, 0
  for index, sample in ipairs(samples) do
    local text = candidates.text(encoding, sample.raw)
    if not text then return nil end
    local is_odd = is_western and is_foreign(text, sample.country)
    texts[index], oddities = text, oddities + plausible.oddities(text) + (is_odd and 1 or 0)
  end
  return texts, oddities
end

-- The order of proposals: first by the number of rows from its countries, then by how well the texts read, then by how
-- frequent the encoding is. With foreign names, how well the texts read comes first.
local function is_better(one, other)
  if one.rank ~= other.rank then return one.rank < other.rank end
  if one.has_foreign and one.oddities ~= other.oddities then return one.oddities < other.oddities end
  if one.rows ~= other.rows then return one.rows > other.rows end
  if one.oddities ~= other.oddities then return one.oddities < other.oddities end
  return one.place < other.place
end

--- The encodings that some values may have, the best first.
---@param samples table[] `{ raw, line, country }`
---@param counts table<string, integer> how many rows are from each country
---@param has_foreign boolean|nil whether the values do not look like the languages of their countries
---@return table[] proposals `{ encoding, what, rows, texts, oddities }`
function candidates.of(samples, counts, has_foreign)
  local found = {}
  for place, encoding in ipairs(ALL) do
    local rows = rows_of(encoding[3], counts)
    local texts, oddities = read(encoding[1], samples, encoding[3] == western)
    if texts then
      -- A few odd signs in many values are usually not caused by the encoding.
      local is_elsewhere = rows == 0 and not has_foreign and next(counts) ~= nil
      local rank = (is_elsewhere and 2 or 0) + (oddities * 2 > #samples and 1 or 0)
      found[#found + 1] = {
        encoding = encoding[1], what = encoding[2], rows = rows, texts = texts, oddities = oddities, place = place,
        rank = rank, has_foreign = has_foreign,
      }
    end
  end
  table.sort(found, is_better)
  local shown = {}
  for _, proposal in ipairs(found) do
    if #shown < MAX_SHOWN and (#shown == 0 or proposal.rank == found[1].rank) then shown[#shown + 1] = proposal end
  end
  return shown
end

return candidates
