/*
** Fuzzes what a driver in Lua makes of the bytes: `spec/fuzz/TARGET.lua` returns a function that
** takes an input and raises an error for a finding.
**
** The core is linked in, with the sanitizers and libFuzzer's own coverage. For the module's Lua
** files each step from one line to another counts as coverage, through libFuzzer's extra counters:
** Lua's interpreter itself would look the same whatever it runs.
*/
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int luaopen_openprovider_core (lua_State *L);
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Sources of which the lines count. */
#define MODULE "@./lua/openprovider/"

/* Steps between lines that can be told apart; the module has about 3,000 lines. */
#define STEPS 16384
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t steps[STEPS];

/* Inputs between two full collections, after which the state must be as small as it was. */
#define INPUTS_PER_COLLECTION 2000
#define GROWTH_KBYTES 512

static lua_State *L;

/* The source's name below the module's folder, or NULL for another. Compares by itself: libFuzzer
   looks into strncmp. */
static const char *name_in_module (const char *source) {
  const char *folder;
  for (folder = MODULE; *folder != '\0'; folder++, source++) {
    if (*source != *folder) return NULL;
  }
  return source;
}

static void count_line (lua_State *state, lua_Debug *ar) {
  static uint32_t before;
  uint32_t here = 2166136261u; /* FNV-1a of the file's name, then the line */
  const char *s;
  if (!lua_getinfo(state, "Sl", ar)) return;
  s = name_in_module(ar->source);
  if (s == NULL) return;
  for (; *s != '\0'; s++) here = (here ^ (unsigned char)*s) * 16777619u;
  here = (here ^ (uint32_t)ar->currentline) * 16777619u;
  steps[(here ^ before) % STEPS]++;
  before = here >> 1;
}

static void fail (const char *message) {
  fprintf(stderr, "%s\n", message != NULL ? message : "an error that is not a text");
  abort();
}

static int traceback (lua_State *state) {
  luaL_traceback(state, state, luaL_tolstring(state, 1, NULL), 1);
  return 1;
}

static int open_state (lua_State *state) {
  luaL_openlibs(state);
  luaL_getsubtable(state, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(state, luaopen_openprovider_core);
  lua_setfield(state, -2, "openprovider.core");
  if (luaL_dostring(state,
                    "package.path = './lua/?.lua;./lua/?/init.lua;./?.lua;' .. package.path"))
    return lua_error(state);
  if (luaL_dofile(state, "spec/fuzz/" TARGET ".lua")) return lua_error(state);
  return 1;
}

/* The driver stays at index 2 of the stack, above the function for tracebacks. */
int LLVMFuzzerInitialize (int *argc, char ***argv) {
  (void)argc;
  (void)argv;
  L = luaL_newstate();
  if (L == NULL) fail("out of memory");
  lua_pushcfunction(L, traceback);
  lua_pushcfunction(L, open_state);
  if (lua_pcall(L, 0, 1, 1) != LUA_OK) fail(lua_tostring(L, -1));
  lua_sethook(L, count_line, LUA_MASKLINE, 0);
  return 0;
}

/* What an input leaves behind in the state is a leak that no other tool sees. */
static void check_growth (void) {
  static int inputs, at_first;
  int now;
  if (++inputs % INPUTS_PER_COLLECTION != 0) return;
  lua_gc(L, LUA_GCCOLLECT);
  now = lua_gc(L, LUA_GCCOUNT);
  if (at_first == 0) at_first = now;
  if (now > at_first + GROWTH_KBYTES) fail("the Lua state grows from input to input");
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size) {
  lua_pushvalue(L, 2);
  lua_pushlstring(L, (const char *)data, size);
  if (lua_pcall(L, 1, 0, 1) != LUA_OK) fail(lua_tostring(L, -1));
  check_growth();
  return 0;
}
