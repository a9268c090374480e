/*
** Threads, each with a Lua state of its own: `threads N FILE [ARGUMENTS]` runs the file once a
** thread, with the thread's number before the arguments.
**
** The core and the binding are linked in, so that the sanitizer's runtime is the program's own.
*/
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#define THREADS_MAX 64

int luaopen_openprovider_core (lua_State *L);

typedef struct job {
  pthread_t thread;
  int number;
  char **words; /* FILE and ARGUMENTS, up to a NULL */
  int good;
} job;

static int traceback (lua_State *L) {
  luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
  return 1;
}

/* Runs the file of a job in a new state. Returns whether it came to its end. */
static int run (const job *one) {
  lua_State *L = luaL_newstate();
  char **word = one->words + 1;
  int status;
  if (L == NULL) return 0;
  luaL_openlibs(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(L, luaopen_openprovider_core);
  lua_setfield(L, -2, "openprovider.core");
  lua_settop(L, 0);
  lua_pushcfunction(L, traceback);
  status = luaL_loadfile(L, one->words[0]);
  if (status == LUA_OK) {
    lua_pushinteger(L, one->number);
    for (; *word != NULL; word++) lua_pushstring(L, *word);
    status = lua_pcall(L, lua_gettop(L) - 2, 0, 1);
  }
  if (status != LUA_OK) fprintf(stderr, "thread %d: %s\n", one->number, lua_tostring(L, -1));
  lua_close(L);
  return status == LUA_OK;
}

static void *start (void *user) {
  job *one = (job *)user;
  one->good = run(one);
  return NULL;
}

int main (int argc, char **argv) {
  static job jobs[THREADS_MAX];
  int n = (argc > 2) ? atoi(argv[1]) : 0;
  int i, good = 1;
  if (n < 1 || n > THREADS_MAX) return 2;
  for (i = 0; i < n; i++) {
    jobs[i].number = i + 1;
    jobs[i].words = argv + 2;
    if (pthread_create(&jobs[i].thread, NULL, start, &jobs[i]) != 0) return 2;
  }
  for (i = 0; i < n; i++) {
    pthread_join(jobs[i].thread, NULL);
    good = good && jobs[i].good;
  }
  return good ? 0 : 1;
}
