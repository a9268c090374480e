--- Words in streets that show that a number is not a house number (halls, plots), or that the text is not a street
--- (post boxes, names of other people).
-- A list here is a list of words: { text =, letters =, comma = whether one follows }. Words are as `core.letters`
-- writes them.
--
-- @module openprovider.customer.address.places

local boxes = require("openprovider.customer.address.boxes")
local core = require("openprovider.core")
local set = require("openprovider.values.word_set")

-- Words for a hall, a plot, a berth or a stall: a number right behind one belongs to it.
local PLACES = set [[
  werk flurstuck flurstueck flurst flur flurnr halle hallen lagerhalle messehalle parzelle terminal gebaude gebaeude geb
  tor trakt baufeld grundstuck grundstueck stellplatz standplatz liegeplatz messestand stand hangar magazin
  kavel perceel ligplaats plaats standplaats staanplaats chalet bungalow stacaravan hal loods poort steiger vak
  nave poligono polig solar lote lt manzana mz mza parcela finca puesto caseta galpon
  quadra qd pavilhao armazem loja sala talhao lotissement lot parcelle emplacement hall entrepot mobilhome
  capannone lotto padiglione fabbricato palazzina mappale particella magazzino posteggio
  dzialka dz hala magazyn budynek bud budova objekt pavilon telek hrsz csarnok epulet tarla
  byggnad bygning bygg lod matrikel matr gnr bnr gardsnr tomt tontti rakennus halli mokki hytte
  участок уч склад цех ангар павильон гараж ada parsel fabrika
  warehouse slip berth dock bay plant factory trailer space spc pad stall booth camp campsite cabin pitch parcel
  tract silo depot
  sqn sqs sqsw sqnw cln cls clsw clnw scn scs srtvs srtvn sbs sbn sgas sgan shis shin shcgn scrn scrs qi ql qnm qnl qs
  qr qn qe qc
]]

-- After one of these, such a word is part of a street's name: "Am Tor 5", "Zum Werk 3", "Calle Nave 5".
local OF_NAMES = set [[
  am an zum zur zu im in auf bei beim vor vorm hinter unter uber ueber neben der dem den des die das
  de het t ten ter aan op bij in la le l el los las les du d da do dos das della dello dei delle del alla al the old new
  alt alte altes alter neu neue neues neuer hohe hohes grosse grosses kleine kleines oude nieuwe grote hoge lange
  calle c rua r via viale rue ulica ul avenida av avenue piazza plaza praca camino chemin allee impasse place strada str
]]

-- Words before the name of another person or a company.
local ADDRESSEE = set "zhd zhdn zhv tav attn att attention"

local places = {}

--- Whether the number behind a word belongs to a hall, a plot or the like.
---@param list table[]
---@param index integer of the word
---@return boolean
function places.claims(list, index)
  local before = list[index - 1]
  local letters = list[index].letters
  if letters == "dit" then return before ~= nil and before.letters == "lieu" end
  return PLACES[letters] == true and not (before and OF_NAMES[before.letters])
end

local function is_care_of(word, after)
  local text = core.lower(word.text)
  return text:find("^c/o") or text:find("^p/a") or text:find("^\226\132\133")
    or after and (ADDRESSEE[word.letters] or word.letters == "care" and after.letters == "of")
end

--- Whether a street names a post box or an addressee: neither is a part of a house number.
---@param list table[]
---@return boolean
function places.has_addressee(list)
  for index = 1, #list do
    local word, after = list[index], list[index + 1]
    local is_box = boxes.two_at(list, index)
    local is_spelt = word.letters == "p" and after and after.letters == "o" and list[index + 2]
      and list[index + 2].letters == "box"
    if is_box or is_spelt or is_care_of(word, after) then return true end
  end
  return false
end

return places
