/*
** The limits of the checker, in one place. The API documents none of them (FACTS 6.1), so they
** are generous: they exist so that a mistake (a file read into a field, a table that holds
** itself) is named here rather than sent.
*/
#ifndef OP_LIMITS_H
#define OP_LIMITS_H

#define OP_MAX_TEXT 1024        /* bytes in a one-line field */
#define OP_MAX_LONG_TEXT 65535  /* bytes in comments and in members passed through unchecked */
#define OP_MAX_KEY 64           /* bytes in a member's name; the longest known one has 41 */
#define OP_MAX_EMAIL 254        /* bytes; RFC 5321 4.5.3.1.3 less the angle brackets */
#define OP_MAX_EMAIL_LOCAL 64   /* bytes before the @; RFC 5321 4.5.3.1.1 */
#define OP_MAX_LABEL 63         /* bytes in a label of a domain name; RFC 1035 2.3.4 */
#define OP_MAX_PHONE_DIGITS 15  /* digits of a whole number; ITU-T E.164 6.1 */
#define OP_MAX_MEMBERS 1000     /* members of one table; there are fewer extensions than that */
#define OP_MAX_KNOWN_MEMBERS 64 /* members that the tree knows of one object: bits of a uint64_t */
#define OP_MAX_EXTENSION_FIELDS 256 /* members that are known of all extensions' data: bytes */
#define OP_MAX_DEPTH 16             /* tables inside tables; the API's own schema needs four */

#endif
