/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host/host.h"
#include "core/note.h"
#include "core/sysfs.h"
#include "core/text.h"
#include "host/capture/replay.h"
#include "host/nearest.h"
#include "host/root.h"
#include "host/text.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define OPTIONS_MAX 24 /* of a subcommand, the common ones included */

enum {
	OPTION_ROOT = 256,
	OPTION_MACHINE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_NO_COLOR,
	OPTION_QUIET,
	OPTION_VERBOSE
};

static const struct option common[] = {
	{"root", required_argument, NULL, OPTION_ROOT},
	{"machine", required_argument, NULL, OPTION_MACHINE},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{"no-color", no_argument, NULL, OPTION_NO_COLOR},
	{"quiet", no_argument, NULL, OPTION_QUIET},
	{"verbose", no_argument, NULL, OPTION_VERBOSE},
	{NULL, 0, NULL, 0},
};

/* The options that have a letter, too, wherever they are known. */
static const struct {
	char letter;
	const char *name;
} letters[] = {
	{'h', "help"},
	{'n', "dry-run"},
	{'q', "quiet"},
	{'v', "verbose"},
	{'V', "version"},
	{'y', "yes"},
};

#define LETTERS "hnqvVy"

static const char common_usage[] =
	"\n"
	"  --root DIR     look at the system below DIR instead of this one\n"
	"  --machine FILE list, plan, check, export: look at what gpupt capture wrote\n"
	"  --no-color     no colour (also: NO_COLOR set, or no terminal)\n"
	"  -q, --quiet    print nothing but errors: the exit status is the answer\n"
	"  -v, --verbose  list, plan, status, enable, disable: also the parameters of\n"
	"                 this boot and of the next one, and where they were read;\n"
	"                 check: as with --all; rehearse: the console\n"
	"  -h, --help     this text\n"
	"  -V, --version  the version\n"
	"\n"
	"Exit status: 0 yes, all as asked; 1 no; 2 used wrongly; 3 could not find out.\n";

static const char *option_name(const void *list, unsigned int i)
{
	return ((const struct option *)list)[i].name;
}

static const char *command_name(const void *list, unsigned int i)
{
	return ((const struct command *)list)[i].name;
}

/* Of what getopt_long returned: index if that was a long one, else the one that has the letter c. */
static const struct option *option_of(const struct option *options, int c, int index)
{
	if (index >= 0)
		return &options[index];
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (letters[i].letter != c)
			continue;
		while (options->name && strcmp(options->name, letters[i].name) != 0)
			options++;
		return options->name ? options : NULL;
	}
	return NULL;
}

/* What getopt_long would not take; it has moved behind it. */
static int wrong_option(struct host *host, int c, char **argv, const struct option *options)
{
	const char *given = argv[optind - 1];
	const char *help = host->command ? host->command : "";
	const char *space = host->command ? " " : "";
	const char *near;
	char word[64];

	host->status = EXIT_USAGE;
	if (c == ':') {
		host_error(given, "an argument is missing; see gpupt %s%s--help", help, space);
		return HOST_EXIT;
	}
	if (c != '?' || (optopt && optopt < 256 && strncmp(given, "--", 2) != 0)) {
		snprintf(word, sizeof(word), "-%c", c != '?' ? c : optopt);
		host_error(word, "unknown option; see gpupt %s%s--help", help, space);
		return HOST_EXIT;
	}
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(given + 2, "="), given + 2);
	near = nearest_of(word, option_name, options);
	if (optopt)
		host_error(given, "this option takes no argument; see gpupt %s%s--help", help, space);
	else if (near)
		host_error(given, "unknown option; did you mean --%s?", near);
	else
		host_error(given, "unknown option; see gpupt %s%s--help", help, space);
	return HOST_EXIT;
}

/* "--svg --json": what would be its argument is an option; getopt_long goes back in front of it. */
static bool takes_option(const struct option *option, char **argv, const struct option *options)
{
	size_t length;

	if (option->has_arg != required_argument || optarg != argv[optind - 1] ||
		strncmp(optarg, "--", 2) != 0)
		return false;
	length = strcspn(optarg + 2, "=");
	for (; options->name; options++) {
		if (strlen(options->name) == length && !strncmp(options->name, optarg + 2, length)) {
			optind--;
			return true;
		}
	}
	return false;
}

static int print(struct host *host, const char *text, const char *more)
{
	fputs(text, stdout);
	fputs(more, stdout);
	host->status = 0;
	return HOST_EXIT;
}

/* A common option; 0 to go on. usage: NULL in front of the subcommand. */
static int common_option(struct host *host, int c, const char *usage)
{
	switch (c) {
	case OPTION_ROOT:
		host->root_path = optarg;
		return 0;
	case OPTION_MACHINE:
		host->machine = optarg;
		return 0;
	case OPTION_NO_COLOR:
		host->color = false;
		return 0;
	case OPTION_QUIET:
		host->quiet = true;
		message_quiet();
		return 0;
	case OPTION_VERBOSE:
		host->verbose = true;
		return 0;
	case OPTION_VERSION:
		return print(host, "gpupt " GPUPT_VERSION "\n", "");
	default:
		return usage ? print(host, usage, common_usage) : OPTION_HELP;
	}
}

static int usage_error(struct host *host, const char *subject, const char *text)
{
	host_error(subject, "%s", text);
	host->status = EXIT_USAGE;
	return HOST_EXIT;
}

/* HOST_READY in the child that works on the machine; its parent has nothing left to do. */
static int open_machine(struct host *host)
{
	if (!host->replays)
		return usage_error(host, host->command,
			"not with --machine, which is for list, plan, check, export and capture");
	if (strcmp(host->root_path, "/") != 0)
		return usage_error(host, "--machine", "not with --root: one of the two says where to look");
	host->status = replay(host->machine, &host->root_path);
	return host->status == REPLAY_CHILD ? HOST_READY : HOST_EXIT;
}

static int open_root(struct host *host)
{
	char path[PATH_MAX];

	if (host->machine && open_machine(host) == HOST_EXIT)
		return HOST_EXIT;
	host->root = sysfs_open_dir(AT_FDCWD, host->root_path);
	if (host->root < 0) {
		host_error(host->root_path, "this root cannot be opened: %s", errno_text(host->root));
		host->status = EXIT_UNKNOWN;
		return HOST_EXIT;
	}
	host->live = realpath(host->root_path, path) && !strcmp(path, "/");
	root_confine(host->live ? -1 : host->root);
	if (host->quiet)
		message_mute();
	return HOST_READY;
}

int host_option(struct host *host, int argc, char **argv, const struct option *own, const char *usage)
{
	struct option all[OPTIONS_MAX + 1] = {{NULL, 0, NULL, 0}};
	size_t n = 0;
	const struct option *option;
	int index = -1;
	int c;

	for (; own && own->name && n < OPTIONS_MAX; own++)
		all[n++] = *own;
	for (option = common; option->name && n < OPTIONS_MAX; option++)
		all[n++] = *option;
	for (; (c = getopt_long(argc, argv, ":" LETTERS, all, &index)) != -1; index = -1) {
		option = c == '?' || c == ':' ? NULL : option_of(all, c, index);
		if (!option)
			return wrong_option(host, c, argv, all);
		if (takes_option(option, argv, all))
			return wrong_option(host, ':', argv, all);
		if (option->val < 256)
			return option->val;
		if (common_option(host, option->val, usage))
			return HOST_EXIT;
	}
	return open_root(host);
}

bool host_no_arguments(const struct host *host, int argc, char **argv)
{
	if (optind == argc)
		return true;
	host_error(argv[optind], "unexpected argument; see gpupt %s --help", host->command);
	return false;
}

void host_needs_root(const struct host *host)
{
	struct text words = {NULL, 0, 0};

	for (char **word = host->words; *word; word++)
		text_addf(&words, " %s", *word);
	host_error(host->command, "only root may do that: sudo gpupt%s", text_string(&words));
	text_free(&words);
}

void host_print_commands(FILE *out, const struct command *commands)
{
	fputs("usage: gpupt COMMAND [OPTION]... [SLOT]...\n"
	      "Gives chosen GPUs to guests and keeps the others for the host: what is there,\n"
	      "what the next boot will do, and what came of it.\n"
	      "\n",
		out);
	for (; commands->name; commands++)
		fprintf(out, "  %-10s %s\n", commands->name, commands->summary);
	fputs("\ngpupt help COMMAND tells more; see also gpupt(8).\n", out);
	fputs(common_usage, out);
}

int host_run(struct host *host, int argc, char **argv)
{
	const struct command *command = host->commands;
	const char *near;

	while (command->name && strcmp(command->name, argv[0]) != 0)
		command++;
	if (command->name) {
		host->command = command->name;
		host->replays = command->replays;
		optind = 0; /* glibc: begin anew, at argv[1] */
		return command->run(host, argc, argv);
	}
	near = nearest_of(argv[0], command_name, host->commands);
	if (!near && nearest_of(argv[0], option_name, common))
		host_error(argv[0], "unknown command; did you mean --%s?",
			nearest_of(argv[0], option_name, common));
	else if (near)
		host_error(argv[0], "unknown command; did you mean %s?", near);
	else
		host_error(argv[0], "unknown command; see gpupt --help");
	return EXIT_USAGE;
}

/* A network file system may say only on closing that nothing arrived. */
static int finish(int status)
{
	status = host_written(0, status);
	if (close(STDOUT_FILENO) && errno != EBADF)
		return host_written(errno, status);
	return status;
}

/* The terminal's, or 80; COLUMNS can make it narrower. */
static unsigned int text_width(void)
{
	const char *columns = getenv("COLUMNS");
	unsigned int wanted;
	unsigned int width = 80;
	struct winsize size;

	if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	if (columns && text_number(columns, 10, &wanted) && wanted && wanted < width)
		width = wanted;
	return width < 40 ? 40 : width;
}

int host_main(int argc, char **argv, const struct command *commands)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	struct host host = {.root = -1, .root_path = "/", .commands = commands, .words = argv + (argc > 0)};
	const struct option *option;
	int index = -1;
	int c;

	setlocale(LC_CTYPE, "");
	host.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	host.color = isatty(STDOUT_FILENO) && !(no_color && *no_color) && terminal &&
		     strcmp(terminal, "dumb") != 0;
	host.width = text_width();
	opterr = 0;
	for (; (c = getopt_long(argc, argv, "+:" LETTERS, common, &index)) != -1; index = -1) {
		option = c == '?' || c == ':' ? NULL : option_of(common, c, index);
		if (!option)
			wrong_option(&host, c, argv, common);
		else if (takes_option(option, argv, common))
			wrong_option(&host, ':', argv, common);
		else if (option->val == OPTION_HELP)
			host_print_commands(stdout, commands);
		else if (common_option(&host, option->val, NULL) != HOST_EXIT)
			continue;
		return finish(host.status);
	}
	if (optind < argc)
		return finish(host_run(&host, argc - optind, argv + optind));
	host_print_commands(stderr, commands);
	return EXIT_USAGE;
}
