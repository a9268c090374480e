/*
** The walk over a customer's table, which gives the checker its members and writes them as JSON.
** Known members of a table are given in the order of the field tree, and the others in the order of their names. The
** caller's tables are read raw (no metamethods) and never written to. A finalizer may change them during the walk,
** which breaks nothing here.
** If a canonical form differs, and copies are wanted, the table with the value is copied once, and so are the tables
** around it. A customer that is canonical already is returned itself. A table with a metatable is never canonical:
** reading the result must not run code of the caller.
*/
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "binding.h"

/* Stack slots that one level of the walk and the sink below it use, next to two for each member that is known. */
#define WALK_SLOTS 20

/* The place of a member: stack indices of its table, of that table's copy or nil, of its key. */
typedef struct member_place {
  int t, copy, key;
} member_place;

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

/* Removes the member from the copy. */
static void drop_member (lua_State *L, const member_place *at) {
  lua_pushnil(L);
  set_member(L, at);
}

/* Carries out a verdict on the member. */
static void obey (op_walk *w, op_verdict verdict, const op_text *canonical,
                  const member_place *at) {
  if (verdict == OP_KEEP || !w->copies) return;
  assert(verdict == OP_DROP || canonical != NULL); /* a null is kept or dropped */
  if (verdict == OP_REPLACE) {
    lua_pushlstring(w->L, canonical->s, canonical->len);
    set_member(w->L, at);
  }
  else {
    drop_member(w->L, at);
  }
}

/* The walk ---------------------------------------------------------------------------------- */

/* True if the table at the top looks like an array: it has a first element. */
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

static int walk_members (op_walk *w, int t);

/* The value of a member is an array without elements. */
static void walk_empty_array (op_walk *w, const member_place *at, int is_canonical) {
  if (!op_body_open(&w->body, 1)) return;
  op_body_close(&w->body);
  if (is_canonical || !w->copies) return;
  lua_pushvalue(w->L, w->empty_array);
  set_member(w->L, at);
}

/*
** Walks the table at the top, the value of a member, and carries out the verdict. An empty table
** where an array is expected is written as '[]'.
*/
static void walk_table (op_walk *w, op_shape shape, const member_place *at) {
  lua_State *L = w->L;
  size_t depth = w->body.checker.depth, i;
  int is_array, changed;
  const void *identity = lua_topointer(L, -1);
  for (i = 0; i < depth; i++) {
    if (w->open[i] == identity) {
      op_check_cycle(&w->body.checker);
      return;
    }
  }
  if (identity == w->empty_array_identity || (shape == OP_ARRAY && is_empty(L))) {
    walk_empty_array(w, at, identity == w->empty_array_identity);
    return;
  }
  is_array = shape != OP_OBJECT && looks_like_array(L); /* named members may hide behind [1] */
  if (!op_body_open(&w->body, is_array)) return;
  w->open[depth] = identity;
  changed = walk_members(w, lua_gettop(L));
  if (op_body_close(&w->body) == OP_DROP) {
    lua_pop(L, changed);
    if (w->copies) drop_member(L, at);
  }
  else if (changed) {
    set_member(L, at);
  }
}

/* Gives the checker the value at the top, that of an announced member. */
static void walk_value (op_walk *w, op_shape shape, const member_place *at) {
  lua_State *L = w->L;
  op_body *b = &w->body;
  op_text canonical = { "", 0 };
  size_t len;
  const char *s;
  switch (lua_type(L, -1)) {
    case LUA_TSTRING:
      s = lua_tolstring(L, -1, &len);
      obey(w, op_body_string(b, s, len, &canonical), &canonical, at);
      break;
    case LUA_TTABLE:
      walk_table(w, shape, at);
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, -1))
        obey(w, op_body_integer(b, (long long)lua_tointeger(L, -1), &canonical), &canonical, at);
      else
        obey(w, op_body_real(b, lua_tonumber(L, -1), &canonical), &canonical, at);
      break;
    case LUA_TBOOLEAN:
      op_body_boolean(b, lua_toboolean(L, -1));
      break;
    case LUA_TLIGHTUSERDATA:
      if (lua_touserdata(L, -1) == NULL) { /* lua-cjson's null */
        obey(w, op_body_null(b), &canonical, at);
        break;
      }
      /* FALLTHROUGH */
    default:
      op_check_other(&b->checker, luaL_typename(L, -1));
  }
}

/*
** The index, from 0, of the known member of 'object' whose key is below the top; the number of known members if it is
** not known. Nearly every name is one of the strings made in advance, so comparing addresses is enough.
*/
static size_t index_of_known (lua_State *L, const op_field *object, const char *const *names) {
  size_t i, len;
  const char *key;
  const op_field *member;
  if (lua_type(L, -2) != LUA_TSTRING) return object->n_members;
  key = lua_tolstring(L, -2, &len);
  for (i = 0; i < object->n_members; i++) {
    if (names[i] == key) return i;
  }
  member = op_field_member(object, key, len);
  return member != NULL ? (size_t)(member - object->members) : object->n_members;
}

/*
** Pushes the members that an object is known to have, a key and a value each. 'values' has a place for each member of the
** tree: the stack index of its value, or 0 where it is not there. Returns how many others the table has. Nothing is
** allocated, so that nothing changes the table meanwhile.
*/
static size_t push_known (lua_State *L, int t, const op_field *object, const char *const *names,
                          int *values) {
  int value = lua_gettop(L) + 2;
  size_t others = 0;
  memset(values, 0, object->n_members * sizeof *values);
  lua_pushnil(L);
  while (lua_next(L, t)) {
    size_t i = index_of_known(L, object, names);
    if (i < object->n_members) {
      values[i] = value;
      value += 2;
      lua_pushvalue(L, -2); /* for lua_next, which takes it away */
    }
    else {
      others++;
      lua_pop(L, 1);
    }
  }
  return others;
}

/* Gives the known members of an object, in the order of the field tree. Returns the number of other members. */
static size_t walk_known (op_walk *w, const op_field *object, member_place *at) {
  lua_State *L = w->L;
  op_body *b = &w->body;
  int values[OP_MAX_KNOWN_MEMBERS];
  size_t others = push_known(L, at->t, object, op_block_of(w->blocks, object)->names, values);
  int i, top = lua_gettop(L);
  for (i = 0; i < object->n_members; i++) {
    const op_field *member = &object->members[i];
    if (values[i] == 0) continue;
    at->key = values[i] - 1;
    if (lua_type(L, values[i]) == LUA_TSTRING) {
      op_text canonical;
      size_t len;
      const char *s = lua_tolstring(L, values[i], &len);
      obey(w, op_body_known_string(b, member, s, len, &canonical), &canonical, at);
    }
    else {
      op_shape shape = op_body_known(b, member);
      if (shape == OP_NOTHING) continue;
      lua_pushvalue(L, values[i]);
      walk_value(w, shape, at);
      lua_settop(L, top);
    }
  }
  op_body_others(b);
  lua_settop(L, at->copy);
  return others;
}

/* Gives the elements of an array, up to the first absent one. Returns their number. */
static size_t walk_elements (op_walk *w, member_place *at) {
  lua_State *L = w->L;
  size_t i;
  at->key = at->copy + 1;
  for (i = 1;; i++) {
    op_shape shape;
    lua_pushinteger(L, (lua_Integer)i);
    lua_rawgeti(L, at->t, (int)i);
    if (lua_isnil(L, -1)) break;
    shape = op_body_element(&w->body, i);
    if (shape != OP_NOTHING) walk_value(w, shape, at);
    lua_settop(L, at->copy);
  }
  lua_settop(L, at->copy);
  return i - 1;
}

/* The number at a stack index as the index of an element, or 0 if it cannot be one. */
static size_t element_index (lua_State *L, int i) {
  lua_Number index = lua_type(L, i) == LUA_TNUMBER ? lua_tonumber(L, i) : 0;
  if (index >= 1 && index <= (lua_Number)(1u << 30) && (lua_Number)(size_t)index == index)
    return (size_t)index;
  return 0;
}

/* Gives the member whose key is below the top and whose value is at the top. Few such members are valid. */
static void walk_odd_member (op_walk *w, const member_place *at) {
  lua_State *L = w->L;
  op_shape shape = OP_NOTHING;
  if (lua_type(L, -2) == LUA_TSTRING) {
    size_t len;
    const char *key = lua_tolstring(L, -2, &len);
    shape = op_body_member(&w->body, key, len);
  }
  else if (element_index(L, -2) > 0) {
    shape = op_body_element(&w->body, element_index(L, -2));
  }
  else {
    op_check_odd_key(&w->body.checker, luaL_typename(L, -2));
  }
  if (shape != OP_NOTHING) walk_value(w, shape, at);
}

/* The name of a member that the tree does not know: a copy, for its key does not stay on the stack. */
typedef struct other_name {
  unsigned char len;
  char s[OP_MAX_KEY];
} other_name;

/* As qsort wants it: the order of bytes. */
static int compare_names (const void *one, const void *other) {
  const other_name *a = (const other_name *)one, *b = (const other_name *)other;
  int order = memcmp(a->s, b->s, a->len < b->len ? a->len : b->len);
  return order != 0 ? order : (int)a->len - (int)b->len;
}

/* The names of the members that are given in their order. */
typedef struct name_list {
  const op_field *object; /* the table's descriptor, or NULL if no names are known */
  size_t elements;        /* of an array, given so far */
  size_t n, room;
  other_name *names;
} name_list;

/* True if the member whose key is below the top was given already, or is given later, by its name. */
static int is_given_apart (lua_State *L, name_list *list) {
  size_t len, index;
  const char *key;
  if (lua_type(L, -2) != LUA_TSTRING) {
    index = element_index(L, -2);
    return index > 0 && index <= list->elements;
  }
  key = lua_tolstring(L, -2, &len);
  if (list->object != NULL && op_field_member(list->object, key, len) != NULL) return 1;
  if (list->n == list->room || len > OP_MAX_KEY) return 0;
  list->names[list->n].len = (unsigned char)len;
  memcpy(list->names[list->n++].s, key, len);
  return 1;
}

/* Gives the members of the list, for which there is room, and all that have no name. */
static void walk_others (op_walk *w, name_list *list, member_place *at) {
  lua_State *L = w->L;
  size_t i;
  list->names = (other_name *)lua_newuserdata(L, list->room * sizeof *list->names);
  at->key = at->copy + 2;
  lua_pushnil(L);
  while (lua_next(L, at->t)) {
    if (!is_given_apart(L, list)) walk_odd_member(w, at);
    lua_settop(L, at->key);
  }
#ifndef OP_PLANT_UNSORTED
  qsort(list->names, list->n, sizeof *list->names, compare_names);
#else
  (void)compare_names;
#endif
  for (i = 0; i < list->n; i++) {
    const other_name *name = &list->names[i];
    lua_pushlstring(L, name->s, name->len);
    lua_pushvalue(L, -1);
    if (op_rawget(L, at->t) != LUA_TNIL) {
      op_shape shape = op_body_member(&w->body, name->s, name->len);
      if (shape != OP_NOTHING) walk_value(w, shape, at);
    }
    lua_settop(L, at->key - 1);
  }
  lua_settop(L, at->copy);
}

/*
** Walks the members of the table at index 't', the top, which is open in the checker. If the canonical form differs,
** and copies are wanted, pushes a canonical copy and returns 1; otherwise returns 0 and leaves the stack unchanged.
*/
static int walk_members (op_walk *w, int t) {
  lua_State *L = w->L;
  const op_field *object = op_check_object(&w->body.checker);
  int is_array = w->body.checker.top->is_array;
  int is_known = object != NULL && object->shape == OP_OBJECT && object->members != NULL;
  size_t others;
  name_list list = { NULL, 0, 0, 0, NULL };
  member_place at;
  luaL_checkstack(L, WALK_SLOTS + (is_known ? 2 * object->n_members : 0),
                  "customer nested too deeply");
  at.t = t;
  at.copy = t + 1;
  lua_pushnil(L); /* no copy yet */
  if (w->copies && lua_getmetatable(L, t)) {
    lua_pop(L, 1);
    ensure_copy(L, &at);
  }
  if (is_known) {
    list.object = object;
    others = walk_known(w, object, &at);
  }
  else if (is_array) {
    list.elements = walk_elements(w, &at);
    others = op_count_members(L, t) - list.elements;
  }
  else {
    others = op_count_members(L, t);
  }
  if (others > 0) {
    if (!is_array) list.room = others < OP_MAX_MEMBERS ? others : OP_MAX_MEMBERS;
    walk_others(w, &list, &at);
  }
  if (!lua_isnil(L, at.copy)) return 1;
  lua_pop(L, 1);
  return 0;
}

char *op_walk_grow (void *data, char *bytes, size_t used, size_t room) {
  op_walk *w = (op_walk *)data;
  char *grown = (char *)lua_newuserdata(w->L, room);
  memcpy(grown, bytes, used);
  lua_replace(w->L, w->text);
  return grown;
}

void op_walk_customer (op_walk *w, int i) {
  w->empty_array_identity = lua_topointer(w->L, w->empty_array);
  w->open[0] = lua_topointer(w->L, i);
  lua_pushvalue(w->L, i);
  (void)walk_members(w, lua_gettop(w->L));
}
