/*
** The tables of src/data for Lua: countries, zip codes, and words in place of a missing value.
*/
#include <string.h>

#include "../customer/plain_address.h"
#include "../data/countries.h"
#include "../data/leftovers.h"
#include "../data/zipcodes.h"
#include "binding.h"

/* core.country(text) -> the code and the English name of the country with this code or name, in any letter case; or nil
   */
static int country (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  const op_country *named = op_country_named(s, len);
  if (named == NULL) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushstring(L, named->alpha2);
  lua_pushstring(L, named->name);
  return 2;
}

/* The two letters of the country in an argument, or NULL if they are not such a code. */
static const char *country_code (lua_State *L, int arg) {
  size_t len;
  const char *code = luaL_checklstring(L, arg, &len);
  return (len == 2) ? code : NULL;
}

/* core.zipcode(country, text) -> the zip code as that country writes it, or nil if it does not have its letters and digits */
static int zipcode (lua_State *L) {
  size_t len;
  const char *code = country_code(L, 1);
  const char *s = luaL_checklstring(L, 2, &len);
  char written[OP_ZIP_MAX];
  int is_written = (code != NULL && op_zip_write(code, s, len, written));
  lua_pushstring(L, is_written ? written : NULL); /* nil for NULL */
  return 1;
}

/* core.zip_example(country) -> a zip code of that country, "" if it has none; nil if that is not known */
static int zip_example (lua_State *L) {
  const char *code = country_code(L, 1);
  lua_pushstring(L, code ? op_zip_example(code) : NULL);
  return 1;
}

/* The members that is_plain looks at. Their names are its upvalues, in this order, so that no string is made. */
static const char *const looked_at[] = {
  "street",  "number", "country", "zipcode",
  "address", "locale", "phone",   "extension_additional_data"
};
enum { STREET, NUMBER, COUNTRY, ZIPCODE, ADDRESS, LOCALE, PHONE, EXTENSIONS, LOOKED_AT };

/* Pushes a member of the table at the stack index 't', raw; returns its type. */
static int push_raw (lua_State *L, int t, int member) {
  lua_pushvalue(L, lua_upvalueindex(member + 1));
  return op_rawget(L, t);
}

/* Whether the table at the stack index 't' is an address that need not be split or normalised. */
static int has_plain_parts (lua_State *L, int t) {
  op_text parts[ZIPCODE + 1];
  int i;
  for (i = STREET; i <= ZIPCODE; i++) {
    int type = push_raw(L, t, i);
    /* the number of a house may be one of Lua's, which the checker writes as its digits */
    if (type != LUA_TSTRING && !(type == LUA_TNUMBER && i == NUMBER)) return 0;
    parts[i].s = lua_tolstring(L, -1, &parts[i].len);
  }
  return op_address_is_plain(&parts[STREET], &parts[NUMBER], &parts[COUNTRY], &parts[ZIPCODE]);
}

/* Whether a locale has a country after its language. */
static int has_country (const char *locale, size_t len) {
  return len >= sizeof "nl_NL" - 1 && op_country_find(locale + len - 2, 2) != NULL;
}

/*
** core.is_plain(customer) -> two booleans. The first one: nothing has to be normalised, except perhaps the telephone
** number (the address is a table that need not be split or normalised, and the locale has a country). The second one:
** the telephone number is a table, and there is at most one extension. The tables are read raw.
*/
static int is_plain_customer (lua_State *L) {
  int has_one_extension = 1;
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (push_raw(L, 1, ADDRESS) != LUA_TTABLE || !has_plain_parts(L, 2) ||
      (push_raw(L, 1, LOCALE) == LUA_TSTRING &&
       !has_country(lua_tostring(L, -1), lua_rawlen(L, -1)))) {
    lua_pushboolean(L, 0);
    return 1;
  }
  lua_settop(L, 1);
  if (push_raw(L, 1, EXTENSIONS) == LUA_TTABLE) {
    lua_rawgeti(L, 2, 2);
    has_one_extension = lua_isnil(L, -1);
  }
  lua_pushboolean(L, 1);
  lua_pushboolean(L, push_raw(L, 1, PHONE) == LUA_TTABLE && has_one_extension);
  lua_remove(L, -2); /* the telephone number */
  return 2;
}

/* core.leftovers() -> what spreadsheets and databases write in place of a value: text -> the message about it */
static int all_leftovers (lua_State *L) {
  const char *text;
  size_t i;
  lua_newtable(L);
  for (i = 0; (text = op_leftover_at(i)) != NULL; i++) {
    lua_pushstring(L, op_leftover_message(op_leftover_of(text, strlen(text))));
    lua_setfield(L, -2, text);
  }
  return 1;
}

void op_open_tables (lua_State *L) {
  static const luaL_Reg functions[] = { { "country", country },
                                        { "leftovers", all_leftovers },
                                        { "zip_example", zip_example },
                                        { "zipcode", zipcode },
                                        { NULL, NULL } };
  int i;
  luaL_setfuncs(L, functions, 0);
  for (i = 0; i < LOOKED_AT; i++) lua_pushstring(L, looked_at[i]);
  lua_pushcclosure(L, is_plain_customer, LOOKED_AT);
  lua_setfield(L, -2, "is_plain");
}
