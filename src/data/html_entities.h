/*
** The names that HTML has for characters.
** Source: HTML 4.01, section 24: all names for ISO 8859-1, and those for other letters, punctuation and controls that
** occur in names; and "apos" of XML.
*/
#ifndef OP_HTML_ENTITIES_H
#define OP_HTML_ENTITIES_H

#include <stddef.h>

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

/* The code point for the name in the 'n' bytes at 's', without its signs, such as "eacute"; 0 if there is none. */
unsigned op_html_entity (const char *s, size_t n);

OP_END_DECLARATIONS

#endif
