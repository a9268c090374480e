/*
** Memories of the newest of many texts, for Lua.
*/
#include <string.h>

#include "../memory/newest.h"
#include "binding.h"

#define NEWEST_TYPE "openprovider.newest"

/* Keys that are kept at most. */
#define NEWEST_MAX 100000

typedef struct newest_box {
  op_newest *newest;
} newest_box;

/* Raises for one that was collected, which only a finalizer can still have. */
static op_newest *check_newest (lua_State *L) {
  const newest_box *box = (const newest_box *)luaL_checkudata(L, 1, NEWEST_TYPE);
  luaL_argcheck(L, box->newest != NULL, 1, "it was collected");
  return box->newest;
}

/* The text that is argument 'arg', empty if it is absent. */
static op_newest_text *text_argument (lua_State *L, int arg, op_newest_text *text) {
  text->s = luaL_optlstring(L, arg, "", &text->length);
  return text;
}

/* newest:add(key, one, other) -> the place of the key, that of the oldest one where there is no other; both texts, which are
   kept with the key, may be absent */
static int newest_add (lua_State *L) {
  op_newest *newest = check_newest(L);
  op_newest_text key, texts[2];
  size_t place;
  int has_texts = !lua_isnoneornil(L, 3);
  luaL_checkstring(L, 2);
  text_argument(L, 2, &key);
  text_argument(L, 3, &texts[0]);
  text_argument(L, 4, &texts[1]);
  place = op_newest_add(newest, &key, has_texts ? texts : NULL);
  if (place == 0) return op_memory_error(L);
  lua_pushinteger(L, (lua_Integer)place);
  return 1;
}

/* newest:find(key) -> the place of a key, of the last one if it was added more than once, and its texts if it has any;
   nothing if it is not there. The texts are copied first: what makes them Lua's may run finalizers, which may add keys. */
static int newest_find (lua_State *L) {
  const op_newest *newest = check_newest(L);
  op_newest_text key, texts[2];
  char *copy = NULL;
  size_t place, room = 0;
  luaL_checkstring(L, 2);
  text_argument(L, 2, &key);
  for (;;) {
    place = op_newest_find(newest, &key);
    if (place == 0) return 0;
    if (!op_newest_texts(newest, place, texts)) {
      lua_pushinteger(L, (lua_Integer)place);
      return 1;
    }
    if (copy != NULL && texts[0].length + texts[1].length <= room) break;
    room = texts[0].length + texts[1].length;
    copy = (char *)lua_newuserdata(L, room);
  }
  memcpy(copy, texts[0].s, texts[0].length + texts[1].length);
  lua_pushinteger(L, (lua_Integer)place);
  lua_pushlstring(L, copy, texts[0].length);
  lua_pushlstring(L, copy + texts[0].length, texts[1].length);
  return 3;
}

static int newest_gc (lua_State *L) {
  newest_box *box = (newest_box *)luaL_checkudata(L, 1, NEWEST_TYPE);
  op_newest_free(box->newest);
  box->newest = NULL;
  return 0;
}

/* core.newest(size) -> what remembers so many texts, the newest: each has a place from 1 to 'size' while it is there */
static int new_newest (lua_State *L) {
  lua_Integer size = luaL_checkinteger(L, 1);
  newest_box *box;
  luaL_argcheck(L, size >= 1 && size <= NEWEST_MAX, 1, "a size from 1 to 100000 expected");
  box = (newest_box *)lua_newuserdata(L, sizeof *box);
  box->newest = NULL;
  luaL_getmetatable(L, NEWEST_TYPE);
  lua_setmetatable(L, -2);
  box->newest = op_newest_new((size_t)size);
  return (box->newest != NULL) ? 1 : op_memory_error(L);
}

void op_open_memory (lua_State *L) {
  static const luaL_Reg methods[] = { { "add", newest_add },
                                      { "find", newest_find },
                                      { NULL, NULL } };
  luaL_newmetatable(L, NEWEST_TYPE);
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, newest_gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1); /* remove the metatable; the registry has it */
  lua_pushcfunction(L, new_newest);
  lua_setfield(L, -2, "newest");
}
