/*
** The members that an extension's 'data' may have. See extensions.h, which also names
** the source.
*/
#include "extensions.h"

#include <assert.h>
#include <string.h>

#include "../include/openprovider/customer.h"
#include "../text/ascii.h"

/* Extensions that come together: those of the Russian and the Vietnamese registry. */
#define RU "ru su xn--p1ai"
#define VN \
  "ac.vn biz.vn com.vn edu.vn gov.vn health.vn info.vn int.vn name.vn net.vn " \
  "org.vn pro.vn vn"

/* In the order of the name, bytes compared. */
/* clang-format off */
static const op_extension_field known_fields[] = {
  {"admin_type", "jobs", ""},
  {"applicant_purpose", "us", ""},
  {"birth_date", VN " " RU, "date"},
  {"company_name_cyrillic", RU, ""},
  {"company_name_latin", RU, ""},
  {"company_registration_number", "es se", ""},
  {"contact_title", "jobs", ""},
  {"country_of_citizenship", "eu", ""},
  {"customer_uin", "sk", ""},
  {"ens_auth_id", "aero", ""},
  {"ens_key", "aero", ""},
  {"first_name_cyrillic", RU, ""},
  {"first_name_latin", RU, ""},
  {"hr_member", "jobs", ""},
  {"in_nexus_connection_to_india", "", ""},
  {"in_nexus_declaration_attestation", "", ""},
  {"industry_class", "jobs", ""},
  {"is_private_enterpreneur", "ru xn--p1ai", ""},
  {"last_name_cyrillic", RU, ""},
  {"last_name_latin", RU, ""},
  {"legal_address_area", "", ""},
  {"legal_address_building", "", ""},
  {"legal_address_city", "", ""},
  {"legal_address_country_code", "", ""},
  {"legal_address_cyrillic", RU, ""},
  {"legal_address_house", "", ""},
  {"legal_address_postal_code", "", ""},
  {"legal_address_region", "", ""},
  {"legal_address_street", "", ""},
  {"legal_type", "uk co.uk org.uk me.uk ltd.uk", ""},
  {"middle_name_cyrillic", RU, ""},
  {"middle_name_latin", RU, ""},
  {"mobile_phone_number", RU, ""},
  {"mobile_phone_number_country_code", "", ""},
  {"music_nexus_connection_to_music", "", ""},
  {"music_nexus_registry_policies_attestation", "", ""},
  {"nexus_category", "us", ""},
  {"org_type", "fi", ""},
  {"passport_expiry_date", "", ""},
  {"passport_issue_date", RU, ""},
  {"passport_issue_id", "", ""},
  {"passport_issuer", RU, ""},
  {"passport_number", "es hu " VN " " RU, ""},
  {"passport_series", RU, ""},
  {"postal_address_area", "", ""},
  {"postal_address_building", "", ""},
  {"postal_address_city", "", ""},
  {"postal_address_cyrillic", RU, ""},
  {"postal_address_house", "", ""},
  {"postal_address_region", "", ""},
  {"postal_address_street", "", ""},
  {"social_security_number", "es se", ""},
  {"sole_proprietorship", "", ""},
  {"tax_payer_number", RU, ""},
  {"uin", "travel", ""},
  {"user_type", "dk sk", ""},
  {"vat", "hu " VN, ""},
  {"website", "jobs", ""},
  {"whois_email", "eu", "email"}
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

int op_extension_field_applies (const op_extension_field *f, const char *tld, size_t n) {
  const char *word = f->tlds;
  if (*word == '\0') return 1;
  for (;;) {
    size_t len = strcspn(word, " ");
    if (len == n && op_is_any_case(tld, word, n)) return 1;
    if (word[len] == '\0') return 0;
    word += len + 1;
  }
}

size_t op_extension_field_count (void) { return KNOWN_FIELDS; }

const op_extension_field *op_extension_field_at (size_t i) {
  assert(i < KNOWN_FIELDS);
  return &known_fields[i];
}
