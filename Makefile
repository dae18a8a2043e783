# make            build build/release/benchctl
# make test       unit tests, then the end-to-end scenarios (E2E="version validate" for some of them)
# make optional   scenarios that need rare programs: tests/optional/*.sh (E2E="slurm" for some of them)
# make valgrind   the commands under valgrind
# make sanitize   the tests under AddressSanitizer and UBSan
# make lint       every rule that a machine can check
# make format     clang-format on everything, or on FILES
# make docs       write the documents that come from the program's tables and code
# make fuzz       each parser's fuzz target for a minute (ci/fuzz SECONDS TARGET...)
# make bench      this program compared with its floors; make bench-peers installs its peers
# make dist       the archives of a release in dist/; make deb a Debian package, make sbom the lists of parts
# make musl       build/musl/benchctl, a static program
# make release-check  whether HEAD may be released as VERSION
# make install    PREFIX=/usr/local DESTDIR=
# WITH_NET=0 (CPU, MEMORY, DISK, SYSCALL) leaves out a built-in benchmark.
# V=1 prints commands; FLAVOUR=debug|sanitize|release; CC=clang works too; WERROR=-Werror.

VERSION  := 0.2.0
FLAVOUR  ?= release
PREFIX   ?= /usr/local
BUILD    ?= build/$(FLAVOUR)
PKGS     := yaml-0.1 libmd
# The program opens these when it needs them (base/lazy.h), so only their headers are used here. libwslay, which
# has no pkg-config file, is one too.
LAZYPKGS := libgit2 libxml-2.0 libcurl libmicrohttpd

Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-5s %s\n' $(1) $(2))

COMPILER := $(shell $(CC) --version 2>/dev/null | head -n1)
GNU      := $(if $(findstring clang,$(COMPILER)),,yes)
X86      := $(filter x86_64% i%86%,$(shell $(CC) -dumpmachine 2>/dev/null))

# The flag, if the compiler has it: gcc 11 lacks some.
accepted = $(shell $(CC) $(1) -fsyntax-only -xc /dev/null 2>/dev/null && echo $(1))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wcast-align -Wcast-qual -Wpointer-arith -Wwrite-strings -Wvla \
	-Wformat=2 -Wundef -Wdouble-promotion -Wimplicit-fallthrough -Wnull-dereference -Wswitch-enum \
	-Wno-missing-field-initializers -Werror=format-security -Werror=implicit \
	-Werror=incompatible-pointer-types -Werror=int-conversion \
	$(if $(GNU),-Wtrampolines -Wduplicated-cond -Wlogical-op $(call accepted,-Wbidi-chars=any))
# The OpenSSF compiler guide, as far as gcc 12 and clang 14 know it; `ci/hardening` checks the result.
HARDEN := -fstack-protector-strong -fstack-clash-protection $(if $(X86),-fcf-protection=full) \
	-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -fPIE -fno-plt \
	$(if $(GNU),$(call accepted,-ftrivial-auto-var-init=zero))
HARDLD := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,-z,separate-code \
	-Wl,--as-needed -Wl,--no-copy-dt-needed-entries

ifeq ($(FLAVOUR),release)
OPT := -O2 -g -DNDEBUG -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else ifeq ($(FLAVOUR),debug)
OPT := -O0 -g3
else ifeq ($(FLAVOUR),sanitize)
OPT := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# The release build clears what nobody has initialised; here it is nonsense, so that a test fails.
HARDEN := -fPIE $(call accepted,-ftrivial-auto-var-init=pattern)
HARDLD := -pie
else ifeq ($(FLAVOUR),fuzz)
# For ci/fuzz, with clang: the sanitizers, and libFuzzer instead of the replaying main.
OPT := -O1 -g -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
HARDEN := -fPIE
HARDLD := -pie
FUZZER := -fsanitize=fuzzer
else
$(error FLAVOUR is release, debug, sanitize or fuzz, not '$(FLAVOUR)')
endif

WITHOUT := $(foreach m,CPU MEMORY DISK NET SYSCALL,$(if $(filter 0,$(WITH_$m)),-DWITHOUT_$m))
DEFINES := -std=c11 $(WITHOUT) -D_GNU_SOURCE -DBENCHCTL_VERSION='"$(VERSION)"' -Isrc -Iinclude \
	$(shell pkg-config --cflags $(PKGS) $(LAZYPKGS) 2>/dev/null) $(CPPFLAGS)
# The same bytes in every folder, so a gate notices when a change does not affect the program.
COMPILE := $(CC) $(DEFINES) $(OPT) $(WARN) $(HARDEN) $(WERROR) '-ffile-prefix-map=$(CURDIR)=.' $(CFLAGS)
LINK    := $(CC) $(OPT) $(HARDEN) $(CFLAGS) $(LDFLAGS)
# Where their archives are installed, libyaml and libmd become parts of the program: the loader takes 80 us for each shared
# library, at every start. It looks for most names in the C library, which therefore comes before the mathematical one.
part     = $(or $(wildcard $(shell $(CC) -print-file-name=$(1).a 2>/dev/null)),$(shell pkg-config --libs $(2) 2>/dev/null))
LIBS    := $(call part,libyaml,yaml-0.1) $(call part,libmd,libmd) -ldl -lc -lm -pthread $(LDLIBS)

SRC  := $(shell find src -name '*.c' | LC_ALL=C sort)
OBJ  := $(SRC:%.c=$(BUILD)/%.o)
BIN  := $(BUILD)/benchctl
LIB  := $(BUILD)/libbenchctl.a
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/unit/test_*.c)))
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
REPLAY := $(if $(FUZZER),,$(BUILD)/tests/fuzz/replay.o)
HELP := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/programs/*.c)))
# The simulations of docs/judge.md, and the check of stored comparisons beside them.
JUDGE := $(BUILD)/ci/bench/judge/main $(BUILD)/ci/bench/judge/rows
PAGES := docs/configuration.md docs/commands.md docs/benchctl.1

.PHONY: all everything programs judge fuzzers test unit e2e optional valgrind sanitize lint format docs fuzz bench \
	bench-peers flags install uninstall dist deb sbom musl release-check clean FORCE
.SECONDARY:
all: $(BIN)
everything: $(BIN) $(UNIT) $(FUZZ) $(HELP) $(JUDGE)

# Another compiler, version or flag rebuilds everything.
HOW := $(subst ",,$(COMPILER): $(COMPILE) $(LINK) $(HARDLD) $(LIBS))
$(BUILD)/how: FORCE
	@pkg-config --exists --print-errors $(PKGS) $(LAZYPKGS) || { echo 'run: ci/deps build'; false; }
	@mkdir -p $(@D); echo "$(HOW)" | cmp -s - $@ || echo "$(HOW)" >$@

$(BUILD)/%.o: %.c $(BUILD)/how
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(COMPILE) $(OWN) -MMD -MP -c -o $@ $<

# It has these files in it.
$(BUILD)/src/site/look.o: src/site/style.css src/site/page.js

# What the canary has taken is comparable only if the same code has run.
CANARY := $(addprefix src/host/,canary_kernels.c cpu_kernels.c memory_kernels.c)
$(BUILD)/src/host/canary_kernels.o: $(CANARY)
$(BUILD)/src/host/canary_kernels.o: OWN = -DCANARY_CODE='"$(shell \
	{ cat $(CANARY); echo '$(subst ',,$(COMPILER) $(OPT) $(CFLAGS))'; } | sha256sum | cut -c1-16)"'

$(BIN): $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(LINK) $(HARDLD) -o $@ $^ $(LIBS)

# One archive for everything but main, so that a test links what it uses.
$(LIB): $(filter-out %/main.o,$(OBJ))
	$(Q)rm -f $@ && $(AR) rcsP $@ $^

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS) $(shell pkg-config --libs cmocka libcjson)

# Replays the target's corpus; with FLAVOUR=fuzz, the fuzzer.
$(BUILD)/tests/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(REPLAY) $(LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) $(FUZZER) -o $@ $^ $(LIBS)

$(BUILD)/ci/bench/judge/main: $(patsubst %,$(BUILD)/ci/bench/judge/%.o,gates shapes rules series edivisive speed stored repeats coarse canary \
	canary_blocks aspects)
$(JUDGE): %: %.o $(LIB)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $(filter %.o,$^) $(LIB) $(LIBS)

$(BUILD)/tests/programs/%: tests/programs/%.c $(BUILD)/how
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra $(FORM) -o $@ $<
$(BUILD)/tests/programs/uneven_clock: FORM = -shared -fPIC

programs: $(HELP)
judge: $(JUDGE)
fuzzers: $(FUZZ)
unit: $(UNIT) $(FUZZ) $(HELP)
	$(Q)ci/run-unit $(UNIT) $(FUZZ)
e2e: $(BIN) $(HELP)
	$(Q)ci/run-e2e $(BUILD) $(E2E)
optional: $(BIN) $(HELP)
	$(Q)SCENARIOS=tests/optional TIMEOUT=$${TIMEOUT:-7200} ci/run-e2e $(BUILD) $(E2E)
# One after the other, so that the scenarios run alone under -j.
test: everything
	$(Q)failed=0; export TMPDIR=$${TMPDIR:-$$(ci/scratch)}; ci/run-unit $(UNIT) $(FUZZ) || failed=1; \
		ASAN_OPTIONS=$$ASAN_OPTIONS$(NO_LEAKS) ci/run-e2e $(BUILD) $(E2E) || failed=1; exit $$failed
# A small quarantine: a child's peak memory starts at the helper's, which includes the quarantine.
# LeakSanitizer checks the unit tests only: it adds a third to each command of a scenario; ci/valgrind has those.
sanitize: export ASAN_OPTIONS = detect_stack_use_after_return=1:strict_string_checks=1:quarantine_size_mb=1
sanitize: export UBSAN_OPTIONS = print_stacktrace=1
sanitize:
	$(Q)$(MAKE) --no-print-directory FLAVOUR=sanitize BUILD=$(BUILD:release=)sanitize NO_LEAKS=:detect_leaks=0 test
valgrind: $(BIN)
	$(Q)ci/valgrind $(BUILD)
lint:
	$(Q)ci/lint
FILES = $(shell find src include tests ci/bench -name '*.[ch]')
format:
	$(Q)clang-format -i $(filter %.c %.h,$(FILES))
fuzz:
	$(Q)ci/fuzz
bench: everything
	$(Q)for b in ci/bench/*.sh; do echo "== $$b"; $$b || exit; done
bench-peers:
	$(Q)ci/deps peers

docs: $(PAGES)
	$(Q)ci/architecture >docs/architecture.svg
docs/configuration.md: ARGS = schema --markdown
docs/commands.md: ARGS = help markdown
docs/benchctl.1: ARGS = help man
$(PAGES): $(BIN) FORCE
	$(Q)$(BIN) $(ARGS) >$@.new && mv $@.new $@ || { rm -f $@.new; false; }

# The compiler flags, for tools other than make.
flags:
	@echo $(DEFINES) $(WARN)

TO    := '$(DESTDIR)$(PREFIX)'
SHARE := $(TO)/share
install: $(BIN)
	install -Dm755 $(BIN) $(TO)/bin/benchctl
	install -Dm644 include/benchctl/plugin.h $(TO)/include/benchctl/plugin.h
	install -Dm644 docs/benchctl.1 $(SHARE)/man/man1/benchctl.1
	$(BIN) help bash | install -Dm644 /dev/stdin $(SHARE)/bash-completion/completions/benchctl
	$(BIN) help zsh | install -Dm644 /dev/stdin $(SHARE)/zsh/site-functions/_benchctl
	$(BIN) help fish | install -Dm644 /dev/stdin $(SHARE)/fish/vendor_completions.d/benchctl.fish
uninstall:
	rm -rf $(TO)/include/benchctl
	rm -f $(TO)/bin/benchctl $(SHARE)/man/man1/benchctl.1 \
		$(SHARE)/bash-completion/completions/benchctl $(SHARE)/zsh/site-functions/_benchctl \
		$(SHARE)/fish/vendor_completions.d/benchctl.fish
OUT = dist
dist deb: $(BIN)
	$(Q)ci/deps dist
	$(Q)ci/$@ $(BIN) $(OUT)
sbom: $(BIN)
	$(Q)ci/deps dist
	$(Q)mkdir -p $(OUT) && ci/sbom $(BIN) $(OUT)/benchctl-v$(VERSION)
musl:
	$(Q)ci/musl
release-check: $(BIN)
	$(Q)ci/deps dist
	$(Q)ci/release-check $(BIN)
clean:
	rm -rf build

-include $(OBJ:.o=.d) $(wildcard $(BUILD)/ci/bench/judge/*.d) $(UNIT:$(BUILD)/tests/%=$(BUILD)/tests/unit/%.d) \
	$(FUZZ:$(BUILD)/tests/%=$(BUILD)/tests/fuzz/%.d)
