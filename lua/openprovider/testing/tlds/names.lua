--- The TLDs of this sandbox, unless its option `tlds` names others: some of the most common ones, and second levels
--- under which names are sold. TLDs with requirements are in testing/tlds/requirements.lua.
local NAMES = [[
  com net org info biz name pro mobi asia tel cat coop museum post xxx
  app art bar blog cloud club design dev email eus fun gal host link live ltd media music news online page shop site
  space store studio systems tech today top vip website wiki work world xyz
  ac ae ag ai am at au be bg br bz ca cc ch cl cn co cr cx cy cz de dk ec ee fi fm fo fr gd gg gi gl gr hk hr hu id ie
  il im in io ir is it je jp kr la lc li lt lu lv ly ma mc md me mk ms mt mu mx my nl no nu nz pe ph pl pm pt pw re ro
  rs sc se sg sh si sk sm so st tc tf th tk tl tn to tr tv tw ua vc vg vn wf ws yt za
  co.at or.at com.au net.au org.au com.br com.cn com.cy com.gr com.hk co.il co.in co.jp co.kr com.mt com.mx co.nz
  net.nz org.nz com.pl net.pl org.pl com.pt com.ro com.ru msk.ru com.sg com.tr com.tw com.ua co.za net.za org.za
  xn--e1a4c xn--qxa6a xn--90ais
]]

local tlds = {}

for name in NAMES:gmatch("[^ \n]+") do
  tlds[name] = true
end

return tlds
