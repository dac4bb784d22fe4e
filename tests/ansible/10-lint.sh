# shellcheck shell=sh disable=SC2154
# Sourced by view: what can be said without running it.
version=$(ansible --version | sed -n '1s/.*core \([0-9.]*\).*/\1/p')
for book in claim rollback; do
	check "ansible-core $version: $book.yml: syntax" \
		ansible-playbook --syntax-check -i localhost, "ansible/$book.yml"
done

lint() { # in a copy without git: what it judges is what is there
	(cd /tmp/ansible && ansible-lint --offline --strict "$@" 2>&1)
}

if command -v ansible-lint >/dev/null; then
	cp -r ansible /tmp/ansible
	check "ansible-lint, profile production" lint
	sed -i 's/ansible.builtin.command:/command:/' /tmp/ansible/roles/gpupt/tasks/plan.yml
	check "ansible-lint finds a bad line" sh -c "! (cd /tmp/ansible && ansible-lint --offline --strict roles/gpupt/tasks/plan.yml)"
fi
