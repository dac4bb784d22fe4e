# shellcheck shell=sh disable=SC1090,SC1091,SC2034,SC2154 # files that are sourced share variables
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced: the Debian package, built in the root of a release. Everything is made once, as
# the lab makes its machines.
. "$(dirname "$0")/../lab/lib.sh"
. "$lab/build.sh"
packaging=$top/tests/packages

fill_builder() { # DIR
	quietly "what builds packages in $release" "$store/log/builder-$release" \
		"$lab/inside" --keep "$1" --bind "$packaging" /packages "$base/root" /packages/builder
}

make_builder() { # sets $builder, the layers of a root that builds packages of $release
	make_base || return 1
	builder=root-packages-$release-$(key "$packaging/builder" "$base")
	artefact "$builder" fill_builder || return 1
	builder=$store/$builder/upper:$base/root
}

package_sources() { # what is in the source package
	git -C "$top" ls-files -co --exclude-standard
}

fill_package() { # DIR
	mkdir "$1/src"
	package_sources | tar -C "$top" -c -T - | tar -C "$1/src" -x
	quietly "the package of gpupt, built in $release" "$store/log/package-$release" \
		"$lab/inside" --bind "$packaging" /packages --bind "$1" /out "$builder" \
		/packages/build /out/src /out/package &&
		quietly "a later version of it" "$store/log/package-$release" \
			"$lab/inside" --bind "$packaging" /packages --bind "$1" /out "$builder" \
			/packages/build --as 9.0 /out/src /out/next
}

# Sets $package: a directory with src, the packages in package, and a later version in next.
# Tests are in the source package only: a change there does not make the package anew.
make_package() {
	make_builder || return 1
	# shellcheck disable=SC2046 # file names of the repository have no spaces
	package=tree-package-$release-$(cd "$top" && key "$packaging/build" "${builder%/upper:*}" \
		README.md $(git ls-files -co --exclude-standard -- docs debian rpm packaging) $(sources))
	artefact "$package" fill_package || return 1
	package=$store/$package
}

fill_tester() { # DIR
	quietly "what tests packages in $release" "$store/log/tester-$release" \
		"$lab/inside" --keep "$1" --bind "$packaging" /packages "$layers" /packages/tester
}

make_tester() { # sets $tester, the layers of the machine's root with autopkgtest, rpm and QEMU
	make_root || return 1
	tester=root-tester-$machine-$(key "$packaging/tester" "$root")
	artefact "$tester" fill_tester || return 1
	tester=$store/$tester/upper:$layers
}
