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
		/packages/build /out/src /out/package
}

# Sets $package: a directory with src, and the packages in package. Tests and manuals in
# Markdown are in the source package and not in the binary one, but for documents.
make_package() {
	make_builder || return 1
	# shellcheck disable=SC2046 # file names of the repository have no spaces
	package=tree-package-$release-$(cd "$top" && key "$packaging/build" "${builder%/upper:*}" \
		README.md $(git ls-files -co --exclude-standard -- docs debian) $(sources))
	artefact "$package" fill_package || return 1
	package=$store/$package
}
