/*
** Counts events by number (key) in a sliding window: the limit holds in every period that is as long as the window.
**
** Counts are kept by spans of time. The spans that are added up cover any period of the window's length. Within a span,
** a certain number of keys is counted exactly. Further keys share a few names, and those with the same name are counted
** together: the count may be too high, but never too low, and memory is bounded.
**
** A span is a hash table with open addressing. It is a userdata, which the user value of the count keeps alive.
*/
#include <math.h>
#include <string.h>

#include "binding.h"

#define COUNT_TYPE "openprovider.sliding_count"

/* Parts of the window, and how many of them a period as long as the window can overlap. */
#define PARTS 10
#define SPANS (PARTS + 1)

/* Keys that are counted exactly in a span, and the number of names that further keys share. */
#define MAX_KEYS 4000
#define FEW_NAMES 4096

/* Slots of a new span. There are always at least twice as many slots as names. */
#define FIRST_SLOTS 32

/* Keys are whole numbers below it, 2^53: each of them is a double. */
#define END_OF_KEYS 9007199254740992.0

/* Spreads well: see text/fingerprint.c. */
#define SPREAD UINT64_C(11400714819323198485)

typedef struct slot {
  uint64_t name; /* 0: it is free */
  unsigned count;
} slot;

typedef struct span {
  double number; /* of spans since the clock's zero */
  size_t names;
  size_t slots; /* a power of two */
  slot first[];
} span;

typedef struct sliding_count {
  double seconds; /* of a span */
  unsigned limit;
  int newest;         /* index in 'spans' */
  span *spans[SPANS]; /* a ring; NULL: none yet */
} sliding_count;

/* The name of a key that is counted exactly, and of one that shares a name. */
static uint64_t own_name (uint64_t key) { return key + 1; }
static uint64_t shared_name (uint64_t key) { return (uint64_t)END_OF_KEYS + 1 + key % FEW_NAMES; }

/* The slot of a name, or the free one that is for it. */
static slot *find (span *s, uint64_t name) {
  size_t i = (size_t)((name * SPREAD) >> 32);
  for (;; i++) {
    slot *found = &s->first[i & (s->slots - 1)];
    if (found->name == name || found->name == 0) return found;
  }
}

/* The slot in which a key is or will be counted. Sets the name, which the slot may not have yet. */
static slot *find_key (span *s, uint64_t key, uint64_t *name) {
  slot *found = find(s, *name = own_name(key));
  if (found->name == 0 && s->names >= MAX_KEYS) found = find(s, *name = shared_name(key));
  return found;
}

/* The count of a key in a span, plus the count of the name that it may share. */
static unsigned counted (span *s, uint64_t key) {
  unsigned count = find(s, own_name(key))->count;
  return s->names < MAX_KEYS ? count : count + find(s, shared_name(key))->count;
}

/* The same for a span that may not exist, or may be over when the current span has this number. */
static unsigned counted_in (span *s, uint64_t key, double number) {
  return s == NULL || s->number < number - PARTS ? 0 : counted(s, key);
}

/* The number of the current span: the newest one if the clock was set back. */
static double number_at (const sliding_count *c, double now) {
  double number = floor(now / c->seconds);
  const span *newest = c->spans[c->newest];
  return newest != NULL && newest->number > number ? newest->number : number;
}

/* Pushes an empty span. May raise, and run finalizers, which may count. */
static span *push_span (lua_State *L, double number, size_t slots) {
  size_t size = sizeof(span) + slots * sizeof(slot);
  span *s = (span *)lua_newuserdata(L, size);
  memset(s, 0, size);
  s->number = number;
  s->slots = slots;
  return s;
}

/* Pops a span and puts it into the place with this index in the count at index 1. The table has room for all spans. */
static void keep_span (lua_State *L, sliding_count *c, span *s, int place) {
  lua_getuservalue(L, 1);
  lua_insert(L, -2);
  lua_rawseti(L, -2, place + 1);
  lua_pop(L, 1);
  c->spans[place] = s;
  c->newest = place;
}

static void copy_names (span *to, const span *from) {
  size_t i;
  for (i = 0; i < from->slots; i++)
    if (from->first[i].name != 0) *find(to, from->first[i].name) = from->first[i];
  to->names = from->names;
}

/* The current span, with room for one name more. May raise. */
static span *current (lua_State *L, sliding_count *c, double number) {
  for (;;) {
    span *newest = c->spans[c->newest], *made;
    int is_new = newest == NULL || newest->number < number;
    if (!is_new && newest->names * 2 < newest->slots) return newest;
    made = is_new ? push_span(L, number, FIRST_SLOTS) : push_span(L, number, newest->slots * 2);
    if (newest != c->spans[c->newest]) { /* a finalizer has made another one */
      lua_pop(L, 1);
      continue;
    }
    if (!is_new) copy_names(made, newest);
    keep_span(L, c, made, is_new ? (c->newest + 1) % SPANS : c->newest);
  }
}

/* Arguments ---------------------------------------------------------------------------------- */

static sliding_count *check_count (lua_State *L) {
  return (sliding_count *)luaL_checkudata(L, 1, COUNT_TYPE);
}

static uint64_t check_key (lua_State *L) {
  lua_Number key = luaL_checknumber(L, 2);
  luaL_argcheck(L, key >= 0 && key < END_OF_KEYS, 2, "a number from 0 to 2^53 expected");
  return (uint64_t)key;
}

/* Methods ------------------------------------------------------------------------------------ */

/* count:wait(key, now) -> the seconds until there is one less than the limit allows; nil if that is so now */
static int count_wait (lua_State *L) {
  sliding_count *c = check_count(L);
  uint64_t key = check_key(L);
  lua_Number now = luaL_checknumber(L, 3);
  double number = number_at(c, now);
  unsigned sum = 0;
  int i;
  for (i = 0; i < SPANS; i++) sum += counted_in(c->spans[i], key, number);
  if (sum < c->limit) {
    lua_pushnil(L);
    return 1;
  }
  i = c->newest;
  while (sum >= c->limit) { /* in the ring, the oldest span follows the newest */
    i = (i + 1) % SPANS;
    sum -= counted_in(c->spans[i], key, number);
  }
  lua_pushnumber(L, (c->spans[i]->number + SPANS) * c->seconds - now);
  return 1;
}

/* count:add(key, now) -> the number of the span in which the key was counted, for 'take_back' */
static int count_add (lua_State *L) {
  sliding_count *c = check_count(L);
  uint64_t key = check_key(L), name;
  lua_Number now = luaL_checknumber(L, 3);
  span *s = current(L, c, number_at(c, now));
  slot *found = find_key(s, key, &name);
  if (found->name == 0) {
    found->name = name;
    s->names++;
  }
  found->count++;
  lua_pushnumber(L, s->number);
  return 1;
}

/* count:take_back(key, number): undoes a count, if the call was not made after all */
static int count_take_back (lua_State *L) {
  sliding_count *c = check_count(L);
  uint64_t key = check_key(L), name;
  lua_Number number = luaL_checknumber(L, 3);
  int i;
  for (i = 0; i < SPANS; i++) {
    if (c->spans[i] != NULL && c->spans[i]->number == number) {
      slot *found = find_key(c->spans[i], key, &name);
      if (found->count > 0) found->count--;
    }
  }
  return 0;
}

/*
** core.sliding_count(limit, window) -> an empty count, with a limit for each key in a window of so many seconds. Keys
** are whole numbers from 0 to 2^53.
*/
static int new_count (lua_State *L) {
  lua_Integer limit = luaL_checkinteger(L, 1);
  lua_Number window = luaL_checknumber(L, 2);
  sliding_count *c;
  luaL_argcheck(L, limit >= 1 && limit <= MAX_KEYS, 1, "a limit from 1 to 4000 expected");
  luaL_argcheck(L, window > 0, 2, "a number of seconds above 0 expected");
  c = (sliding_count *)lua_newuserdata(L, sizeof *c);
  memset(c, 0, sizeof *c);
  c->seconds = window / PARTS;
  c->limit = (unsigned)limit;
  lua_createtable(L, SPANS, 0);
  lua_setuservalue(L, -2);
  luaL_getmetatable(L, COUNT_TYPE);
  lua_setmetatable(L, -2);
  return 1;
}

void op_open_sliding_count (lua_State *L) {
  static const luaL_Reg methods[] = {
    { "wait", count_wait }, { "add", count_add }, { "take_back", count_take_back }, { NULL, NULL }
  };
  luaL_newmetatable(L, COUNT_TYPE);
  lua_createtable(L, 0, (int)(sizeof methods / sizeof methods[0]) - 1);
  luaL_setfuncs(L, methods, 0);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1); /* remove the metatable; the registry has it */
  lua_pushcfunction(L, new_count);
  lua_setfield(L, -2, "sliding_count");
}
