--- Words and signs for "no value" in fields that no customer needs, such as "-" in the column of the prefix. They are
--- left out, with a note. So are titles in such a column, since the API has no field for them. In a column that is
--- called `name.prefix` they stay: what this program has listed is imported as it is.
--
-- @module openprovider.cli.import.input.placeholders

local titles = require("openprovider.cli.import.input.titles")
local word_forms = require("openprovider.cli.import.input.word_forms")

local add, add_signs = word_forms.add, word_forms.add_signs

-- Words that no field has as a value, and short ones, which in capitals may be initials: "N.A."
local LONG = [[
none,nothing,unknown,unbekannt,onbekend,inconnu,inconnue,desconocido,desconocida,sconosciuto,sconosciuta,nieznane,
keine,keiner,keine angabe,ohne,entfällt,geen,niet van toepassing,zonder,aucun,aucune,sans,néant,sans objet,ninguno,
ninguna,no aplica,no tiene,nessuno,nessuna,brak,nie dotyczy,ingen,inget,intet,not applicable,not available,
not provided,null,empty,0,00,xxx,xxxx]]
local SHORT = "nil,kein,n.v.t.,nvt,n.a.,k.a.,n.b.,tbd,tba,n/d,s/d,xx,x"

local ALL = add_signs(add(add({}, LONG), SHORT))
local NO_NUMBER = add(add_signs(add(add({}, LONG), SHORT)), "no,non,nein,nee,nie,false,falsch")
local SMALL = add_signs(add({}, LONG)) -- for initials
for word in SHORT:gmatch("[^,]+") do SMALL[word] = true end
local NO_SUFFIX = add_signs(add(add({}, LONG), "nil,kein,n.v.t.,nvt,tbd,tba"))

-- Object, or false for a member of the customer; member; and the texts that stand for no value.
local FIELDS = {
  { "name", "prefix", ALL }, { "name", "initials", SMALL }, { "address", "suffix", NO_SUFFIX },
  { "address", "state", ALL }, { false, "vat", NO_NUMBER }, { false, "fax", NO_NUMBER },
  { "additional_data", "company_registration_number", NO_NUMBER },
  { "additional_data", "social_security_number", NO_NUMBER }, { "additional_data", "passport_number", NO_NUMBER },
}

local NONE = '"%s" stands for no value, and is left out'
local TITLE = '"%s" is a title, which customers do not have, and is left out; a prefix is a word as "van der"'

-- Whether the prefix is in a column that somebody else called so.
local function is_of_others(row, columns)
  local column = columns and columns:column_of("name.prefix", row)
  return column and column.name and column.name ~= "name.prefix"
end

-- Why a value is left out, or nil.
local function reason(member, value, is_none, row, columns)
  value = value:match("^[ \t-\r]*(.-)[ \t-\r]*$")
  if is_none[value] then return NONE:format(value) end
  return member == "prefix" and titles.are_all(value) and is_of_others(row, columns) and TITLE:format(value) or nil
end

--- Leaves out such texts of a row.
---@param row table with a customer, which is changed; `conversions` gets the notes
---@param columns table|nil its columns, if it has some
return function(row, columns)
  for index = 1, #FIELDS do
    local object, member = FIELDS[index][1], FIELDS[index][2]
    local part = row.customer
    if object then part = part[object] end
    local value = type(part) == "table" and part[member]
    local why = type(value) == "string" and reason(member, value, FIELDS[index][3], row, columns)
    if why then
      part[member] = nil
      if object and next(part) == nil then row.customer[object] = nil end
      row.conversions = row.conversions or {}
      row.conversions[#row.conversions + 1] = { path = (object and object .. "." or "") .. member, code = "converted",
        severity = "warning", value = value, message = why }
    end
  end
end
