/*
** The tree of field descriptors. Names, meanings and requirements: FACTS 2.3, 2.6 and 2.7;
** the API's codes: FACTS 3.3.
*/
#include <string.h>

#include "../text/edit_distance.h"
#include "checker.h"

#define LEN(name) (unsigned char)(sizeof(name) - 1)

/* Does not compile for more members than op_level has bits for: the size of an array is negative then. */
#define FITS(a) sizeof(char[sizeof(a) / sizeof((a)[0]) <= OP_MAX_KNOWN_MEMBERS ? 1 : -1])
#define COUNT(a) (unsigned char)(sizeof(a) / sizeof((a)[0]) * FITS(a))

/* clang-format off */
#define SHORT_FIELD(name, flags, role, empty, invalid, max, characters, rule, expected, example) \
  { name, LEN(name), OP_STRING, flags, role, 0, empty, invalid, max, characters, rule, NULL, expected, \
    example, NULL }

#define FIELD(name, flags, role, empty, invalid, max, rule, expected, example) \
  SHORT_FIELD(name, flags, role, empty, invalid, max, 0, rule, expected, example)

#define TEXT(name, flags, empty, invalid, expected, example) \
  FIELD(name, flags, OP_NO_ROLE, empty, invalid, OP_MAX_TEXT, NULL, expected, example)

/* A line of a contact as registries have it: RFC 5733 4, postalLineType. */
#define LINE(name, flags, empty, invalid, rule, expected, example) \
  SHORT_FIELD(name, flags, OP_NO_ROLE, empty, invalid, OP_MAX_TEXT, 255, rule, expected, example)

#define RULED(name, flags, role, empty, invalid, rule, expected, example) \
  FIELD(name, flags, role, empty, invalid, OP_MAX_TEXT, rule, expected, example)

#define OBJECT(name, flags, invalid, members, cross_check, expected) \
  { name, LEN(name), OP_OBJECT, flags, OP_NO_ROLE, COUNT(members), 0, invalid, 0, 0, NULL, cross_check, \
    expected, NULL, members }

#define ARRAY(name, flags, element, expected) \
  { name, LEN(name), OP_ARRAY, flags, OP_NO_ROLE, 1, 0, 0, 0, 0, NULL, NULL, expected, NULL, element }
/* clang-format on */

static const op_field name_members[] = {
  LINE("first_name", OP_REQUIRED | OP_WHO, 102, 103, op_rule_person, "the first name", "Jan"),
  LINE("last_name", OP_REQUIRED | OP_WHO, 105, 106, op_rule_person, "the last name", "Dijk"),
  LINE("initials", 0, 100, 101, NULL, "the initials", "J."),
  LINE("prefix", 0, 0, 104, NULL, "the name prefix", "van"),
  LINE("full_name", 0, 0, 0, NULL, "the whole name (the API computes its own)", "Jan van Dijk"),
};

static const op_field address_members[] = {
  LINE("street", OP_REQUIRED, 110, 111, op_rule_line, "the street without the house number",
       "Hofplein"),
  RULED("number", OP_REQUIRED, OP_NO_ROLE, 112, 113, op_rule_house_number, "the house number",
        "20"),
  TEXT("suffix", 0, 0, 114, "the house number's suffix", "A"),
  SHORT_FIELD("zipcode", OP_REQUIRED, OP_ZIPCODE, 115, 116, OP_MAX_TEXT, 16, NULL, /* pcType */
              "the postal code", "3032 AC"),
  LINE("city", OP_REQUIRED, 117, 118, op_rule_line, "the city", "Rotterdam"),
  LINE("state", 0, 0, 119, op_rule_line, "the state or province", "Zuid-Holland"),
  RULED("country", OP_REQUIRED, OP_COUNTRY, 120, 121, op_rule_country,
        "an ISO 3166-1 alpha-2 country code", "NL"),
};

static const op_field phone_members[] = {
  RULED("country_code", OP_REQUIRED, OP_CALLING_CODE, 130, 131, op_rule_calling_code,
        "the country calling code with a plus sign", "+31"),
  RULED("area_code", OP_REQUIRED, OP_AREA_CODE, 132, 133, op_rule_digits,
        "the area code's digits without the leading zero", "10"),
  RULED("subscriber_number", OP_REQUIRED, OP_SUBSCRIBER, 134, 135, op_rule_digits,
        "the subscriber number's digits", "1234567"),
};

static const op_field fax_members[] = {
  RULED("country_code", OP_REQUIRED, OP_CALLING_CODE, 0, 141, op_rule_calling_code,
        "the country calling code with a plus sign", "+31"),
  /* the API's own example of an update has a fax with "001" (its swagger, descCustomerQuickstart) */
  RULED("area_code", OP_REQUIRED | OP_MAY_HAVE_ZERO, OP_AREA_CODE, 0, 142, op_rule_digits,
        "the area code's digits without the leading zero", "10"),
  RULED("subscriber_number", OP_REQUIRED, OP_SUBSCRIBER, 0, 143, op_rule_digits,
        "the subscriber number's digits", "1234567"),
};

static const op_field file_members[] = {
  TEXT("description", 0, 0, 0, "what the file is", "passport of the registrant"),
  TEXT("doc_type", 0, 0, 0, "the kind of document", "passport"),
  TEXT("path", 0, 0, 0, "a link to the file", "https://files.example.com/passport.pdf"),
};

static const op_field file_element[] = {
  OBJECT("", 0, 0, file_members, NULL, "description, doc_type and path"),
};

#define COUNTRY(name, empty, invalid, expected) \
  RULED(name, 0, OP_NO_ROLE, empty, invalid, op_rule_country, expected, "NL")
#define DATE(name, invalid, expected, example) \
  RULED(name, 0, OP_NO_ROLE, 0, invalid, op_rule_date, expected, example)

static const op_field additional_members[] = {
  ARRAY("attached_files", 0, file_element, "an array of files with description, doc_type and path"),
  TEXT("birth_address", 0, 0, 6002, "the address of birth", "Coolsingel 40"),
  TEXT("birth_city", 0, 0, 6001, "the city of birth", "Rotterdam"),
  COUNTRY("birth_country", 6003, 6004, "the country of birth as an ISO 3166-1 alpha-2 code"),
  DATE("birth_date", 6005, "a date of the form YYYY-MM-DD", "1970-02-28"),
  TEXT("birth_state", 0, 0, 6006, "the state or province of birth", "Zuid-Holland"),
  TEXT("birth_zipcode", 0, 0, 6007, "the postal code of the place of birth", "3011 AD"),
  TEXT("company_registration_city", 0, 0, 6015, "the city of registration", "Rotterdam"),
  TEXT("company_registration_number", 0, 0, 6016, "the company's registration number", "24123456"),
  DATE("company_registration_subscription_date", 6017, "a date of the form YYYY-MM-DD",
       "2004-05-01"),
  TEXT("company_url", 0, 0, 0, "the company's web site", "https://www.example.com"),
  TEXT("headquarters_address", 0, 0, 6008, "the headquarters' address", "Hofplein 20"),
  TEXT("headquarters_city", 0, 0, 6009, "the headquarters' city", "Rotterdam"),
  COUNTRY("headquarters_country", 6010, 6011,
          "the headquarters' country as an ISO 3166-1 alpha-2 code"),
  TEXT("headquarters_state", 0, 0, 6012, "the headquarters' state", "Zuid-Holland"),
  TEXT("headquarters_zipcode", 0, 0, 6013, "the headquarters' postal code", "3032 AC"),
  TEXT("passport_number", 0, 0, 0, "the passport number", "NX1234567"),
  TEXT("social_security_number", 0, 0, 6014, "the social security number", "123456782"),
  TEXT("trading_name", 0, 0, 0, "the trading name", "Example"),
};

static const op_field extension_members[] = {
  RULED("name", OP_REQUIRED, OP_EXTENSION_NAME, 0, 0, op_rule_extension_name,
        "the extension without its leading dot", "eu"),
  { "data", 4, OP_OBJECT, OP_REQUIRED | OP_OPEN | OP_EXTENSION, OP_NO_ROLE, 0, 0, 0, 0, 0, NULL,
    NULL, "the fields of that extension", NULL, NULL },
};

static const op_field extension_element[] = {
  OBJECT("", 0, 0, extension_members, op_cross_check_extension, "name and data"),
};

static const op_field tag_members[] = {
  RULED("key", OP_REQUIRED, OP_NO_ROLE, 0, 0, op_rule_tag_key, "the only key that the API allows",
        "customer"),
  TEXT("value", OP_REQUIRED, 0, 0, "the tag", "VIP"),
};

static const op_field tag_element[] = {
  OBJECT("", 0, 0, tag_members, NULL, "key and value"),
};

#define PHONE_EXPECTED "country_code, area_code and subscriber_number"

static const op_field customer_members[] = {
  LINE("company_name", OP_CREATE_ONLY | OP_WHO, 160, 161, op_rule_line, "the company's name",
       "Example BV"),
  OBJECT("name", OP_REQUIRED | OP_CREATE_ONLY, 0, name_members, NULL, "first_name and last_name"),
  OBJECT("address", OP_REQUIRED, 0, address_members, op_cross_check_address,
         "street, number, zipcode, city and country"),
  OBJECT("phone", OP_REQUIRED, 136, phone_members, op_cross_check_phone, PHONE_EXPECTED),
  OBJECT("fax", 0, 144, fax_members, op_cross_check_phone, PHONE_EXPECTED),
  FIELD("email", OP_REQUIRED | OP_EXACT_SIGNS | OP_WHO, OP_NO_ROLE, 145, 146, OP_MAX_EMAIL,
        op_rule_email, "an e-mail address", "jan@example.com"),
  TEXT("vat", 0, 0, 162, "the VAT number", "NL123456789B01"),
  RULED("locale", 0, OP_NO_ROLE, 0, 0, op_rule_locale, "an ICU locale", "nl_NL"),
  FIELD("comments", OP_MULTILINE | OP_MARKED, OP_NO_ROLE, 0, 0, OP_MAX_LONG_TEXT, NULL,
        "a note of your own", "moved in from another registrar"),
  ARRAY("tags", 0, tag_element, "an array of tags with key and value"),
  OBJECT("additional_data", OP_OPEN, 0, additional_members, NULL,
         "additional fields such as birth_date"),
  ARRAY("extension_additional_data", 0, extension_element,
        "an array with name and data of each extension"),
};

const op_field op_customer = OBJECT("", OP_REQUIRED, 0, customer_members, NULL, "a customer");

const op_field *op_field_member (const op_field *object, const char *key, size_t len) {
  size_t i;
  for (i = 0; i < object->n_members; i++) { /* 'members' may be NULL: no sum with it */
    const op_field *f = &object->members[i];
    if (f->name_len == len && memcmp(f->name, key, len) == 0) return f;
  }
  return NULL;
}

const op_field *op_field_nearest (const op_field *object, const char *key, size_t len) {
  const op_field *nearest = NULL;
  unsigned best = ~0u;
  size_t i;
  for (i = 0; i < object->n_members; i++) {
    const op_field *f = &object->members[i];
    unsigned distance = op_edit_distance(key, len, f->name, f->name_len, 3);
    if (distance < best && op_suggestion_close(distance, f->name_len)) {
      best = distance;
      nearest = f;
    }
  }
  return nearest;
}
