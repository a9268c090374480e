/*
** openprovider.core: what Lua sees of the C core.
*/
#include "compat.h"

#include "../core/suggest.h"
#include "../core/text.h"
#include "check.h"
#include "fields.h"
#include "pool.h"

/* core.is_utf8(s) -> whether the string is well-formed UTF-8 */
static int is_utf8 (lua_State *L) {
  size_t len;
  const char *s = luaL_checklstring(L, 1, &len);
  lua_pushboolean(L, op_utf8_valid(s, len));
  return 1;
}

/*
** core.nearest(name, names) -> the one of the array `names` that is nearest to `name`, or nil if
** none is near enough to be meant
*/
static int nearest (lua_State *L) {
  size_t len, i, n;
  const char *name = luaL_checklstring(L, 1, &len);
  unsigned best = ~0u;
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  lua_pushnil(L); /* the result */
  n = lua_rawlen(L, 2);
  for (i = 1; i <= n; i++) {
    size_t other_len;
    const char *other;
    unsigned distance;
    lua_rawgeti(L, 2, (int)i);
    other = luaL_checklstring(L, -1, &other_len);
    distance = op_edit_distance(name, len, other, other_len, 3);
    if (distance < best && op_suggestion_close(distance, len)) {
      best = distance;
      lua_replace(L, 3);
    }
    else {
      lua_pop(L, 1);
    }
  }
  return 1;
}

OP_EXPORT int luaopen_openprovider_core (lua_State *L);

OP_EXPORT int luaopen_openprovider_core (lua_State *L) {
  static const luaL_Reg functions[] = { { "is_utf8", is_utf8 },
                                        { "nearest", nearest },
                                        { NULL, NULL } };
  luaL_newlib(L, functions);
  op_open_check(L);
  op_open_fields(L);
  op_open_pool(L);
  op_open_clock(L);
  return 1;
}
