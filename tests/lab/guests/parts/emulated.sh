# shellcheck shell=sh disable=SC2154 # variables of words.sh
# An emulator in the emulator, without KVM, as root. It is slow at whatever runs for the first time, so
# the guest's clock counts instructions: by real time it would have little to do but serve its timer.
gpupt export qemu >"$work/card"
limit=$((900 * busy))
judge_guest "qemu as root (tcg)" start_qemu "$work/card" "-accel tcg -icount shift=0"
