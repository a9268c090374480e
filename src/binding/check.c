/*
** The walk over a customer's table.
**
** The caller's tables are read raw (no metamethods) and never written to. Where a canonical form
** differs, the table that holds it is copied once, and so are those around it: a customer that
** is canonical already comes back as itself.
*/
#include "check.h"

#include <string.h>

#include "../core/check.h"

/* Problems kept; the others are only counted. */
#define MAX_PROBLEMS 100

/* Stack slots that one level of the walk and the sink below it use. */
#define SLOTS_PER_LEVEL 12

/*
** The members' names as this Lua state holds them. A Lua state keeps one copy of each short
** string, so a member is mostly found by the address of its key. Should it not be found, its
** bytes decide, so nothing depends on that but speed. The strings are anchored: none of these
** addresses can come to be another string's.
*/
#define NAME_SLOTS 256 /* a power of two, four times the number of members */

typedef struct names {
  struct {
    const char *key;
    const op_field *object, *member;
  } slots[NAME_SLOTS];
} names;

typedef struct walk {
  lua_State *L;
  int problems;    /* stack index of the list, or of nil while there is none */
  int empty_array; /* stack index of the value that stands for `[]` */
  const void *empty_array_identity;
  const names *known;
  int empty_arrays; /* true once one is in the result */
  size_t kept;      /* problems in the list */
  uint64_t ranks[MAX_PROBLEMS];
  unsigned char is_error[MAX_PROBLEMS];
  const void *open[OP_MAX_DEPTH]; /* the tables being walked, to find cycles */
  op_checker checker;
} walk;

/* Names ------------------------------------------------------------------------------------- */

/* Mixes two addresses: the upper half of their product with an odd number (2^32 / phi). */
static size_t name_slot (const char *key, const op_field *object) {
  uint32_t mixed = (uint32_t)((size_t)key >> 3) ^ (uint32_t)((size_t)object << 8);
  return mixed * UINT32_C(2654435769) >> 24 & (NAME_SLOTS - 1);
}

/* The member of an object by its key's address, or NULL. */
static const op_field *find_name (const names *known, const char *key, const op_field *object) {
  size_t i = name_slot(key, object);
  for (; known->slots[i].key != NULL; i = (i + 1) & (NAME_SLOTS - 1)) {
    if (known->slots[i].key == key && known->slots[i].object == object)
      return known->slots[i].member;
  }
  return NULL;
}

/*
** Adds the names of everything below a field; anchors them in the table at the top. There are
** fewer than NAME_SLOTS / 2 of them.
*/
static void add_names (lua_State *L, names *known, const op_field *field) {
  size_t i, slot;
  for (i = 0; i < field->n_members && field->members != NULL; i++) {
    const op_field *member = &field->members[i];
    if (field->shape == OP_OBJECT) {
      const char *key;
      lua_pushstring(L, member->name);
      key = lua_tostring(L, -1);
      slot = name_slot(key, field);
      while (known->slots[slot].key != NULL) slot = (slot + 1) & (NAME_SLOTS - 1);
      known->slots[slot].key = key;
      known->slots[slot].object = field;
      known->slots[slot].member = member;
      lua_pushboolean(L, 1);
      lua_rawset(L, -3);
    }
    add_names(L, known, member);
  }
}

/* Problems ---------------------------------------------------------------------------------- */

/* True if a problem comes before the one at `i` of the list. */
static int comes_before (walk *w, const op_problem *problem, size_t i) {
  int before;
  if (problem->rank != w->ranks[i - 1]) return problem->rank < w->ranks[i - 1];
  lua_rawgeti(w->L, w->problems, (int)i);
  lua_getfield(w->L, -1, "path");
  before = strcmp(problem->path, lua_tostring(w->L, -1)) < 0;
  lua_pop(w->L, 2);
  return before;
}

/* Pushes a problem as Lua sees it. */
static void push_problem (lua_State *L, const op_problem *problem) {
  lua_createtable(L, 0, 5);
  lua_pushstring(L, problem->path);
  lua_setfield(L, -2, "path");
  lua_pushstring(L, problem->code);
  lua_setfield(L, -2, "code");
  lua_pushstring(L, problem->severity == OP_ERROR ? "error" : "warning");
  lua_setfield(L, -2, "severity");
  lua_pushstring(L, problem->message);
  lua_setfield(L, -2, "message");
  if (problem->api_code != 0) {
    lua_pushinteger(L, (lua_Integer)problem->api_code);
    lua_setfield(L, -2, "api_code");
  }
}

/* Copies the problem at one place of the list to another. */
static void move_problem (walk *w, size_t from, size_t to) {
  lua_rawgeti(w->L, w->problems, (int)from);
  lua_rawseti(w->L, w->problems, (int)to);
  w->ranks[to - 1] = w->ranks[from - 1];
  w->is_error[to - 1] = w->is_error[from - 1];
}

/*
** The place in a full list that a problem about to go in at `at` may take from another, or 0 if
** it has to stay out: the last warning goes first, so that warnings never hide an error.
*/
static size_t make_room (const walk *w, int is_error, size_t at) {
  size_t end = MAX_PROBLEMS;
  while (end > 0 && w->is_error[end - 1]) end--;
  if (!is_error) return end >= at ? end : 0;
  if (end > 0) return end;
  return at <= MAX_PROBLEMS ? MAX_PROBLEMS : 0;
}

/* The sink: keeps the list in order, and its first MAX_PROBLEMS. May raise out of memory. */
static void keep_problem (void *data, const op_problem *problem) {
  walk *w = (walk *)data;
  lua_State *L = w->L;
  int is_error = problem->severity == OP_ERROR;
  size_t at = w->kept + 1, end;
  if (lua_isnil(L, w->problems)) {
    lua_newtable(L);
    lua_replace(L, w->problems);
  }
  while (at > 1 && comes_before(w, problem, at - 1)) at--;
  end = w->kept < MAX_PROBLEMS ? ++w->kept : make_room(w, is_error, at);
  if (end == 0) return;
  if (at > end) at--; /* what is between moves down instead of up */
  for (; end > at; end--) move_problem(w, end - 1, end);
  for (; end < at; end++) move_problem(w, end + 1, end);
  push_problem(L, problem);
  lua_rawseti(L, w->problems, (int)at);
  w->ranks[at - 1] = problem->rank;
  w->is_error[at - 1] = (unsigned char)is_error;
}

/* The walk ---------------------------------------------------------------------------------- */

/*
** Makes sure that the slot at `copy` holds a copy of the table at `t` rather than nil.
*/
static void ensure_copy (lua_State *L, int t, int copy) {
  if (!lua_isnil(L, copy)) return;
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, t)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_replace(L, copy);
}

/* Sets the value at the top as the member whose key is below the original value; pops it. */
static void set_member (lua_State *L, int t, int copy) {
  ensure_copy(L, t, copy);
  lua_pushvalue(L, -3); /* the key, below the old value and the new one */
  lua_insert(L, -2);
  lua_rawset(L, copy);
}

/* Takes the member whose key and value are at the top out of the result. */
static void drop_member (lua_State *L, int t, int copy) {
  lua_pushnil(L);
  set_member(L, t, copy);
}

/* Carries out a verdict on the member whose key and value are at the top. */
static void obey (lua_State *L, op_verdict verdict, const op_text *canonical, int t, int copy) {
  if (verdict == OP_REPLACE) {
    lua_pushlstring(L, canonical->s, canonical->len);
    set_member(L, t, copy);
  }
  else if (verdict == OP_DROP) {
    drop_member(L, t, copy);
  }
}

/* True if the table at the top is an array by its looks: it has a first element. */
static int looks_like_array (lua_State *L) {
  int array;
  if (lua_rawlen(L, -1) > 0) return 1;
  lua_rawgeti(L, -1, 1);
  array = !lua_isnil(L, -1);
  lua_pop(L, 1);
  return array;
}

static int is_empty (lua_State *L) {
  lua_pushnil(L);
  if (!lua_next(L, -2)) return 1;
  lua_pop(L, 2);
  return 0;
}

static int walk_members (walk *w, int t);

/*
** Walks the table at the top, the value of a member of `t`, and carries out what comes of it.
** An empty table is an array where one is expected, and goes out as `[]`.
*/
static void walk_table (walk *w, op_shape shape, int t, int copy) {
  lua_State *L = w->L;
  size_t depth = w->checker.depth, i;
  int is_array, changed;
  const void *identity = lua_topointer(L, -1);
  for (i = 0; i < depth; i++) {
    if (w->open[i] == identity) {
      op_check_cycle(&w->checker);
      return;
    }
  }
  if (identity == w->empty_array_identity || (shape == OP_ARRAY && is_empty(L))) {
    if (!op_check_open(&w->checker, 1)) return;
    op_check_close(&w->checker);
    w->empty_arrays = 1;
    if (identity != w->empty_array_identity) {
      lua_pushvalue(L, w->empty_array);
      set_member(L, t, copy);
    }
    return;
  }
  is_array = shape != OP_OBJECT && looks_like_array(L); /* named members may hide behind [1] */
  if (!op_check_open(&w->checker, is_array)) return;
  w->open[depth] = identity;
  changed = walk_members(w, lua_gettop(L));
  if (op_check_close(&w->checker) == OP_DROP) {
    lua_pop(L, changed);
    drop_member(L, t, copy);
  }
  else if (changed) {
    set_member(L, t, copy);
  }
}

/* Gives the checker the value at the top, a member of `t` with its key below. */
static void walk_value (walk *w, op_shape shape, int t, int copy) {
  lua_State *L = w->L;
  op_checker *c = &w->checker;
  op_text canonical;
  size_t len;
  const char *s;
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      s = lua_tolstring(L, -1, &len);
      obey(L, op_check_string(c, s, len, &canonical), &canonical, t, copy);
      break;
    case LUA_TTABLE:
      walk_table(w, shape, t, copy);
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, -1))
        obey(L, op_check_integer(c, (long long)lua_tointeger(L, -1), &canonical), &canonical, t,
             copy);
      else
        obey(L, op_check_real(c, lua_tonumber(L, -1), &canonical), &canonical, t, copy);
      break;
    case LUA_TBOOLEAN:
      op_check_boolean(c);
      break;
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, -1) == NULL) { /* lua-cjson's null */
        if (op_check_null(c) == OP_DROP) drop_member(L, t, copy);
        break;
      }
      /* FALLTHROUGH */
    default:
      op_check_other(c, luaL_typename(L, -1));
  }
}

/* Announces the key below the top, which is no name; returns what its value has to be. */
static op_shape walk_odd_key (walk *w) {
  lua_State *L = w->L;
  if (lua_type(L, -2) == LUA_TNUMBER) {
    lua_Number index = lua_tonumber(L, -2);
    if (index >= 1 && index <= (lua_Number)(1u << 30) && (lua_Number)(size_t)index == index)
      return op_check_element(&w->checker, (size_t)index);
  }
  op_check_odd_key(&w->checker, luaL_typename(L, -2));
  return OP_NOTHING;
}

/* Gives the checker the member of `t` whose key and value are at the top. */
static void walk_member (walk *w, int t, int copy) {
  lua_State *L = w->L;
  op_checker *c = &w->checker;
  op_shape shape;
  if (lua_type(L, -2) != LUA_TSTRING) {
    shape = walk_odd_key(w);
  }
  else {
    size_t key_len, len;
    const char *key = lua_tolstring(L, -2, &key_len), *s;
    const op_field *member = find_name(w->known, key, op_check_object(c));
    if (member != NULL && lua_type(L, -1) == LUA_TSTRING) {
      op_text canonical;
      s = lua_tolstring(L, -1, &len);
      obey(L, op_check_known_string(c, member, s, len, &canonical), &canonical, t, copy);
      return;
    }
    shape = member != NULL ? op_check_known(c, member) : op_check_member(c, key, key_len);
  }
  if (shape != OP_NOTHING) walk_value(w, shape, t, copy);
}

/*
** Walks the members of the table at index `t`, the top. If the canonical form differs, pushes a
** copy that has it and returns 1; else returns 0 with the stack as it was.
*/
static int walk_members (walk *w, int t) {
  lua_State *L = w->L;
  int copy = t + 1;
  luaL_checkstack(L, SLOTS_PER_LEVEL, "customer nested too deeply");
  lua_pushnil(L); /* 'copy': none yet */
  lua_pushnil(L); /* the first key */
  while (lua_next(L, t)) {
    walk_member(w, t, copy);
    lua_settop(L, copy + 1); /* keep the key */
  }
  if (!lua_isnil(L, copy)) return 1;
  lua_pop(L, 1);
  return 0;
}

/*
** core.check(customer, mode, allow_unknown)
**   -> customer | copy, problems | nil, errors, total, has_empty_arrays
** `mode` is "create" or "update". Problems come in the order of the customer's fields, the first
** hundred of `total`; `errors` of the total are no mere warnings. The first result is canonical
** if there are no errors.
*/
static int check (lua_State *L) {
  static const char *const modes[] = { "create", "update", NULL };
  walk w;
  int mode, allow_unknown;
  luaL_checktype(L, 1, LUA_TTABLE);
  mode = luaL_checkoption(L, 2, "create", modes);
  allow_unknown = lua_toboolean(L, 3);
  lua_settop(L, 1);
  lua_pushnil(L);
  lua_pushvalue(L, lua_upvalueindex(1));
  w.L = L;
  w.problems = 2;
  w.empty_array = 3;
  w.empty_array_identity = lua_topointer(L, 3);
  w.known = (const names *)lua_touserdata(L, lua_upvalueindex(2));
  w.empty_arrays = 0;
  w.kept = 0;
  op_check_begin(&w.checker, mode == 0 ? OP_CREATE : OP_UPDATE,
                 allow_unknown ? OP_ALLOW_UNKNOWN : 0, keep_problem, &w);
  w.open[0] = lua_topointer(L, 1);
  lua_pushvalue(L, 1);
  walk_members(&w, 4); /* the table itself, or a copy, is now at the top */
  op_check_end(&w.checker);
  lua_pushvalue(L, 2);
  lua_pushinteger(L, (lua_Integer)w.checker.errors);
  lua_pushinteger(L, (lua_Integer)w.checker.problems);
  lua_pushboolean(L, w.empty_arrays);
  return 5;
}

/* Pushes the names, and the table that anchors their strings. */
static void push_names (lua_State *L) {
  names *known = (names *)lua_newuserdata(L, sizeof *known);
  memset(known, 0, sizeof *known);
  lua_newtable(L);
  add_names(L, known, &op_customer);
}

void op_open_check (lua_State *L) {
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "empty_array");
  push_names(L);
  lua_pushcclosure(L, check, 3); /* the third upvalue only anchors */
  lua_setfield(L, -2, "check");
}
