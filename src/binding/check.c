/*
** core.check: the walk over a customer's table, and the list of its problems.
**
** The members that a table is known to have are fetched by their names; only if it has others, too,
** is it walked key by key. The caller's tables are read raw (no metamethods) and never written to.
** Where a canonical form differs, the table that holds it is copied once, and so are those around
** it: a customer that is canonical already comes back as itself. A table with a metatable is not:
** reading the result must not run code of the caller.
*/
#include <string.h>

#include "binding.h"

/* Problems that are kept; the others are only counted. */
#define MAX_PROBLEMS 100

/* The array of problems, in the order of the customer's fields, under construction; it lives on the C stack. */
typedef struct problem_list {
  lua_State *L;
  int index;   /* stack index of the array, or of nil while there is none */
  size_t kept; /* problems in it */
  uint64_t ranks[MAX_PROBLEMS];
  unsigned char is_error[MAX_PROBLEMS];
} problem_list;

/* Stack slots that one level of the walk and the sink below it use, next to one for each member. */
#define WALK_SLOTS 20

typedef struct walk {
  lua_State *L;
  const op_name_block *blocks;
  int empty_array; /* stack index of the value that stands for '[]' */
  const void *empty_array_identity;
  const void *open[OP_MAX_DEPTH]; /* the tables being walked, to find cycles */
  problem_list problems;
  op_checker checker;
} walk;

/* The place of a member: stack indices of its table, of that table's copy or nil, of its key. */
typedef struct member_place {
  int t, copy, key;
} member_place;

/* Problems ---------------------------------------------------------------------------------- */

/* Starts an empty list; the stack slot at 'index' has to hold nil. */
static void start_list (problem_list *list, lua_State *L, int index) {
  list->L = L;
  list->index = index;
  list->kept = 0;
}

/* True if a problem comes before the one at 'i' of the list. */
static int comes_before (problem_list *list, const op_problem *problem, size_t i) {
  int before;
  if (problem->rank != list->ranks[i - 1]) return problem->rank < list->ranks[i - 1];
  lua_rawgeti(list->L, list->index, (int)i);
  lua_getfield(list->L, -1, "path");
  before = strcmp(problem->path, lua_tostring(list->L, -1)) < 0;
  lua_pop(list->L, 2);
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
static void move_problem (problem_list *list, size_t from, size_t to) {
  lua_rawgeti(list->L, list->index, (int)from);
  lua_rawseti(list->L, list->index, (int)to);
  list->ranks[to - 1] = list->ranks[from - 1];
  list->is_error[to - 1] = list->is_error[from - 1];
}

/*
** The place in a full list that a problem about to go in at 'at' may take from another, or 0 if
** it has to stay out: the last warning goes first, so that warnings never hide an error.
*/
static size_t make_room (const problem_list *list, int is_error, size_t at) {
  size_t end = MAX_PROBLEMS;
  while (end > 0 && list->is_error[end - 1]) end--;
  if (!is_error) return end >= at ? end : 0;
  if (end > 0) return end;
  return at <= MAX_PROBLEMS ? MAX_PROBLEMS : 0;
}

/*
** The checker's sink, 'data' the list: keeps the problem in its place, and of all the first MAX_PROBLEMS, warnings giving
** way to errors. Needs four stack slots. Can raise for want of memory.
*/
static void keep_problem (void *data, const op_problem *problem) {
  problem_list *list = (problem_list *)data;
  lua_State *L = list->L;
  int is_error = problem->severity == OP_ERROR;
  size_t at = list->kept + 1, end;
  if (lua_isnil(L, list->index)) {
    lua_newtable(L);
    lua_replace(L, list->index);
  }
  while (at > 1 && comes_before(list, problem, at - 1)) at--;
  end = list->kept < MAX_PROBLEMS ? ++list->kept : make_room(list, is_error, at);
  if (end == 0) return;
  if (at > end) at--; /* what is between moves down instead of up */
  for (; end > at; end--) move_problem(list, end - 1, end);
  for (; end < at; end++) move_problem(list, end + 1, end);
  push_problem(L, problem);
  lua_rawseti(L, list->index, (int)at);
  list->ranks[at - 1] = problem->rank;
  list->is_error[at - 1] = (unsigned char)is_error;
}

/* Changes ----------------------------------------------------------------------------------- */

/* Makes sure that there is a copy of the table. */
static void ensure_copy (lua_State *L, const member_place *at) {
  if (!lua_isnil(L, at->copy)) return;
  lua_newtable(L);
  lua_pushnil(L);
  while (lua_next(L, at->t)) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_replace(L, at->copy);
}

/* Sets the member, in the copy, to the value at the top; pops it. */
static void set_member (lua_State *L, const member_place *at) {
  ensure_copy(L, at);
  lua_pushvalue(L, at->key);
  lua_insert(L, -2);
  lua_rawset(L, at->copy);
}

/* Takes the member out of the copy. */
static void drop_member (lua_State *L, const member_place *at) {
  lua_pushnil(L);
  set_member(L, at);
}

/* Carries out a verdict on the member. */
static void obey (lua_State *L, op_verdict verdict, const op_text *canonical,
                  const member_place *at) {
  if (verdict == OP_REPLACE) {
    lua_pushlstring(L, canonical->s, canonical->len);
    set_member(L, at);
  }
  else if (verdict == OP_DROP) {
    drop_member(L, at);
  }
}

/* The walk ---------------------------------------------------------------------------------- */

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
** Walks the table at the top, the value of a member, and carries out what comes of it.
** An empty table is an array where one is expected, and goes out as '[]'.
*/
static void walk_table (walk *w, op_shape shape, const member_place *at) {
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
    if (identity != w->empty_array_identity) {
      lua_pushvalue(L, w->empty_array);
      set_member(L, at);
    }
    return;
  }
  is_array = shape != OP_OBJECT && looks_like_array(L); /* named members may hide behind [1] */
  if (!op_check_open(&w->checker, is_array)) return;
  w->open[depth] = identity;
  changed = walk_members(w, lua_gettop(L));
  if (op_check_close(&w->checker) == OP_DROP) {
    lua_pop(L, changed);
    drop_member(L, at);
  }
  else if (changed) {
    set_member(L, at);
  }
}

/* Gives the checker the value at the top, that of an announced member. */
static void walk_value (walk *w, op_shape shape, const member_place *at) {
  lua_State *L = w->L;
  op_checker *c = &w->checker;
  op_text canonical;
  size_t len;
  const char *s;
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      s = lua_tolstring(L, -1, &len);
      obey(L, op_check_string(c, s, len, &canonical), &canonical, at);
      break;
    case LUA_TTABLE:
      walk_table(w, shape, at);
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, -1))
        obey(L, op_check_integer(c, (long long)lua_tointeger(L, -1), &canonical), &canonical, at);
      else
        obey(L, op_check_real(c, lua_tonumber(L, -1), &canonical), &canonical, at);
      break;
    case LUA_TBOOLEAN:
      op_check_boolean(c);
      break;
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, -1) == NULL) { /* lua-cjson's null */
        if (op_check_null(c) == OP_DROP) drop_member(L, at);
        break;
      }
      /* FALLTHROUGH */
    default:
      op_check_other(c, luaL_typename(L, -1));
  }
}

/*
** Fetches the members that an object is known to have, in the order of the field tree. Returns how
** many there are. Their values stay on the stack: popping each would cost as much as fetching it.
*/
static size_t walk_known (walk *w, const op_field *object, member_place *at) {
  lua_State *L = w->L;
  op_checker *c = &w->checker;
  int first = op_first_name(w->blocks, object);
  size_t i, found = 0;
  for (i = 0; i < object->n_members; i++) {
    const op_field *member = &object->members[i];
    int type;
    at->key = lua_upvalueindex(first + (int)i);
    lua_pushvalue(L, at->key);
    type = op_rawget(L, at->t);
    if (type == LUA_TNIL) continue;
    found++;
    if (type == LUA_TSTRING) {
      op_text canonical;
      size_t len;
      const char *s = lua_tolstring(L, -1, &len);
      obey(L, op_check_known_string(c, member, s, len, &canonical), &canonical, at);
    }
    else {
      op_shape shape = op_check_known(c, member);
      if (shape != OP_NOTHING) walk_value(w, shape, at);
    }
  }
  lua_settop(L, at->copy);
  return found;
}

/* Announces the key below the top; returns what its value has to be. */
static op_shape walk_key (walk *w, const op_field *object) {
  lua_State *L = w->L;
  if (lua_type(L, -2) == LUA_TSTRING) {
    size_t len;
    const char *key = lua_tolstring(L, -2, &len);
    if (object != NULL && op_field_member(object, key, len) != NULL) return OP_NOTHING;
    return op_check_member(&w->checker, key, len);
  }
  if (lua_type(L, -2) == LUA_TNUMBER) {
    lua_Number index = lua_tonumber(L, -2);
    if (index >= 1 && index <= (lua_Number)(1u << 30) && (lua_Number)(size_t)index == index)
      return op_check_element(&w->checker, (size_t)index);
  }
  op_check_odd_key(&w->checker, luaL_typename(L, -2));
  return OP_NOTHING;
}

/* Walks all members key by key, but for those that 'object', if it is not NULL, is known to have. */
static void walk_others (walk *w, const op_field *object, member_place *at) {
  lua_State *L = w->L;
  at->key = at->copy + 1;
  lua_pushnil(L);
  while (lua_next(L, at->t)) {
    op_shape shape = walk_key(w, object);
    if (shape != OP_NOTHING) walk_value(w, shape, at);
    lua_settop(L, at->key);
  }
}

/*
** Walks the members of the table at index 't', the top, which is open in the checker. If the
** canonical form differs, pushes a copy that has it and returns 1; else returns 0 with the stack as
** it was.
*/
static int walk_members (walk *w, int t) {
  lua_State *L = w->L;
  const op_field *object = op_check_object(&w->checker);
  int members = object != NULL ? object->n_members : 0;
  member_place at;
  luaL_checkstack(L, WALK_SLOTS + members, "customer nested too deeply");
  at.t = t;
  at.copy = t + 1;
  lua_pushnil(L); /* no copy yet */
  if (lua_getmetatable(L, t)) {
    lua_pop(L, 1);
    ensure_copy(L, &at);
  }
  if (object == NULL || object->shape != OP_OBJECT || object->members == NULL)
    walk_others(w, NULL, &at);
  else if (walk_known(w, object, &at) < op_count_members(L, t))
    walk_others(w, object, &at);
  if (!lua_isnil(L, at.copy)) return 1;
  lua_pop(L, 1);
  return 0;
}

/*
** core.check(customer, mode, allow_unknown)
**   -> customer | copy, problems | nil, errors, total
** 'mode' is "create" or "update". Problems come in the order of the customer's fields, the first
** hundred of 'total'; 'errors' of the total are no mere warnings. The first result is canonical
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
  lua_pushnil(L); /* 2: the problems */
  lua_pushvalue(L, lua_upvalueindex(OP_UPVALUE_EMPTY_ARRAY));
  w.L = L;
  w.blocks = (const op_name_block *)lua_touserdata(L, lua_upvalueindex(OP_UPVALUE_BLOCKS));
  w.empty_array = 3;
  w.empty_array_identity = lua_topointer(L, 3);
  start_list(&w.problems, L, 2);
  op_check_begin(&w.checker, mode == 0 ? OP_CREATE : OP_UPDATE,
                 allow_unknown ? OP_ALLOW_UNKNOWN : 0, keep_problem, &w.problems);
  w.open[0] = lua_topointer(L, 1);
  lua_pushvalue(L, 1);
  walk_members(&w, 4); /* the table itself, or a copy, is now at the top */
  op_check_end(&w.checker);
  lua_pushvalue(L, 2);
  lua_pushinteger(L, (lua_Integer)w.checker.errors);
  lua_pushinteger(L, (lua_Integer)w.checker.problems);
  return 4;
}

void op_open_check (lua_State *L) {
  lua_newtable(L);
  lua_setfield(L, -2, "empty_array");
  op_push_walk(L, check);
  lua_setfield(L, -2, "check");
}
