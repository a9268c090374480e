--- The countries whose programs write Windows-1252, which has all letters of their languages.
--
-- @module openprovider.cli.import.encoding.western

local IS_WESTERN = {}
for code in ([[
  AD AT AX BE CH DE DK ES FI FO FR GB GG GI GL IE IM IS IT JE LI LU MC NL NO PT SE SJ
  SM VA
  AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX NI
  PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI
  AU NC NZ PF WF NF CK
  AO BF BI BJ BW CD CF CG CI CM CV GA GH GM GN GQ GW KE LS LR MG MU MW MZ NA NE RE RW SC SL SN ST SZ TD TG UG YT ZA
  ZM ZW
  PH TL
]]):gmatch("[A-Z]+") do
  IS_WESTERN[code] = true
end

return IS_WESTERN
