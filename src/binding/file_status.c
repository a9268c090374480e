/*
** What a file is, for Lua.
*/
#include "file_status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../files/file_status.h"
#include "compat.h"

/* Pushes nil and the reason. */
static int push_error (lua_State *L, const char *name, int error) {
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
  if (error != 0) return push_error(L, "the open file", error);
  return push_status(L, &status);
}

/*
** file_status(path | file) -> `{ device, inode, type, links, mode, owner, mount_root }`, or nil and a message.
** Links are followed. `device` and `inode` are strings; `type` is "file", "directory", "fifo" or "other"; `mount_root`
** tells whether it is a mount point, nil where the system does not know.
*/
static int file_status (lua_State *L) {
  op_file_status status;
  const char *path;
  size_t length;
  int error;
  if (lua_type(L, 1) == LUA_TUSERDATA) return status_of_stream(L);
  path = luaL_checklstring(L, 1, &length);
  luaL_argcheck(L, length > 0 && strlen(path) == length, 1,
                "a path that is not empty and has no NUL expected");
  error = op_file_status_at(path, &status);
  if (error != 0) return push_error(L, path, error);
  return push_status(L, &status);
}

void op_open_file_status (lua_State *L) {
  lua_pushcfunction(L, file_status);
  lua_setfield(L, -2, "file_status");
}
