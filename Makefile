# openprovider: build, test and install. `make help` lists the targets.

LUA ?= 5.4
PREFIX ?= /usr/local
CC ?= gcc
BUILD := build

# name of the interpreter, and of Debian's folder of headers, for each Lua
INTERPRETER_5.4 := lua5.4
INTERPRETER_5.3 := lua5.3
INTERPRETER_5.1 := lua5.1
INTERPRETER_jit := luajit
LUA_INCDIR_5.4 := /usr/include/lua5.4
LUA_INCDIR_5.3 := /usr/include/lua5.3
LUA_INCDIR_5.1 := /usr/include/lua5.1
LUA_INCDIR_jit := /usr/include/luajit-2.1
INTERPRETER = $(INTERPRETER_$(LUA))
LUA_INCDIR ?= $(LUA_INCDIR_$(LUA))

CFLAGS ?= -O2 -g
# LPeg's list, and three more
WARNINGS := -Wall -Wextra -pedantic -Waggregate-return -Wcast-align -Wcast-qual \
  -Wdisabled-optimization -Wpointer-arith -Wshadow -Wredundant-decls -Wsign-compare -Wundef \
  -Wwrite-strings -Wbad-function-cast -Wdeclaration-after-statement -Wmissing-prototypes \
  -Wmissing-declarations -Wnested-externs -Wstrict-prototypes -Wc++-compat \
  -Wformat=2 -Wvla -Wconversion
OP_CFLAGS := -std=c99 -D_GNU_SOURCE -fPIC -fvisibility=hidden -pthread $(WARNINGS)
OP_LDLIBS := -lcurl -lm -pthread

CORE := $(wildcard src/core/*.c)
BINDING := $(wildcard src/binding/*.c)
HEADERS := $(wildcard src/core/*.h src/binding/*.h)

all: $(BUILD)/$(LUA)/openprovider/core.so

$(BUILD)/$(LUA)/openprovider/core.so: $(BUILD)/libopenprovider_core.a $(BINDING) $(HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OP_CFLAGS) -I$(LUA_INCDIR) -shared -o $@ $(BINDING) \
	  -Wl,--whole-archive $(BUILD)/libopenprovider_core.a -Wl,--no-whole-archive $(LDFLAGS) $(OP_LDLIBS)

$(BUILD)/core/%.o: src/core/%.c $(HEADERS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OP_CFLAGS) -c -o $@ $<

$(BUILD)/libopenprovider_core.a: $(CORE:src/core/%.c=$(BUILD)/core/%.o)
	$(AR) rcs $@ $^
