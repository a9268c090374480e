# openprovider: build, test, install. `make help` lists the targets.

SHELL := /bin/bash
LUA ?= 5.4
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD := build

# The interpreter and Debian's folder of headers for each Lua.
INTERPRETER_5.4 := lua5.4
INTERPRETER_5.3 := lua5.3
INTERPRETER_5.1 := lua5.1
INTERPRETER_jit := luajit
INCDIR_5.4 := /usr/include/lua5.4
INCDIR_5.3 := /usr/include/lua5.3
INCDIR_5.1 := /usr/include/lua5.1
INCDIR_jit := /usr/include/luajit-2.1
INTERPRETER := $(INTERPRETER_$(LUA))
LUA_INCDIR ?= $(INCDIR_$(LUA))

CFLAGS ?= -O2 -g
# LPeg's list and a few more.
WARNINGS := -Wall -Wextra -pedantic -Waggregate-return -Wcast-align -Wcast-qual \
  -Wdisabled-optimization -Wpointer-arith -Wshadow -Wredundant-decls -Wsign-compare -Wundef \
  -Wwrite-strings -Wbad-function-cast -Wdeclaration-after-statement -Wmissing-prototypes \
  -Wmissing-declarations -Wnested-externs -Wstrict-prototypes -Wc++-compat -Wformat=2 -Wvla
FLAGS := -std=c99 -D_GNU_SOURCE -fPIC -fvisibility=hidden -pthread $(WARNINGS) $(PLANT)
LIBS := -lcurl -lm -pthread

CORE := $(wildcard src/core/*.c)
BINDING := $(wildcard src/binding/*.c)
HEADERS := $(wildcard src/core/*.h src/binding/*.h)
MODULE := $(BUILD)/$(LUA)/openprovider/core.so
LIBRARY := $(BUILD)/libopenprovider_core.a

# For the programs that run from the checkout.
RUN := LUA_PATH='./lua/?.lua;./lua/?/init.lua;./?.lua;;' LUA_CPATH='./$(BUILD)/$(LUA)/?.so;;'

.PHONY: all deps demo test contract torture faults fuzz lint sanitize prove bench install uninstall clean help tables format

all: $(MODULE) ## build the module for LUA (5.4, 5.3, 5.1 or jit)

$(MODULE): $(LIBRARY) $(BINDING) $(HEADERS)
	@mkdir -p $(@D)
	@echo "  link    $@"
	@$(CC) $(CFLAGS) $(FLAGS) -I$(LUA_INCDIR) -shared -o $@.new $(BINDING) $(LIBRARY) $(LDFLAGS) $(LIBS)
	@mv $@.new $@

$(BUILD)/core/%.o: src/core/%.c $(HEADERS)
	@mkdir -p $(@D)
	@echo "  compile $<"
	@$(CC) $(CFLAGS) $(FLAGS) -c -o $@ $<

$(LIBRARY): $(CORE:src/core/%.c=$(BUILD)/core/%.o)
	@rm -f $@
	@$(AR) rcs $@ $^

# Debian packages ----------------------------------------------------------------------------

PACKAGES_demo := gcc libc6-dev lua5.4 liblua5.4-dev libcurl4-openssl-dev lua-cjson lua-argparse \
  lua-lpeg lua-dkjson lua-socket nginx libnginx-mod-http-lua openssl curl util-linux
PACKAGES_test := $(PACKAGES_demo) lua-busted luajit2 libluajit2-5.1-dev lua-dbi-sqlite3 \
  lua-dbi-postgresql postgresql iproute2 luarocks lua5.1 liblua5.1-0-dev
PACKAGES_lint := $(PACKAGES_test) lua-check clang clang-format clang-tidy cppcheck lua5.3 liblua5.3-dev
PACKAGES_torture := $(PACKAGES_test)
PACKAGES_prove := $(PACKAGES_test) valgrind
PACKAGES_fuzz := $(PACKAGES_demo) clang libclang-rt-14-dev
PACKAGES_sanitize := $(PACKAGES_test) clang libclang-rt-14-dev valgrind
PACKAGES_contract := $(PACKAGES_test) $(if $(shell command -v npm),,nodejs npm)
PACKAGES_bench := $(PACKAGES_demo) valgrind $(if $(shell command -v npm),,nodejs npm)

deps: deps-test ## install what demo and test need (Debian 12)

deps-%:
	@spec/deps $(PACKAGES_$*)

# Running -------------------------------------------------------------------------------------

demo: deps-demo ## create a customer at a sandbox on this machine, over real HTTP
	@$(MAKE) --no-print-directory all
	@$(RUN) $(INTERPRETER) spec/sandbox/demo.lua

test: deps-test ## all specs, on Lua 5.4 and LuaJIT
	@spec/run 5.4 jit

# Without the contract there is nothing to run, and so nothing to install.
contract: $(if $(wildcard ../shared/api/openprovider.swagger.json),deps-contract) ## every operation on Prism, after the official contract
	@spec/contract/run 5.4 jit

torture: deps-torture ## every allocation made to fail in turn
	@FLAGS='$(FLAGS)' spec/torture/run $(QUICK)

faults: deps-test ## every fault on every operation in every transport, as a table; a thousand creates in a storm
	@OP_FAULTS=all spec/run $(LUA) -- spec/fault_matrix_spec.lua spec/storm_spec.lua && cat build/faults.txt

tables: $(BUILD)/tables_check ## check the data tables of the core
	@$(BUILD)/tables_check $(wildcard ../shared/api/postcode-regex.tsv ../shared/api/extension-fields.tsv)

$(BUILD)/tables_check: $(wildcard spec/core/*.c) $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc/core -o $@ $(wildcard spec/core/tables_*.c) $(LIBRARY) $(LIBS)

$(BUILD)/fork_check: spec/core/fork_check.c $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc/core -o $@ $< $(LIBRARY) $(LIBS)

$(BUILD)/$(LUA)/spec/process.so: spec/process/process.c src/binding/compat.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(FLAGS) -I$(LUA_INCDIR) -Isrc/binding -shared -o $@ $<

# The check stands between the core and the system, and makes each call fail.
WRAPPED := open fstat read mkdir mkostemp write close rename
$(BUILD)/private_file_check: spec/core/private_file_check.c $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc/core $(WRAPPED:%=-Wl,--wrap=%) -o $@ $< $(LIBRARY)

FUZZ_SECONDS ?= 60
fuzz: deps-fuzz ## libFuzzer with the sanitizers, FUZZ_SECONDS (60) for each target
	@FLAGS='$(FLAGS)' FUZZ_SECONDS=$(FUZZ_SECONDS) spec/fuzz/run

lint: deps-lint ## every compiler, every checker, no warning
	@FLAGS='$(FLAGS)' spec/lint

format: ## lay out the C files
	clang-format -i src/*/*.[ch] spec/*/*.[ch]

sanitize: deps-sanitize ## the suite under ASan and UBSan, valgrind, and the most aggressive collector
	@spec/sanitize $(QUICK)

prove: deps-prove ## planted faults, each of which must make its proof fail
	@spec/prove

bench: deps-bench ## measure against ajv, plain libcurl and LuaSocket
	@$(MAKE) --no-print-directory all
	@spec/bench/run

# Installing ----------------------------------------------------------------------------------

VERSION_DIR := $(if $(filter jit,$(LUA)),5.1,$(LUA))
LUA_DIR := $(DESTDIR)$(PREFIX)/share/lua/$(VERSION_DIR)
FOLDERS := $(patsubst lua/openprovider/%/,%,$(wildcard lua/openprovider/*/ lua/openprovider/*/*/))
C_DIR := $(DESTDIR)$(PREFIX)/lib/lua/$(VERSION_DIR)/openprovider

install: all ## install below PREFIX (/usr/local)
	install -d $(addprefix $(LUA_DIR)/openprovider/,$(FOLDERS)) $(C_DIR) $(DESTDIR)$(PREFIX)/bin
	install -m 644 lua/openprovider.lua $(LUA_DIR)
	install -m 644 lua/openprovider/*.lua $(LUA_DIR)/openprovider
	for folder in $(FOLDERS); do \
	  install -m 644 lua/openprovider/$$folder/*.lua $(LUA_DIR)/openprovider/$$folder || exit; done
	install -m 755 $(MODULE) $(C_DIR)
	sed '1s|lua5.4|$(INTERPRETER)|' bin/openprovider > $(DESTDIR)$(PREFIX)/bin/openprovider
	chmod 755 $(DESTDIR)$(PREFIX)/bin/openprovider

uninstall: ## remove what install installed
	rm -rf $(LUA_DIR)/openprovider.lua $(LUA_DIR)/openprovider $(C_DIR) $(DESTDIR)$(PREFIX)/bin/openprovider

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 12
