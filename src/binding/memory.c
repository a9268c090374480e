/*
** Memory of many texts for Lua, outside Lua's own memory.
*/
#include "../memory/newest.h"
#include "../memory/seen.h"
#include "binding.h"

/* The newest of many texts -------------------------------------------------------------------- */

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

/* newest:add(key) -> the place of the key, that of the oldest one where there is no other */
static int newest_add (lua_State *L) {
  op_newest *newest = check_newest(L);
  size_t len;
  const char *key = luaL_checklstring(L, 2, &len);
  lua_pushinteger(L, (lua_Integer)op_newest_add(newest, key, len));
  return 1;
}

/* newest:find(key) -> the place of a key, of the last one if it was added more than once; nothing if it is not there */
static int newest_find (lua_State *L) {
  const op_newest *newest = check_newest(L);
  size_t len;
  const char *key = luaL_checklstring(L, 2, &len);
  size_t place = op_newest_find(newest, key, len);
  if (place == 0) return 0;
  lua_pushinteger(L, (lua_Integer)place);
  return 1;
}

static int newest_gc (lua_State *L) {
  newest_box *box = (newest_box *)luaL_checkudata(L, 1, NEWEST_TYPE);
  op_newest_free(box->newest);
  box->newest = NULL;
  return 0;
}

/* core.newest(size) -> a memory of the newest 'size' texts: each has a place from 1 to 'size' while it is there */
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

/* Which texts were seen ---------------------------------------------------------------------- */

#define SEEN_TYPE "openprovider.seen"

typedef struct seen_box {
  op_seen *seen;
} seen_box;

/* Raises for one that was collected, which only a finalizer can still have. */
static op_seen *check_seen (lua_State *L) {
  const seen_box *box = (const seen_box *)luaL_checkudata(L, 1, SEEN_TYPE);
  luaL_argcheck(L, box->seen != NULL, 1, "it was collected");
  return box->seen;
}

/* The mark of the text that is argument 'arg', 0 if it is absent. */
static uint16_t mark_argument (lua_State *L, int arg) {
  size_t length;
  const char *s = luaL_optlstring(L, arg, NULL, &length);
  return (s != NULL) ? op_seen_mark(s, length) : 0;
}

/* Whether two marks differ. An absent one differs from nothing. */
static int marks_differ (uint16_t one, uint16_t other) {
  return one != 0 && other != 0 && one != other;
}

/* seen:line(text) -> the line that a text was seen in; nothing if it was not */
static int seen_line (lua_State *L) {
  const op_seen *seen = check_seen(L);
  size_t length;
  const char *s = luaL_checklstring(L, 2, &length);
  const op_sighting *found = op_seen_find(seen, s, length);
  if (found == NULL) return 0;
  lua_pushnumber(L, (lua_Number)found->line);
  (void)op_floattointeger(L);
  return 1;
}

/*
** seen:add(text, line, one, other) -> nothing if the text is new: then it is added with its line, 'one' and 'other'.
** Otherwise the line in which it was seen, and whether 'one' and 'other' differ from those of that line. Both may be
** absent, and then differ from nothing.
*/
static int seen_add (lua_State *L) {
  op_seen *seen = check_seen(L);
  size_t length;
  const char *s = luaL_checklstring(L, 2, &length);
  lua_Number line = luaL_checknumber(L, 3);
  const op_sighting *found;
  op_sighting sighting;
  luaL_argcheck(L, line >= 1 && line <= UINT32_MAX, 3, "a line from 1 to 4294967295 expected");
  sighting.line = (uint32_t)line;
  sighting.marks[0] = mark_argument(L, 4);
  sighting.marks[1] = mark_argument(L, 5);
  found = op_seen_find(seen, s, length);
  if (found == NULL) return op_seen_add(seen, s, length, &sighting) ? 0 : op_memory_error(L);
  lua_pushnumber(L, (lua_Number)found->line);
  (void)op_floattointeger(L);
  lua_pushboolean(L, marks_differ(found->marks[0], sighting.marks[0]));
  lua_pushboolean(L, marks_differ(found->marks[1], sighting.marks[1]));
  return 3;
}

static int seen_gc (lua_State *L) {
  seen_box *box = (seen_box *)luaL_checkudata(L, 1, SEEN_TYPE);
  op_seen_free(box->seen);
  box->seen = NULL;
  return 0;
}

/* core.seen() -> an empty memory of texts and their lines */
static int new_seen (lua_State *L) {
  seen_box *box = (seen_box *)lua_newuserdata(L, sizeof *box);
  box->seen = NULL;
  luaL_getmetatable(L, SEEN_TYPE);
  lua_setmetatable(L, -2);
  box->seen = op_seen_new();
  return (box->seen != NULL) ? 1 : op_memory_error(L);
}

/* Makes the metatable of a type, and sets the function that makes one in the table at the top of the stack. */
static void open_type (lua_State *L, const char *type, const luaL_Reg *methods, lua_CFunction gc,
                       const char *name, lua_CFunction make) {
  luaL_newmetatable(L, type);
  lua_newtable(L);
  luaL_setfuncs(L, methods, 0);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, gc);
  lua_setfield(L, -2, "__gc");
  lua_pop(L, 1); /* remove the metatable; the registry has it */
  lua_pushcfunction(L, make);
  lua_setfield(L, -2, name);
}

void op_open_memory (lua_State *L) {
  static const luaL_Reg of_newest[] = { { "add", newest_add },
                                        { "find", newest_find },
                                        { NULL, NULL } };
  static const luaL_Reg of_seen[] = { { "add", seen_add }, { "line", seen_line }, { NULL, NULL } };
  open_type(L, NEWEST_TYPE, of_newest, newest_gc, "newest", new_newest);
  open_type(L, SEEN_TYPE, of_seen, seen_gc, "seen", new_seen);
}
