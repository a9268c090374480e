/*
** Addresses that need no normalisation. See plain_address.h.
*/
#include "plain_address.h"

#include <string.h>

#include "../data/zipcodes.h"
#include "../text/ascii.h"

static size_t digits_in (const op_text *text) {
  size_t i, count = 0;
  for (i = 0; i < text->len; i++) count += (size_t)op_is_digit(text->s[i]);
  return count;
}

/* Whether the zip code is written in the country's own form. */
static int has_right_form (const op_text *country, const op_text *zipcode) {
  char written[OP_ZIP_MAX];
  const char *example;
  if (country->len != 2) return 0;
  if (op_zip_write(country->s, zipcode->s, zipcode->len, written))
    return strlen(written) == zipcode->len && memcmp(written, zipcode->s, zipcode->len) == 0;
  example = op_zip_example(country->s);
  return example == NULL || *example == '\0';
}

int op_address_is_plain (const op_text *street, const op_text *number, const op_text *country,
                         const op_text *zipcode) {
  return digits_in(street) == 0 && digits_in(number) == number->len &&
         has_right_form(country, zipcode);
}
