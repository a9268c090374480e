/*
** country_list.h
** Every country code officially assigned in ISO 3166-1: 249 entries, in the order of
** the alpha-2 code.
**
** Source: ISO 3166-1 (codes and English short names as published by the ISO 3166
** Maintenance Agency). Where the short name carries an official title ("Bolivia
** (Plurinational State of)") the everyday form stands here, since these names are read
** by people in messages; the official forms are in country_names.h.
**
** The user defines X (first letter, second letter, alpha-3, English name in UTF-8) and
** undefines it afterwards. Letters are bare tokens so that a code can become an
** enumeration constant; that is how the index of countries.c is made from this one list.
*/

#ifndef OP_COUNTRY_LIST_H
#define OP_COUNTRY_LIST_H

/* clang-format off */
#define OP_COUNTRY_LIST(X) \
  X(A, D, "AND", "Andorra")                                      \
  X(A, E, "ARE", "United Arab Emirates")                         \
  X(A, F, "AFG", "Afghanistan")                                  \
  X(A, G, "ATG", "Antigua and Barbuda")                          \
  X(A, I, "AIA", "Anguilla")                                     \
  X(A, L, "ALB", "Albania")                                      \
  X(A, M, "ARM", "Armenia")                                      \
  X(A, O, "AGO", "Angola")                                       \
  X(A, Q, "ATA", "Antarctica")                                   \
  X(A, R, "ARG", "Argentina")                                    \
  X(A, S, "ASM", "American Samoa")                               \
  X(A, T, "AUT", "Austria")                                      \
  X(A, U, "AUS", "Australia")                                    \
  X(A, W, "ABW", "Aruba")                                        \
  X(A, X, "ALA", "\xc3\x85land Islands")                         \
  X(A, Z, "AZE", "Azerbaijan")                                   \
  X(B, A, "BIH", "Bosnia and Herzegovina")                       \
  X(B, B, "BRB", "Barbados")                                     \
  X(B, D, "BGD", "Bangladesh")                                   \
  X(B, E, "BEL", "Belgium")                                      \
  X(B, F, "BFA", "Burkina Faso")                                 \
  X(B, G, "BGR", "Bulgaria")                                     \
  X(B, H, "BHR", "Bahrain")                                      \
  X(B, I, "BDI", "Burundi")                                      \
  X(B, J, "BEN", "Benin")                                        \
  X(B, L, "BLM", "Saint Barth\xc3\xa9lemy")                      \
  X(B, M, "BMU", "Bermuda")                                      \
  X(B, N, "BRN", "Brunei Darussalam")                            \
  X(B, O, "BOL", "Bolivia")                                      \
  X(B, Q, "BES", "Bonaire, Sint Eustatius and Saba")             \
  X(B, R, "BRA", "Brazil")                                       \
  X(B, S, "BHS", "Bahamas")                                      \
  X(B, T, "BTN", "Bhutan")                                       \
  X(B, V, "BVT", "Bouvet Island")                                \
  X(B, W, "BWA", "Botswana")                                     \
  X(B, Y, "BLR", "Belarus")                                      \
  X(B, Z, "BLZ", "Belize")                                       \
  X(C, A, "CAN", "Canada")                                       \
  X(C, C, "CCK", "Cocos (Keeling) Islands")                      \
  X(C, D, "COD", "Congo (Democratic Republic)")                  \
  X(C, F, "CAF", "Central African Republic")                     \
  X(C, G, "COG", "Congo")                                        \
  X(C, H, "CHE", "Switzerland")                                  \
  X(C, I, "CIV", "C\xc3\xb4te d'Ivoire")                         \
  X(C, K, "COK", "Cook Islands")                                 \
  X(C, L, "CHL", "Chile")                                        \
  X(C, M, "CMR", "Cameroon")                                     \
  X(C, N, "CHN", "China")                                        \
  X(C, O, "COL", "Colombia")                                     \
  X(C, R, "CRI", "Costa Rica")                                   \
  X(C, U, "CUB", "Cuba")                                         \
  X(C, V, "CPV", "Cabo Verde")                                   \
  X(C, W, "CUW", "Cura\xc3\xa7" "ao")                            \
  X(C, X, "CXR", "Christmas Island")                             \
  X(C, Y, "CYP", "Cyprus")                                       \
  X(C, Z, "CZE", "Czechia")                                      \
  X(D, E, "DEU", "Germany")                                      \
  X(D, J, "DJI", "Djibouti")                                     \
  X(D, K, "DNK", "Denmark")                                      \
  X(D, M, "DMA", "Dominica")                                     \
  X(D, O, "DOM", "Dominican Republic")                           \
  X(D, Z, "DZA", "Algeria")                                      \
  X(E, C, "ECU", "Ecuador")                                      \
  X(E, E, "EST", "Estonia")                                      \
  X(E, G, "EGY", "Egypt")                                        \
  X(E, H, "ESH", "Western Sahara")                               \
  X(E, R, "ERI", "Eritrea")                                      \
  X(E, S, "ESP", "Spain")                                        \
  X(E, T, "ETH", "Ethiopia")                                     \
  X(F, I, "FIN", "Finland")                                      \
  X(F, J, "FJI", "Fiji")                                         \
  X(F, K, "FLK", "Falkland Islands")                             \
  X(F, M, "FSM", "Micronesia")                                   \
  X(F, O, "FRO", "Faroe Islands")                                \
  X(F, R, "FRA", "France")                                       \
  X(G, A, "GAB", "Gabon")                                        \
  X(G, B, "GBR", "United Kingdom")                               \
  X(G, D, "GRD", "Grenada")                                      \
  X(G, E, "GEO", "Georgia")                                      \
  X(G, F, "GUF", "French Guiana")                                \
  X(G, G, "GGY", "Guernsey")                                     \
  X(G, H, "GHA", "Ghana")                                        \
  X(G, I, "GIB", "Gibraltar")                                    \
  X(G, L, "GRL", "Greenland")                                    \
  X(G, M, "GMB", "Gambia")                                       \
  X(G, N, "GIN", "Guinea")                                       \
  X(G, P, "GLP", "Guadeloupe")                                   \
  X(G, Q, "GNQ", "Equatorial Guinea")                            \
  X(G, R, "GRC", "Greece")                                       \
  X(G, S, "SGS", "South Georgia and the South Sandwich Islands") \
  X(G, T, "GTM", "Guatemala")                                    \
  X(G, U, "GUM", "Guam")                                         \
  X(G, W, "GNB", "Guinea-Bissau")                                \
  X(G, Y, "GUY", "Guyana")                                       \
  X(H, K, "HKG", "Hong Kong")                                    \
  X(H, M, "HMD", "Heard Island and McDonald Islands")            \
  X(H, N, "HND", "Honduras")                                     \
  X(H, R, "HRV", "Croatia")                                      \
  X(H, T, "HTI", "Haiti")                                        \
  X(H, U, "HUN", "Hungary")                                      \
  X(I, D, "IDN", "Indonesia")                                    \
  X(I, E, "IRL", "Ireland")                                      \
  X(I, L, "ISR", "Israel")                                       \
  X(I, M, "IMN", "Isle of Man")                                  \
  X(I, N, "IND", "India")                                        \
  X(I, O, "IOT", "British Indian Ocean Territory")               \
  X(I, Q, "IRQ", "Iraq")                                         \
  X(I, R, "IRN", "Iran")                                         \
  X(I, S, "ISL", "Iceland")                                      \
  X(I, T, "ITA", "Italy")                                        \
  X(J, E, "JEY", "Jersey")                                       \
  X(J, M, "JAM", "Jamaica")                                      \
  X(J, O, "JOR", "Jordan")                                       \
  X(J, P, "JPN", "Japan")                                        \
  X(K, E, "KEN", "Kenya")                                        \
  X(K, G, "KGZ", "Kyrgyzstan")                                   \
  X(K, H, "KHM", "Cambodia")                                     \
  X(K, I, "KIR", "Kiribati")                                     \
  X(K, M, "COM", "Comoros")                                      \
  X(K, N, "KNA", "Saint Kitts and Nevis")                        \
  X(K, P, "PRK", "North Korea")                                  \
  X(K, R, "KOR", "South Korea")                                  \
  X(K, W, "KWT", "Kuwait")                                       \
  X(K, Y, "CYM", "Cayman Islands")                               \
  X(K, Z, "KAZ", "Kazakhstan")                                   \
  X(L, A, "LAO", "Laos")                                         \
  X(L, B, "LBN", "Lebanon")                                      \
  X(L, C, "LCA", "Saint Lucia")                                  \
  X(L, I, "LIE", "Liechtenstein")                                \
  X(L, K, "LKA", "Sri Lanka")                                    \
  X(L, R, "LBR", "Liberia")                                      \
  X(L, S, "LSO", "Lesotho")                                      \
  X(L, T, "LTU", "Lithuania")                                    \
  X(L, U, "LUX", "Luxembourg")                                   \
  X(L, V, "LVA", "Latvia")                                       \
  X(L, Y, "LBY", "Libya")                                        \
  X(M, A, "MAR", "Morocco")                                      \
  X(M, C, "MCO", "Monaco")                                       \
  X(M, D, "MDA", "Moldova")                                      \
  X(M, E, "MNE", "Montenegro")                                   \
  X(M, F, "MAF", "Saint Martin")                                 \
  X(M, G, "MDG", "Madagascar")                                   \
  X(M, H, "MHL", "Marshall Islands")                             \
  X(M, K, "MKD", "North Macedonia")                              \
  X(M, L, "MLI", "Mali")                                         \
  X(M, M, "MMR", "Myanmar")                                      \
  X(M, N, "MNG", "Mongolia")                                     \
  X(M, O, "MAC", "Macao")                                        \
  X(M, P, "MNP", "Northern Mariana Islands")                     \
  X(M, Q, "MTQ", "Martinique")                                   \
  X(M, R, "MRT", "Mauritania")                                   \
  X(M, S, "MSR", "Montserrat")                                   \
  X(M, T, "MLT", "Malta")                                        \
  X(M, U, "MUS", "Mauritius")                                    \
  X(M, V, "MDV", "Maldives")                                     \
  X(M, W, "MWI", "Malawi")                                       \
  X(M, X, "MEX", "Mexico")                                       \
  X(M, Y, "MYS", "Malaysia")                                     \
  X(M, Z, "MOZ", "Mozambique")                                   \
  X(N, A, "NAM", "Namibia")                                      \
  X(N, C, "NCL", "New Caledonia")                                \
  X(N, E, "NER", "Niger")                                        \
  X(N, F, "NFK", "Norfolk Island")                               \
  X(N, G, "NGA", "Nigeria")                                      \
  X(N, I, "NIC", "Nicaragua")                                    \
  X(N, L, "NLD", "Netherlands")                                  \
  X(N, O, "NOR", "Norway")                                       \
  X(N, P, "NPL", "Nepal")                                        \
  X(N, R, "NRU", "Nauru")                                        \
  X(N, U, "NIU", "Niue")                                         \
  X(N, Z, "NZL", "New Zealand")                                  \
  X(O, M, "OMN", "Oman")                                         \
  X(P, A, "PAN", "Panama")                                       \
  X(P, E, "PER", "Peru")                                         \
  X(P, F, "PYF", "French Polynesia")                             \
  X(P, G, "PNG", "Papua New Guinea")                             \
  X(P, H, "PHL", "Philippines")                                  \
  X(P, K, "PAK", "Pakistan")                                     \
  X(P, L, "POL", "Poland")                                       \
  X(P, M, "SPM", "Saint Pierre and Miquelon")                    \
  X(P, N, "PCN", "Pitcairn")                                     \
  X(P, R, "PRI", "Puerto Rico")                                  \
  X(P, S, "PSE", "Palestine")                                    \
  X(P, T, "PRT", "Portugal")                                     \
  X(P, W, "PLW", "Palau")                                        \
  X(P, Y, "PRY", "Paraguay")                                     \
  X(Q, A, "QAT", "Qatar")                                        \
  X(R, E, "REU", "R\xc3\xa9union")                               \
  X(R, O, "ROU", "Romania")                                      \
  X(R, S, "SRB", "Serbia")                                       \
  X(R, U, "RUS", "Russian Federation")                           \
  X(R, W, "RWA", "Rwanda")                                       \
  X(S, A, "SAU", "Saudi Arabia")                                 \
  X(S, B, "SLB", "Solomon Islands")                              \
  X(S, C, "SYC", "Seychelles")                                   \
  X(S, D, "SDN", "Sudan")                                        \
  X(S, E, "SWE", "Sweden")                                       \
  X(S, G, "SGP", "Singapore")                                    \
  X(S, H, "SHN", "Saint Helena, Ascension and Tristan da Cunha") \
  X(S, I, "SVN", "Slovenia")                                     \
  X(S, J, "SJM", "Svalbard and Jan Mayen")                       \
  X(S, K, "SVK", "Slovakia")                                     \
  X(S, L, "SLE", "Sierra Leone")                                 \
  X(S, M, "SMR", "San Marino")                                   \
  X(S, N, "SEN", "Senegal")                                      \
  X(S, O, "SOM", "Somalia")                                      \
  X(S, R, "SUR", "Suriname")                                     \
  X(S, S, "SSD", "South Sudan")                                  \
  X(S, T, "STP", "Sao Tome and Principe")                        \
  X(S, V, "SLV", "El Salvador")                                  \
  X(S, X, "SXM", "Sint Maarten")                                 \
  X(S, Y, "SYR", "Syria")                                        \
  X(S, Z, "SWZ", "Eswatini")                                     \
  X(T, C, "TCA", "Turks and Caicos Islands")                     \
  X(T, D, "TCD", "Chad")                                         \
  X(T, F, "ATF", "French Southern Territories")                  \
  X(T, G, "TGO", "Togo")                                         \
  X(T, H, "THA", "Thailand")                                     \
  X(T, J, "TJK", "Tajikistan")                                   \
  X(T, K, "TKL", "Tokelau")                                      \
  X(T, L, "TLS", "Timor-Leste")                                  \
  X(T, M, "TKM", "Turkmenistan")                                 \
  X(T, N, "TUN", "Tunisia")                                      \
  X(T, O, "TON", "Tonga")                                        \
  X(T, R, "TUR", "T\xc3\xbcrkiye")                               \
  X(T, T, "TTO", "Trinidad and Tobago")                          \
  X(T, V, "TUV", "Tuvalu")                                       \
  X(T, W, "TWN", "Taiwan")                                       \
  X(T, Z, "TZA", "Tanzania")                                     \
  X(U, A, "UKR", "Ukraine")                                      \
  X(U, G, "UGA", "Uganda")                                       \
  X(U, M, "UMI", "United States Minor Outlying Islands")         \
  X(U, S, "USA", "United States")                                \
  X(U, Y, "URY", "Uruguay")                                      \
  X(U, Z, "UZB", "Uzbekistan")                                   \
  X(V, A, "VAT", "Holy See")                                     \
  X(V, C, "VCT", "Saint Vincent and the Grenadines")             \
  X(V, E, "VEN", "Venezuela")                                    \
  X(V, G, "VGB", "British Virgin Islands")                       \
  X(V, I, "VIR", "US Virgin Islands")                            \
  X(V, N, "VNM", "Vietnam")                                      \
  X(V, U, "VUT", "Vanuatu")                                      \
  X(W, F, "WLF", "Wallis and Futuna")                            \
  X(W, S, "WSM", "Samoa")                                        \
  X(Y, E, "YEM", "Yemen")                                        \
  X(Y, T, "MYT", "Mayotte")                                      \
  X(Z, A, "ZAF", "South Africa")                                 \
  X(Z, M, "ZMB", "Zambia")                                       \
  X(Z, W, "ZWE", "Zimbabwe")
/* clang-format on */

#endif
