# Turns a report into the lines of expect.awk; says what has another shape than the contract's.
def shape($name; $keys): if keys_unsorted == $keys then empty else "shape of \($name): \(keys_unsorted)" end;
"mode \(.mode)", "result \(.result)",
(.claims[] | "claim \(.address) " + ([["path", "id", "subsystem", "class", "group", "boot_vga",
	"driver_before", "driver", "by", "why", "state", "reason"][] as $key | "\($key)=\(.[$key])"]
	| join(" "))),
(.notes[] | "note \(.level) \(.code) \(.subject | tojson | .[1:-1])"),
shape("report"; ["format", "version", "mode", "result", "elapsed_us", "claims", "notes"]),
(.claims[] | shape("claim"; ["address", "path", "id", "subsystem", "class", "group", "boot_vga",
	"driver_before", "driver", "by", "why", "state", "reason"])),
(.notes[] | shape("note"; ["level", "code", "subject", "text"])),
if .format != 1 then "format \(.format)" else empty end,
(.mode == "plan") as $plan | if (.elapsed_us | if $plan then . == null else type == "number" and . >= 0 end)
	then empty else "elapsed_us \(.elapsed_us)" end,
(.notes[] | select(.text | length == 0 or length > 239) | "text of \(.code): \(.text)")
