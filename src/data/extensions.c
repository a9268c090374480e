/*
** The members that an extension's 'data' may have. See extensions.h, which also names
** the source.
*/
#include "extensions.h"

#include <assert.h>
#include <string.h>

#include "../include/openprovider/customer.h"
#include "../text/ascii.h"

/* Extensions that come together. */
#define EU "eu xn--e1a4c xn--qxa6a"
#define RU "ru su xn--p1ai"
#define RU_2026 "ru xn--p1ai" /* for the keys that came in 2026 */
#define INDIA \
  "in *.in xn--2scrj9c xn--3hcrj9c xn--45br5cyl xn--45brj9c xn--fpcrj9c3d xn--gecrj9c " \
  "xn--h2breg3eve xn--h2brj9c xn--h2brj9c8c xn--mgbbh1a xn--mgbbh1a71e xn--mgbgu82a " \
  "xn--rvc1e0am3e xn--s9brj9c xn--xkc2dl3a5ee0h"
#define VN \
  "ac.vn biz.vn com.vn edu.vn gov.vn health.vn info.vn int.vn name.vn net.vn " \
  "org.vn pro.vn vn"

#define TEXT_OF(name, tlds) \
  { name, tlds, OP_FORMAT_TEXT, NULL }
#define FORMAT_OF(name, tlds, format) \
  { name, tlds, OP_FORMAT_##format, NULL }
#define VALUE_OF(name, tlds, values) \
  { name, tlds, OP_FORMAT_VALUES, values }

/* In the order of the name, bytes compared. */
/* clang-format off */
static const op_extension_field known_fields[] = {
  TEXT_OF("admin_type", "jobs"),
  VALUE_OF("applicant_purpose", "us", "P1 P2 P3 P5"),
  FORMAT_OF("birth_date", VN " " RU, DATE),
  TEXT_OF("community_id", ""),
  TEXT_OF("company_name_cyrillic", RU),
  TEXT_OF("company_name_latin", RU),
  TEXT_OF("company_registration_number", "com.sg es no ro se sg"),
  TEXT_OF("contact_title", "jobs"),
  FORMAT_OF("country_of_citizenship", EU, COUNTRY),
  TEXT_OF("customer_uin", "sk"),
  TEXT_OF("defensive", ""),
  TEXT_OF("ens_auth_id", "aero"),
  TEXT_OF("ens_key", "aero"),
  TEXT_OF("first_name_cyrillic", RU),
  TEXT_OF("first_name_latin", RU),
  TEXT_OF("hr_member", "jobs"),
  TEXT_OF("idn_script", ""),
  VALUE_OF("in_nexus_connection_to_india", INDIA, "ENTITY COMM MKTG CONTENT EDU CULTURE OTHER"),
  VALUE_OF("in_nexus_declaration_attestation", INDIA, "YES NO"),
  TEXT_OF("industry_class", "jobs"),
  TEXT_OF("is_private_enterpreneur", RU_2026),
  TEXT_OF("last_name_cyrillic", RU),
  TEXT_OF("last_name_latin", RU),
  TEXT_OF("legal_address_area", RU_2026),
  TEXT_OF("legal_address_building", RU_2026),
  TEXT_OF("legal_address_city", RU_2026),
  FORMAT_OF("legal_address_country_code", RU_2026, COUNTRY),
  TEXT_OF("legal_address_cyrillic", RU),
  TEXT_OF("legal_address_house", RU_2026),
  TEXT_OF("legal_address_postal_code", RU_2026),
  TEXT_OF("legal_address_region", RU_2026),
  TEXT_OF("legal_address_street", RU_2026),
  TEXT_OF("legal_type", "uk co.uk org.uk me.uk ltd.uk"),
  TEXT_OF("middle_name_cyrillic", RU),
  TEXT_OF("middle_name_latin", RU),
  TEXT_OF("mobile_phone_number", RU),
  FORMAT_OF("mobile_phone_number_country_code", RU_2026, CALLING_CODE),
  TEXT_OF("music_nexus_connection_to_music", "music"),
  TEXT_OF("music_nexus_registry_policies_attestation", "music"),
  VALUE_OF("nexus_category", "us", "C11 C12 C21 C31 C32"),
  VALUE_OF("org_type", "fi", "0 1 2 3 4 5 6 7"),
  FORMAT_OF("passport_expiry_date", RU_2026, DATE),
  FORMAT_OF("passport_issue_date", RU, DATE),
  FORMAT_OF("passport_issue_id", RU_2026, DIGITS),
  TEXT_OF("passport_issuer", RU),
  TEXT_OF("passport_number", "es hu " VN " " RU),
  TEXT_OF("passport_series", RU),
  TEXT_OF("postal_address_area", RU_2026),
  TEXT_OF("postal_address_building", RU_2026),
  TEXT_OF("postal_address_city", RU_2026),
  TEXT_OF("postal_address_cyrillic", RU),
  TEXT_OF("postal_address_house", RU_2026),
  TEXT_OF("postal_address_region", RU_2026),
  TEXT_OF("postal_address_street", RU_2026),
  TEXT_OF("social_security_number", "es no ro se"),
  TEXT_OF("sole_proprietorship", "dk"),
  TEXT_OF("tax_payer_number", RU),
  TEXT_OF("uin", "travel"),
  TEXT_OF("user_type", "dk sk"),
  TEXT_OF("vat", "hu " VN),
  TEXT_OF("website", "jobs"),
  FORMAT_OF("whois_email", EU, EMAIL),
};
/* clang-format on */

#define KNOWN_FIELDS (sizeof(known_fields) / sizeof(known_fields[0]))

/* Does not compile for more fields than op_checker has room for. */
typedef char fields_have_room[KNOWN_FIELDS <= OP_MAX_EXTENSION_FIELDS ? 1 : -1];

/*
** Order of the 'n' bytes at 's' and the C string 'name': negative, zero or positive, as
** strcmp has it.
*/
static int compare (const char *s, size_t n, const char *name) {
  size_t len = strlen(name);
  int order = memcmp(s, name, (n < len) ? n : len);
  if (order != 0) return order;
  return (n > len) - (n < len);
}

/* Halves the table until one field is left. */
const op_extension_field *op_extension_field_find (const char *s, size_t n) {
  size_t low = 0;
  size_t high = KNOWN_FIELDS;
  if (n == 0) return NULL;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = compare(s, n, known_fields[middle].name);
    if (order == 0) return &known_fields[middle];
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  return NULL;
}

/* True if the 'len' bytes at 'word' name the extension in the 'n' bytes at 'tld', or a group that it belongs to, such
   as "*.in". */
static int names_extension (const char *word, size_t len, const char *tld, size_t n) {
  if (word[0] != '*') return len == n && op_is_any_case(tld, word, n);
  word++; /* the rest begins with a dot */
  len--;
  return n > len && op_is_any_case(tld + n - len, word, len);
}

int op_extension_field_applies (const op_extension_field *f, const char *tld, size_t n) {
  const char *word = f->tlds;
  if (*word == '\0') return 1;
  for (;;) {
    size_t len = strcspn(word, " ");
    if (names_extension(word, len, tld, n)) return 1;
    if (word[len] == '\0') return 0;
    word += len + 1;
  }
}

size_t op_extension_field_count (void) { return KNOWN_FIELDS; }

const op_extension_field *op_extension_field_at (size_t i) {
  assert(i < KNOWN_FIELDS);
  return &known_fields[i];
}
