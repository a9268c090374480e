/*
** openprovider for programs that embed Lua: the module inside the program, without Lua files.
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
** Puts the library's modules into package.preload, and does nothing else: a module is loaded when it
** is required. The command line (openprovider.cli) and the test double (openprovider.testing) are not
** among them. Takes nothing from the stack and leaves nothing there. Raises if memory runs out, or if the
** package library is not open: call it like luaL_openlibs, or by lua_pcall.
*/
int openprovider_preload (lua_State *L);

/*
** Opens openprovider.core, the C part of the library; a lua_CFunction for package.preload. For
** programs that have the Lua files on their package.path; openprovider_preload does it, too.
*/
int luaopen_openprovider_core (lua_State *L);

#ifdef __cplusplus
}
#endif

#endif
