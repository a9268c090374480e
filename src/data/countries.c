/*
** The countries of ISO 3166-1.
*/
#include "countries.h"

#include <string.h>

#include "../text/ascii.h"
#include "../text/edit_distance.h"
#include "../text/fold.h"

/* Letters as numbers: L_A is 0. */
/* clang-format off */
enum letter {
  L_A, L_B, L_C, L_D, L_E, L_F, L_G, L_H, L_I, L_J, L_K, L_L, L_M,
  L_N, L_O, L_P, L_Q, L_R, L_S, L_T, L_U, L_V, L_W, L_X, L_Y, L_Z,
  LETTERS
};
/* clang-format on */

/* Place of each country in the table: AT_AD is 0. */
enum country_place {
#define X(a, b, alpha3, name) AT_##a##b,
#include "countries.def"
#undef X
  COUNTRIES
};

static const op_country countries[COUNTRIES] = {
#define X(a, b, alpha3, name) { #a #b, name },
#include "countries.def"
#undef X
};

/* Alpha-3 codes, at the same places. */
static const char alpha3_codes[COUNTRIES][4] = {
#define X(a, b, alpha3, name) alpha3,
#include "countries.def"
#undef X
};

/* Place + 1 for every pair of letters; 0 where the pair is not assigned. */
static const unsigned char place_of_code[LETTERS * LETTERS] = {
#define X(a, b, alpha3, name) [L_##a * LETTERS + L_##b] = AT_##a##b + 1,
#include "countries.def"
#undef X
};

/* Other names of a country, folded, separated by '|'. */
typedef struct other_names {
  enum country_place place;
  const char *names;
} other_names;

static const other_names other_countries[] = {
#define X(a, b, names) { AT_##a##b, names },
#include "country_names.def"
#include "country_translations.def"
#undef X
};

#define OTHER_NAMES (sizeof(other_countries) / sizeof(other_countries[0]))

/* Minimum length of a text that may have wrong letters: codes are all similar to each other. */
#define NEAR_MIN 4

/* Minimum length of names that may have two wrong letters, and three. */
#define TWO_WRONG 8
#define THREE_WRONG 12

/* A name made comparable by 'fold_name'. */
typedef struct folded_name {
  char text[OP_SUGGEST_MAX];
  size_t len;
} folded_name;

/* The best country so far for a name with wrong letters. */
typedef struct near_country {
  int place;         /* -1 for none */
  unsigned distance; /* of 'place' */
  int tied;          /* true if another country is as near */
} near_country;

const op_country *op_country_find (const char *s, size_t n) {
  unsigned first, second, place;
  if (n != 2) return NULL;
  first = (unsigned)(unsigned char)s[0] - 'A'; /* wraps for what precedes 'A' */
  second = (unsigned)(unsigned char)s[1] - 'A';
  if (first >= LETTERS || second >= LETTERS) return NULL;
  place = place_of_code[first * LETTERS + second];
  return (place == 0) ? NULL : &countries[place - 1];
}

/* Drops 'what' from the front of 'name', or from its back, if more than that is there. */
static void drop_front (folded_name *name, const char *what) {
  size_t len = strlen(what);
  if (name->len > len && memcmp(name->text, what, len) == 0) {
    name->len -= len;
    memmove(name->text, name->text + len, name->len);
  }
}

static void drop_back (folded_name *name, const char *what) {
  size_t len = strlen(what);
  if (name->len > len && memcmp(name->text + name->len - len, what, len) == 0) name->len -= len;
}

/* True for the bytes of letters, dots and blanks: "U.K.". */
static int may_be_in_code (char c) {
  return op_is_letter(c) || c == '.' || c == ' ' || (c >= '\t' && c <= '\r') || (c & 0x80);
}

/* True if the 'n' bytes at 's', whose letters are in 'name', say that there is no value: "N/A" is not Namibia. */
static int is_no_code (const folded_name *name, const char *s, size_t n) {
  size_t i;
  if (name->len >= NEAR_MIN) return 0;
  for (i = 0; i < n; i++) {
    if (!may_be_in_code(s[i])) return 1;
  }
  return name->len == 2 && memcmp(name->text, "na", 2) == 0 && memchr(s, '.', n) != NULL;
}

/*
** Puts the 'n' bytes at 's' into 'name' in the form of country_names.def: only letters and digits, without a "the"
** before or after them. Returns 0 if it does not fit, or if the text is short and not a code. Then it is not a
** country's name.
*/
static int fold_name (folded_name *name, const char *s, size_t n) {
  if (n > (size_t)2 * OP_SUGGEST_MAX) return 0;
  name->len = op_letters(s, n, name->text, sizeof(name->text));
  if (name->len == OP_NO_ROOM || is_no_code(name, s, n)) return 0;
  drop_front(name, "the");
  drop_back(name, "the");
  return 1;
}

static int same (const folded_name *name, const char *text, size_t len) {
  return name->len == len && memcmp(name->text, text, len) == 0;
}

/* Length of the first name of a row of other names. */
static size_t first_name (const char *names) { return strcspn(names, "|"); }

/* The place of the country that 'name' is an exact name or code of, or -1. */
static int exact_place (const folded_name *name) {
  folded_name entry;
  size_t i;
  for (i = 0; i < COUNTRIES; i++) {
    if (name->len == 2 && fold_name(&entry, countries[i].alpha2, 2) && same(name, entry.text, 2))
      return (int)i;
    if (name->len == 3 && fold_name(&entry, alpha3_codes[i], 3) && same(name, entry.text, 3))
      return (int)i;
    if (name->len > strlen(countries[i].name))
      continue; /* no English name grows when it is folded */
    if (fold_name(&entry, countries[i].name, strlen(countries[i].name)) &&
        same(name, entry.text, entry.len))
      return (int)i;
  }
  for (i = 0; i < OTHER_NAMES; i++) {
    const char *names = other_countries[i].names;
    for (;;) {
      size_t len = first_name(names);
      if (same(name, names, len)) return (int)other_countries[i].place;
      if (names[len] == '\0') break;
      names += len + 1;
    }
  }
  return -1;
}

/* Maximum number of wrong letters in a name of 'len' bytes: many short texts are similar to one of 249 countries by
   chance. */
static unsigned most_wrong (size_t len) {
  return (len < TWO_WRONG) ? 1 : (len < THREE_WRONG) ? 2 : 3;
}

/* Takes the country at 'place', one of whose names is 'text', if it is nearer to 'name'. */
static void consider (near_country *best, const folded_name *name, int place, const char *text,
                      size_t len) {
  unsigned distance;
  if (len < NEAR_MIN) return;
  distance = op_edit_distance(name->text, name->len, text, len, best->distance);
  if (distance > best->distance || distance > most_wrong(name->len)) return;
  if (distance < best->distance || best->place < 0) {
    best->place = place;
    best->distance = distance;
    best->tied = 0;
  }
  else if (place != best->place)
    best->tied = 1;
}

/* The place of the one country with a name nearest to 'name' and near enough, or -1. */
static int near_place (const folded_name *name) {
  near_country best = { -1, 0, 0 };
  size_t i;
  if (name->len < NEAR_MIN) return -1;
  best.distance = most_wrong(name->len); /* the limit for a name that is near enough */
  for (i = 0; i < COUNTRIES; i++) {
    folded_name entry;
    if (fold_name(&entry, countries[i].name, strlen(countries[i].name)))
      consider(&best, name, (int)i, entry.text, entry.len);
  }
  for (i = 0; i < OTHER_NAMES; i++) {
    const char *names = other_countries[i].names;
    for (;;) {
      size_t len = first_name(names);
      consider(&best, name, (int)other_countries[i].place, names, len);
      if (names[len] == '\0') break;
      names += len + 1;
    }
  }
  return best.tied ? -1 : best.place;
}

/* Articles and titles before a name, or before another title; the longer ones first. After a name, only "republicof"
   and "kingdomof" occur. "State of" is not among them: there is a State of Georgia in the USA. */
/* clang-format off */
static const char *const titles[] = {
  "islamicrepublicof", "federalrepublicof", "federativerepublicof", "commonwealthof", "principalityof",
  "grandduchyof", "sultanateof", "kingdomof", "republicof", "unionof", "konigreich", "koenigreich",
  "republik", "furstentum", "grossherzogtum", "koninkrijkder", "koninkrijk", "republiek", "royaumede",
  "royaumedu", "republiquefederaledu", "republiquefederale", "republiquedes", "republiquede", "republiquedu",
  "republiqued", "principautede", "grandduchede", "reinode", "republicadel", "republicade", "principadode",
  "granducatodi", "repubblicadi", "repubblicadel", "repubblica", "principatodi", "regnodi", "republica",
  "the", "die", "der", "het", "las", "les", "los", "la", "le", "el", "il", "l", "de"
};
/* clang-format on */

#define TITLES (sizeof(titles) / sizeof(titles[0]))
#define MOST_TITLES 3 /* in front of one name: "The Republic of the" */

/* Drops one title. Returns 0 if there is none. */
static int drop_title (folded_name *name) {
  size_t len = name->len, i;
  for (i = 0; i < TITLES && name->len == len; i++) drop_front(name, titles[i]);
  return name->len < len;
}

/* The place of the country with this exact name after its titles are removed ("Republic of Ireland"), or -1. But the
   Republic of China is not China. */
static int untitled_place (const folded_name *name) {
  folded_name untitled = *name;
  int place = -1, left;
  drop_back(&untitled, "republicof");
  drop_back(&untitled, "kingdomof");
  if (untitled.len < name->len && untitled.len >= NEAR_MIN) place = exact_place(&untitled);
  for (left = MOST_TITLES; left > 0 && place < 0 && drop_title(&untitled); left--) {
    if (untitled.len >= NEAR_MIN) place = exact_place(&untitled); /* a name, not a code */
  }
  return (place == AT_CN) ? -1 : place;
}

const op_country *op_country_named (const char *s, size_t n) {
  const op_country *found = op_country_find(s, n);
  folded_name name;
  int place;
  if (found || !fold_name(&name, s, n) || name.len == 0) return found;
  place = exact_place(&name);
  if (place < 0) place = untitled_place(&name);
  return (place < 0) ? NULL : &countries[place];
}

const op_country *op_country_guess (const char *s, size_t n) {
  const op_country *named = op_country_named(s, n);
  folded_name name;
  int place;
  if (named || !fold_name(&name, s, n)) return named;
  place = near_place(&name);
  return (place < 0) ? NULL : &countries[place];
}
