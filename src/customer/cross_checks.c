/*
** Checks across the members of one object.
*/
#include <assert.h>
#include <string.h>

#include "../data/calling_codes.h"
#include "../data/zipcodes.h"
#include "../text/ascii.h"
#include "../text/digit_pattern.h"
#include "checker.h"

/* The member of an object that plays a role; it must have one. */
static const op_field *member_with_role (const op_field *object, op_role role) {
  const op_field *member = object->members;
  while (member->role != role) {
    member++;
    assert(member < object->members + object->n_members);
  }
  return member;
}

/* The zip table is of 2019 and may have changed (FACTS 2.5): a warning. */
void op_cross_check_address (op_checker *c, const op_field *object) {
  const op_kept *country = &c->kept[OP_COUNTRY], *zipcode = &c->kept[OP_ZIPCODE];
  const op_field *member = member_with_role(object, OP_ZIPCODE);
  const op_zip_rule *rule;
  char quoted[OP_QUOTED];
  op_note note;
  if (country->len != 2 || zipcode->len == 0) return;
  rule = op_zip_rule_of(country->s, 2);
  if (rule == NULL) return;
  if (!zipcode->cut && op_zip_matches(rule, zipcode->s, zipcode->len)) return;
  op_quote(quoted, zipcode->s, zipcode->len);
  op_note_fill(&note, "zipcode", OP_WARNING, "%s may be refused: in %s the API wants \"%s\"",
               quoted, rule->country, rule->example);
  op_point_at(c, member);
  op_report(c, NULL, member->api_invalid, &note);
}

/* The number of a calling code as it is kept: "+39". */
static unsigned calling_number (const op_kept *calling) {
  unsigned number = 0;
  size_t i;
  for (i = 1; i < calling->len; i++) number = number * 10 + (unsigned)(calling->s[i] - '0');
  return number;
}

/* Writes the digits of a national number; returns how many, 0 for none, for other signs or too many. */
static size_t national_digits (char digits[OP_DIGITS_MAX], const op_kept *area,
                               const op_kept *subscriber) {
  size_t n = (size_t)area->len + subscriber->len, i;
  if (area->cut || subscriber->cut || n > OP_DIGITS_MAX) return 0;
  memcpy(digits, area->s, area->len);
  memcpy(digits + area->len, subscriber->s, subscriber->len);
  for (i = 0; i < n; i++) {
    if (!op_is_digit(digits[i])) return 0;
  }
  return n;
}

/* True if a leading zero of the number is also dialled from abroad. */
static int zero_belongs (const op_kept *calling, const op_kept *area, const op_kept *subscriber) {
  char digits[OP_DIGITS_MAX];
  size_t n = national_digits(digits, area, subscriber);
  return op_calling_code_keeps_zero(calling_number(calling), digits, n);
}

/*
** 'Excluding leading zero' (FACTS 2.3), unless the zero belongs to the number; for a fax, the documents' own examples
** have it. And no number has more than fifteen digits in all. An update of only the area code does not show the
** country.
*/
void op_cross_check_phone (op_checker *c, const op_field *object) {
  const op_kept *calling = &c->kept[OP_CALLING_CODE], *area = &c->kept[OP_AREA_CODE];
  const op_kept *subscriber = &c->kept[OP_SUBSCRIBER];
  const op_field *member = member_with_role(object, OP_AREA_CODE);
  size_t digits;
  char quoted[OP_QUOTED];
  op_note note;
  if (area->len > 0 && area->s[0] == '0' && (calling->len > 0 || c->mode == OP_CREATE) &&
      !zero_belongs(calling, area, subscriber)) {
    op_note_fill(&note, "leading_zero",
                 (member->flags & OP_MAY_HAVE_ZERO) != 0 ? OP_WARNING : OP_ERROR,
                 "%s has a leading zero, which is dialled inside the country only: leave it out",
                 op_quote(quoted, area->s, area->len));
    op_point_at(c, member);
    op_report(c, member, member->api_invalid, &note);
  }
  digits = (size_t)(calling->len + area->len + subscriber->len);
  if (calling->len > 0 && digits - 1 > OP_MAX_PHONE_DIGITS) {
    member = member_with_role(object, OP_SUBSCRIBER);
    op_note_fill(&note, "too_long", OP_WARNING,
                 "makes a number of %zu digits, and no telephone number has over %d", digits - 1,
                 OP_MAX_PHONE_DIGITS);
    op_point_at(c, member);
    op_report(c, NULL, member->api_invalid, &note);
  }
}
