# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the documents for people who carry on say of the repository.

pages='README.md HACKING.md SECURITY.md CHANGELOG.md docs/*.md tests/README.md tests/*/README.md'
# Paths as the text has them, from the top or from tests/; a name in capitals stands for any.
named_paths() {
	# shellcheck disable=SC2086 # patterns
	grep -ohP '(?<![\w/-])(src|tests|docs|man|hooks|initramfs|dracut|systemd|debian|rpm|ansible|completion)/[A-Za-z0-9_./*-]+' \
		$pages | sed 's/[.,:]*$//' | sort -u
}
missing_paths() {
	for path in $(named_paths | sed 's/[A-Z][A-Z]*/*/g'); do
		case $path in tests/out | tests/out/* | dracut/modules.d/* | initramfs-tools/*) continue ;; esac
		for file in $path; do
			[ -e "$file" ] || echo "$path"
			break
		done
	done
}
none "the documents name no path that is not there" "$(missing_paths)"
none "tests/README.md has every suite" "$(for suite in tests/*/run tests/*/*/run; do
	suite=${suite#tests/}
	grep -q "^|.*\`${suite%/run}\`.*|" tests/README.md || echo "${suite%/run}"
done)"
none "links lead to pages" "$(grep -oHE '\]\([^)#:]+' README.md HACKING.md SECURITY.md docs/*.md ansible/*.md tests/*.md |
	while IFS= read -r link; do
		[ -e "$(dirname "${link%%:*}")/${link##*](}" ] || echo "$link"
	done)"
