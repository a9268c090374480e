/*
** The list of problems: ordered as the customer's fields are, and bounded.
*/
#include <string.h>

#include "binding.h"

void op_problem_list_init (op_problem_list *list, lua_State *L, int index) {
  list->L = L;
  list->index = index;
  list->kept = 0;
}

/* True if a problem comes before the one at 'i' of the list. */
static int comes_before (op_problem_list *list, const op_problem *problem, size_t i) {
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
static void move_problem (op_problem_list *list, size_t from, size_t to) {
  lua_rawgeti(list->L, list->index, (int)from);
  lua_rawseti(list->L, list->index, (int)to);
  list->ranks[to - 1] = list->ranks[from - 1];
  list->is_error[to - 1] = list->is_error[from - 1];
}

/*
** The place in a full list that a problem about to go in at 'at' may take from another, or 0 if
** it has to stay out: the last warning goes first, so that warnings never hide an error.
*/
static size_t make_room (const op_problem_list *list, int is_error, size_t at) {
  size_t end = OP_MAX_PROBLEMS;
  while (end > 0 && list->is_error[end - 1]) end--;
  if (!is_error) return end >= at ? end : 0;
  if (end > 0) return end;
  return at <= OP_MAX_PROBLEMS ? OP_MAX_PROBLEMS : 0;
}

void op_problem_keep (void *data, const op_problem *problem) {
  op_problem_list *list = (op_problem_list *)data;
  lua_State *L = list->L;
  int is_error = problem->severity == OP_ERROR;
  size_t at = list->kept + 1, end;
  if (lua_isnil(L, list->index)) {
    lua_newtable(L);
    lua_replace(L, list->index);
  }
  while (at > 1 && comes_before(list, problem, at - 1)) at--;
  end = list->kept < OP_MAX_PROBLEMS ? ++list->kept : make_room(list, is_error, at);
  if (end == 0) return;
  if (at > end) at--; /* what is between moves down instead of up */
  for (; end > at; end--) move_problem(list, end - 1, end);
  for (; end < at; end++) move_problem(list, end + 1, end);
  push_problem(L, problem);
  lua_rawseti(L, list->index, (int)at);
  list->ranks[at - 1] = problem->rank;
  list->is_error[at - 1] = (unsigned char)is_error;
}
