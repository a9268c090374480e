/*
** Copies of the tables that a caller passes. A call may wait, and its caller may change the tables meanwhile; checked
** and sent is what was passed. No metamethod is called, and the copies have no metatables, so that reading them later
** runs no code of the caller.
*/
#include "binding.h"

/* Maximum number of levels that are copied. JSON's encoder and the checker refuse deeper tables. */
#define MAX_LEVELS 128

/* Maximum number of tables that are copied. A few tables can mean very many copies: each may be twice in the next one.
   */
#define MAX_TABLES 1000000

/* A new copy has room for so many members: few tables of a customer have more, and counting would take longer. */
#define COPY_ROOM 8

/* Stack slots of one level: a table, its copy, a key, a value, and room to set a member. */
#define COPY_SLOTS 6

/* A table that is being copied. */
typedef struct opened {
  const void *identity;
  int copy; /* stack index */
} opened;

typedef struct copying {
  lua_State *L;
  const void *empty_array;
  int levels;  /* levels to copy */
  long tables; /* tables copied */
  opened open[MAX_LEVELS];
} copying;

/* Pushes the copy of a table that is being copied, if the table at the top is one: a cycle stays a cycle. Returns
   whether it is. */
static int push_opened (copying *c, const void *identity, int level) {
  int i;
  for (i = 0; i < level; i++) {
    if (c->open[i].identity == identity) {
      lua_pushvalue(c->L, c->open[i].copy);
      return 1;
    }
  }
  return 0;
}

/* Raises if the empty array, which is at the top, has members: rawset and LuaJIT's table.insert can add them. */
static void check_empty_array (lua_State *L) {
  lua_pushnil(L);
  if (lua_next(L, -2)) {
    lua_pushliteral(L, "openprovider.empty_array was changed: it stands for [], so make a table of "
                       "your own for what is "
                       "in it");
    lua_error(L);
  }
}

static void copy_table (copying *c, int level);

/* Sets the members of the table at index 't', copied, in the table at 'copy'. */
static void copy_members (copying *c, int level, int t, int copy) {
  lua_State *L = c->L;
  lua_pushnil(L);
  while (lua_next(L, t)) {
    if (lua_istable(L, -1)) copy_table(c, level + 1);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, copy);
    lua_pop(L, 1);
  }
}

/* Replaces the table at the top, which stands below 'level' others, by its copy. */
static void copy_table (copying *c, int level) {
  lua_State *L = c->L;
  int t = lua_gettop(L);
  const void *identity = lua_topointer(L, t);
  if (level == c->levels) return;
  luaL_checkstack(L, COPY_SLOTS, "tables nested too deeply");
  if (identity == c->empty_array) {
    check_empty_array(L);
    return;
  }
  if (!push_opened(c, identity, level)) {
    int elements = (int)lua_rawlen(L, t);
    if (c->tables++ == MAX_TABLES) {
      lua_pushliteral(L, "too many tables are passed, or one of them too many times");
      lua_error(L);
    }
    lua_createtable(L, elements, elements > 0 ? 0 : COPY_ROOM);
    c->open[level].identity = identity;
    c->open[level].copy = t + 1;
    copy_members(c, level, t, t + 1);
  }
  lua_replace(L, t);
}

/*
** core.plain(levels, ...) -> ...
** The arguments, with copies in place of tables, down to so many levels (all levels for nil). Deeper tables and all
** other values are the same as before. So is 'empty_array'.
*/
static int plain (lua_State *L) {
  copying c;
  int i, n = lua_gettop(L);
  c.L = L;
  c.empty_array = lua_topointer(L, lua_upvalueindex(1));
  c.levels = (int)luaL_optinteger(L, 1, MAX_LEVELS);
  c.tables = 0;
  for (i = 2; i <= n; i++) {
    if (!lua_istable(L, i)) continue;
    lua_pushvalue(L, i);
    copy_table(&c, 0);
    lua_replace(L, i);
  }
  return n - 1;
}

void op_open_plain (lua_State *L) {
  lua_getfield(L, -1, "empty_array");
  lua_pushcclosure(L, plain, 1);
  lua_setfield(L, -2, "plain");
}
