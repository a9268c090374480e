/*
** A JSON text that is written from its beginning to its end, in memory that grows with it.
*/
#ifndef OP_JSON_TEXT_H
#define OP_JSON_TEXT_H

#include "../include/openprovider/customer.h"

OP_BEGIN_DECLARATIONS

/* Starts an empty text. Without 'grow' its memory is malloc's, and op_json_free frees it. */
void op_json_begin (op_json_text *text, op_grow grow, void *data);
void op_json_free (op_json_text *text);

/* Writes one byte as it is. */
void op_json_byte (op_json_text *text, char byte);

/* Writes a value of JSON that is a word: true, false, null. */
void op_json_word (op_json_text *text, const char *word);

/* Writes a string with its quotes. The result is JSON only if the bytes are UTF-8. */
void op_json_string (op_json_text *text, const char *s, size_t len);

/* Writes a string that has two lines, of which neither is empty. */
void op_json_two_lines (op_json_text *text, const op_text *first, const op_text *second);

/* Writes the name of a member with its quotes, comma and colon. The second function is for names that need no escapes.
   */
void op_json_name (op_json_text *text, const char *name, size_t len);
void op_json_plain_name (op_json_text *text, const char *name, size_t len);

/* Writes the comma before an element of an array, if it needs one. */
void op_json_element (op_json_text *text);

OP_END_DECLARATIONS

#endif
