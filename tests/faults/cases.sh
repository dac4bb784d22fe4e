# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Sourced by run: what the binder does to a machine, and what it says. Each text is what under.c
# prints for each function that the report names or that changed: ADDRESS STATE REASON: DRIVER OVERRIDE.

real 'a slot: modules, then bound by insertion, xhci_hcd unbound first' twins \
	'gpupt.slots=02:00' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

real 'a slot by path with its IDs' twins 'gpupt.slots=00:05.0/00@10de:2204:1043:8708' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

real 'a function that a built-in driver holds, alone' twins \
	'gpupt.slots=02:00.2 gpupt.group=exact' <<'END'
exit 0
result claimed
02:00.2 claimed null: vfio-pci vfio-pci
END

real 'gpupt=off changes nothing' twins 'gpupt.slots=02:00 gpupt=off' <<'END'
exit 0
result off
END

real 'the twin that vfio-pci took by ID is released' twins-by-id \
	'gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef' <<'END'
exit 0
result claimed
01:00.0 released null: none none
01:00.1 released null: snd_hda_intel none
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

real 'IDs held back: both twins are released' twins-by-id \
	'gpupt.slots=03:00 vfio-pci.ids=10de:2204,10de:1aef' <<'END'
exit 1
result failed
01:00.0 released null: none none
01:00.1 released null: snd_hda_intel none
02:00.0 released null: none none
02:00.1 released null: snd_hda_intel none
END

real 'a variant driver whose name only its module tells' variant \
	'gpupt.slots=0009:01:00,0019:01:00' <<'END'
exit 0
result claimed
0009:01:00.0 claimed null: nvgrace-gpu-vfio-pci nvgrace-gpu-vfio-pci
0019:01:00.0 claimed null: vfio-pci vfio-pci
END

# What a host driver does to a function that is not claimed is no failure of the claim beside it.
real 'a kept function that a host driver takes when its module comes' network-variant \
	'gpupt.slots=02:00@15b3:101e gpupt.keep=02:00.1' <<'END'
exit 0
result claimed
02:00.0 claimed null: mlx5_vfio_pci mlx5_vfio_pci
02:00.1 kept null: mlx5_core none
END

real 'a refusing probe: the slot is released, xhci_hcd has its function again' twins \
	'gpupt.slots=02:00' --refuse 0000:02:00.3 <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 released sibling-failed: none none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
END

real 'a refusing probe of what xhci_hcd had' twins \
	'gpupt.slots=02:00' --refuse 0000:02:00.2 <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 released sibling-failed: none none
02:00.2 failed probe-failed: xhci_hcd none
02:00.3 released sibling-failed: none none
END

real 'the override that was there before is put back' variant \
	'gpupt.slots=0019:01:00' --refuse 0019:01:00.0 <<'END'
exit 1
result failed
0019:01:00.0 failed probe-failed: none wanted-by-none
END

real 'on_failure=hold: the overrides stay' twins \
	'gpupt.slots=02:00 gpupt.on_failure=hold' --refuse 0000:02:00.0 <<'END'
exit 1
result failed
02:00.0 held probe-failed: none vfio-pci
02:00.1 held sibling-failed: vfio-pci vfio-pci
02:00.2 held sibling-failed: xhci_hcd vfio-pci
02:00.3 held sibling-failed: vfio-pci vfio-pci
END

real 'one slot fails, the other is claimed' twins \
	'gpupt.slots=01:00,02:00' --refuse 0000:01:00.0 <<'END'
exit 1
result partial
01:00.0 failed probe-failed: none none
01:00.1 released sibling-failed: none none
01:00.2 released sibling-failed: xhci_hcd none
01:00.3 released sibling-failed: none none
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

real 'a module that the table lacks' twins 'gpupt.slots=02:00 gpupt.driver=pci-stub' <<'END'
exit 1
result failed
02:00.0 failed module-failed: none none
02:00.1 failed module-failed: none none
02:00.2 failed module-failed: xhci_hcd none
02:00.3 failed module-failed: none none
END

# The plan was for the card that is gone, and for its IDs.
real 'a card that becomes another one before its override is written is given back' twins-by-id \
	'gpupt.slots=02:00.0@10de:2204 gpupt.group=exact' --replace 0000:02:00.0 <<'END'
exit 1
result failed
02:00.0 failed vanished: vfio-pci none
END
rm -rf "$work/root"
build/mkmachine "$here/machines/twins-by-id" "$work/root" || exit 1
echo 'gpupt.slots=02:00.0@10de:2204 gpupt.group=exact' >"$work/root/proc/cmdline"
equal 'and the other card has never had an override' 0 "$(build/faults-under --trace --replace 0000:02:00.0 \
	"$work/root" build/gpupt-bind 2>&1 | grep -c ' write sys.*=vfio-pci')"

real 'udev came first: what a host driver holds is left to it' twins-late \
	'gpupt.slots=02:00' <<'END'
exit 1
result failed
02:00.0 refused late: nouveau none
02:00.1 refused late: snd_hda_intel none
02:00.2 refused late: xhci_hcd none
02:00.3 refused late: nvidia-gpu none
END

# What never returns. The functions whose link was read are claimed, and a function that a driver
# holds comes last. By the real clock it takes four seconds: a busy machine must come so far.
real 'an unbind never returns' twins 'gpupt.slots=02:00' --hang unbind=0000:02:00.2 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 timeout timeout: xhci_hcd vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the child was killed
END

real 'the same by the real clock, within gpupt.timeout=4' twins \
	'gpupt.slots=02:00 gpupt.timeout=4' --real-clock --hang unbind=0000:02:00.2 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 timeout timeout: xhci_hcd vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the child was killed
END

real 'a probe never returns' twins 'gpupt.slots=02:00' --hang drivers_probe=0000:02:00.2 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 timeout timeout: none vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the child was killed
END

real 'a module insertion never returns' twins 'gpupt.slots=02:00' --hang 'inserted=vfio_pci ' <<'END'
exit 1
result timeout
02:00.0 timeout timeout: none vfio-pci
02:00.1 timeout timeout: none vfio-pci
02:00.2 timeout timeout: xhci_hcd vfio-pci
02:00.3 timeout timeout: none vfio-pci
the child was killed
END

real 'giving a function back never returns: it is not called claimed' twins \
	'gpupt.slots=02:00' --refuse 0000:02:00.3 --hang vfio-pci/unbind=0000:02:00.1 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 timeout timeout: vfio-pci none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
the child was killed
END

real 'giving a function back to xhci_hcd never returns' twins \
	'gpupt.slots=02:00' --refuse 0000:02:00.2 --hang xhci_hcd/bind=0000:02:00.2 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 timeout timeout: none none
02:00.3 released sibling-failed: none none
the child was killed
END

real 'releasing the twin never returns' twins-by-id \
	'gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef' --hang vfio-pci/unbind=0000:01:00.0 <<'END'
exit 1
result timeout
01:00.0 timeout timeout: vfio-pci none
01:00.1 timeout timeout: vfio-pci none
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the child was killed
END

# A child that is killed is gone: another one puts back what it had not completed.
real 'killed at an override' twins 'gpupt.slots=02:00' --kill 02:00.1/driver_override=vfio-pci <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 failed override-failed: none none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 released sibling-failed: none none
it says that the child was killed by signal 9
the child was killed
END

real 'killed at a module' twins 'gpupt.slots=02:00' --kill 'inserted=vfio_pci ' <<'END'
exit 1
result failed
02:00.0 failed module-failed: none none
02:00.1 failed module-failed: none none
02:00.2 failed module-failed: xhci_hcd none
02:00.3 failed module-failed: none none
it says that the child was killed by signal 9
the child was killed
END

real 'killed at a probe: the other card stays claimed' twins 'gpupt.slots=01:00,02:00' --kill drivers_probe=0000:02:00.2 <<'END'
exit 1
result partial
01:00.0 claimed null: vfio-pci vfio-pci
01:00.1 claimed null: vfio-pci vfio-pci
01:00.2 claimed null: vfio-pci vfio-pci
01:00.3 claimed null: vfio-pci vfio-pci
02:00.0 released sibling-failed: none none
02:00.1 released sibling-failed: none none
02:00.2 failed probe-failed: xhci_hcd none
02:00.3 released sibling-failed: none none
it says that the child was killed by signal 9
the child was killed
END

real 'killed at an unbind, on_failure=hold' twins \
	'gpupt.slots=02:00 gpupt.on_failure=hold' --kill unbind=0000:02:00.2 <<'END'
exit 1
result failed
02:00.0 held sibling-failed: vfio-pci vfio-pci
02:00.1 held sibling-failed: vfio-pci vfio-pci
02:00.2 held unbind-failed: xhci_hcd vfio-pci
02:00.3 held sibling-failed: vfio-pci vfio-pci
it says that the child was killed by signal 9
the child was killed
END

real 'killed while it gives a function back' twins 'gpupt.slots=02:00' \
	--refuse 0000:02:00.3 --kill vfio-pci/unbind=0000:02:00.1 <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 released sibling-failed: none none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
it says that the child was killed by signal 9
the child was killed
END

# What it was killed at comes last: the rest is back all the same.
real 'the second child is killed there, too' twins 'gpupt.slots=02:00' --refuse 0000:02:00.3 \
	--kill vfio-pci/unbind=0000:02:00.1 --kill vfio-pci/unbind=0000:02:00.1 <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 failed unbind-failed: vfio-pci none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
it says that the child was killed by signal 9
the child was killed
END

# Nor can it be started: what is bound stays so, and is not called claimed, since its slot has failed.
second_fork() { # MACHINE CMDLINE [OPTION of under]...: the number of the parent's call
	rm -rf "$work/root"
	build/mkmachine "$here/machines/$1" "$work/root" || exit 1
	printf '%s\n' "$2" >"$work/root/proc/cmdline"
	shift 2
	build/faults-under --trace "$@" "$work/root" build/gpupt-bind 2>&1 |
		awk '$1 == "parent" && $3 ~ /fork|clone/ { n = $2 } END { print n }'
}

n=$(second_fork twins 'gpupt.slots=02:00' --refuse 0000:02:00.3 --kill vfio-pci/unbind=0000:02:00.1)
real 'no second child after a death in the undo' twins 'gpupt.slots=02:00' --refuse 0000:02:00.3 \
	--kill vfio-pci/unbind=0000:02:00.1 --fault "parent:$n:11" <<'END'
exit 1
result failed
02:00.0 failed sibling-failed: vfio-pci vfio-pci
02:00.1 failed unbind-failed: vfio-pci none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
it says that the child was killed by signal 9
the child was killed
END

n=$(second_fork twins 'gpupt.slots=01:00,02:00' --kill drivers_probe=0000:02:00.2)
real 'no second child after a death at a probe: the other card stays claimed' twins \
	'gpupt.slots=01:00,02:00' --kill drivers_probe=0000:02:00.2 --fault "parent:$n:11" <<'END'
exit 1
result partial
01:00.0 claimed null: vfio-pci vfio-pci
01:00.1 claimed null: vfio-pci vfio-pci
01:00.2 claimed null: vfio-pci vfio-pci
01:00.3 claimed null: vfio-pci vfio-pci
02:00.0 failed sibling-failed: vfio-pci vfio-pci
02:00.1 failed sibling-failed: vfio-pci vfio-pci
02:00.2 failed probe-failed: none vfio-pci
02:00.3 failed sibling-failed: vfio-pci vfio-pci
it says that the child was killed by signal 9
the child was killed
END

n=$(second_fork twins 'gpupt.slots=02:00 gpupt.on_failure=hold' --kill unbind=0000:02:00.2)
real 'no second child, on_failure=hold' twins 'gpupt.slots=02:00 gpupt.on_failure=hold' \
	--kill unbind=0000:02:00.2 --fault "parent:$n:11" <<'END'
exit 1
result failed
02:00.0 held sibling-failed: vfio-pci vfio-pci
02:00.1 held sibling-failed: vfio-pci vfio-pci
02:00.2 held unbind-failed: xhci_hcd vfio-pci
02:00.3 held sibling-failed: vfio-pci vfio-pci
it says that the child was killed by signal 9
the child was killed
END

real 'killed while it releases the twin' twins-by-id \
	'gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef' --kill vfio-pci/unbind=0000:01:00.0 <<'END'
exit 1
result partial
01:00.0 released null: none none
01:00.1 released null: snd_hda_intel none
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
it says that the child was killed by signal 9
the child was killed
END

# A second run in one boot: both generators' hooks, or a restarted unit. It changes nothing that is as
# the first report says.
real 'a card is claimed' twins 'gpupt.slots=02:00' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

again 'run again' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the same report
END

mkdir -p "$work/root/run/udev/data"
touch "$work/root/run/udev/data/+pci:0000:02:00.0"
again 'run again when udev has run' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the same report
END

ln -sfn ../../../../bus/pci/drivers/snd_hda_intel \
	"$(readlink -f "$work/root/sys/bus/pci/devices/0000:02:00.1")/driver"
again 'run again when a host driver has taken a function' <<'END'
exit 1
result failed
02:00.0 refused sibling-failed: vfio-pci vfio-pci
02:00.1 refused late: snd_hda_intel vfio-pci
02:00.2 refused sibling-failed: vfio-pci vfio-pci
02:00.3 refused sibling-failed: vfio-pci vfio-pci
another report
END

real 'a card is claimed once more' twins 'gpupt.slots=02:00' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

echo "(null)" >"$work/root/sys/bus/pci/devices/0000:02:00.1/driver_override"
again 'run again when an override has gone: it is written, and reported' <<'END'
exit 0
result claimed
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
another report
END

real 'a card is not claimed' twins 'gpupt.slots=02:00' --refuse 0000:02:00.3 <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 released sibling-failed: none none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
END

again 'run again after a failure' <<'END'
exit 1
result failed
02:00.0 released sibling-failed: none none
02:00.1 released sibling-failed: none none
02:00.2 released sibling-failed: xhci_hcd none
02:00.3 failed probe-failed: none none
the same report
END

real 'a card is not claimed in time' twins 'gpupt.slots=02:00' --hang unbind=0000:02:00.2 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 timeout timeout: xhci_hcd vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the child was killed
END

again 'run again: the boot is not delayed once more' --hang unbind=0000:02:00.2 <<'END'
exit 1
result timeout
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 timeout timeout: xhci_hcd vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the same report
END

real 'IDs took the twin' twins-by-id 'gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef' <<'END'
exit 0
result claimed
01:00.0 released null: none none
01:00.1 released null: snd_hda_intel none
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
END

again 'run again when the twin is back at the host' <<'END'
exit 0
result claimed
01:00.0 released null: none none
01:00.1 released null: snd_hda_intel none
02:00.0 claimed null: vfio-pci vfio-pci
02:00.1 claimed null: vfio-pci vfio-pci
02:00.2 claimed null: vfio-pci vfio-pci
02:00.3 claimed null: vfio-pci vfio-pci
the same report
END
