# SPDX-License-Identifier: GPL-2.0-or-later
# press-tab.zsh COMMAND WORDS PATTERN: types WORDS into an interactive zsh that has gpupt's
# completion, with the shell command COMMAND for gpupt, presses Tab twice, and prints what
# zsh shows as soon as it has PATTERN; without it the caller has to end the wait.
zmodload zsh/zpty || exit 1
zpty -b shell zsh -f -i
zpty -w shell "PS1= LISTMAX=999; stty cols 100 rows 50; unset zle_bracketed_paste
	fpath=($PWD/completion \$fpath); autoload -U compinit; compinit -u -D
	gpupt() { $1 \"\$@\" }; print RE''ADY"
zpty -r -m shell shown '*READY*'
zpty -w -n shell "gpupt $2"$'\t\t'
zpty -r -m shell shown "$3"
print -r -- "$shown"
zpty -d shell
