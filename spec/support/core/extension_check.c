/*
** Checks one extension's data that has each known member once: prints the names of those that are
** documented for another extension, one a line. `extension_check TLD`.
*/
#include "include/openprovider/customer.h"

#include <stdio.h>
#include <string.h>

#include "data/extensions.h"

static void show (void *data, const op_problem *problem) {
  const char *name = strstr(problem->message, " has ");
  (void)data;
  if (strcmp(problem->code, "extension") != 0) return;
  name = (name != NULL) ? name + 5 : problem->message + strlen("has ");
  printf("%.*s\n", (int)strcspn(name, ","), name);
}

int main (int argc, char **argv) {
  static op_checker c;
  op_text ignored;
  size_t i;
  if (argc != 2) return 2;
  op_check_begin(&c, OP_CREATE, 0, show, NULL);
  op_check_member(&c, "extension_additional_data", 25);
  if (!op_check_open(&c, 1)) return 2;
  op_check_element(&c, 1);
  if (!op_check_open(&c, 0)) return 2;
  op_check_member(&c, "name", 4);
  op_check_string(&c, argv[1], strlen(argv[1]), &ignored);
  op_check_member(&c, "data", 4);
  if (!op_check_open(&c, 0)) return 2;
  for (i = 0; i < op_extension_field_count(); i++) {
    const op_extension_field *field = op_extension_field_at(i);
    op_check_member(&c, field->name, strlen(field->name));
    op_check_string(&c, "1970-02-28", 10, &ignored);
  }
  op_check_end(&c);
  return 0;
}
