# shellcheck shell=sh disable=SC2034,SC2086,SC2154
# Sourced by run: machines that run in the background, and a look into them over SSH.
fleet_pids=

fill_fleet() { # DIR
	quietly "a server's disk that GRUB boots" "$store/log/fleet" "$lab/inside" --outside "$layers" \
		"$top/tests/fleet/disk" "$1" "$lab" "$modules" "$kernel"
}

make_fleet() {
	make_root && make_modules || return 1
	fleet=disk-fleet-$(key "$top/tests/fleet/disk" "$lab/guest/initramfs-hook" \
		"$lab/guest/cards.sh" "$lab/grub.sh" "$root" "$modules")
	artefact "$fleet" fill_fleet || return 1
	fleet=$store/$fleet
}

free_port() { # a port of 127.0.0.1 that nobody listens on
	for port in $(shuf -i 20000-29999 -n 50); do
		ss -Hltn "sport = :$port" | grep -q . || break
	done
	echo "$port"
}

# Starts a machine with as many cards as it has root ports. What it writes to its disk lasts as
# long as QEMU, which the machine's own reboots do not end.
start() { # NAME CARDS: $NAME_port
	start_devices=
	for start_n in $(seq "$2"); do
		start_devices="$start_devices -device pcie-root-port,hotplug=off,io-reserve=4K,mem-reserve=64M"
		start_devices="$start_devices,pref64-reserve=1G,id=port$start_n,chassis=$start_n,addr=0$((4 + start_n)).0"
	done
	start_port=$(free_port)
	eval "$1_port=$start_port"
	timeout -k 5 "$((6 * $(boot_limit)))" qemu-system-x86_64 \
		-accel tcg -M q35,kernel-irqchip=split,sata=off,smbus=off -cpu qemu64,-svm -smp 1 -m 1024 \
		-nodefaults -no-user-config -display none -vga none \
		-device intel-iommu,intremap=on $start_devices \
		-netdev "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:$start_port-:22" \
		-device virtio-net-pci,netdev=net,addr=03.0 \
		-drive "file=$fleet/disk.img,format=raw,if=none,id=root,snapshot=on" \
		-device virtio-blk-pci,drive=root,addr=04.0 \
		-serial "file:$out/$1.console" -monitor none >"$out/$1.qemu" 2>&1 </dev/null &
	eval "$1_pid=$!"
	fleet_pids="$fleet_pids $!"
}

stop() { # NAME
	eval "kill \$$1_pid 2>/dev/null; wait \$$1_pid 2>/dev/null"
}

stop_all() {
	for stop_pid in $fleet_pids ${quietly_pid-} ${quietly_watch-}; do
		kill "$stop_pid" 2>/dev/null
	done
	wait
}

ssh_options="-o BatchMode=yes -o ConnectTimeout=30 -o StrictHostKeyChecking=no"
ssh_options="$ssh_options -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"

on() { # NAME COMMAND...: in the machine
	on_name=$1
	shift
	eval "on_port=\$${on_name}_port"
	# shellcheck disable=SC2029 # the machine expands nothing that matters
	ssh $ssh_options -i "$work/key" -p "$on_port" root@127.0.0.1 "$@" </dev/null
}

up() { # NAME: waits for its sshd and its devices, and says whether it came
	up_end=$(($(date +%s) + 2 * $(boot_limit)))
	until on "$1" true 2>/dev/null; do
		[ "$(date +%s)" -lt "$up_end" ] || return 1
		sleep 2
	done
	on "$1" udevadm settle --timeout=120
}

boot_id() { # NAME
	on "$1" cat /proc/sys/kernel/random/boot_id
}

cmdline() { # NAME: the part of the command line that says what to claim
	on "$1" cat /proc/cmdline | tr ' ' '\n' | grep '^gpupt.slots=' || echo none
}

menu() { # NAME: the same of the next boot
	on "$1" cat /boot/grub/grub.cfg | grep '^[[:space:]]*linux[[:space:]]' | grep -v ' single ' |
		head -n 1 | tr ' ' '\n' | grep '^gpupt.slots=' || echo none
}

drivers() { # NAME SLOT: of its four functions, from the driver links
	on "$1" "for f in /sys/bus/pci/devices/0000:$2.*; do basename \$(readlink \$f/driver || echo none); done" |
		tr '\n' ' '
}
