/*
** Prints the handle of the customer that a Lua script returns. The program embeds Lua and the module: it needs no file
** of the module on disk.
**
**     cc -o create_customer host_with_lua.c $(pkg-config --cflags --libs openprovider) -lm
**     ./create_customer customer.lua
**
** It takes OPENPROVIDER_USERNAME, OPENPROVIDER_PASSWORD and perhaps OPENPROVIDER_BASE_URL from the environment. Its
** exit status is 0 if the customer was created, 1 if not, 2 if the command line is wrong, and 4 if the outcome is not
** known, or the handle could not be written: then look for the customer before you try again.
*/
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <openprovider.h>

typedef enum outcome { DONE = 0, FAILED = 1, CALLED_WRONGLY = 2, UNKNOWN = 4 } outcome;

/* Runs the script and pushes its result, which has to be a table. */
static void push_customer (lua_State *L, const char *script) {
  if (luaL_loadfile(L, script) != 0) lua_error(L);
  lua_call(L, 0, 1);
  if (!lua_istable(L, -1)) luaL_error(L, "%s returns no customer", script);
}

/* Calls create_customer with the value at the top; pushes a handle and details, or nil and an
   error in its place. */
static void create_customer (lua_State *L) {
  lua_getglobal(L, "require");
  lua_pushliteral(L, "openprovider");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "create_customer");
  lua_replace(L, -2); /* the module */
  lua_insert(L, -2);  /* below the customer */
  lua_call(L, 1, 2);
}

/* The outcome of a create whose error is at the top. */
static outcome print_error (lua_State *L) {
  outcome result = FAILED;
  const char *kind;
  lua_getfield(L, -1, "kind");
  kind = luaL_checkstring(L, -1);
  if (strcmp(kind, "outcome_unknown") == 0) result = UNKNOWN;
  if (strcmp(kind, "config") == 0) result = CALLED_WRONGLY; /* no credentials, for one */
  lua_pop(L, 1);                                            /* the kind */
  luaL_callmeta(L, -1, "__tostring");
  fprintf(stderr, "%s\n", lua_tostring(L, -1));
  return result;
}

/* If the handle could not be written, a caller that sees only the status has to look for the customer. */
static outcome print_handle (const char *handle) {
  if (puts(handle) != EOF && fflush(stdout) == 0) return DONE;
  fprintf(stderr, "%s was created, but could not be written\n", handle);
  return UNKNOWN;
}

/* All code that may raise, for lua_pcall. Takes the script's name, returns an outcome. */
static int run (lua_State *L) {
  const char *script = (const char *)lua_touserdata(L, 1);
  outcome result;
  luaL_openlibs(L);
  openprovider_preload(L);
  push_customer(L, script);
  create_customer(L);
  result = lua_isnil(L, -2) ? print_error(L) : print_handle(lua_tostring(L, -2));
  lua_pushinteger(L, result);
  return 1;
}

/* The message handler: adds a traceback to the error. */
static int add_traceback (lua_State *L) {
  const char *message = lua_tostring(L, 1);
  luaL_traceback(L, L, message != NULL ? message : "an error that is not a text", 1);
  return 1;
}

/*
** Opens each standard stream that is closed. Otherwise a connection could get its number, and receive what is printed.
** Writing to these streams still fails. Returns 0 if they cannot be opened.
*/
static int open_streams (void) {
  int fd;
  for (fd = 0; fd <= 2; fd++) {
    int null;
    if (fcntl(fd, F_GETFD) != -1) continue;
    null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, fd) < 0) return 0;
    if (null != fd) close(null); /* not always the lowest number: under valgrind it is another */
  }
  return 1;
}

int main (int argc, char **argv) {
  int result = FAILED;
  lua_State *L;
  if (!open_streams()) return FAILED;
  if (argc != 2) {
    fprintf(stderr, "usage: %s customer.lua\n", argv[0]);
    return CALLED_WRONGLY;
  }
  L = luaL_newstate();
  if (L == NULL) {
    fputs("out of memory\n", stderr);
    return FAILED;
  }
  /* In LuaJIT a C function is allocated: without memory for these two the program ends here, with
     nothing sent. */
  lua_pushcfunction(L, add_traceback);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, argv[1]); /* a string would be allocated in any Lua */
  if (lua_pcall(L, 1, 1, 1) == 0)
    result = (int)lua_tointeger(L, -1);
  else
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
  lua_close(L); /* closes the client's connections, too */
  return result;
}
