# Sourced: the machines of tests/machines for tests that go through all of them. Those with
# hundreds of functions, which take most of the time, are left out at level quick.
machines() {
	for machines_file in tests/machines/*; do
		case ${GPUPT_LEVEL-}:${machines_file##*/} in
		quick:*-functions | quick:huge-*) ;;
		*) echo "$machines_file" ;;
		esac
	done
}
