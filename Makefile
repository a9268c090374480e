# openprovider: build, test, install. `make help` lists the targets; spec/proofs.mk has those of the proofs.

SHELL := $(or $(wildcard /bin/bash),bash)
LUA ?= 5.4
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
BUILD := build
# What is built is the same whatever this user's Lua does first.
unexport LUA_INIT LUA_INIT_5_3 LUA_INIT_5_4 LUA_INIT_5_5

ifneq ($(words $(LUA))-$(filter 5.5 5.4 5.3 5.1 jit,$(LUA)),1-$(LUA))
$(error LUA must be 5.5, 5.4, 5.3, 5.1 or jit)
endif
ifeq ($(BUILD),)
$(error BUILD is empty)
endif

# These are part of shell commands, rm among them.
UNSAFE := ' " ` $$ \ \# ; & | < > ( ) * ? [ ] { } !
unsafe = $(filter-out 1,$(words x$1x)) $(foreach character,$(UNSAFE),$(findstring $(character),$1))
$(foreach name,PREFIX DESTDIR BUILD LUA55,$(if $(strip $(call unsafe,$($(name)))),$(error \
  $(name) has a blank or another character that a path for this Makefile must not have)))
override PREFIX := $(abspath $(PREFIX))

# Debian's names. LuaJIT's modules are where those of Lua 5.1 are.
ifeq ($(LUA),jit)
INTERPRETER := luajit
LUA_INCDIR ?= /usr/include/luajit-2.1
LUA_VERSION := 5.1
LUA_PACKAGES := luajit2 libluajit2-5.1-dev
else
INTERPRETER := lua$(LUA)
LUA_INCDIR ?= /usr/include/lua$(LUA)
# Debian 12 has no 5.5. LUA55 is a folder with bin/lua and include/lua.h, as Lua's own `make install` fills it.
ifneq ($(LUA55),)
ifeq ($(LUA),5.5)
override LUA55 := $(abspath $(LUA55))
INTERPRETER := $(LUA55)/bin/lua
LUA_INCDIR := $(LUA55)/include
endif
endif
LUA_VERSION := $(LUA)
LUA_PACKAGES := lua$(LUA) liblua$(LUA:5.1=5.1-0)-dev
endif
PKGCONFIG := $(if $(filter jit,$(LUA)),luajit,lua$(LUA))

# The first lines are LPeg's list.
WARNINGS := -Wall -Wextra -pedantic -Waggregate-return -Wcast-align -Wcast-qual \
  -Wdisabled-optimization -Wpointer-arith -Wshadow -Wredundant-decls -Wsign-compare -Wundef \
  -Wwrite-strings -Wbad-function-cast -Wdeclaration-after-statement -Wmissing-prototypes \
  -Wmissing-declarations -Wnested-externs -Wstrict-prototypes -Wc++-compat -Wformat=2 -Wvla
FLAGS := -std=c99 -D_GNU_SOURCE -fPIC -fvisibility=hidden -pthread $(WARNINGS) $(PLANT)
SYSTEM_LIBS := -lm -pthread
SHARED := -shared
# On macOS a module finds Lua's functions in the program that loads it, and iconv is a library.
ifeq ($(shell uname -s),Darwin)
SYSTEM_LIBS += -liconv
SHARED := -bundle -undefined dynamic_lookup
endif
LIBS := -lcurl $(SYSTEM_LIBS)

# Only src/binding and src/host know Lua. The folder is in an object's name: an archive has one file of each name.
CORE_FOLDERS := customer data files http memory system text
CORE := $(wildcard $(CORE_FOLDERS:%=src/%/*.c))
BINDING := $(wildcard src/binding/*.c)
HEADERS := $(wildcard src/*/*.h src/*/*.def src/include/openprovider/*.h)
CORE_OBJECTS := $(foreach file,$(CORE),$(BUILD)/$(subst /,_,$(file:src/%.c=%)).o)
BINDING_OBJECTS := $(BINDING:src/binding/%.c=$(BUILD)/$(LUA)/binding_%.o)
HOST_OBJECTS := $(BUILD)/$(LUA)/host_preload.o $(BUILD)/host_modules.o

# Programs in C that embed Lua get all modules but the command line and what is for tests.
LUA_FILES := $(sort $(shell find lua -name "*.lua"))
EMBEDDED := $(filter-out lua/openprovider/cli/% lua/openprovider/testing.lua lua/openprovider/testing/% lua/openprovider/types.lua,$(LUA_FILES))

MODULE := $(BUILD)/$(LUA)/openprovider/core.so
LIBRARY := $(BUILD)/libopenprovider_core.a
HOST_LIBRARY := $(BUILD)/$(LUA)/libopenprovider.a
AMALGAMATION := $(BUILD)/amalgamation/openprovider.c

.PHONY: all amalgamation demo test install uninstall clean help

all: $(MODULE) $(HOST_LIBRARY) ## build the module and the libraries for LUA (5.5, 5.4, 5.3, 5.1 or jit)

amalgamation: $(AMALGAMATION) ## all of it as one C source and its header, in build/amalgamation

demo: deps-demo ## create a customer at a server on this machine, over real HTTP
	@$(MAKE) --no-print-directory all
	@LUA_PATH='./lua/?.lua;./?.lua;;' LUA_CPATH='./$(BUILD)/$(LUA)/?.so;;' $(INTERPRETER) spec/sandbox/demo.lua

# The short ones go last, so that no processor waits for a long one at the end.
SPECS = $(foreach folder,once integration/* sandbox unit unit/*,$(sort $(wildcard spec/$(folder)/*_spec.lua)))
test: deps-test ## the specs, or SPECS, on Lua 5.4 and LuaJIT, five files at a time for two processors
	@spec/run 5.4 jit -- $(SPECS)

clean: ## remove what was built, by LuaRocks too
	rm -rf $(BUILD)
	rm -f src/*/*.o openprovider/core.so
	rmdir openprovider 2> /dev/null || true

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]*:.*## / { printf "%-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Building ------------------------------------------------------------------------------------

# What to do about what is missing.
INSTALL_HINT := "on Debian: apt-get install$$missing"
ifeq ($(LUA),5.5)
INSTALL_HINT := "Debian 12 has no Lua 5.5: install it with its own make install into a folder, and add LUA55=FOLDER"
endif

# Everything that is missing is named at once, before anything is compiled.
define requirements
missing=; has() { printf '#include <%s>\n' "$$@" | $(CC) $(CFLAGS) -I$(LUA_INCDIR) -E - > /dev/null 2>&1; }; \
has lua.h curl/curl.h || { \
  command -v $(firstword $(CC)) > /dev/null || missing+=' gcc'; \
  has stdlib.h || missing+=' libc6-dev'; \
  has lua.h || missing+=' $(lastword $(LUA_PACKAGES))'; \
  has curl/curl.h || missing+=' libcurl4-openssl-dev'; }; \
command -v $(INTERPRETER) > /dev/null || missing+=' $(firstword $(LUA_PACKAGES))'; \
[ -z "$$missing" ] || { printf '%s\n' "missing:$$missing" $(INSTALL_HINT) >&2; exit 1; }
endef

# The compiler and flags of the last build: rewritten when they change, so that everything is built again.
$(BUILD)/flags: export USED = $(CC) $(CFLAGS) $(FLAGS)
$(BUILD)/$(LUA)/flags: export USED = $(CC) $(CFLAGS) $(FLAGS) $(LDFLAGS) $(LUA_INCDIR)
$(BUILD)/flags $(BUILD)/$(LUA)/flags: FORCE
	@[ "$$USED" = "$$(cat $@ 2> /dev/null)" ] || { $(requirements); mkdir -p $(@D) && printf '%s\n' "$$USED" > $@; }
FORCE:

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

# Folders are prerequisites because they are newer than the archive after a file was removed.
$(LIBRARY): $(CORE_OBJECTS) $(CORE_FOLDERS:%=src/%)
$(HOST_LIBRARY): $(CORE_OBJECTS) $(BINDING_OBJECTS) $(HOST_OBJECTS) $(CORE_FOLDERS:%=src/%) src/binding
$(LIBRARY) $(HOST_LIBRARY):
	@rm -f $@
	@$(AR) rcs $@ $(filter %.o,$^)

$(MODULE): $(LIBRARY) $(BINDING_OBJECTS) src/binding $(BUILD)/$(LUA)/flags
	@mkdir -p $(@D)
	@echo "  link    $@"
	@$(CC) $(CFLAGS) $(FLAGS) $(SHARED) -o $@.new $(BINDING_OBJECTS) $(LIBRARY) $(LDFLAGS) $(LIBS)
	@mv $@.new $@

$(BUILD)/host/modules.c: $(EMBEDDED) $(sort $(dir $(EMBEDDED))) src/host/embed.lua
	@mkdir -p $(@D)
	@$(INTERPRETER) src/host/embed.lua lua $(EMBEDDED) > $@.new
	@mv $@.new $@

$(AMALGAMATION): $(sort $(CORE)) $(sort $(BINDING)) src/host/preload.c $(BUILD)/host/modules.c $(HEADERS) \
  $(CORE_FOLDERS:%=src/%) src/binding src/host/amalgamate.lua LICENSE
	@mkdir -p $(@D)
	@$(INTERPRETER) src/host/amalgamate.lua $(filter %.c,$^) > $@.new
	@cp src/include/openprovider.h $(@D)
	@mv $@.new $@

# Installing ----------------------------------------------------------------------------------

BIN_DIR := $(DESTDIR)$(PREFIX)/bin
LUA_DIR := $(DESTDIR)$(PREFIX)/share/lua/$(LUA_VERSION)
LUA_CDIR ?= $(PREFIX)/lib/lua/$(LUA_VERSION)
C_DIR := $(DESTDIR)$(LUA_CDIR)/openprovider
LIB_DIR := $(DESTDIR)$(PREFIX)/lib
INCLUDE_DIR := $(DESTDIR)$(PREFIX)/include
DOC_DIR := $(DESTDIR)$(PREFIX)/share/doc/openprovider
MAN_DIR := $(DESTDIR)$(PREFIX)/share/man/man1
BASH_COMPLETION := $(DESTDIR)$(PREFIX)/share/bash-completion/completions/openprovider
ZSH_COMPLETION := $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_openprovider
FISH_COMPLETION := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/openprovider.fish
VERSION := $(shell sed -n 's/.*VERSION = "\(.*\)".*/\1/p' lua/openprovider/config.lua)

# The program writes its man pages and what shells complete. Without its libraries it cannot: then they are left out.
PROGRAM := LUA_PATH='./lua/?.lua;;' LUA_CPATH='./$(BUILD)/$(LUA)/?.so;;' $(INTERPRETER) bin/openprovider
define install_pages
@if $(PROGRAM) --version > /dev/null; then \
  install -d $(MAN_DIR) $(dir $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)) && \
  $(PROGRAM) man --directory $(MAN_DIR) && \
  $(PROGRAM) completion bash > $(BASH_COMPLETION) && \
  $(PROGRAM) completion zsh > $(ZSH_COMPLETION) && \
  $(PROGRAM) completion fish > $(FISH_COMPLETION) && \
  chmod 644 $(MAN_DIR)/openprovider*.1 $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION); \
else echo "so there are no man pages and no completion: install it, and run make install again" >&2; fi
endef

install: all ## install below PREFIX (/usr/local)
	install -d $(C_DIR) $(BIN_DIR) $(LIB_DIR)/pkgconfig $(INCLUDE_DIR)/openprovider $(DOC_DIR)
	install -d $(sort $(dir $(LUA_FILES:lua/%=$(LUA_DIR)/%)))
	@for file in $(LUA_FILES:lua/%=%); do install -m 644 lua/$$file $(LUA_DIR)/$$file || exit; done
	install -m 755 $(MODULE) $(C_DIR)
	awk 'NR == 1 { sub(/lua5\.4/, "$(INTERPRETER)") } { print } NR == 2 { \
	  print "package.path = \"$(PREFIX)/share/lua/$(LUA_VERSION)/?.lua;\" .. package.path"; \
	  print "package.cpath = \"$(LUA_CDIR)/?.so;\" .. package.cpath" }' \
	  bin/openprovider > $(BIN_DIR)/openprovider
	chmod 755 $(BIN_DIR)/openprovider
	install -m 644 $(LIBRARY) $(HOST_LIBRARY) $(LIB_DIR)
	install -m 644 src/include/openprovider.h $(INCLUDE_DIR)
	install -m 644 src/include/openprovider/*.h $(INCLUDE_DIR)/openprovider
	install -m 644 LICENSE $(DOC_DIR)
	for name in openprovider openprovider-core; do \
	  sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|; s|@LUA@|$(PKGCONFIG)|; s|@LIBS@|$(SYSTEM_LIBS)|' src/$$name.pc.in \
	    > $(LIB_DIR)/pkgconfig/$$name.pc && chmod 644 $(LIB_DIR)/pkgconfig/$$name.pc || exit; done
	$(install_pages)

uninstall: ## remove what install installed
	rm -rf $(LUA_DIR)/openprovider.lua $(LUA_DIR)/openprovider $(C_DIR) $(BIN_DIR)/openprovider \
	  $(LIB_DIR)/libopenprovider.a $(LIB_DIR)/libopenprovider_core.a $(LIB_DIR)/pkgconfig/openprovider.pc \
	  $(LIB_DIR)/pkgconfig/openprovider-core.pc $(INCLUDE_DIR)/openprovider.h $(INCLUDE_DIR)/openprovider \
	  $(DOC_DIR) $(MAN_DIR)/openprovider.1 $(MAN_DIR)/openprovider-*.1 $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

-include spec/proofs.mk
