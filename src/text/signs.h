/*
** Invisible characters, and characters in the place of lost ones.
*/
#ifndef OP_SIGNS_H
#define OP_SIGNS_H

#include "../include/openprovider/linkage.h"

OP_BEGIN_DECLARATIONS

typedef enum op_sign {
  OP_SIGN_SEEN,      /* all others */
  OP_SIGN_DIRECTION, /* says which way text runs: U+200E, U+200F, U+061C */
  OP_SIGN_JOINER,    /* joins letters or keeps them apart: U+200C, U+200D */
  OP_SIGN_MODIFIER, /* belongs to the character before it: variation selectors, tags, parts of Hangul */
  OP_SIGN_INVISIBLE, /* never a part of a name: controls of direction, soft hyphens, fillers */
  OP_SIGN_LOST       /* U+FFFC, U+FFFD, and code points that are no characters or for private use */
} op_sign;

/*
** The kind of a code point. Source: Default_Ignorable_Code_Point and Noncharacter_Code_Point of the Unicode Character
** Database, the interlinear annotations, and the blank Braille pattern. Blanks are in utf8.h.
*/
op_sign op_sign_of (unsigned code);

OP_END_DECLARATIONS

#endif
