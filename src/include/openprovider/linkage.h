/*
** The linkage of everything that the headers of src declare: as C, and hidden from the
** dynamic linker. One process can have two versions: the module of a rock and a program with the
** library inside, or two such plug-ins. Neither must get the functions of the other.
*/
#ifndef OP_LINKAGE_H
#define OP_LINKAGE_H

#if defined(__GNUC__)
#define OP_BEGIN_HIDDEN _Pragma("GCC visibility push(hidden)")
#define OP_END_HIDDEN _Pragma("GCC visibility pop")
#else
#define OP_BEGIN_HIDDEN
#define OP_END_HIDDEN
#endif

#if defined(__cplusplus)
#define OP_BEGIN_DECLARATIONS OP_BEGIN_HIDDEN extern "C" {
/* clang-format off */
#define OP_END_DECLARATIONS } OP_END_HIDDEN
/* clang-format on */
#else
#define OP_BEGIN_DECLARATIONS OP_BEGIN_HIDDEN
#define OP_END_DECLARATIONS OP_END_HIDDEN
#endif

#endif
