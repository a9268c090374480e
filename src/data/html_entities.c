/*
** The names that HTML has for characters. See html_entities.h.
*/
#include "html_entities.h"

#include <string.h>

/* For U+00A0 and on. */
/* clang-format off */
static const char *const latin_names[] = {
  "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
  "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para",
  "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave",
  "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc",
  "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc",
  "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
  "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave",
  "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve",
  "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml",
  "yacute", "thorn", "yuml"
};

typedef struct entity {
  const char *name;
  unsigned code;
} entity;

static const entity entities[] = {
  { "amp", 0x0026 }, { "lt", 0x003C }, { "gt", 0x003E }, { "quot", 0x0022 }, { "OElig", 0x0152 },
  { "oelig", 0x0153 }, { "Scaron", 0x0160 }, { "scaron", 0x0161 }, { "Yuml", 0x0178 },
  { "circ", 0x02C6 }, { "tilde", 0x02DC }, { "ensp", 0x2002 }, { "emsp", 0x2003 },
  { "thinsp", 0x2009 }, { "zwnj", 0x200C }, { "zwj", 0x200D }, { "lrm", 0x200E },
  { "rlm", 0x200F }, { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 },
  { "rsquo", 0x2019 }, { "sbquo", 0x201A }, { "ldquo", 0x201C }, { "rdquo", 0x201D },
  { "bdquo", 0x201E }, { "lsaquo", 0x2039 }, { "rsaquo", 0x203A }, { "hellip", 0x2026 },
  { "bull", 0x2022 }, { "euro", 0x20AC }, { "trade", 0x2122 }, { "fnof", 0x0192 },
  { "dagger", 0x2020 }, { "Dagger", 0x2021 }, { "permil", 0x2030 }, { "apos", 0x0027 },
};
/* clang-format on */

static int is_name (const char *name, const char *s, size_t n) {
  return strlen(name) == n && memcmp(name, s, n) == 0;
}

unsigned op_html_entity (const char *s, size_t n) {
  size_t i;
  for (i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
    if (is_name(entities[i].name, s, n)) return entities[i].code;
  }
  for (i = 0; i < sizeof(latin_names) / sizeof(latin_names[0]); i++) {
    if (is_name(latin_names[i], s, n)) return 0xA0 + (unsigned)i;
  }
  return 0;
}
