# shellcheck shell=sh disable=SC2154 # variables of words.sh
# LXC: a container that sees the nodes of the card that the host keeps, by what gpupt export prints, and
# can open no other's, not even with a node that it makes itself.
root=/var/lib/lxc/guest/rootfs # not below /run, which has noexec
mkdir -p $root/bin $root/proc $root/sys $root/dev
cp /usr/bin/busybox $root/bin/
cat >"$work/plain.conf" <<-END
	lxc.include = /usr/share/lxc/config/common.conf
	lxc.rootfs.path = dir:$root
	lxc.uts.name = guest
	lxc.net.0.type = empty
	lxc.apparmor.profile = unconfined
END
twin_nodes=$(cd /dev && echo dri/card* dri/render* | tr ' ' '\n' | grep -v '\*')
first=$(echo "$twin_nodes" | head -n 1)
seen=$root/seen

# What it says goes to a terminal that nobody has, so it writes to its root.
container() { # its first process runs $probe
	rm -f "$seen"
	lxc-start -F -n guest -f "$work/lxc.conf" -o out/lxc.log -l INFO -- /bin/busybox sh -c "$probe"
	[ -s "$seen" ] || tail -n 20 out/lxc.log >&2
}

numbers() { # NODE: "c MAJOR MINOR", as mknod wants it
	printf 'c %d %d' "0x$(stat -c %t "$1")" "0x$(stat -c %T "$1")"
}
probe="exec >/seen
	open() { if ( : <\$1 ) 2>/dev/null; then echo \$2 opens; else echo \$2 does not; fi; }
	export PATH=/bin
	/bin/busybox --install -s /bin 2>/dev/null
	mknod /dev/own-twin $(numbers "/dev/$first")
	mknod /dev/own-vfio $(numbers "$(node "$card".0)")
	open /dev/own-twin kept
	open /dev/own-vfio claimed
	for each in $(echo "$twin_nodes" | tr '\n' ' '); do open /dev/\$each \$each; done
	! ls -d /dev/vfio 2>/dev/null"

check "lxc: the host has nodes of the twin" test -c "/dev/$first"
check "lxc: the host can open the claimed card's group" sh -c ': <"$1"' - "$(node "$card".0)"
check "lxc: a claimed card is not for a container" \
	sh -c '! gpupt export lxc 02:00 && gpupt export lxc 02:00 2>&1 | grep -i claimed'
progress "lxc: a container without the export"
cp "$work/plain.conf" "$work/lxc.conf"
container
equal "lxc: without the export a container opens neither card" "kept does not;claimed does not" \
	"$(head -n 2 "$seen" | paste -sd ';')"
progress "lxc: a container with it"
gpupt export lxc 01:00 >>"$work/lxc.conf"
started=$(date +%s)
container
echo "# lxc $(lxc-start --version): ended after $(($(date +%s) - started)) s"
sed 's/^/# lxc: /' "$seen"
equal "lxc: it opens the kept card's nodes, and not the claimed card's" \
	"kept opens;claimed does not;$(echo "$twin_nodes" | sed 's/$/ opens/' | paste -sd ';')" \
	"$(paste -sd ';' "$seen")"
check "lxc: afterwards the card is claimed as before" card_claimed
check "lxc: afterwards the host drives the twin" twin_works
