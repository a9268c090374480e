/*
** core.check and core.body: a walk over a customer's table, and the list of the problems that it finds.
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

/* What stands where on the stack. */
enum {
  CUSTOMER_INDEX = 1,
  ARGUMENTS = 3,
  EMPTY_ARRAY_INDEX,
  PROBLEMS_INDEX,
  TEXT_INDEX,
  LAST_INDEX = TEXT_INDEX
};

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
** The place in a full list that is freed for a new problem at 'at', or 0 if the new one stays out.
** The last warning is removed first, so that warnings never hide an error.
*/
static size_t make_room (const problem_list *list, int is_error, size_t at) {
  size_t end = MAX_PROBLEMS;
  while (end > 0 && list->is_error[end - 1]) end--;
  if (!is_error) return end >= at ? end : 0;
  if (end > 0) return end;
  return at <= MAX_PROBLEMS ? MAX_PROBLEMS : 0;
}

/*
** The checker's sink; 'data' is the list. Puts the problem in its place. Keeps the first MAX_PROBLEMS of all; errors
** displace warnings. Needs four stack slots. Can raise if memory runs out.
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

/* The functions ----------------------------------------------------------------------------- */

/* Starts a walk over the table at index 1, with the function's other arguments. */
static void start_walk (op_walk *w, lua_State *L, problem_list *problems) {
  lua_settop(L, ARGUMENTS);
  lua_pushvalue(L, lua_upvalueindex(OP_UPVALUE_EMPTY_ARRAY));
  lua_settop(L, LAST_INDEX);
  w->L = L;
  w->blocks = (const op_name_block *)lua_touserdata(L, lua_upvalueindex(OP_UPVALUE_BLOCKS));
  w->empty_array = EMPTY_ARRAY_INDEX;
  w->text = TEXT_INDEX;
  start_list(problems, L, PROBLEMS_INDEX);
}

/* Pushes the last results of both functions: problems, errors, total. */
static int push_findings (lua_State *L, const op_checker *checker) {
  lua_pushvalue(L, PROBLEMS_INDEX);
  lua_pushinteger(L, (lua_Integer)checker->errors);
  lua_pushinteger(L, (lua_Integer)checker->problems);
  return 3;
}

/*
** core.check(customer, mode, allow_unknown)
**   -> customer | copy, problems | nil, errors, total
** 'mode' is "create" or "update". Problems come in the order of the customer's fields, the first
** hundred of 'total'; 'errors' is how many of the total are errors. The first result is canonical
** if there are none.
*/
static int check (lua_State *L) {
  static const char *const modes[] = { "create", "update", NULL };
  op_walk w;
  problem_list problems;
  int mode;
  unsigned options;
  luaL_checktype(L, 1, LUA_TTABLE);
  mode = luaL_checkoption(L, 2, "create", modes);
  options = lua_toboolean(L, 3) ? OP_ALLOW_UNKNOWN : 0;
  start_walk(&w, L, &problems);
  w.copies = 1;
  op_body_begin_silent(&w.body, mode == 0 ? OP_CREATE : OP_UPDATE, options, keep_problem,
                       &problems);
  op_walk_customer(&w, CUSTOMER_INDEX); /* the table itself, or a copy, is now at the top */
  op_body_end(&w.body);
  return 1 + push_findings(L, &w.body.checker);
}

static void push_who (lua_State *L, unsigned long long who) {
  lua_pushlstring(L, (const char *)&who, sizeof who);
}

/*
** core.body(customer, allow_unknown, marker)
**   -> text | nil, problems | nil, errors, total, who
** Checks the customer as core.check does for "create". Without errors the first result is the JSON that is sent: members
** in the order of the field tree, and then the others in that of their names, so that the same customer is the same bytes
** in every process. 'marker', if there is one, is the first line of its comments. 'who' is the eight bytes of op_body_who.
*/
static int body (lua_State *L) {
  op_walk w;
  problem_list problems;
  unsigned options;
  const char *marker, *text;
  size_t len;
  luaL_checktype(L, 1, LUA_TTABLE);
  options = lua_toboolean(L, 2) ? OP_ALLOW_UNKNOWN : 0;
  marker = luaL_optlstring(L, 3, NULL, &len);
  start_walk(&w, L, &problems);
  w.copies = 0;
  op_body_begin_in(&w.body, options, keep_problem, &problems, op_walk_grow, &w);
  if (marker != NULL && !op_body_mark(&w.body, marker, len))
    return luaL_argerror(L, 3, "no marker has so many bytes");
  op_walk_customer(&w, CUSTOMER_INDEX);
  op_body_end(&w.body);
  text = op_body_text(&w.body, &len);
  if (text != NULL)
    lua_pushlstring(L, text, len);
  else
    lua_pushnil(L);
  (void)push_findings(L, &w.body.checker);
  push_who(L, op_body_who(&w.body));
  return 5;
}

/* core.who(text, ...) -> the 'who' of a customer with these texts: company, first name, last name and e-mail address. What
   is no text is left out. */
static int who (lua_State *L) {
  unsigned long long number = OP_NOBODY;
  int i, n = lua_gettop(L);
  for (i = 1; i <= n; i++) {
    size_t len;
    const char *s = lua_type(L, i) == LUA_TSTRING ? lua_tolstring(L, i, &len) : NULL;
    if (s != NULL) number = op_add_who(number, s, len);
  }
  push_who(L, number);
  return 1;
}

void op_open_check (lua_State *L) {
  lua_newtable(L);
  lua_setfield(L, -2, "empty_array");
  op_push_walk(L, check);
  lua_setfield(L, -2, "check");
  op_push_walk(L, body);
  lua_setfield(L, -2, "body");
  lua_pushcfunction(L, who);
  lua_setfield(L, -2, "who");
}
