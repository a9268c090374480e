/*
** Text that was converted to UTF-8 twice: it was read as Windows-1252 although it was UTF-8, so that "Müller" became
** "MÃ¼ller".
*/
#ifndef OP_TWICE_ENCODED_H
#define OP_TWICE_ENCODED_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/*
** If the text, which must be well-formed, looks like that, writes the original text to 'out' and returns its length, at
** most 'n'; otherwise returns 0. 'out' has room for 'n' bytes and does not overlap 's'.
*/
size_t op_undo_second_encoding (const char *s, size_t n, char *out);

/* The same for UTF-8 in Cyrillic that was read as Windows-1251. */
size_t op_undo_cyrillic_encoding (const char *s, size_t n, char *out);

/* The code point that Windows-1252 has at a byte from 0x80 on; 0 where it has none. */
unsigned op_windows_1252 (unsigned byte);

OP_END_DECLARATIONS

#endif
