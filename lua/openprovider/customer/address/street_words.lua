--- Words in streets, as `core.letters` writes them, that decide whether a number is the house number.
--
-- Sources: the addressing guides of the postal services; which countries write the number first is as in the
-- templates of OpenCage's address-formatting.
--
-- @module openprovider.customer.address.street_words

local set = require("openprovider.values.word_set")

local street_words = {}

--- Countries in which the house number is written before the street.
street_words.NUMBER_FIRST = set [[
  US CA AU NZ GB IE IM JE GG GI FR GF GP MQ RE YT MF BL PM NC PF WF TF MC LU AS GU MP PR VI UM AI AG BB BM BS BZ DM FK
  GD GY JM KN KY LC MS TC TT VC VG IN PK BD LK NP MV SG MY BN HK PH TH VN MM LA KH ZA BW GH GM KE LS MW NA NG SL SZ TZ
  UG ZM ZW MU SC SN CI CM GA CG CD BF BJ TG NE GN MG KM DJ TN DZ MA EG LB FJ PG TO MH SH IO CC CX NF NU TK CK KR IL
]]

--- Those of them in which "1/25" in front is a flat and a house.
street_words.FLAT_FIRST = set "AU NZ GB IE SG MY HK ZA"

--- And those in which it is a flat for certain.
street_words.FLAT_SLASH = set "AU NZ"

--- Countries in which "1200/45" is the number of the building and that of the street.
street_words.CONSCRIPTION = set "CZ SK"

--- Words that begin a street in countries where the number may stand before it as well as behind it.
local FRENCH = [[
  rue avenue av ave boulevard bd boul blvd place pl chemin ch allee allees impasse imp quai cours route rte square
  passage ruelle sentier faubourg fbg venelle esplanade promenade montee voie rondpoint chaussee clos cite
]]
local ITALIAN = "via viale piazza piazzale corso vicolo largo strada contrada"
local BEGINNINGS = {
  BE = FRENCH, CH = FRENCH .. ITALIAN, IT = ITALIAN, SM = ITALIAN, VA = ITALIAN, AD = FRENCH .. " carrer",
  ES = "calle c carrer avenida avda plaza paseo ronda camino", PT = "rua avenida av praca travessa estrada largo",
}
street_words.BEGINNINGS = {}
for country, list in pairs(BEGINNINGS) do street_words.BEGINNINGS[country] = set(list) end

--- With nothing else they are half a name: "Straße 12" and "Calle 50" are streets.
street_words.KINDS = set [[
  street st straat strasse str rue avenue ave av avenida avda calle carrera via viale weg laan plein boulevard platz
  place plaza piazza rua ulica ulice ul улица ул gade gata gatan vej utca sokak cadde jalan rruga rr strada road rd
  lane alley gate pier house haus villa drive drv dr way court ct close terrace chemin corso camino paseo katu tie
  cesta trida namesti trg vag vagen vei veien riksvag landsvag fylkesvei riksvei carrera cra kra transversal diagonal
  chaussee quai allee impasse square passage cours esplanade promenade steenweg
]]

--- Countries in which "5e" is the fifth, and no house number.
street_words.ORDINAL_E = set "NL BE FR LU CH CA MC GP MQ RE GF"

--- Countries with long streets, whose house numbers often have four digits, like years.
street_words.LONG_STREETS = set "AR BR CL UY PY PE MX EC BO VE CR"

--- Ends of words for streets; the number behind one may have four digits.
street_words.STREET_ENDS = {
  "strasse", "str", "straat", "weg", "laan", "gasse", "allee", "gade", "gata", "gatan", "vej", "veien", "vagen",
  "tie", "katu", "street", "road", "avenue", "via", "viale", "rue", "calle", "avenida", "ulica", "utca", "улица",
  "kade",
}

--- Words for a post box, or another place that takes letters and is not a house.
street_words.BOXES = set [[
  pobox pob box postbus postfach postfaecher postbox postboks postboite postale postal apartado apdo pocztowa skrytka
  postf drawer restante postlagernd hauptpostlagernd fermoposta fermo correos bag lockedbag privatebag gpo gpobox
  postilokero postafiok antwoordnummer freepost bfpo kutusu postakutusu predal prihradka packstation postfiliale
  paketshop ая абонентскии θυριδα casepostale boitepostale
]]

local FLOORS = [[
  floor fl flr level storey etage etg et etaj em emelet emelete verdieping verd piso planta piano andar og ug stock
  stk stockwerk obergeschoss untergeschoss poschodie patro kerros vaning sal kat sprat этаж эт етаж ет
]]

--- Words for a floor, behind its number. "pietro" is not among the units, because "Via San Pietro 5" is not a floor.
street_words.FLOORS = set(FLOORS .. " pietro")

--- Words for a flat, a floor, a room, or a part of a building.
street_words.UNITS = set(FLOORS .. [[
  apt apto ap app appt appart apartment appartement apartamento apartamentul appartamento apartman apart flat unit
  suite ste room rm lvl puerta pta esc escalera escalier bajo bjo atico scala sc interno int lok lokal m mieszk
  mieszkanie kv кв квартира byt eg dg top tur tuer stiege stg wohnung whg hinterhaus vorderhaus zimmer zi bus bte
  boite box lgh lagenhet trappa trappor krs porras huone as bat batiment ajto fszt lph lepcsohaz daire bloco fraccao
  dto esq lejl lejlighed studio office oficina ofc local kantoor buero buro raum block blok bloque building bldg bld
  gebouw edificio edif corpo корп корпус стр строение литера подъезд оф офис wing tower entrance eingang aufgang unite
  kamer appartementen chambre ufficio kancelaria biuro pok pokoj soba stan ulaz bureau shop bl бл вх вход ап
  апартамент depto dpto departamento rdc rezdechaussee soussol erdgeschoss dachgeschoss souterrain parterre
  hochparterre basement penthouse mezzanine andares pis
]])

--- The last word of a building's name, where the number stands in front of the street: "Mill House, 12 High Street".
street_words.HOUSES = set [[
  house cottage cottages court hall lodge farm farmhouse barn mill villa villas manor mansions tower towers building
  buildings centre center grange rectory vicarage bungalow chambers apartments heights works
]]

--- Words for a building with a name, which may stand before its street.
street_words.BUILDINGS = set [[
  residence resid residences residenza residencia residencial residentie immeuble imm edificio edif urbanizacion urb
  domaine condominio conjunto complesso batiment villa chateau manoir palazzo
]]

--- Words that say which floor or flat it is.
street_words.WHICH = set [[
  first second third fourth fifth sixth seventh eighth ninth tenth ground lower upper top basement garden mezzanine
  premier deuxieme troisieme quatrieme cinquieme sixieme erster erste zweiter zweite dritter dritte vierter vierte
  primer primero segundo tercer tercero cuarto quinto sexto primo secondo terzo quarto sesto terra terreno rialzato
  ammezzato baja eerste tweede derde vierde vijfde begane primeiro terceiro
]]

--- Words for a place in a building: left, right, on the ground.
street_words.SIDES = set [[
  tv th mf links rechts li re izq izda izquierda dcha dch derecha drcha esq dto left right gauche droite dx sx rear
  front hoog huis hs bis ter beg bg r l c
]]

--- Words that mark the number right behind them as the house number.
street_words.NUMBER_WORDS = set [[
  no nr num numero nummer huisnummer huisnr hausnummer hausnr n c cp cislo д дом br broj nro № nº numri αρ αριθμος
]]

--- Words that mark the number right behind them as that of a road, a place on a road, or a plot.
street_words.ROUTES = set [[
  route rt rte highway hwy interstate ruta carretera ctra statale provinciale km kilometer kilometre kilometro
  kilometri kilometers км autobahn autoroute autostrada autopista autovia motorway freeway expressway snelweg nacional
  national rodovia phase sector sektor secteur zone zona plot lot parcela parcelle pier mile milepost exit township
  jalan district quartier quarter number hno
]]

local NUMBERED = set "county cnty farm forest rural state ranch township private"
local FRENCH_ROUTE = set "route"

--- The last word of a road with a number -> the words that make it one.
street_words.ROADS = {
  road = NUMBERED, rd = NUMBERED, nationale = FRENCH_ROUTE, departementale = FRENCH_ROUTE, regionale = FRENCH_ROUTE,
}

--- The beginnings of months: streets are named after days. "mai" and "maj" have to be whole words.
street_words.MONTHS = {
  "januar", "janvier", "jenero", "enero", "genna", "febr", "fevr", "fever", "mars", "march", "marz", "maart", "maerz",
  "april", "avril", "abril", "junho", "juin", "juni", "juli", "juillet", "julho", "lugl", "giugn", "august", "aout",
  "agost", "sept", "settem", "setiem", "setem", "oktob", "octob", "octub", "ottob", "outub", "nov", "decem", "dezem",
  "diciem", "dicem", "prosin", "listopad", "maggio", "mayo", "maio", "maja", "majus", "stycz", "lutego", "marca",
  "kwiet", "czerw", "lipca", "sierp", "wrzes", "pazdz", "grudn", "ledna", "unora", "brezna", "dubna", "kvetna",
  "cervn", "cervence", "srpna", "zari", "rijna", "января", "феврал", "марта", "апрел", "мая", "июн", "июл", "август",
  "сентяб", "октяб", "ноябр", "декабр", "січня", "березня", "травня", "червня", "липня", "серпня", "вересня",
  "жовтня", "листопада", "грудня", "μαρτιου", "οκτωβριου", "iunie", "iulie", "svibnja", "travnja",
}
street_words.WHOLE_MONTHS = set "mai maj may mei mayis pril lipnja lip"

--- Suffixes of a house number that are longer than a letter.
street_words.SUFFIXES = set "bis ter quater quinquies hs huis ii iii iv"

return street_words
