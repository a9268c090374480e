/*
** A Lua interpreter whose memory fails on demand: `host FILE [ARGUMENTS]`.
**
** Three kinds of allocation can be made to fail: Lua's, libcurl's, and those of the C core, the
** kernel's for its event queue among them. The core and the binding are linked in, and the linker
** leads their calls of malloc and the like to this file (--wrap), so that Lua and libcurl have theirs
** apart. It leads op_pool_new here, too:
** a pool can then be asked what it still holds.
*/
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "http/private.h"

/* Seconds after which a call is taken to hang: several times its own timeout. */
#define PATIENCE 30

/* Pools that may be open at the same time. */
#define POOLS 16

enum source { LUA_MEMORY, CURL_MEMORY, CORE_MEMORY, SOURCES };

static const char *const source_names[] = { "lua", "libcurl", "core", NULL };

/* Which allocations fail: of one source, so many from the first on. */
static struct plan {
  int armed;
  enum source source;
  unsigned long count;
  unsigned long first;
  unsigned long length;
  unsigned long failed;
} plan;

/* Blocks that were allocated and not yet freed. */
static long live[SOURCES];

/* What is going on, for the one who reads of a crash. */
static char label[200];

/*
** Allocators
*/

static int must_fail (enum source source) {
  if (!plan.armed || plan.source != source) return 0;
  plan.count++;
  if (plan.count < plan.first || plan.count - plan.first >= plan.length) return 0;
  plan.failed++;
  return 1;
}

void *__real_malloc (size_t size);
void *__real_calloc (size_t n, size_t size);
void *__real_realloc (void *block, size_t size);
char *__real_strdup (const char *s);
void __real_free (void *block);

static void *counted (enum source source, void *block) {
  live[source] += (block != NULL);
  return block;
}

static void *take (enum source source, size_t size) {
  return must_fail(source) ? NULL : counted(source, __real_malloc(size));
}

static void *take_zeroed (enum source source, size_t n, size_t size) {
  return must_fail(source) ? NULL : counted(source, __real_calloc(n, size));
}

static char *take_copy (enum source source, const char *s) {
  return must_fail(source) ? NULL : (char *)counted(source, __real_strdup(s));
}

static void give (enum source source, void *block) {
  live[source] -= (block != NULL);
  __real_free(block);
}

static void *resize (enum source source, void *block, size_t size) {
  if (block == NULL) return take(source, size);
  return must_fail(source) ? NULL : __real_realloc(block, size);
}

void *__wrap_malloc (size_t size);
void *__wrap_calloc (size_t n, size_t size);
void *__wrap_realloc (void *block, size_t size);
char *__wrap_strdup (const char *s);
void __wrap_free (void *block);

void *__wrap_malloc (size_t size) { return take(CORE_MEMORY, size); }
void *__wrap_calloc (size_t n, size_t size) { return take_zeroed(CORE_MEMORY, n, size); }
void *__wrap_realloc (void *block, size_t size) { return resize(CORE_MEMORY, block, size); }
char *__wrap_strdup (const char *s) { return take_copy(CORE_MEMORY, s); }
void __wrap_free (void *block) { give(CORE_MEMORY, block); }

int __real_epoll_create1 (int flags);
int __wrap_epoll_create1 (int flags);
int __real_epoll_ctl (int queue, int operation, int fd, struct epoll_event *event);
int __wrap_epoll_ctl (int queue, int operation, int fd, struct epoll_event *event);

int __wrap_epoll_create1 (int flags) {
  if (!must_fail(CORE_MEMORY)) return __real_epoll_create1(flags);
  errno = ENOMEM;
  return -1;
}

int __wrap_epoll_ctl (int queue, int operation, int fd, struct epoll_event *event) {
  int allocates = (operation == EPOLL_CTL_ADD);
  if (!allocates || !must_fail(CORE_MEMORY)) return __real_epoll_ctl(queue, operation, fd, event);
  errno = ENOSPC;
  return -1;
}

static void *curl_malloc (size_t size) { return take(CURL_MEMORY, size); }
static void *curl_calloc (size_t n, size_t size) { return take_zeroed(CURL_MEMORY, n, size); }
static void *curl_realloc (void *block, size_t size) { return resize(CURL_MEMORY, block, size); }
static char *curl_strdup (const char *s) { return take_copy(CURL_MEMORY, s); }
static void curl_free_block (void *block) { give(CURL_MEMORY, block); }

/* lua_Alloc */
static void *lua_memory (void *user, void *block, size_t old_size, size_t size) {
  (void)user;
  (void)old_size;
  if (size > 0) return resize(LUA_MEMORY, block, size);
  give(LUA_MEMORY, block);
  return NULL;
}

/*
** Pools
*/

static op_pool *pools[POOLS];

op_pool *__real_op_pool_new (const op_pool_options *options);
op_pool *__wrap_op_pool_new (const op_pool_options *options);
void __real_op_pool_free (op_pool *pool);
void __wrap_op_pool_free (op_pool *pool);

static op_pool **place_of (const op_pool *pool) {
  int i;
  for (i = 0; i < POOLS; i++) {
    if (pools[i] == pool) return &pools[i];
  }
  abort(); /* more pools than the scenarios open, or one that is unknown */
}

op_pool *__wrap_op_pool_new (const op_pool_options *options) {
  op_pool *pool = __real_op_pool_new(options);
  if (pool != NULL) *place_of(NULL) = pool;
  return pool;
}

void __wrap_op_pool_free (op_pool *pool) {
  if (pool != NULL) *place_of(pool) = NULL;
  __real_op_pool_free(pool);
}

/*
** libcurl
*/

CURL *__real_curl_easy_init (void);
CURL *__wrap_curl_easy_init (void);

/* TLS sessions are not remembered here: when libcurl 7.88.1 finds no memory to remember one, it
   frees the host's name (Curl_ssl_addsessionid), and once more when it remembers the next. */
CURL *__wrap_curl_easy_init (void) {
  CURL *easy = __real_curl_easy_init();
  if (easy != NULL) curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  return easy;
}

/*
** What Lua sees
*/

/* The source that argument 'arg' names. */
static enum source check_source (lua_State *L, int arg) {
  int i = luaL_checkoption(L, arg, NULL, source_names);
  return (enum source)i;
}

/* attempt(label, source, first, length, f) -> whether any allocation failed, whether f returned,
   and its results or its error: calls f while `length` allocations of a source fail, from the one
   numbered `first` on. */
static int attempt (lua_State *L) {
  int status;
  lua_settop(L, 5);
  strncpy(label, luaL_checkstring(L, 1), sizeof(label) - 1);
  plan.source = check_source(L, 2);
  plan.first = (unsigned long)luaL_checkinteger(L, 3);
  plan.length = (unsigned long)luaL_checkinteger(L, 4);
  plan.count = plan.failed = 0;
  luaL_checktype(L, 5, LUA_TFUNCTION);
  lua_pushvalue(L, 5);
  alarm(PATIENCE);
  plan.armed = 1;
  status = lua_pcall(L, 0, LUA_MULTRET, 0);
  plan.armed = 0;
  alarm(0);
  lua_pushboolean(L, plan.failed > 0);
  lua_replace(L, 4);
  lua_pushboolean(L, status == LUA_OK);
  lua_replace(L, 5);
  return lua_gettop(L) - 3;
}

/* live(source) -> how many blocks are allocated */
static int count_live (lua_State *L) {
  lua_pushinteger(L, live[check_source(L, 1)]);
  return 1;
}

/* unfinished() -> how many calls of all pools are in flight, finished and not given out, or given
   out and not released */
static int count_unfinished (lua_State *L) {
  size_t n = 0;
  int i;
  for (i = 0; i < POOLS; i++) {
    if (pools[i] == NULL) continue;
    n += op_pool_in_flight(pools[i]);
    n += pools[i]->calls[OP_CALL_DONE].count + pools[i]->calls[OP_CALL_TAKEN].count;
  }
  lua_pushinteger(L, (lua_Integer)n);
  return 1;
}

/* descriptors() -> how many files and sockets the process has open */
static int count_descriptors (lua_State *L) {
  DIR *folder = opendir("/proc/self/fd");
  lua_Integer n = 0;
  if (folder == NULL) return luaL_error(L, "cannot read /proc/self/fd");
  while (readdir(folder) != NULL) n++;
  closedir(folder);
  lua_pushinteger(L, n - 3); /* ".", ".." and the folder's own */
  return 1;
}

/* keep(path): leaves a library in memory after its state is closed, so that a sanitizer can name it */
static int keep (lua_State *L) {
  if (dlopen(luaL_checkstring(L, 1), RTLD_NOW | RTLD_NODELETE) == NULL)
    return luaL_error(L, "%s", dlerror());
  return 0;
}

static const luaL_Reg functions[] = { { "attempt", attempt },
                                      { "live", count_live },
                                      { "unfinished", count_unfinished },
                                      { "descriptors", count_descriptors },
                                      { "keep", keep },
                                      { NULL, NULL } };

static int open_torture (lua_State *L) {
  luaL_newlib(L, functions);
  return 1;
}

/*
** The interpreter
*/

int luaopen_openprovider_core (lua_State *L);

/* Says in the midst of what the process dies, and lets it die. */
static void last_words (int number) {
  static const char prefix[] = "died in: ";
  ssize_t n = write(STDERR_FILENO, prefix, sizeof(prefix) - 1);
  n = write(STDERR_FILENO, label, strlen(label));
  n = write(STDERR_FILENO, "\n", 1);
  (void)n;
  signal(number, SIG_DFL);
  raise(number);
}

static int traceback (lua_State *L) {
  luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
  return 1;
}

static void preload (lua_State *L, const char *name, lua_CFunction function) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  lua_pushcfunction(L, function);
  lua_setfield(L, -2, name);
  lua_pop(L, 1);
}

/* main, protected; its argument is `argv`. */
static int run (lua_State *L) {
  char **argv = (char **)lua_touserdata(L, 1);
  luaL_openlibs(L);
  preload(L, "torture", open_torture);
  preload(L, "openprovider.core", luaopen_openprovider_core);
  lua_pushcfunction(L, traceback);
  if (luaL_loadfile(L, argv[1]) != LUA_OK) return lua_error(L);
  for (argv += 2; *argv != NULL; argv++) lua_pushstring(L, *argv);
  if (lua_pcall(L, lua_gettop(L) - 3, 0, 2) != LUA_OK) return lua_error(L);
  return 0;
}

int main (int argc, char **argv) {
  lua_State *L;
  int status;
  if (argc < 2) return 2;
  signal(SIGALRM, last_words);
#ifndef __SANITIZE_ADDRESS__ /* which has more to say about these */
  signal(SIGSEGV, last_words);
  signal(SIGBUS, last_words);
#endif
  signal(SIGABRT, last_words);
  if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, curl_malloc, curl_free_block, curl_realloc,
                           curl_strdup, curl_calloc) != CURLE_OK)
    return 2;
  L = lua_newstate(lua_memory, NULL);
  if (L == NULL) return 2;
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, argv);
  status = lua_pcall(L, 1, 0, 0);
  if (status != LUA_OK) fprintf(stderr, "%s\n", lua_tostring(L, -1));
  lua_close(L);
  curl_global_cleanup();
  return status == LUA_OK ? 0 : 1;
}
