/*
** What a file is, and files that take another's place, for Lua.
*/
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../files/file_status.h"
#include "../files/replacement.h"
#include "binding.h"

const char *op_check_path (lua_State *L) {
  size_t length;
  const char *path = luaL_checklstring(L, 1, &length);
  luaL_argcheck(L, length > 0 && strlen(path) == length, 1,
                "a path that is not empty and has no NUL expected");
  return path;
}

/* Pushes nil and the reason. */
static int push_path_error (lua_State *L, const char *name, int error) {
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", name, strerror(error));
  return 2;
}

static const char *const TYPES[] = { "file", "directory", "fifo", "other" };

static int push_status (lua_State *L, const op_file_status *status) {
  char text[32];
  lua_createtable(L, 0, 7);
  (void)snprintf(text, sizeof text, "%" PRIu32 ":%" PRIu32, status->device_major,
                 status->device_minor);
  lua_pushstring(L, text);
  lua_setfield(L, -2, "device");
  (void)snprintf(text, sizeof text, "%" PRIu64, status->inode);
  lua_pushstring(L, text);
  lua_setfield(L, -2, "inode");
  lua_pushstring(L, TYPES[status->type]);
  lua_setfield(L, -2, "type");
  lua_pushinteger(L, (lua_Integer)status->links);
  lua_setfield(L, -2, "links");
  lua_pushinteger(L, (lua_Integer)status->mode);
  lua_setfield(L, -2, "mode");
  lua_pushinteger(L, (lua_Integer)status->owner);
  lua_setfield(L, -2, "owner");
  if (status->mount_root >= 0) {
    lua_pushboolean(L, status->mount_root);
    lua_setfield(L, -2, "mount_root");
  }
  return 1;
}

/* file_status(open file) */
static int status_of_stream (lua_State *L) {
  op_file_status status;
  FILE *stream = op_checkfile(L, 1);
  int error;
  luaL_argcheck(L, stream != NULL, 1, "the file is closed");
  error = op_file_status_of(fileno(stream), &status);
  if (error != 0) return push_path_error(L, "the open file", error);
  return push_status(L, &status);
}

/*
** file_status(path | file) -> '{ device, inode, type, links, mode, owner, mount_root }', or nil and a message.
** Links are followed. 'device' and 'inode' are strings; 'type' is "file", "directory", "fifo" or "other"; 'mount_root'
** tells whether it is a mount point, nil where the system does not know.
*/
static int file_status (lua_State *L) {
  op_file_status status;
  const char *path;
  int error;
  if (lua_type(L, 1) == LUA_TUSERDATA) return status_of_stream(L);
  path = op_check_path(L);
  error = op_file_status_at(path, &status);
  if (error != 0) return push_path_error(L, path, error);
  return push_status(L, &status);
}

typedef int (*path_function)(const char *path, char *result);

/* Pushes what 'f' makes of the path that is argument 1, or nil and a message. */
static int push_made (lua_State *L, path_function f) {
  char made[OP_REPLACEMENT_PATH];
  const char *path = op_check_path(L);
  int error = f(path, made);
  if (error != 0) return push_path_error(L, path, error);
  lua_pushstring(L, made);
  return 1;
}

/* real_path(path) -> the path of the file that opening it for writing would write to, be it there or not, without any
   symbolic link; or nil and a message */
static int real_path (lua_State *L) { return push_made(L, op_real_path); }

/* new_replacement(path) -> the path of a new, empty file beside it, to be renamed to it, with its mode; or nil and a
   message */
static int new_replacement (lua_State *L) { return push_made(L, op_replacement_new); }

void op_open_files (lua_State *L) {
  static const luaL_Reg functions[] = { { "file_status", file_status },
                                        { "real_path", real_path },
                                        { "new_replacement", new_replacement },
                                        { NULL, NULL } };
  luaL_setfuncs(L, functions, 0);
}
