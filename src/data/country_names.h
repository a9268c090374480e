/*
** country_names.h
** Other ways in which people write a country: used only to suggest a code, never to
** accept one.
**
** Sources: official English names of ISO 3166-1; codes that ISO 3166-1 reserves beside
** the assigned ones and that name one country (UK, EL as used by the European Union, AC,
** TA, DG, EA, IC, CP, FX, and the withdrawn BU, TP, ZR); three-letter codes of the
** International Olympic Committee where they differ from alpha-3 and are in common use;
** former and everyday English names; and the countries' names for themselves in Latin
** script, as the Unicode CLDR has them.
**
** X (first letter, second letter, "name|name|..."). A name is in folded form: ASCII lower
** case, letters and digits only, accents dropped ("espana"), a leading or trailing "the"
** left out. countries.c folds what the caller wrote in the same way before it compares.
** A country may occur in more than one row.
*/

#ifndef OP_COUNTRY_NAMES_H
#define OP_COUNTRY_NAMES_H

#define OP_COUNTRY_NAMES(X) \
  X(A, E, "uae|emirates|dubai") \
  X(A, L, "shqiperia") \
  X(A, T, "osterreich|oesterreich|autriche") \
  X(A, X, "ahvenanmaa") \
  X(B, A, "bosnia|bosniaherzegovina|bosnaihercegovina") \
  X(B, E, "belgie|belgique|belgien") \
  X(B, G, "bulgarie|balgariya") \
  X(B, L, "stbarthelemy|stbarts|stbarths") \
  X(B, N, "brunei|negarabruneidarussalam") \
  X(B, O, "plurinationalstateofbolivia|boliviaplurinationalstateof") \
  X(B, Q, "bonaire|sinteustatius|saba|caribbeannetherlands") \
  X(B, R, "brasil") \
  X(B, Y, "byelorussia|whiterussia") \
  X(C, C, "cocosislands|keelingislands") \
  X(C, D, "drc|drcongo|congokinshasa|zaire|zr|democraticrepublicofcongo") \
  X(C, D, "democraticrepublicofthecongo|congothedemocraticrepublicof") \
  X(C, G, "congobrazzaville|republicofthecongo") \
  X(C, H, "sui|schweiz|suisse|svizzera|svizra|helvetia|confoederatiohelvetica") \
  X(C, I, "ivorycoast") \
  X(C, N, "prc|peoplesrepublicofchina|mainlandchina|zhongguo") \
  X(C, V, "capeverde") \
  X(C, Y, "kypros|kibris") \
  X(C, Z, "czechrepublic|cesko|ceskarepublika") \
  X(D, E, "ger|deutschland|federalrepublicofgermany|bundesrepublikdeutschland|brd") \
  X(D, E, "allemagne|duitsland|alemania|germania|niemcy") \
  X(D, K, "den|danmark|danemark|denemarken") \
  X(D, Z, "algerie") \
  X(E, E, "eesti|estland") \
  X(E, S, "espana|spanje|spanien|espagne|ea|ic|canaryislands|ceuta|melilla") \
  X(E, T, "abyssinia") \
  X(F, I, "suomi|finnland|finlande") \
  X(F, K, "malvinas|falklandislandsmalvinas|falklands") \
  X(F, M, "federatedstatesofmicronesia|micronesiafederatedstatesof") \
  X(F, O, "faroes|faeroeislands|foroyar") \
  X(F, R, "frankrijk|frankreich|francia|fx|cp|metropolitanfrance|corsica") \
  X(G, B, "uk|greatbritain|britain|england|scotland|wales|northernireland") \
  X(G, B, "unitedkingdomofgreatbritainandnorthernireland|grossbritannien|verenigdkoninkrijk") \
  X(G, B, "royaumeuni|reinounido|eng|sco|wal|nir") \
  X(G, E, "sakartvelo") \
  X(G, L, "kalaallitnunaat|gronland") \
  X(G, R, "el|gre|hellas|ellada|hellenicrepublic|griekenland|griechenland|grece") \
  X(G, S, "southgeorgia") \
  X(H, K, "hongkongsar|hongkongchina") \
  X(H, M, "heardisland") \
  X(H, R, "cro|hrvatska|kroatien|kroatie") \
  X(H, U, "magyarorszag|ungarn|hongarije|hongrie") \
  X(I, E, "eire|irishrepublic|ierland|irland") \
  X(I, L, "yisrael") \
  X(I, M, "mann|ellanvannin") \
  X(I, N, "bharat|hindustan") \
  X(I, O, "dg|diegogarcia|chagosislands") \
  X(I, R, "persia|islamicrepublicofiran|iranislamicrepublicof") \
  X(I, S, "island|ijsland|islande") \
  X(I, T, "italia|italie|italien") \
  X(J, P, "nippon|nihon") \
  X(K, G, "kyrgyzrepublic|kirghizia|kirgizia") \
  X(K, H, "kampuchea") \
  X(K, N, "stkittsandnevis|stkitts|saintkitts|nevis") \
  X(K, P, "dprk|koreademocraticpeoplesrepublicof|democraticpeoplesrepublicofkorea") \
  X(K, R, "rok|korea|republicofkorea|korearepublicof|hanguk") \
  X(K, Y, "caymans") \
  X(L, A, "laopeoplesdemocraticrepublic|lao|laopdr") \
  X(L, B, "liban") \
  X(L, C, "stlucia") \
  X(L, K, "ceylon") \
  X(L, T, "lietuva|litauen|litouwen") \
  X(L, U, "letzebuerg|luxemburg") \
  X(L, V, "latvija|lettland|letland") \
  X(L, Y, "libyanarabjamahiriya") \
  X(M, A, "maroc|almaghrib") \
  X(M, D, "moldovarepublicof|republicofmoldova|moldavia") \
  X(M, E, "crnagora") \
  X(M, F, "stmartin|saintmartinfrenchpart") \
  X(M, K, "macedonia|fyrom|severnamakedonija|formeryugoslavrepublicofmacedonia") \
  X(M, M, "bu|burma") \
  X(M, O, "macau|macaochina") \
  X(M, X, "mejico") \
  X(N, L, "ned|hol|holland|nederland|niederlande|paysbas|paisesbajos|kingdomofthenetherlands") \
  X(N, O, "norge|noreg|noorwegen|norwegen") \
  X(N, Z, "aotearoa") \
  X(P, F, "tahiti") \
  X(P, H, "phi|pilipinas") \
  X(P, L, "polska|polen|pologne") \
  X(P, M, "stpierreandmiquelon") \
  X(P, N, "pitcairnislands") \
  X(P, S, "palestinestateof|stateofpalestine|palestinianterritory|palestinianterritories") \
  X(P, S, "westbank|gaza") \
  X(P, T, "por|portogallo") \
  X(P, W, "belau") \
  X(R, E, "lareunion|reunionisland") \
  X(R, O, "rumania|roumania|rumanien|roemenie") \
  X(R, S, "srbija") \
  X(R, U, "russia|rossiya|rossija|rusland|russland") \
  X(S, A, "ksa|saudi") \
  X(S, E, "sverige|schweden|zweden|suede") \
  X(S, H, "sainthelena|sthelena|ascension|ascensionisland|tristandacunha|ac|ta") \
  X(S, I, "slovenija|slowenien|slovenie") \
  X(S, J, "svalbard|janmayen") \
  X(S, K, "slovensko|slovakrepublic|slowakei|slowakije") \
  X(S, T, "saotome|stp") \
  X(S, V, "salvador") \
  X(S, X, "sintmaartendutchpart|stmaarten") \
  X(S, Y, "syrianarabrepublic") \
  X(S, Z, "swaziland") \
  X(T, C, "turksandcaicos|caicosislands") \
  X(T, F, "frenchsouthernandantarcticlands") \
  X(T, L, "easttimor|tp") \
  X(T, R, "turkey|turkei|turkije|turquie") \
  X(T, T, "trinidad|tobago") \
  X(T, W, "republicofchina|roc|taiwanprovinceofchina|chinesetaipei|formosa") \
  X(T, Z, "tanzaniaunitedrepublicof|unitedrepublicoftanzania|zanzibar") \
  X(U, A, "ukraina|ukrayina|oekraine") \
  X(U, S, "unitedstatesofamerica|america|estadosunidos|vereinigtestaaten|etatsunis") \
  X(U, S, "verenigdestaten") \
  X(V, A, "vatican|vaticancity|vaticancitystate|holyseevaticancitystate") \
  X(V, C, "stvincent|saintvincent|stvincentandthegrenadines") \
  X(V, E, "venezuelabolivarianrepublicof|bolivarianrepublicofvenezuela") \
  X(V, G, "virginislandsbritish|bvi") \
  X(V, I, "virginislandsus|unitedstatesvirginislands|usvi|virginislands") \
  X(W, S, "westernsamoa") \
  X(Z, A, "rsa|southafrican|suidafrika") \
  X(Z, W, "rhodesia")

#endif
