# gpupt. GPL-2.0-or-later. `make help` lists the targets.
VERSION = 0.1.0
# What the packages name; `make contact HOMEPAGE=URL CONTACT='NAME <MAIL>'` changes them all.
HOMEPAGE = https://gpupt.example
CONTACT = gpupt maintainers <maintainers@gpupt.example>

# What the environment says counts; so does the command line, which comes first. Its CPPFLAGS, CFLAGS
# and LDFLAGS stand behind ours: the last one wins.
PREFIX ?= /usr
DESTDIR ?=

CFLAGS ?= -O2 -g
WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2
PKG_CONFIG ?= pkg-config
# For what runs on the host and reads files of others; of these what the compiler knows here.
HARDENING = -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection -mbranch-protection=standard
HARDENING_LDFLAGS = -pie -Wl,-z,relro,-z,now
# Not where the flags given say another level, or do not optimize, or have a sanitizer look.
fortify = $(if $(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS))$(findstring -fsanitize,$(CFLAGS)),,\
	$(if $(filter-out -O0,$(filter -O%,$(CFLAGS))),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
# The binder's compiler: klcc (klibc), or musl-gcc where there is no klibc.
BINDER_CC = klcc
# Small, without what only a shared or a debugged program needs; each function in a section of its
# own, so that what only the host command uses is left out.
BINDER_CFLAGS = -Os -fno-pie -fno-asynchronous-unwind-tables -fno-unwind-tables -ffunction-sections -fdata-sections
# What only glibc calls getdents64.
BINDER_CPPFLAGS = -Dgetdents64=getdents
# Bytes that it may have in the image, with klibc and with musl, whose own part is 8 KB larger; the
# tests measure it.
BINDER_LIMIT = 49152
BINDER_LIMIT_MUSL = 61440
WERROR ?=

B = build
common = -std=gnu11 $(WARNINGS) $(WERROR) -Isrc -DGPUPT_VERSION='"$(VERSION)"' -MMD -MP

core = $(wildcard src/core/*.c)
bind = $(wildcard src/bind/*.c)
modules = $(wildcard src/modules/*.c)
host = $(wildcard src/host/*.c src/host/*/*.c src/host/*/*/*.c)
binder_objects = $(patsubst src/%.c,$B/bind/%.o,$(core) $(bind))
modules_objects = $(patsubst src/%.c,$B/host/%.o,$(modules))
# The host command links the core, with host/root.c for at.c, and, of the table maker, all but its
# main; never what writes to devices.
host_objects = $(patsubst src/%.c,$B/host/%.o,$(filter-out src/core/at.c,$(core)) $(host) \
	$(filter-out src/modules/gpupt-modules.c,$(modules)))
host_libs = libkmod libpci json-c libarchive

bindir = $(DESTDIR)$(PREFIX)/bin
libdir = $(DESTDIR)$(PREFIX)/lib/gpupt
initramfs_dir = $(DESTDIR)$(PREFIX)/share/initramfs-tools
dracut_dir = $(DESTDIR)$(PREFIX)/lib/dracut/modules.d/50gpupt
initcpio_dir = $(DESTDIR)$(PREFIX)/lib/initcpio
systemd_dir = $(DESTDIR)$(PREFIX)/lib/systemd/system
share_dir = $(DESTDIR)$(PREFIX)/share/gpupt
mandir = $(DESTDIR)$(PREFIX)/share/man
bash_dir = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zsh_dir = $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions

programs = $B/gpupt-bind $B/gpupt-modules $(if $(wildcard src/host/*.c),$B/gpupt)

all: $(programs)

# What goes into the image: static, stripped, without gaps between data or pages filled up with zeros, as
# RELRO makes one for musl's 144 bytes.
BINDER_LDFLAGS = -static -s -Wl,--gc-sections,--build-id=none,--sort-section=alignment \
	-Wl,-z,noseparate-code,-z,common-page-size=16,-z,norelro
# klibc's own headers shadow built-in functions.
binder_flags = -D_GNU_SOURCE $(BINDER_CPPFLAGS) $(BINDER_CFLAGS) $(filter-out -Wshadow,$(common))
$B/gpupt-bind: $(binder_objects)
	$(BINDER_CC) $(BINDER_LDFLAGS) -o $@ $^

# The libraries are asked for in the recipe: "make -n" starts nothing.
link = libs=$$($(PKG_CONFIG) --libs $(1)) && \
	$(CC) $(HARDENING_LDFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $^ $$libs
$B/gpupt-modules: $(modules_objects)
	$(call link,libkmod)

$B/gpupt: $(host_objects)
	$(call link,$(host_libs))

$B/bind/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(BINDER_CC) $(binder_flags) -c -o $@ $<

$B/host/hardening: Makefile
	@mkdir -p $(@D)
	for flag in $(HARDENING); do \
		if $(CC) -Werror $$flag -S -x c -o /dev/null /dev/null 2>/dev/null; then echo "$$flag"; fi; \
	done >$@

$B/host/%.o: src/%.c $B/host/hardening
	@mkdir -p $(@D)
	$(CC) $(common) @$B/host/hardening $(fortify) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# For tests: makes the tree of a machine from tests/machines/NAME.
$B/mkmachine: tests/lib/mkmachine.c $(patsubst src/%.c,$B/host/%.o,\
	$(wildcard src/host/capture/machine_*.c) src/host/capture/tree.c src/core/pci_addr.c src/core/text.c)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(common) -o $@ $^

install: all
	install -D -m 755 $B/gpupt-bind $(libdir)/gpupt-bind
	install -D -m 755 $B/gpupt-modules $(libdir)/gpupt-modules
	if [ -f $B/gpupt ]; then install -D -m 755 $B/gpupt $(bindir)/gpupt; fi
	install -D -m 755 hooks/gpupt $(initramfs_dir)/hooks/gpupt
	install -D -m 755 initramfs/init-top/gpupt $(initramfs_dir)/scripts/init-top/gpupt
	for f in $(wildcard dracut/50gpupt/*); do \
		case $$f in *.sh) m=755;; *) m=644;; esac; \
		install -D -m $$m $$f $(dracut_dir)/$${f##*/} || exit 1; done
	install -D -m 755 mkinitcpio/install/gpupt $(initcpio_dir)/install/gpupt
	install -D -m 755 mkinitcpio/hooks/gpupt $(initcpio_dir)/hooks/gpupt
	for f in $(wildcard systemd/gpupt-metrics.*); do \
		install -D -m 644 $$f $(systemd_dir)/$${f##*/} || exit 1; done
	install -D -m 644 share/gpupt/demo.machine $(share_dir)/demo.machine
	for f in $(wildcard man/*.[1-8]); do \
		install -D -m 644 $$f $(mandir)/man$${f##*.}/$${f##*/} || exit 1; done
	for f in $(wildcard docs/schema/*.json); do \
		install -D -m 644 $$f $(share_dir)/schema/$${f##*/} || exit 1; done
	for f in $(wildcard completion/gpupt); do install -D -m 644 $$f $(bash_dir)/gpupt; done
	for f in $(wildcard completion/_gpupt); do install -D -m 644 $$f $(zsh_dir)/_gpupt; done

uninstall:
	rm -f $(libdir)/gpupt-bind $(libdir)/gpupt-modules $(bindir)/gpupt \
		$(initramfs_dir)/hooks/gpupt $(initramfs_dir)/scripts/init-top/gpupt \
		$(initcpio_dir)/install/gpupt $(initcpio_dir)/hooks/gpupt \
		$(mandir)/man8/gpupt.8 $(mandir)/man8/gpupt-bind.8 $(mandir)/man7/gpupt.cmdline.7 \
		$(bash_dir)/gpupt $(zsh_dir)/_gpupt \
		$(systemd_dir)/gpupt-metrics.service $(systemd_dir)/gpupt-metrics.timer
	rm -rf $(dracut_dir) $(share_dir)
	-rmdir $(libdir)

# The sources of the last commit; the same bytes wherever it is made.
dist:
	@mkdir -p $B
	git archive --format=tar --prefix=gpupt-$(VERSION)/ HEAD | gzip -9n >$B/gpupt-$(VERSION).tar.gz

# The documents as a web site; mkdocs of Debian makes it.
site:
	mkdocs build --strict --quiet -f packaging/site/mkdocs.yml -d $(abspath $B)/site

contact_files = Makefile debian/control debian/copyright debian/changelog debian/watch \
	debian/upstream/metadata rpm/gpupt.spec packaging/arch/PKGBUILD packaging/nix/default.nix
contact:
	sed -i -e "s|$$(sed -n 's/^HOMEPAGE = //p' Makefile)|$(HOMEPAGE)|" \
		-e "s|$$(sed -n 's/^CONTACT = //p' Makefile)|$(CONTACT)|" $(contact_files)

check:
	tests/check

# As long as wanted: TIME seconds for each target.
TIME = 600
fuzz:
	tests/fuzz/run $(TIME)

# What it costs: counts, sizes, virtual time at boot; a table, JSON and charts.
bench:
	tests/bench/all

clean:
	rm -rf $B tests/out

help:
	@echo 'make                    build $(programs)'
	@echo 'make install DESTDIR= PREFIX=/usr'
	@echo 'make uninstall, make dist, make site, make contact, make check, make bench, make fuzz TIME=SECONDS, make clean'
	@echo 'variables: BINDER_CC=klcc|musl-gcc CC CFLAGS CPPFLAGS LDFLAGS BINDER_CFLAGS WERROR=-Werror B=build'

.PHONY: all install uninstall dist site contact check fuzz bench clean help
-include $(shell find $B -name '*.d' 2>/dev/null)
