# Says what is wrong with the kernel log lines ($kmsg) of a report.
def plain: explode | all(. >= 32 and . <= 126);
($kmsg | rtrimstr("\n") | split("\n")) as $lines |
[.claims[] | select(.reason) | "<3>gpupt: \(.address): not claimed: \(.reason): "] as $claims |
[.notes[] | (if .level == "error" then "<3>" else "<4>" end)
	+ "gpupt: \(.subject): \(.code): "] as $notes |
($claims + $notes) as $wanted |
([.claims[] | select(.state == "claim" or .state == "claimed") | .address]) as $good |
($lines[-1]) as $last |
("<6>gpupt: \(.result): \($good | length) \(if .mode == "plan" then "to claim" else "claimed" end), "
	+ "\($claims | length) not claimed, \([.claims[] | select(.state == "kept")] | length) kept") as $summary |
if ($lines | length) > 8 then "\($lines | length) lines" else empty end,
if ($lines | length) != ([8, ($wanted | length) + 1] | min) then "\($lines | length) lines for \($wanted | length)" else empty end,
if ($lines | all(test("^<[346]>gpupt: [ -~]*$"))) then empty else "not printable: \($lines)" end,
if ($last | startswith($summary)) then empty else "summary: \($last)\nwanted:  \($summary)" end,
($good[:20][] as $address | select($last | contains(" " + $address) | not) | "\($address) is not in the summary"),
if ($wanted | length) > 7 and ($last | endswith("; \(($wanted | length) - 7) lines left out") | not)
	then "summary: \($last)" else empty end,
if ($wanted | length) <= 7 and ($last | contains("left out")) then "summary: \($last)" else empty end,
($wanted | if length <= 7 then .[] else empty end) as $line | select($line | plain)
	| select([$lines[] | select(startswith($line))] | length != 1) | "no line: \($line)"
