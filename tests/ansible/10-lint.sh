# shellcheck shell=sh disable=SC2154
# Sourced by view: what can be said without running it.
for book in claim rollback; do
	check "$book.yml: syntax" ansible-playbook --syntax-check -i localhost, "ansible/$book.yml"
done
# In a copy without git: what it judges is what is there.
cp -r ansible /tmp/ansible
check "ansible-lint, profile production" sh -c 'cd /tmp/ansible && ansible-lint --offline --strict'
sed -i 's/ansible.builtin.command:/command:/' /tmp/ansible/roles/gpupt/tasks/plan.yml
tap_out=$(cd /tmp/ansible && ansible-lint --offline --strict 2>&1)
case $? in
0) not_ok "ansible-lint finds a bad line" "$tap_out" ;;
*) ok "ansible-lint finds a bad line" ;;
esac
