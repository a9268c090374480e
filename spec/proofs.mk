# The proofs: what a check of a change runs besides `make test`. Included by the Makefile.

.PHONY: deps deb test-system locales matrix stacks contract torture faults fuzz lint format sanitize prove bench tables docs numbering countries operations rockspecs

deps: deps-test ## install what demo and test need (Debian 12)

deb: deps-deb ## build the Debian packages lua-openprovider and openprovider, in build/deb; installs debhelper by sudo
	@spec/deb

deps-%:
	@spec/deps $*

test-system: deps-test ## those that kill, or load the machine
	@JOBS=2 spec/run 5.4 jit -- $(sort $(wildcard spec/system/*_spec.lua))

locales: deps-test ## the specs, or SPECS, in programs that have set a German or a Turkish locale
	@spec/locales 5.4 -- $(SPECS)

matrix: deps-matrix ## the specs, or SPECS, on Lua 5.4, 5.3, LuaJIT, and 5.5 in the folder LUA55
	@spec/run $(if $(LUA55),5.5) 5.4 5.3 jit -- $(SPECS)
	$(if $(LUA55),,@echo "not run: Lua 5.5; LUA55=FOLDER says where its bin, its include and its modules are")

stacks: deps-matrix ## short specs on each stack that is there, as a table; spec/stacks says which variables name others
	@spec/stacks

# Without the contract there is nothing to run, and so nothing to install.
contract: $(if $(wildcard ../shared/api/openprovider.swagger.json),deps-contract) ## every operation on Prism, after the official contract
	@spec/contract/run 5.4 jit

torture: deps-test ## every allocation made to fail in turn
	@FLAGS='$(FLAGS)' spec/torture/run $(QUICK)

faults: deps-test ## every fault on every operation in every transport, as a table; a thousand creates in a storm
	@OP_FAULTS=all spec/run $(LUA) -- spec/system/fault_matrix_spec.lua spec/system/storm_spec.lua && cat build/faults.txt

FUZZ_SECONDS ?= 60
fuzz: deps-fuzz ## libFuzzer with the sanitizers, FUZZ_SECONDS (60) for each target
	@FLAGS='$(FLAGS)' FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) spec/fuzz/run

lint: deps-lint ## every compiler, every checker, no warning
	@FLAGS='$(FLAGS)' spec/lint

format: ## lay out the C files
	clang-format -i $(CORE) $(BINDING) $(filter %.h,$(HEADERS)) src/host/*.c spec/*/*.[ch] spec/bench/peers/*.[ch] spec/support/*/*.[ch] examples/*.c

sanitize: deps-sanitize ## the C under ASan, UBSan, valgrind, ThreadSanitizer and a collector that never rests
	@spec/sanitize $(QUICK) $(PARTS)

prove: deps-prove ## planted faults, each of which must make its proof fail
	@spec/prove

bench: deps-bench ## measure against ajv, plain libcurl, scripts by hand, node and wrk
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory all LUA=jit
	@spec/bench/run

ROCKSPECS := rockspec
rockspecs: ## write the rockspecs from the tree
	@lua5.4 rockspec/write.lua $(ROCKSPECS) $(LUA_FILES) $(CORE) $(BINDING)

docs: all ## write docs/reference from the source
	@LUA_PATH='./lua/?.lua;./?.lua;;' LUA_CPATH='./$(BUILD)/$(LUA)/?.so;;' $(INTERPRETER) spec/reference/write.lua docs/reference

numbering: ## write the numbering plans of telephone numbers anew, from the npm package in spec/numbering/package.json
	@npm install --prefix spec/numbering --silent > /dev/null
	@node spec/numbering/write.js lua/openprovider/customer/phone/plans.lua spec/numbering/examples.tsv src/data/zero_plans.def

countries: ## write the names of countries in other languages anew, from the npm packages in spec/countries/package.json
	@npm install --prefix spec/countries --silent > /dev/null
	@node spec/countries/write.js src/data

operations: ## write the table of the API's operations and its page anew, from the registrar's contract beside this project
	@lua5.4 spec/operations/write.lua ../shared/api/openprovider.swagger.json lua/openprovider/api/operations/list.lua docs/operations.md

tables: $(BUILD)/tables_check ## check the data tables of the core
	@$(BUILD)/tables_check $(wildcard ../shared/api/postcode-regex.tsv ../shared/api/extension-fields.tsv)

# Programs in C that check the core; some stand between it and what it calls.
WRAPPED_private_file_check := open fstat read pread pwrite mkdir mkostemp write close rename
WRAPPED_fork_check := getpid
WRAPPED_setopt_check := curl_easy_setopt
check = $(CC) $(CFLAGS) $(FLAGS) -Isrc $(WRAPPED_$(@F):%=-Wl,--wrap=%) -o $@ $(filter %.c,$^) $(LIBRARY) $(LIBS)

$(BUILD)/tables_check: $(wildcard spec/support/core/tables_*.c) $(wildcard spec/support/core/*.h) $(LIBRARY)
	@$(check)
$(BUILD)/%_check: spec/support/core/%_check.c $(LIBRARY)
	@$(check)

$(BUILD)/$(LUA)/spec/process.so: spec/support/process/process.c src/binding/compat.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(FLAGS) -I$(LUA_INCDIR) -Isrc/binding -shared -o $@ $<
