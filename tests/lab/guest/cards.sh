# shellcheck shell=sh
# Sourced in the image before anything looks for cards: inserts the lab's modules that the
# command line names, so the cards are there as real ones would be.
read -r lab_line </proc/cmdline
for lab_word in $lab_line; do
	case $lab_word in
	lab.insert=*) insmod "/lib/gpupt-lab/${lab_word#*=}.ko" ;;
	esac
done
