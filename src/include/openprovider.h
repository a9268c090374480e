/*
** openprovider for programs that embed Lua: the module without a file of its own to be found.
**
**     lua_State *L = luaL_newstate();
**     luaL_openlibs(L);
**     openprovider_preload(L);
**     ... require "openprovider" in a script ...
**
** The same two functions are in libopenprovider.a ('pkg-config openprovider') and in the one source
** that 'make amalgamation' writes. lua-cjson is not in them: the program links it and puts its
** luaopen_cjson into package.preload, or 'require "cjson"' finds it installed.
*/
#ifndef OPENPROVIDER_H
#define OPENPROVIDER_H

#include <lua.h>

#define OPENPROVIDER_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/*
** Puts the library's modules into package.preload, and does nothing else: what is required is
** loaded then. The command line (openprovider.cli and openprovider.import) and the sandbox for unit
** tests (openprovider.testing) are not among them. Takes nothing from the stack and leaves nothing
** there. Raises for want of memory, or if the package library is not open, so that it may be called
** as luaL_openlibs is, or by lua_pcall.
*/
int openprovider_preload (lua_State *L);

/*
** Opens openprovider.core, the C that the Lua files stand on; a lua_CFunction for package.preload.
** For programs that have the Lua files on their package.path; openprovider_preload does it, too.
*/
int luaopen_openprovider_core (lua_State *L);

#ifdef __cplusplus
}
#endif

#endif
