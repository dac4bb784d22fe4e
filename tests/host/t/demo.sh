# shellcheck shell=sh
# gpupt demo: beside the program, wherever that is, for everybody.

"$gpupt" demo >"$work/out" 2>"$work/err"
echo "exit $?" >>"$work/out"
check 'demo: what it shows' diff -u "$here/expected/demo" "$work/out"
equal 'demo: no complaint' '' "$(cat "$work/err")"
chmod 755 "$work"
mkdir -p "$work/usr/bin" "$work/usr/share/gpupt"
cp build/gpupt "$work/usr/bin/gpupt"
equal 'demo: installed without its machine' '3 1' "$("$work/usr/bin/gpupt" demo >"$work/out" 2>"$work/err"
	echo "$? $(grep -c 'share/gpupt/demo.machine: .*make install' "$work/err")")"
cp share/gpupt/demo.machine "$work/usr/share/gpupt/"
equal 'demo: installed, by nobody, the same' 'exit 0' "$(setpriv --reuid 65534 --clear-groups "$work/usr/bin/gpupt" demo >"$work/out"
	echo "exit $?" | tee -a "$work/out")"
check 'demo: installed, by nobody, the same text' diff -u "$here/expected/demo" "$work/out"
wrong 'demo: an argument' 2 'unexpected argument' demo desktop
wrong 'demo: not another machine' 2 'demo' demo --machine x
