/*
** openprovider.core: what Lua sees of the C core.
*/
#include "../include/openprovider.h"
#include "binding.h"

OP_EXPORT int luaopen_openprovider_core (lua_State *L) {
  lua_newtable(L);
  op_open_check(L); /* first: it sets 'empty_array' */
  op_open_cells(L);
  op_open_fields(L);
  op_open_files(L);
  op_open_fingerprint(L);
  op_open_json(L);
  op_open_memory(L);
  op_open_number(L);
  op_open_plain(L);
  op_open_pool(L);
  op_open_sliding_count(L);
  op_open_system(L);
  op_open_tables(L);
  op_open_text(L);
  op_open_watchdog(L);
  return 1;
}
