/*
** The one place that knows which Lua this is: 5.4, 5.3, or the 5.1 API of LuaJIT (and of PUC's
** own 5.1, for which Debian's LuaRocks builds unless told otherwise).
** Everything else in src/binding is written against the Lua 5.3 API and the names below.
*/
#ifndef OP_COMPAT_H
#define OP_COMPAT_H

#include <stdint.h>
#include <stdio.h>

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

#if LUA_VERSION_NUM < 502

#define lua_rawlen(L, i) lua_objlen(L, i)

/* A userdata's table: its environment here. */
#define lua_getuservalue(L, i) lua_getfenv(L, i)
#define lua_setuservalue(L, i) lua_setfenv(L, i)

/* LuaJIT has a luaL_setfuncs of its own, PUC's 5.1 has none; this name serves both. */
#define luaL_setfuncs(L, l, nup) op_setfuncs(L, l)

/* Sets the functions of 'l', without upvalues, in the table at the top of the stack. */
static inline void op_setfuncs (lua_State *L, const luaL_Reg *l) {
  for (; l->name != NULL; l++) {
    lua_pushcfunction(L, l->func);
    lua_setfield(L, -2, l->name);
  }
}

#undef luaL_newlib
#define luaL_newlib(L, l) (lua_newtable(L), op_setfuncs(L, l))

#endif

#if LUA_VERSION_NUM < 503

/* lua_rawget tells the type of what it pushed only from 5.3 on. */
#define op_rawget(L, i) (lua_rawget(L, i), lua_type(L, -1))

/* Numbers are doubles here: no value is an integer by type. */
#define lua_isinteger(L, i) ((void)(L), (void)(i), 0)
static inline int op_floattointeger (lua_State *L) {
  (void)L;
  return 0;
}

/* Pushes an integer as a number; one that is not exact is the nearest double. Returns whether it is exact. */
static inline int op_pushint64 (lua_State *L, int64_t value) {
  lua_pushnumber(L, (lua_Number)value);
  return value > -(INT64_C(1) << 53) && value < (INT64_C(1) << 53);
}

#else

/*
** If the number at the top is a float with an integer's value, makes it that integer; else returns
** 0. From 2^53 on a float may stand for another integer than was written: it stays.
*/
static inline int op_floattointeger (lua_State *L) {
  int is_integer;
  lua_Integer value;
  lua_Number number = lua_tonumber(L, -1);
  if (lua_isinteger(L, -1) || !(number > -9007199254740992.0 && number < 9007199254740992.0))
    return 0;
  value = lua_tointegerx(L, -1, &is_integer);
  if (!is_integer) return 0;
  lua_pop(L, 1);
  lua_pushinteger(L, value);
  return 1;
}

static inline int op_pushint64 (lua_State *L, int64_t value) {
  lua_pushinteger(L, value);
  return 1;
}

#define op_rawget(L, i) lua_rawget(L, i)

#endif

/* The number at 'i', which is a whole one within 64 bits, exactly; raises for anything else. */
static inline int64_t op_checkint64 (lua_State *L, int i) {
#if LUA_VERSION_NUM < 503
  lua_Number number = luaL_checknumber(L, i);
  return (int64_t)number;
#else
  return luaL_checkinteger(L, i);
#endif
}

/* The stream of the Lua file at 'i', NULL if that is closed; raises for anything else. In every Lua the stream is the
   first member; from 5.2 on what closes it tells whether it is open. */
static inline FILE *op_checkfile (lua_State *L, int i) {
#if LUA_VERSION_NUM < 502
  return *(FILE **)luaL_checkudata(L, i, LUA_FILEHANDLE);
#else
  luaL_Stream *stream = (luaL_Stream *)luaL_checkudata(L, i, LUA_FILEHANDLE);
  return stream->closef == NULL ? NULL : stream->f;
#endif
}

/* Marks the module's entry, the one symbol that the library shows. */
#if defined(__GNUC__)
#define OP_EXPORT __attribute__((visibility("default")))
#else
#define OP_EXPORT
#endif

#endif
