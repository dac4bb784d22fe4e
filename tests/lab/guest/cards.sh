# shellcheck shell=sh
# Sourced in the image before anything looks for cards: inserts the lab's modules that the
# command line names, so the cards are there as real ones would be. A name that is a machine's
# (a text) is for cards.ko, with the parameters that lab.cards= has (groups=1,regs=...).
read -r lab_line </proc/cmdline
lab_cards=
for lab_word in $lab_line; do
	case $lab_word in
	lab.cards=*) lab_cards=${lab_word#*=} ;;
	esac
done
for lab_word in $lab_line; do
	lab_file=/lib/gpupt-lab/${lab_word#*=}
	case $lab_word in
	lab.insert=*)
		if [ -e "$lab_file.ko" ]; then
			insmod "$lab_file.ko"
		else
			[ -e "$lab_file" ] || lab_file=/gpupt-lab/${lab_word#*=}
			IFS=,
			# shellcheck disable=SC2086 # words
			insmod /lib/gpupt-lab/cards.ko machine="$lab_file" $lab_cards
			unset IFS
		fi
		;;
	esac
done
