# shellcheck shell=sh disable=SC1090,SC1091,SC2034,SC2154 # files that are sourced share variables
# Sourced by the lab's programs, after lib.sh: makes machines and images, each part once
# for the same ingredients. make_X sets $X to the directory that holds X. They use what
# machine_load set.

machine_load() { # MACHINE: sets $machine $release $generator and:
	[ -r "$lab/machines/$1" ] || die "there is no machine '$1' in tests/lab/machines"
	machine=$1
	packages= # beside what the release's base has
	options=  # for dracut
	hostonly= # not empty: the machine's image is made in itself, booted
	disk_size=2G
	asleep= # units of $packages that do not start with the machine
	binder_cc= # not empty: the binder's compiler, of $packages
	layer=    # of recipe/layers: what takes long to build, shared by several machines
	. "$lab/machines/$1"
}

fill_base() { # DIR
	quietly "Debian $release with its own kernel" "$store/log/base-$release" \
		unshare --mount "$lab/recipe/base" "$1" "$release"
}

make_base() {
	base=base-$release-$(key "$lab/recipe/base")
	artefact "$base" fill_base || return 1
	base=$store/$base
	kernel=$(cat "$base/kernel")
}

fill_layer() { # DIR
	quietly "$layer for Debian $release" "$store/log/layer-$layer-$release" \
		"$lab/inside" --bind "$lab" /lab --bind "$1" /out "$base/root" \
		"/lab/recipe/layers/$layer" "$kernel"
}

# The base, and over it the machine's layer, which may bring another kernel: $below, $below_key
make_below() {
	make_base || return 1
	below=$base/root
	below_key=$base
	[ -n "$layer" ] || return 0
	below_key=layer-$layer-$release-$(key "$lab/recipe/layers/$layer" "$base")
	artefact "$below_key" fill_layer || return 1
	below_key=$store/$below_key
	below=$below_key/upper:$base/root
	[ ! -e "$below_key/kernel" ] || kernel=$(cat "$below_key/kernel")
}

fill_root() { # DIR
	# shellcheck disable=SC2086 # a list of packages
	quietly "machine $machine" "$store/log/root-$machine" \
		"$lab/inside" --keep "$1" --bind "$lab" /lab "$below" \
		/lab/recipe/root "$generator" $packages
}

make_root() { # and $layers: the machine's root as "inside" wants it
	make_below || return 1
	root=root-$machine-$(key "$lab/recipe/root" "$lab/machines/$machine" "$below_key")
	artefact "$root" fill_root || return 1
	root=$store/$root
	layers=$root/upper:$below
}

fill_disk() { # DIR
	echo "$kernel" >"$1/kernel"
	# shellcheck disable=SC2086 # a list of units
	quietly "disk of $machine" "$store/log/disk-$machine" \
		"$lab/inside" --outside "$layers" "$lab/recipe/disk" "$1" "$lab/guest" "$disk_size" $asleep
}

make_disk() {
	make_root || return 1
	disk=disk-$machine-$(key "$lab/recipe/disk" "$lab/guest/gpupt-lab.service" "$root" \
		"parts $disk_size $asleep")
	artefact "$disk" fill_disk || return 1
	disk=$store/$disk
}

fill_modules() { # DIR
	quietly "the lab's kernel modules for $release" "$store/log/modules-$release" \
		"$lab/inside" --bind "$lab" /lab --bind "$1" /out "$below" \
		/lab/recipe/modules "$kernel"
}

make_modules() {
	make_below || return 1
	modules=modules-$release-$(key "$lab/recipe/modules" "$lab"/modules/* "$below_key")
	artefact "$modules" fill_modules || return 1
	modules=$store/$modules
}

# What git knows, or would if it were added, of all that is built or installed.
sources() {
	git -C "$top" ls-files -co --exclude-standard -- . ':!tests' ':!.ci' ':!*.md' ':!debian' ':!rpm' \
		':!ansible'
}

fill_tree() { # DIR
	mkdir "$1/src"
	sources | tar -C "$top" -c -T - | tar -C "$1/src" -x
	quietly "gpupt, built in $tree_in" "$store/log/tree-$tree_in" \
		"$lab/inside" --bind "$lab" /lab --bind "$1/src" /src --bind "$1" /out "$tree_layers" \
		${binder_cc:+env "MAKEFLAGS=BINDER_CC=$binder_cc"} /lab/recipe/tree || return 1
	step "the binder has $(cat "$1/size") bytes there"
}

# All machines of a release share one, but those with a compiler of their own.
make_tree() {
	make_root || return 1
	if [ -n "$binder_cc" ]; then
		tree_in=$machine
		tree_layers=$layers
		tree_from=$root
	else
		tree_in=$release
		tree_layers=$base/root
		tree_from=$base
	fi
	# shellcheck disable=SC2046 # file names of the repository have no spaces
	tree=tree-$tree_in-$(cd "$top" && key "$lab/recipe/tree" "$tree_from" $(sources))
	artefact "$tree" fill_tree || return 1
	tree=$store/$tree
}

fill_image() { # DIR VARIANT
	set -- "$1" "$2" ${tree:+--bind "$tree/tree" /tree}
	image_dir=$1
	image_variant=$2
	shift 2
	# shellcheck disable=SC2086 # words
	quietly "image of $machine ($image_variant)" "$store/log/image-$machine-$image_variant" \
		"$lab/inside" "$@" --bind "$lab" /lab --bind "$modules" /modules \
		--bind "$image_dir" /out "$layers" \
		"/lab/recipe/image-$generator" "$kernel" "$image_variant" $options
}

# What a machine needs can only be seen in it. So it boots with the image "without" and
# makes the other one itself.
fill_image_booted() { # DIR VARIANT
	mkdir -p "$1/booted/more/out"
	cp -r "$lab" "$1/booted/more/lab"
	cp -r "$modules" "$1/booted/more/modules"
	echo "$2" >"$1/booted/more/lab/variant"
	cp "$lab/guest/make-image" "$1/booted/case.sh"
	hardware_load twins
	image=$seed
	quietly "image of $machine ($2), in the booted machine" "$store/log/image-$machine-$2" \
		boot "$1/booted" "" || return 1
	cat "$1/booted/found/case.out" >>"$store/log/image-$machine-$2"
	[ "$(cat "$1/booted/found/case.rc")" = 0 ] && mv "$1"/booted/found/image/* "$1/" &&
		rm -r "$1/booted"
}

# What of gpupt can get into an image: a change of all the rest needs no new images.
image_parts() { # prints a name for its contents
	(cd "$tree/tree" && find usr/lib/gpupt usr/lib/dracut usr/share/initramfs-tools -type f \
		-exec sha256sum {} +) | sort -k 2 | sha256sum | cut -c 1-12
}

variant_files() { # VARIANT: its file, and what that reads of the lab's
	echo "$lab/images/$1"
	sed -n "s,.*/lab/\(\(images\|guest\)/[a-z-]*\).*,$lab/\1,p" "$lab/images/$1"
}

# VARIANT: a file of tests/lab/images; one that ends in "without" knows nothing of gpupt,
# "generic" is for any machine.
make_image() {
	seed=
	fill=fill_image
	case $hostonly/$1 in
	/* | */*without | */generic) ;;
	*)
		make_disk && make_image without || return 1
		seed=$image
		fill=fill_image_booted
		;;
	esac
	make_root || return 1
	make_modules || return 1
	tree=
	[ "${1%without}" != "$1" ] || make_tree || return 1
	# shellcheck disable=SC2046 # file names without spaces
	image=image-$machine-$1-$(key "$lab/recipe/image-$generator" "$lab/recipe/look" \
		$(variant_files "$1") "$lab/guest/cards.sh" "$lab/guest/initramfs-hook" \
		"$lab"/guest/dracut/* "$root" "$modules" ${tree:+"parts $(image_parts)"} \
		${seed:+"$seed" "$lab/guest/make-image"})
	artefact "$image" "$fill" "$1" || return 1
	image=$store/$image
}
