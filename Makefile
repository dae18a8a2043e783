# make            build build/release/benchctl
# make test       unit tests, then the end-to-end scenarios
# make sanitize   both under AddressSanitizer and UBSan
# make lint       every machine-checked rule of the house
# make install    PREFIX=/usr/local DESTDIR=
# V=1 prints commands; FLAVOUR=debug|sanitize|release; CC=clang works too.

VERSION  := 0.1.0
FLAVOUR  ?= release
PREFIX   ?= /usr/local
BUILD    ?= build/$(FLAVOUR)
PKGS     := yaml-0.1 libcjson libmd
# Opened when first needed (base/lazy.h), so only their headers are used here.
LAZYPKGS := libgit2 libxml-2.0

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wcast-align -Wcast-qual -Wpointer-arith -Wwrite-strings -Wvla \
	-Wformat=2 -Wundef -Wdouble-promotion -Wimplicit-fallthrough -Wnull-dereference -Wswitch-enum \
	-Wno-missing-field-initializers
# The OpenSSF compiler guide, as far as gcc 12 and clang 14 know it.
HARDEN = -fstack-protector-strong -fstack-clash-protection -fcf-protection=full \
	-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing -fPIE \
	$(if $(findstring clang,$(shell $(CC) --version)),,-ftrivial-auto-var-init=zero)
HARDLD := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen -Wl,--as-needed \
	-Wl,--no-copy-dt-needed-entries

ifeq ($(FLAVOUR),release)
OPT := -O2 -g -DNDEBUG -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else ifeq ($(FLAVOUR),debug)
OPT := -O0 -g3
else ifeq ($(FLAVOUR),sanitize)
OPT := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HARDEN := -fPIE
HARDLD := -pie
else
$(error FLAVOUR is release, debug or sanitize, not '$(FLAVOUR)')
endif

CFLAGS ?=
CPPFLAGS += -D_GNU_SOURCE -DBENCHCTL_VERSION='"$(VERSION)"' -Iinclude $(shell pkg-config --cflags $(PKGS) $(LAZYPKGS))
ALLCFLAGS = -std=c11 $(OPT) $(WARN) $(HARDEN) $(WERROR) $(CFLAGS)
LDLIBS   := $(shell pkg-config --libs $(PKGS)) -ldl -lm

SRC  := $(sort $(wildcard src/*/*.c))
LIB  := $(filter-out src/cli/main.c,$(SRC))
OBJ  := $(SRC:%.c=$(BUILD)/%.o)
BIN  := $(BUILD)/benchctl
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
HELP := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/programs/*.c))

.PHONY: all test unit e2e sanitize lint install uninstall clean fuzz docs bench bench-peers sbom programs
.SECONDARY:
all: $(BIN)

$(BIN): $(OBJ)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALLCFLAGS) $(HARDLD) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# One archive for everything but main, so that a test links what it uses.
$(BUILD)/libbenchctl.a: $(LIB:%.c=$(BUILD)/%.o)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALLCFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: $(BUILD)/tests/unit/%.o $(BUILD)/libbenchctl.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALLCFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(shell pkg-config --libs cmocka)

$(BUILD)/tests/programs/%: tests/programs/%.c Makefile
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -o $@ $<

test: unit e2e
unit: $(UNIT)
	$(Q)ci/run-unit $(UNIT)
programs: $(HELP)
e2e: $(BIN) $(HELP)
	$(Q)ci/run-e2e $(abspath $(BUILD)) $(E2E)
sanitize:
	$(Q)$(MAKE) --no-print-directory FLAVOUR=sanitize test
lint:
	$(Q)ci/lint

install: $(BIN)
	install -Dm755 $(BIN) $(DESTDIR)$(PREFIX)/bin/benchctl
	install -Dm644 docs/benchctl.1 $(DESTDIR)$(PREFIX)/share/man/man1/benchctl.1
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/benchctl $(DESTDIR)$(PREFIX)/share/man/man1/benchctl.1
clean:
	rm -rf build

-include $(OBJ:.o=.d) $(UNIT:$(BUILD)/tests/%=$(BUILD)/tests/unit/%.d)
