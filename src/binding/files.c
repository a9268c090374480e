/*
** Files for Lua: the status of a file, files that replace another one, and private files.
*/
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../files/file_status.h"
#include "../files/private_count.h"
#include "../files/private_file.h"
#include "../files/private_folder.h"
#include "../files/private_lock.h"
#include "../files/replacement.h"
#include "binding.h"

/* The path in argument 1. Raises if it is empty or has a NUL in it. */
static const char *path_argument (lua_State *L) {
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
  path = path_argument(L);
  error = op_file_status_at(path, &status);
  if (error != 0) return push_path_error(L, path, error);
  return push_status(L, &status);
}

typedef int (*path_function)(const char *path, char *result);

/* Pushes the result of 'f' for the path in argument 1, or nil and a message. */
static int push_made (lua_State *L, path_function f) {
  char made[OP_REPLACEMENT_PATH];
  const char *path = path_argument(L);
  int error = f(path, made);
  if (error != 0) return push_path_error(L, path, error);
  lua_pushstring(L, made);
  return 1;
}

/* real_path(path) -> the path without symbolic links of the file that would be written to, whether it exists or not; or
   nil and a message */
static int real_path (lua_State *L) { return push_made(L, op_real_path); }

/* new_replacement(path) -> the path of a new, empty file in the same folder and with the same mode, to be renamed to
   'path'; or nil and a message */
static int new_replacement (lua_State *L) { return push_made(L, op_replacement_new); }

/* Private files ------------------------------------------------------------------------------- */

/* Nothing can raise while a private file is open: memory is allocated before, and the string is made afterwards. */

/* Pushes nil and the sentence. */
static int push_fault (lua_State *L, const op_private_fault *fault) {
  lua_pushnil(L);
  lua_pushstring(L, fault->sentence);
  return 2;
}

/* read_private(path) -> the content of the file, nil if there is no file, or nil and a message */
static int read_private (lua_State *L) {
  const char *path = path_argument(L);
  char *bytes = (char *)lua_newuserdata(
      L, OP_PRIVATE_MAX + 1); /* one byte more, to notice files that are too large */
  size_t length = 0;
  op_private_fault fault;
  switch (op_private_read(path, bytes, OP_PRIVATE_MAX + 1, &length, &fault)) {
    case OP_PRIVATE_OK:
      lua_pushlstring(L, bytes, length);
      return 1;
    case OP_PRIVATE_ABSENT:
      lua_pushnil(L);
      return 1;
    default:
      return push_fault(L, &fault);
  }
}

/* append_private(path, text) -> the size of the file now, or nil and a message */
static int append_private (lua_State *L) {
  const char *path = path_argument(L);
  size_t length, size = 0;
  const char *bytes = luaL_checklstring(L, 2, &length);
  op_private_fault fault;
  if (op_private_append(path, bytes, length, &size, &fault) != OP_PRIVATE_OK)
    return push_fault(L, &fault);
  lua_pushinteger(L, (lua_Integer)size);
  return 1;
}

/* write_private(path, text) -> true, or nil and a message */
static int write_private (lua_State *L) {
  const char *path = path_argument(L);
  size_t length;
  const char *bytes = luaL_checklstring(L, 2, &length);
  op_private_fault fault;
  if (op_private_write(path, bytes, length, &fault) != OP_PRIVATE_OK) return push_fault(L, &fault);
  lua_pushboolean(L, 1);
  return 1;
}

/* look_at_private(path) -> true if the file is fit for private data, without opening it; nil if there is none, or nil
   and a message */
static int look_at_private (lua_State *L) {
  const char *path = path_argument(L);
  op_private_fault fault;
  switch (op_private_look_at(path, &fault)) {
    case OP_PRIVATE_OK:
      lua_pushboolean(L, 1);
      return 1;
    case OP_PRIVATE_ABSENT:
      lua_pushnil(L);
      return 1;
    default:
      return push_fault(L, &fault);
  }
}

/* Pushes a counter and the seconds until it begins anew; false if it is busy; or nil and a message. */
static int push_count (lua_State *L, op_private_result result, const op_count *counted,
                       const op_private_fault *fault) {
  if (result != OP_PRIVATE_OK) return push_fault(L, fault);
  if (counted->is_busy) {
    lua_pushboolean(L, 0);
    return 1;
  }
  lua_pushnumber(L, counted->count);
  lua_pushnumber(L, counted->left);
  return 2;
}

/*
** count_private(path, number, by, now, window) -> the counter with that number after 'by' was added, and the seconds until
** it begins anew; false if another process is changing it just now; or nil and a message
*/
static int count_private (lua_State *L) {
  const char *path = path_argument(L);
  lua_Number number = luaL_checknumber(L, 2), by = luaL_checknumber(L, 3);
  lua_Number now = luaL_checknumber(L, 4), window = luaL_checknumber(L, 5);
  op_private_result result;
  op_count counted;
  op_private_fault fault;
  luaL_argcheck(L, number >= 0 && number < 9007199254740992.0 && floor(number) == number, 2,
                "a whole number from 0 to 2^53 - 1 expected");
  number = fmod(number, OP_COUNT_SLOTS);
  result = op_private_count(path, (uint32_t)number, by, now, window, &counted, &fault);
  return push_count(L, result, &counted, &fault);
}

/*
** most_counted(path, now, window) -> the highest counter of the file, and the seconds until it begins anew; false if
** another process looks just now; or nil and a message
*/
static int most_counted (lua_State *L) {
  const char *path = path_argument(L);
  lua_Number now = luaL_checknumber(L, 2), window = luaL_checknumber(L, 3);
  op_count most;
  op_private_fault fault;
  op_private_result result = op_private_most_counted(path, now, window, &most, &fault);
  return push_count(L, result, &most, &fault);
}

static int push_folder (lua_State *L, op_private_result result, const op_private_fault *fault) {
  if (result != OP_PRIVATE_OK) return push_fault(L, fault);
  lua_pushboolean(L, 1);
  return 1;
}

/* private_folder(path) -> true if files can be made in that folder, which is made if it is missing; or nil and a
   message */
static int private_folder (lua_State *L) {
  const char *path = path_argument(L);
  op_private_fault fault;
  return push_folder(L, op_private_folder(path, &fault), &fault);
}

/* private_folder_among_others(path): the same in a place where everybody can make one: it must be this user's alone */
static int private_folder_among_others (lua_State *L) {
  const char *path = path_argument(L);
  op_private_fault fault;
  return push_folder(L, op_private_folder_among_others(path, &fault), &fault);
}

/* user() -> the id of this process's user as a text, and the home in the user database, or nil */
static int user (lua_State *L) {
  char home[OP_PRIVATE_PATH], number[32];
  (void)snprintf(number, sizeof number, "%lu", (unsigned long)geteuid());
  lua_pushstring(L, number);
  if (op_user_home(home, sizeof home) == 0)
    lua_pushstring(L, home);
  else
    lua_pushnil(L);
  return 2;
}

#define LOCK "openprovider.lock"

/* Pushes a lock that holds nothing yet. Can raise if memory runs out. */
static op_private_held *new_lock (lua_State *L) {
  op_private_held *held = (op_private_held *)lua_newuserdata(L, sizeof *held);
  held->own.fd = -1;
  luaL_getmetatable(L, LOCK);
  lua_setmetatable(L, -2);
  return held;
}

/* Returns the lock at the top, or the result of the failed attempt. */
static int push_lock (lua_State *L, op_private_result result, const op_private_held *held,
                      const op_private_fault *fault) {
  if (result != OP_PRIVATE_OK) return push_fault(L, fault);
  if (held->own.fd < 0) lua_pushboolean(L, 0);
  return 1;
}

/*
** lock_private(path) -> a lock, which 'release' or the garbage collector releases; false if another caller has it;
** or nil and a message
*/
static int lock_private (lua_State *L) {
  const char *path = path_argument(L);
  op_private_held *held = new_lock(L);
  op_private_fault fault;
  return push_lock(L, op_private_lock(path, held, &fault), held, &fault);
}

/* lock_byte(path, offset): the same for one byte of the file; 'offset' is a whole number from 0 to 2^62 */
static int lock_byte (lua_State *L) {
  const char *path = path_argument(L);
  lua_Number offset = luaL_checknumber(L, 2);
  op_private_held *held;
  op_private_fault fault;
  luaL_argcheck(L,
                offset >= 0 && offset <= (lua_Number)OP_LOCK_OFFSET_MAX && floor(offset) == offset,
                2, "a whole number from 0 to 2^62 expected");
  held = new_lock(L);
  return push_lock(L, op_private_lock_byte(path, op_checkint64(L, 2), held, &fault), held, &fault);
}

/* lock:release(): a second call does nothing */
static int lock_release (lua_State *L) {
  op_private_unlock((op_private_held *)luaL_checkudata(L, 1, LOCK));
  return 0;
}

/* Leaves the stack as it was. */
static void open_locks (lua_State *L) {
  static const luaL_Reg methods[] = { { "release", lock_release },
                                      { "__gc", lock_release },
                                      { "__close", lock_release },
                                      { NULL, NULL } };
  luaL_newmetatable(L, LOCK);
  luaL_setfuncs(L, methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1); /* remove the metatable */
}

void op_open_files (lua_State *L) {
  static const luaL_Reg functions[] = { { "file_status", file_status },
                                        { "real_path", real_path },
                                        { "new_replacement", new_replacement },
                                        { "read_private", read_private },
                                        { "write_private", write_private },
                                        { "append_private", append_private },
                                        { "look_at_private", look_at_private },
                                        { "count_private", count_private },
                                        { "most_counted", most_counted },
                                        { "lock_private", lock_private },
                                        { "lock_byte", lock_byte },
                                        { "private_folder", private_folder },
                                        { "private_folder_among_others",
                                          private_folder_among_others },
                                        { "user", user },
                                        { NULL, NULL } };
  open_locks(L);
  luaL_setfuncs(L, functions, 0);
}
