# openprovider: build, test, install. `make help` lists the targets.

SHELL := /bin/bash
LUA ?= 5.4
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD := build
# What is made is the same whatever a Lua of this user does first.
unexport LUA_INIT LUA_INIT_5_3 LUA_INIT_5_4

ifneq ($(words $(LUA))-$(filter 5.4 5.3 5.1 jit,$(LUA)),1-$(LUA))
$(error LUA must be 5.4, 5.3, 5.1 or jit)
endif
ifeq ($(BUILD),)
$(error BUILD is empty)
endif

# These stand in commands of the shell, rm among them: nothing that a shell would take apart is in them.
CHARACTERS := a b c d e f g h i j k l m n o p q r s t u v w x y z \
  A B C D E F G H I J K L M N O P Q R S T U V W X Y Z 0 1 2 3 4 5 6 7 8 9 . _ / + ~ @ % , : = -
without = $(if $2,$(call without,$(subst $(firstword $2),,$1),$(wordlist 2,$(words $2),$2)),$1)
define check_path
ifneq ($$(call without,$$($1),$$(CHARACTERS)),)
$$(error $1 has a blank or another character that a path for this Makefile must not have)
endif
endef
$(foreach name,PREFIX DESTDIR BUILD,$(eval $(call check_path,$(name))))
override PREFIX := $(abspath $(PREFIX))

# Debian's names for each Lua: of its interpreter, its folder of headers, its pkg-config file.
INTERPRETER_5.4 := lua5.4
INTERPRETER_5.3 := lua5.3
INTERPRETER_5.1 := lua5.1
INTERPRETER_jit := luajit
INCDIR_5.4 := /usr/include/lua5.4
INCDIR_5.3 := /usr/include/lua5.3
INCDIR_5.1 := /usr/include/lua5.1
INCDIR_jit := /usr/include/luajit-2.1
PKGCONFIG_5.4 := lua5.4
PKGCONFIG_5.3 := lua5.3
PKGCONFIG_5.1 := lua5.1
PKGCONFIG_jit := luajit
INTERPRETER := $(INTERPRETER_$(LUA))
LUA_INCDIR ?= $(INCDIR_$(LUA))
PKGCONFIG := $(PKGCONFIG_$(LUA))

CFLAGS ?= -O2 -g
# LPeg's list and a few more.
WARNINGS := -Wall -Wextra -pedantic -Waggregate-return -Wcast-align -Wcast-qual \
  -Wdisabled-optimization -Wpointer-arith -Wshadow -Wredundant-decls -Wsign-compare -Wundef \
  -Wwrite-strings -Wbad-function-cast -Wdeclaration-after-statement -Wmissing-prototypes \
  -Wmissing-declarations -Wnested-externs -Wstrict-prototypes -Wc++-compat -Wformat=2 -Wvla
FLAGS := -std=c99 -D_GNU_SOURCE -fPIC -fvisibility=hidden -pthread $(WARNINGS) $(PLANT)
LIBS := -lcurl -lm -pthread

# The core is all that knows no Lua.
CORE_FOLDERS := customer data files http system text
CORE := $(wildcard $(CORE_FOLDERS:%=src/%/*.c))
BINDING := $(wildcard src/binding/*.c)
HEADERS := $(wildcard src/*/*.h src/include/openprovider/*.h)
MODULE := $(BUILD)/$(LUA)/openprovider/core.so
LIBRARY := $(BUILD)/libopenprovider_core.a

# For programs that embed Lua: all of the above and the Lua files, but for those that are the command
# line's, or there for unit tests.
HOST_LIBRARY := $(BUILD)/$(LUA)/libopenprovider.a
AMALGAMATION := $(BUILD)/amalgamation/openprovider.c
LUA_FILES := $(sort $(wildcard lua/*.lua lua/*/*.lua lua/*/*/*.lua lua/*/*/*/*.lua))
EMBEDDED := $(filter-out lua/openprovider/cli/% lua/openprovider/testing.lua lua/openprovider/testing/%,$(LUA_FILES))

# For the programs that run from the checkout.
RUN := LUA_PATH='./lua/?.lua;./lua/?/init.lua;./?.lua;;' LUA_CPATH='./$(BUILD)/$(LUA)/?.so;;'

.PHONY: all amalgamation rockspecs deps demo test test-system locales contract torture faults fuzz lint matrix sanitize prove bench install uninstall clean help tables format

all: $(MODULE) $(HOST_LIBRARY) ## build the module and the libraries for LUA (5.4, 5.3, 5.1 or jit)

# The folder is in an object's name: an archive takes one file of each name.
object = $(BUILD)/$(subst /,_,$(1:src/%.c=%)).o
CORE_OBJECTS := $(foreach file,$(CORE),$(call object,$(file)))
BINDING_OBJECTS := $(BINDING:src/binding/%.c=$(BUILD)/$(LUA)/binding_%.o)
HOST_OBJECTS := $(BUILD)/$(LUA)/host_preload.o $(BUILD)/host_modules.o

# What all of it was compiled with: written when that is not what it was, which makes all of it anew.
$(BUILD)/flags: export USED = $(CC) $(CFLAGS) $(FLAGS)
$(BUILD)/$(LUA)/flags: export USED = $(CC) $(CFLAGS) $(FLAGS) $(LDFLAGS) $(LUA_INCDIR)
$(BUILD)/flags $(BUILD)/$(LUA)/flags: FORCE
	@mkdir -p $(@D)
	@[ "$$USED" = "$$(cat $@ 2> /dev/null)" ] || printf '%s\n' "$$USED" > $@
FORCE:

# A folder is newer than what was made of its files when one of them went away.
$(MODULE): $(LIBRARY) $(BINDING_OBJECTS) src/binding $(BUILD)/$(LUA)/flags
	@mkdir -p $(@D)
	@echo "  link    $@"
	@$(CC) $(CFLAGS) $(FLAGS) -shared -o $@.new $(BINDING_OBJECTS) $(LIBRARY) $(LDFLAGS) $(LIBS)
	@mv $@.new $@

define compile
	@mkdir -p $(@D)
	@echo "  compile $<"
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc -I$(LUA_INCDIR) -c -o $@ $<
endef

$(foreach folder,$(CORE_FOLDERS),$(eval $(BUILD)/$(folder)_%.o: src/$(folder)/%.c $(HEADERS) $(BUILD)/flags ; $$(compile)))
$(BUILD)/$(LUA)/binding_%.o: src/binding/%.c $(HEADERS) $(BUILD)/$(LUA)/flags
	$(compile)
$(BUILD)/$(LUA)/host_%.o: src/host/%.c $(HEADERS) $(BUILD)/$(LUA)/flags
	$(compile)
$(BUILD)/host_modules.o: $(BUILD)/host/modules.c $(HEADERS) $(BUILD)/flags
	$(compile)

# Hidden symbols are hidden in what is linked from an archive: the linker finds them there, and a
# program's or a plug-in's own dynamic symbols are none of ours.
$(LIBRARY): $(CORE_OBJECTS) $(CORE_FOLDERS:%=src/%)
	@rm -f $@
	@$(AR) rcs $@ $(filter %.o,$^)

$(HOST_LIBRARY): $(CORE_OBJECTS) $(BINDING_OBJECTS) $(HOST_OBJECTS) $(CORE_FOLDERS:%=src/%) src/binding
	@rm -f $@
	@$(AR) rcs $@ $(filter %.o,$^)

$(BUILD)/host/modules.c: $(EMBEDDED) $(sort $(dir $(EMBEDDED))) src/host/embed.lua
	@mkdir -p $(@D)
	@$(INTERPRETER) src/host/embed.lua lua $(EMBEDDED) > $@.new
	@mv $@.new $@

amalgamation: $(AMALGAMATION) ## all of it as one C source and its header, in build/amalgamation

$(AMALGAMATION): $(sort $(CORE)) $(sort $(BINDING)) src/host/preload.c $(BUILD)/host/modules.c $(HEADERS) \
  $(CORE_FOLDERS:%=src/%) src/binding src/host/amalgamate.lua LICENSE
	@mkdir -p $(@D)
	@$(INTERPRETER) src/host/amalgamate.lua $(filter %.c,$^) > $@.new
	@cp src/include/openprovider.h $(@D)
	@mv $@.new $@

# Debian packages ----------------------------------------------------------------------------

PACKAGES_demo := gcc libc6-dev lua5.4 liblua5.4-dev libcurl4-openssl-dev lua-cjson lua-argparse \
  lua-lpeg lua-dkjson lua-socket nginx libnginx-mod-http-lua openssl curl util-linux
PACKAGES_test := $(PACKAGES_demo) lua-busted luajit2 libluajit2-5.1-dev lua-dbi-sqlite3 \
  lua-dbi-postgresql postgresql iproute2 luarocks lua5.1 liblua5.1-0-dev pkg-config libjansson-dev \
  lua-cqueues lua-luv locales
PACKAGES_locales := $(PACKAGES_test)
PACKAGES_matrix := $(PACKAGES_test) lua5.3 liblua5.3-dev
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

# Specs that kill, load the machine, or compare times: each has it to itself.
SYSTEM_SPECS := $(wildcard spec/system/*_spec.lua)
SPECS := $(wildcard spec/unit/*_spec.lua spec/unit/*/*_spec.lua spec/integration/*/*_spec.lua spec/sandbox/*_spec.lua)

test: deps-test ## the specs, or SPECS, on Lua 5.4 and LuaJIT, two files at a time
	@spec/run 5.4 jit -- $(sort $(SPECS))

test-system: deps-test ## those that kill, load the machine, or compare times, one at a time
	@JOBS=1 spec/run 5.4 jit -- $(SYSTEM_SPECS)

locales: deps-locales ## the specs, or SPECS, in programs that have set a German or a Turkish locale
	@spec/locales 5.4 -- $(sort $(SPECS))

matrix: deps-matrix ## the specs, or SPECS, on Lua 5.4, 5.3 and LuaJIT
	@spec/run 5.4 5.3 jit -- $(sort $(SPECS))

# Without the contract there is nothing to run, and so nothing to install.
contract: $(if $(wildcard ../shared/api/openprovider.swagger.json),deps-contract) ## every operation on Prism, after the official contract
	@spec/contract/run 5.4 jit

torture: deps-torture ## every allocation made to fail in turn
	@FLAGS='$(FLAGS)' spec/torture/run $(QUICK)

faults: deps-test ## every fault on every operation in every transport, as a table; a thousand creates in a storm
	@OP_FAULTS=all spec/run $(LUA) -- spec/system/fault_matrix_spec.lua spec/system/storm_spec.lua && cat build/faults.txt

ROCKSPECS := rockspec
rockspecs: ## write the rockspecs from the tree
	@lua5.4 rockspec/write.lua $(ROCKSPECS) $(LUA_FILES) $(CORE) $(BINDING)

tables: $(BUILD)/tables_check ## check the data tables of the core
	@$(BUILD)/tables_check $(wildcard ../shared/api/postcode-regex.tsv ../shared/api/extension-fields.tsv)

$(BUILD)/tables_check: $(wildcard spec/support/core/*.c) $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc -o $@ $(wildcard spec/support/core/tables_*.c) $(LIBRARY) $(LIBS)

$(BUILD)/fork_check: spec/support/core/fork_check.c $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc -Wl,--wrap=getpid -o $@ $< $(LIBRARY) $(LIBS)

$(BUILD)/setopt_check: spec/support/core/setopt_check.c $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc -Wl,--wrap=curl_easy_setopt -o $@ $< $(LIBRARY) $(LIBS)

$(BUILD)/$(LUA)/spec/process.so: spec/support/process/process.c src/binding/compat.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(FLAGS) -I$(LUA_INCDIR) -Isrc/binding -shared -o $@ $<

# The check stands between the core and the system, and makes each call fail.
WRAPPED := open fstat read pread pwrite mkdir mkostemp write close rename
$(BUILD)/private_file_check: spec/support/core/private_file_check.c $(LIBRARY)
	@$(CC) $(CFLAGS) $(FLAGS) -Isrc $(WRAPPED:%=-Wl,--wrap=%) -o $@ $< $(LIBRARY)

FUZZ_SECONDS ?= 60
fuzz: deps-fuzz ## libFuzzer with the sanitizers, FUZZ_SECONDS (60) for each target
	@FLAGS='$(FLAGS)' FUZZ_SECONDS=$(FUZZ_SECONDS) spec/fuzz/run

lint: deps-lint ## every compiler, every checker, no warning
	@FLAGS='$(FLAGS)' spec/lint

format: ## lay out the C files
	clang-format -i $(CORE) $(BINDING) $(HEADERS) src/host/*.c spec/*/*.[ch] spec/support/*/*.[ch] examples/*.c

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
FOLDERS := $(sort $(patsubst lua/openprovider/%/,%,$(dir $(wildcard lua/openprovider/*/*.lua lua/openprovider/*/*/*.lua))))
C_DIR := $(DESTDIR)$(PREFIX)/lib/lua/$(VERSION_DIR)/openprovider
LIB_DIR := $(DESTDIR)$(PREFIX)/lib
INCLUDE_DIR := $(DESTDIR)$(PREFIX)/include
DOC_DIR := $(DESTDIR)$(PREFIX)/share/doc/openprovider
VERSION := $(shell sed -n 's/.*VERSION = "\(.*\)".*/\1/p' lua/openprovider/config.lua)

install: all ## install below PREFIX (/usr/local)
	install -d $(addprefix $(LUA_DIR)/openprovider/,$(FOLDERS)) $(C_DIR) $(DESTDIR)$(PREFIX)/bin \
	  $(LIB_DIR)/pkgconfig $(INCLUDE_DIR)/openprovider $(DOC_DIR)
	install -m 644 LICENSE $(DOC_DIR)
	install -m 644 lua/openprovider.lua $(LUA_DIR)
	install -m 644 lua/openprovider/*.lua $(LUA_DIR)/openprovider
	for folder in $(FOLDERS); do \
	  install -m 644 lua/openprovider/$$folder/*.lua $(LUA_DIR)/openprovider/$$folder || exit; done
	install -m 755 $(MODULE) $(C_DIR)
	sed -e '1s|lua5.4|$(INTERPRETER)|' \
	  -e '2a package.path = "$(PREFIX)/share/lua/$(VERSION_DIR)/?.lua;" .. package.path' \
	  -e '2a package.cpath = "$(PREFIX)/lib/lua/$(VERSION_DIR)/?.so;" .. package.cpath' \
	  bin/openprovider > $(DESTDIR)$(PREFIX)/bin/openprovider
	chmod 755 $(DESTDIR)$(PREFIX)/bin/openprovider
	install -m 644 $(LIBRARY) $(HOST_LIBRARY) $(LIB_DIR)
	install -m 644 src/include/openprovider.h $(INCLUDE_DIR)
	install -m 644 src/include/openprovider/*.h $(INCLUDE_DIR)/openprovider
	for name in openprovider openprovider-core; do \
	  sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LUA@|$(PKGCONFIG)|' src/$$name.pc.in \
	    > $(LIB_DIR)/pkgconfig/$$name.pc && chmod 644 $(LIB_DIR)/pkgconfig/$$name.pc || exit; done

uninstall: ## remove what install installed
	rm -rf $(LUA_DIR)/openprovider.lua $(LUA_DIR)/openprovider $(C_DIR) $(DESTDIR)$(PREFIX)/bin/openprovider \
	  $(LIB_DIR)/libopenprovider.a $(LIB_DIR)/libopenprovider_core.a $(LIB_DIR)/pkgconfig/openprovider.pc \
	  $(LIB_DIR)/pkgconfig/openprovider-core.pc $(INCLUDE_DIR)/openprovider.h $(INCLUDE_DIR)/openprovider \
	  $(DOC_DIR)

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14
