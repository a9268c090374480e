/*
** Reads a customer as JSON and prints its handle: the C core in a program without Lua.
**
**     cc -o create_customer host_without_lua.c $(pkg-config --cflags --libs openprovider-core jansson)
**     ./create_customer customer.json
**
** It takes OPENPROVIDER_USERNAME, OPENPROVIDER_PASSWORD and perhaps OPENPROVIDER_BASE_URL from the environment. Its
** exit status is 0 if the customer was created, 1 if not, 2 if the command line is wrong, and 4 if the outcome is not
** known, or the handle could not be written: then look for the customer before you try again, since each create makes a
** new customer.
*/
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <openprovider/customer.h>
#include <openprovider/http.h>

#define BASE_URL "https://api.openprovider.eu/v1beta"
#define URL_SIZE 1024
#define TOKEN_SIZE 4096
#define MAX_HANDLE 64       /* bytes; those of the API have a dozen */
#define MAX_CODE 0x7fffffff /* those of the API have five digits at most */

typedef enum outcome { DONE = 0, FAILED = 1, CALLED_WRONGLY = 2, UNKNOWN = 4 } outcome;

static outcome out_of_memory (void) {
  fputs("out of memory\n", stderr);
  return FAILED;
}

/* Checking ---------------------------------------------------------------------------------- */

/* The checker's sink. */
static void print_problem (void *data, const op_problem *problem) {
  (void)data;
  fprintf(stderr, "%s: %s %s\n", problem->severity == OP_ERROR ? "error" : "warning",
          problem->path[0] != '\0' ? problem->path : "customer", problem->message);
}

static void give_members (op_body *body, json_t *value);

/* Gives the body the value of the member that was announced. */
static void give_value (op_body *body, json_t *value) {
  op_text canonical;
  switch (json_typeof(value)) {
    case JSON_STRING:
      op_body_string(body, json_string_value(value), json_string_length(value), &canonical);
      break;
    case JSON_INTEGER:
      op_body_integer(body, json_integer_value(value), &canonical);
      break;
    case JSON_REAL:
      op_body_real(body, json_real_value(value), &canonical);
      break;
    case JSON_NULL:
      op_body_null(body);
      break;
    case JSON_OBJECT:
    case JSON_ARRAY:
      if (!op_body_open(body, json_is_array(value))) return;
      give_members(body, value);
      op_body_close(body);
      break;
    default:
      op_body_boolean(body, json_is_true(value));
  }
}

/* Gives the body the members of an object, or the elements of an array. */
static void give_members (op_body *body, json_t *table) {
  const char *name;
  json_t *value;
  size_t i;
  json_object_foreach(table, name, value) { /* none, if it is an array */
    if (op_body_member(body, name, strlen(name)) != OP_NOTHING) give_value(body, value);
  }
  json_array_foreach(table, i, value) { /* none, if it is an object */
    if (op_body_element(body, i + 1) != OP_NOTHING) give_value(body, value);
  }
}

/* Prints every problem of the customer, and writes the body in the API's form. */
static outcome check (op_body *body, json_t *customer) {
  size_t length;
  op_body_begin(body, 0, print_problem, NULL);
  give_members(body, customer);
  if (op_body_end(body) > 0) return FAILED;
  return op_body_text(body, &length) != NULL ? DONE : out_of_memory();
}

/* Calling ----------------------------------------------------------------------------------- */

/* Whether the API says by this code that it refused the call; after any other the customer may exist. */
static int refuses (json_int_t code) {
  static const struct {
    int first, last;
  } refusals[] = { { 50, 50 },     { 98, 108 },      { 110, 121 },    { 130, 146 },
                   { 150, 152 },   { 160, 172 },     { 175, 177 },    { 180, 187 },
                   { 190, 197 },   { 900, 902 },     { 4001, 4003 },  { 4005, 4007 },
                   { 6001, 6017 }, { 10001, 10006 }, { 10009, 10009 } };
  size_t i;
  for (i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
    if (code >= refusals[i].first && code <= refusals[i].last) return 1;
  }
  return 0;
}

/* Whether a status without a code says the same. Any other status may come from a gateway, after the API has carried
   out the call. */
static int status_refuses (int status) {
  return status == 401 || status == 413 || status == 414 || status == 431;
}

/* Whether this is a code of the API, and not another number. */
static int is_code (const json_t *code) {
  json_int_t value = json_integer_value(code); /* 0 if it is no integer */
  return json_is_integer(code) && value >= -MAX_CODE && value <= MAX_CODE;
}

/* Prints a text of others, without characters that control a terminal. */
static void print_foreign (const char *text) {
  for (; *text != '\0'; text++) putc(iscntrl((unsigned char)*text) ? ' ' : *text, stderr);
}

/*
** Judges an answer: its code decides (the API sends refusals with HTTP 500); without a code, the status does. With
** DONE, '*data' is the answer's data and belongs to the caller.
*/
static outcome judge (const char *what, int status, json_t *answer, json_t **data) {
  const json_t *code = json_object_get(answer, "code"); /* NULL if the answer is no object */
  const char *desc = json_string_value(json_object_get(answer, "desc"));
  int is_silent = code == NULL || json_is_null(code);
  int succeeded = status >= 200 && status < 300;
  if (is_code(code) && json_integer_value(code) != 0) {
    fprintf(stderr, "%s: ", what);
    print_foreign(desc != NULL ? desc : "refused");
    fprintf(stderr, " (code %" JSON_INTEGER_FORMAT ", HTTP %d)\n", json_integer_value(code),
            status);
    return refuses(json_integer_value(code)) ? FAILED : UNKNOWN;
  }
  if (json_is_object(answer) && succeeded && (is_silent || is_code(code))) {
    *data = json_incref(json_object_get(answer, "data"));
    return DONE;
  }
  fprintf(stderr, "%s: an answer that says nothing (HTTP %d)\n", what, status);
  return status_refuses(status) ? FAILED : UNKNOWN;
}

/* Judges a finished call. */
static outcome judge_call (const char *what, const op_call *call, json_t **data) {
  outcome result;
  const char *text;
  size_t length;
  json_t *answer;
  if (op_call_failure(call) != OP_FAILURE_NONE) {
    fprintf(stderr, "%s: %s\n", what, op_call_message(call));
    return op_call_sent(call) ? UNKNOWN : FAILED;
  }
  text = op_call_body(call, &length);
  answer = json_loadb(text, length, 0, NULL);
  result = judge(what, op_call_status(call), answer, data);
  json_decref(answer);
  return result;
}

/* A text and its length, for a header field. */
#define TEXT(literal) literal, sizeof(literal) - 1

/* A variable of the environment, or NULL; an empty one counts as none. */
static const char *variable (const char *name) {
  const char *value = getenv(name);
  return value != NULL && value[0] != '\0' ? value : NULL;
}

/* POSTs JSON to a path below the base address, once. With DONE, '*data' is the caller's. */
static outcome post (op_pool *pool, const char *path, const char *token, const char *json,
                     size_t length, json_t **data) {
  const char *base_url = variable("OPENPROVIDER_BASE_URL");
  char url[URL_SIZE], bearer[TOKEN_SIZE + sizeof "Bearer "];
  op_header headers[] = { { TEXT("Content-Type"), TEXT("application/json") },
                          { TEXT("User-Agent"), TEXT("create-customer/1.0") },
                          { TEXT("Authorization"), bearer, 0 } };
  op_request request;
  op_call *call;
  outcome result;
  memset(&request, 0, sizeof request); /* no timeouts: the defaults, a minute in all */
  request.method = "POST";
  request.method_length = strlen(request.method);
  request.url = url;
  request.url_length =
      (size_t)snprintf(url, sizeof url, "%s%s", base_url != NULL ? base_url : BASE_URL, path);
  headers[2].value_length =
      (size_t)snprintf(bearer, sizeof bearer, "Bearer %s", token != NULL ? token : "");
  request.headers = headers;
  request.header_count = token != NULL ? 3 : 2;
  request.body = json;
  request.body_length = length;
  if (request.url_length >= sizeof url) {
    fputs("OPENPROVIDER_BASE_URL is too long\n", stderr);
    result = FAILED;
  }
  else if (op_pool_perform(pool, &request, &call) != OP_HTTP_OK) {
    result = out_of_memory();
  }
  else {
    result = judge_call(path, call, data);
    op_call_release(call);
  }
  return result;
}

/* Logs in. Unless the result is DONE, no customer was created, whatever happened to the login. */
static outcome log_in (op_pool *pool, const char *username, const char *password,
                       char token[TOKEN_SIZE]) {
  json_t *credentials = json_pack("{s:s, s:s}", "username", username, "password", password);
  json_t *data = NULL;
  const char *given;
  char *json = credentials != NULL ? json_dumps(credentials, JSON_COMPACT) : NULL;
  outcome result;
  json_decref(credentials);
  if (json == NULL) {
    fputs("the credentials are not UTF-8, or memory is short\n", stderr);
    return FAILED;
  }
  result = post(pool, "/auth/login", NULL, json, strlen(json), &data) == DONE ? DONE : FAILED;
  free(json);
  if (result == DONE) {
    given = json_string_value(json_object_get(data, "token"));
    if (given == NULL || strlen(given) >= TOKEN_SIZE) {
      fputs("/auth/login: an answer without a token\n", stderr);
      result = FAILED;
    }
    else {
      memcpy(token, given, strlen(given) + 1);
    }
  }
  json_decref(data);
  return result;
}

/*
** Whether a text can be a handle, such as "CV904716-NL". Their form is not promised: all visible ASCII is accepted that
** cannot change the path of a request.
*/
static int is_handle (const char *text) {
  size_t i, length = strlen(text);
  for (i = 0; i < length; i++) {
    if (text[i] <= ' ' || text[i] > '~' || strchr("/\\?#%", text[i]) != NULL) return 0;
  }
  return length > 0 && length <= MAX_HANDLE && strspn(text, ".") < length;
}

static outcome say_unknown (void) {
  fputs("The customer may exist: look with `openprovider list --email-pattern ADDRESS` before you "
        "try again.\n",
        stderr);
  return UNKNOWN;
}

/* If the handle could not be written, a caller that sees only the status has to look for the customer. */
static outcome print_handle (const char *handle) {
  if (puts(handle) != EOF && fflush(stdout) == 0) return DONE;
  fprintf(stderr, "%s was created, but could not be written\n", handle);
  return UNKNOWN;
}

/* Creates the customer, and prints its handle. */
static outcome create (op_pool *pool, const char *token, const op_body *body) {
  json_t *data = NULL;
  const char *handle = NULL;
  size_t length;
  const char *json = op_body_text(body, &length);
  outcome result = post(pool, "/customers", token, json, length, &data);
  if (result == DONE) handle = json_string_value(json_object_get(data, "handle"));
  if (handle != NULL && is_handle(handle))
    result = print_handle(handle);
  else if (result != FAILED)
    result = say_unknown();
  json_decref(data);
  return result;
}

static outcome log_in_and_create (const op_body *body, const char *username, const char *password) {
  char token[TOKEN_SIZE];
  op_pool *pool = op_pool_new(NULL);
  outcome result;
  if (pool == NULL) return out_of_memory();
  result = log_in(pool, username, password, token);
  if (result == DONE) result = create(pool, token, body);
  op_pool_free(pool);
  return result;
}

static outcome check_and_create (json_t *customer, const char *username, const char *password) {
  op_body body;
  outcome result = check(&body, customer);
  if (result == DONE) result = log_in_and_create(&body, username, password);
  op_body_free(&body);
  return result;
}

/* The customer in a file; NULL after a message if there is none. */
static json_t *read_customer (const char *path) {
  FILE *file = fopen(path, "rb");
  json_error_t error;
  json_t *customer = NULL;
  if (file != NULL) customer = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
  if (file == NULL || ferror(file))
    fprintf(stderr, "%s: cannot be read\n", path); /* a folder, for one, can be opened */
  else if (customer == NULL)
    fprintf(stderr, "%s:%d:%d: %s\n", path, error.line, error.column, error.text);
  else if (!json_is_object(customer))
    fprintf(stderr, "%s: a JSON object expected\n", path);
  else {
    fclose(file);
    return customer;
  }
  json_decref(customer);
  if (file != NULL) fclose(file);
  return NULL;
}

/*
** Opens each standard stream that is closed. Otherwise a connection could get its number, and receive what is printed.
** Writing to these streams still fails. Returns 0 if they cannot be opened.
*/
static int open_streams (void) {
  int fd;
  for (fd = 0; fd <= 2; fd++) {
    int null;
    if (fcntl(fd, F_GETFD) != -1) continue;
    null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, fd) < 0) return 0;
    if (null != fd) close(null); /* not always the lowest number: under valgrind it is another */
  }
  return 1;
}

int main (int argc, char **argv) {
  const char *username = variable("OPENPROVIDER_USERNAME");
  const char *password = variable("OPENPROVIDER_PASSWORD");
  json_t *customer;
  outcome result = FAILED;
  if (!open_streams()) return FAILED;
  if (argc != 2 || username == NULL || password == NULL) {
    fprintf(stderr, "usage: %s customer.json, with OPENPROVIDER_USERNAME and _PASSWORD set\n",
            argv[0]);
    return CALLED_WRONGLY;
  }
  customer = read_customer(argv[1]);
  if (customer != NULL) result = check_and_create(customer, username, password);
  json_decref(customer);
  return result;
}
