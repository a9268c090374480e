/*
** Reduces libcurl's headers to the oldest supported version: later names are removed. For -include.
*/
#ifndef OP_OLDEST_LIBCURL_H
#define OP_OLDEST_LIBCURL_H

#include <curl/curl.h>

#undef LIBCURL_VERSION_NUM
#define LIBCURL_VERSION_NUM 0x075500

#endif
