# Turns a case's section into what the report must say, one line a fact:
#	awk -v section=plan|boot -f expect.awk MACHINE CASE
# What a claim says of the function itself (path, IDs, class, group, driver) comes from the
# machine's text, so a case only says what was decided.

function full(address) {
	return address ~ /:.*:/ ? address : "0000:" address
}

function domain(address) {
	return substr(address, 1, index(address, ":") - 1)
}

function devfn(address) {
	return substr(address, length(address) - 3)
}

function value(i, parts) {
	split($i, parts, "=")
	return parts[2]
}

# A function of the machine: remembers the facts, in the words of the report.
function remember(address, nth, i, indent, f, group) {
	match($0, /^[ \t]*/)
	indent = RLENGTH
	while (depth && indents[depth] >= indent)
		depth--
	if (depth && domain(at[depth]) == domain(address))
		path[address] = path[at[depth]] "/" devfn(address)
	else
		path[address] = address
	depth++
	indents[depth] = indent
	at[depth] = address
	f["subsystem"] = "0000:0000"
	f["group"] = f["driver_before"] = "null"
	f["boot_vga"] = "false"
	f["class"] = "?"
	for (i = 3; i <= NF; i++) {
		if ($i ~ /^class=/)
			f["class"] = value(i)
		else if ($i ~ /^sub=/)
			f["subsystem"] = value(i)
		else if ($i ~ /^driver=/)
			f["driver_before"] = value(i)
		else if ($i ~ /^boot_vga=1/)
			f["boot_vga"] = "true"
		else if ($i ~ /^group=/) {
			group = value(i)
			f["group"] = group ~ /^\+/ ? substr(group, 2) + nth : group
		}
	}
	fact[address, "path"] = path[address]
	fact[address, "id"] = $2
	fact[address, "subsystem"] = f["subsystem"]
	fact[address, "class"] = f["class"]
	fact[address, "group"] = f["group"]
	fact[address, "boot_vga"] = f["boot_vga"]
	fact[address, "driver_before"] = f["driver_before"]
}

# "0000:81:00.0-1f.7" and the like.
function remember_range(range, i, base) {
	base = substr(range, 1, index(range, "-") - 5)
	for (i = 0; i < 256; i++)
		remember(base sprintf("%02x.%x", int(i / 8), i % 8), i)
}

# ADDRESS STATE WHY BY [REASON] [KEY=VALUE]...
function claim(address, i, key, reason, said, n, keys) {
	for (i = 5; i <= NF; i++) {
		if ($i !~ /=/) {
			reason = $i
		} else {
			key = substr($i, 1, index($i, "=") - 1)
			said[key] = substr($i, index($i, "=") + 1)
		}
	}
	if (!("driver" in said))
		said["driver"] = $3 == "refined" ? "null" : "vfio-pci"
	printf "claim %s", address
	n = split("path id subsystem class group boot_vga driver_before driver", keys, " ")
	for (i = 1; i <= n; i++)
		printf " %s=%s", keys[i], keys[i] in said ? said[keys[i]] : fact[address, keys[i]]
	printf " by=%s why=%s state=%s reason=%s\n", $4, $3, $2, reason ? reason : "null"
}

# 02:00.0-3 stands for four functions; prints the address of the i-th, "" at the end.
function nth_of(word, i, base, last) {
	word = full(word)
	if (word !~ /-/)
		return i ? "" : word
	last = substr(word, index(word, "-") + 1)
	base = substr(word, 1, index(word, "-") - 2)
	i += substr(word, index(word, "-") - 1, 1)
	return i > last ? "" : base i
}

NR == FNR {
	if ($1 ~ /^[0-9a-f]+:[0-9a-f]+:[0-9a-f.-]+$/ && $1 ~ /-/)
		remember_range($1)
	else if ($1 ~ /^[0-9a-f]+:[0-9a-f]+:/)
		remember($1, 0)
	next
}

$1 == "plan" || $1 == "boot" {
	now = $1
	if (now == section) {
		print "exit " $2
		if ($3 == "none")
			next
		print "mode " (NF > 3 ? $4 : $1)
		print "result " $3
	}
	next
}

now != section {
	next
}

$1 == "error" || $1 == "warning" {
	level = $1
	code = $2
	$1 = $2 = ""
	sub(/^ */, "")
	print "note " level " " code " " $0
	next
}

$1 == "write" {
	at_function = $2 ~ /:/
	file = attribute = $2
	sub(/\/.*/, "", file)
	sub(/^[^\/]*/, "", attribute)
	text = $0
	sub(/^write +[^ ]+ */, "", text)
	if (!at_function)
		print "write " $2 " " text
	for (i = 0; at_function && (address = nth_of(file, i)) != ""; i++)
		print "write " address attribute " " text
	next
}

$1 == "insert" || $1 == "text" || $1 == "gone" || $1 == "log" {
	print
	next
}

$1 ~ /:/ {
	for (i = 0; (address = nth_of($1, i)) != ""; i++)
		claim(address)
	next
}

NF && $1 !~ /^#/ {
	print "not understood: " $0
}
