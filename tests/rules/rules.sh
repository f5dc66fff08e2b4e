#!/bin/bash
# SPDX-License-Identifier: MIT
# rules.sh: the rules of the source's structure (doc/architecture.md), each a case; a
# second case for each shows that it can fail.
[ -n "${BASH_VERSION:-}" ] || exec bash "$0" "$@"
set -u
export LC_ALL=C.UTF-8

source_dir=${SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# --- the rules: each prints the places that break it, in the tree $1 with its objects below $2 ---

# These look at objects.
object_rules=' no_circle_of_files only_app_speaks_and_exits only_app_reads_the_environment clocks_are_read_in_one_file'
object_rules+=' no_variable_outlives_a_call memory_of_others_is_read_in_one_room '

# What nm says, with options $3..., of the objects of all sources.
symbols() {
	local source=$1 objects=$2

	shift 2
	(cd "$source" && find src -name '*.c' | sed 's/c$/o/') |
		(cd "$objects" && xargs ls 2>/dev/null | xargs -r nm -A "$@")
}

# Files that use a function or a variable of another's that matches $3, except in files that match $4: "src/a/b.c: exit".
find_use() {
	symbols "$1" "$2" -u | sed -E 's/^(.*)\.o: *[A-Za-z] /\1.c: /' | grep -E -- ": ($3)\$" | grep -vE -- "^($4): "
}

# Lines that include what matches $3, except in files that match $4.
find_include() {
	(cd "$1" && grep -rnE -- "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($3)" src |
		grep -vE -- "^($4):")
}

# What each layer may include besides itself, and each room of app/ besides cli, state and sampling: exceptions
# are named with what is used.
rule_arrows() {
	(cd "$1" && grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' src) | awk '
	BEGIN {
		down["base"] = " "
		down["model"] = " base "
		down["source"] = down["launch"] = down["ipc"] = down["store"] = down["text"] = " model base "
		down["observe"] = " source launch store model base "
		down["screen"] = " text model base "
		down["term"] = " screen model base "
		down["app"] = " observe term screen text store ipc launch source model base "

		beside["app/cli"] = " "
		beside["app/state"] = " app/cli "
		beside["app/sampling"] = " app/cli app/state "
		shared = " app/cli app/state app/sampling "
		beside["app/run"] = beside["app/batch"] = beside["app/history"] = beside["app/record"] = shared
		beside["app/jobs"] = shared
		beside["app/keeper"] = shared "app/run/recorded_job.h "
		beside["app/monitor"] = shared "app/jobs app/history/history_text.h "
	}
	function folder_of(path) { return match(path, /\/[^\/]*$/) ? substr(path, 1, RSTART - 1) : "" }
	function has(list, word) { return index(list, " " word " ") > 0 }
	{
		split($0, place, ":")
		room = folder_of(substr(place[1], 5))
		match($0, /"[^"]*"/)
		target = substr($0, RSTART + 1, RLENGTH - 2)
		other = folder_of(target)
		split(room, a, "/")
		split(other, b, "/")
		if (target == "config.h" || (room == other && room != "") || place[1] == "src/app/main.c")
			next
		if (other == "" || (a[1] != b[1] && !has(down[a[1]], b[1])))
			print
		else if (a[1] == b[1] && a[1] == "app" && !has(beside[room], other) && !has(beside[room], target))
			print
	}'
}

# Rooms of one layer do not include each other in a circle.
rule_no_circle_of_rooms() {
	(cd "$1" && grep -rE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[a-z]' src) | awk '
	function folder_of(path) { return match(path, /\/[^\/]*$/) ? substr(path, 1, RSTART - 1) : "" }
	{
		split($0, place, ":")
		match($0, /"[^"]*"/)
		target = substr($0, RSTART + 1, RLENGTH - 2)
		from = folder_of(substr(place[1], 5))
		to = folder_of(target)
		if (to != "" && from != to && from != "app")
			print from, to
	}' | sort -u | tsort 2>&1 >/dev/null | grep -v 'input contains a loop'
}

# Files do not use each other in a circle, by the functions and variables that their objects name. Files that share
# a *_private.h are one.
rule_no_circle_of_files() {
	{
		(cd "$1" && grep -rE '^#include "[a-z_/]*_private\.h"' src --include='*.c') | sed 's/^/one:/'
		symbols "$1" "$2" -P
	} | awk '
	/^one:/ {
		split($0, part, ":")
		match($0, /"[^"]*"/)
		one[part[2]] = substr($0, RSTART + 1, RLENGTH - 2)
		next
	}
	{
		sub(/\.o:$/, ".c", $1)
		if ($3 == "U")
			used[$1, $2]
		else if ($3 ~ /[TDBRCVW]/)
			place[$2] = $1
	}
	function unit(file) { return file in one ? one[file] : file }
	END {
		for (use in used) {
			split(use, part, SUBSEP)
			if (part[2] in place && unit(part[1]) != unit(place[part[2]]))
				print unit(part[1]), unit(place[part[2]])
		}
	}' | sort -u | tsort 2>&1 >/dev/null | grep -v 'input contains a loop'
}

rule_curses_in_term_only() {
	find_include "$1" "$2" '(n?curses|term|panel|form|menu)(w?)(/[a-z]*)?\.h|ncursesw?/' \
		'src/term/curses/[^:]*' | grep -v '"term/'
}

rule_libraries_in_their_files_only() {
	find_include "$1" "$2" 'vterm' 'tests/[^:]*'
	find_include "$1" "$2" 'libproc2/|proc/' 'src/source/proc/procps[^:]*'
	find_include "$1" "$2" 'jansson' 'src/text/[a-z_/]*json[^:]*|src/source/recording/recording[^:]*'
	find_include "$1" "$2" 'ini\.h' 'src/app/cli/settings\.c'
	find_include "$1" "$2" 'sqlite' 'src/store/[^:]*'
	find_include "$1" "$2" 'systemd/' 'src/source/cgroup/cgroup_scope\.c'
}

# Without memory the program ends in base/failure.c; between fork and exec there is no way but _exit.
rule_only_app_speaks_and_exits() {
	find_use "$1" "$2" '(__)?v?[fd]?printf(_chk)?|f?puts|(_IO_)?f?putc|putchar|(__)?perror|exit|stdout|stderr' \
		'src/app/[^:]*'
	find_use "$1" "$2" '_exit|_Exit|quick_exit' 'src/app/[^:]*|src/base/failure\.c|src/launch/[^:]*'
}

rule_only_app_reads_the_environment() {
	find_use "$1" "$2" '(secure_)?getenv' 'src/app/[^:]*'
	find_use "$1" "$2" '_*environ' 'src/app/[^:]*|src/launch/[^:]*'
}

rule_clocks_are_read_in_one_file() {
	find_use "$1" "$2" 'clock_gettime|gettimeofday|timespec_get|time|clock|ftime' 'src/base/clock\.c'
	find_use "$1" "$2" 'clock_nanosleep|nanosleep|usleep|sleep' 'src/app/[^:]*|src/base/clock\.c'
}

# What reads it waits for the other process's mmap lock; what writes it has no place here.
rule_memory_of_others_is_read_in_one_room() {
	find_use "$1" "$2" 'process_vm_readv' 'src/source/python/[^:]*'
	find_use "$1" "$2" 'process_vm_writev' '-'
	(cd "$1" && grep -rnE '"/?(proc/)?[^" ]*/mem"' src)
}

# The exceptions are two records of how to restore the terminal, which a signal handler needs, and the table of
# a library that stays loaded. Sanitizers have variables of their own.
rule_no_variable_outlives_a_call() {
	symbols "$1" "$2" --format=sysv | awk -F '[|]' '
	$NF ~ /^([.]t?(data|bss)|[*]COM[*])/ && $NF !~ /^[.]data[.]rel[.]ro/ {
		split($1, place, /[.]o: */)
		gsub(/ /, "", place[2])
		if (place[2] !~ /^_+((odr_)?asan_|unnamed_[0-9]+$)/)
			print place[1] ".c: " place[2]
	}' | grep -vxE -e 'src/base/failure\.c: restore_hook' -e 'src/term/curses/curses_restore\.c: restore' \
		-e 'src/store/sqlite\.c: sqlite_functions'
}

# Each file of $1: its name, how many lines it has, and the first three, parted by \001.
heads() {
	(cd "$1" && find src tests \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' \) -size +0 -exec awk '
	FNR <= 3 { head[FILENAME] = head[FILENAME] $0 "\001" }
	{ count[FILENAME] = FNR }
	END { for (file in count) print file "\001" count[file] "\001" head[file] }' {} + | sort)
}

rule_files_begin_with_licence_and_a_sentence() {
	(cd "$1" && find src tests -name '*.[chsp]*' -size 0)
	heads "$1" | awk -F '\001' -v licence='SPDX-License-Identifier: MIT' '
	function says(line) { return line ~ /^("""|# )[^S]/ && length(line) > 22 }
	{
		name = $1
		sub(/.*\//, "", name)
		c = name ~ /[.][ch]$/
		if (c ? $3 != "/* " licence " */" : $3 != "# " licence && $4 != "# " licence)
			print $1 ":1: no licence"
		if (c ? index($4, "/* " name ": ") != 1 || length($4) < length(name) + 17 : !says($4) && !says($5))
			print $1 ":2: does not say what it is"
	}'
}

# The longest line of each file below src and tests whose name matches $2, if it has more than $3 columns. A tab takes up
# to eight.
long_lines() {
	(cd "$1" && find src tests -name "$2" -exec wc -L {} + 2>/dev/null) |
		awk -v max="$3" '$1 > max && $2 != "total" { print $2 ": a line of " $1 }'
}

# Those of scripts hold whole commands.
rule_lines_are_short() {
	long_lines "$1" '*.[ch]' 100
	long_lines "$1" '*.py' 130
	long_lines "$1" '*.sh' 130
}

# Sources, headers and scripts that Makefile.am names neither themselves nor by a folder are
# missing in what `make dist` packs.
rule_files_are_distributed() {
	(cd "$1" && find src tests -name '*.[ch]' -o -name '*.py' -o -name '*.sh') 2>/dev/null |
		awk -v makefile="$1/Makefile.am" '
			BEGIN {
				while ((getline line <makefile) > 0)
					for (i = split(line, words); i > 0 && line !~ /^#/; i--)
						known[words[i]] = 1
			}
			{
				path = $0
				while (path != "" && !(path in known))
					sub("/?[^/]*$", "", path)
				if (path == "")
					print $0 ":1: is not in Makefile.am"
			}'
}

# Names that the program prints and the manual page lacks; $3 is the program.
rule_the_manual_names_all() {
	local page=$work/page commands option name

	sed -E 's/\\[-&]/-/g; s/\\\(hy/-/g; s/\\_/_/g' "$1/doc/peaktop.1" >"$page" 2>/dev/null ||
		echo "doc/peaktop.1:1: is not there"
	commands=$("$3" --help | sed -n '/^Commands/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p')
	for name in $commands; do
		grep -qE "Cm $name([^a-z]|\$)" "$page" || echo "command $name"
	done
	for name in '' $commands; do "$3" $name --help; done |
		grep -oE '^ +(-[A-Za-z], )?--[a-z-]+' | grep -oE -- '--[a-z-]+' |
		while read -r option; do
			grep -qE -- "(-|Fl )${option#-}([^a-z-]|\$)" "$page" || echo "option $option"
		done
	"$3" --columns help | awk '{ print $1 }' | while read -r name; do
		grep -qwF -- "$name" "$page" || echo "column $name"
	done
	"$3" --print-config | sed -nE 's/^(# )?key\.([a-z_]+) .*/\2/p' | while read -r name; do
		grep -qwE -- "(key\\.)?$name" "$page" || echo "key action $name"
	done
}

# --- what breaks each rule ---

# A tree with one file, $1, with the lines of stdin after a valid head.
bad_tree() {
	rm -rf "$work/bad" "$work/objects"
	mkdir -p "$work/bad/src" "$work/bad/tests" "$work/bad/doc" "$work/bad/$(dirname "$1")"
	{
		echo '/* SPDX-License-Identifier: MIT */'
		echo "/* ${1##*/}: a file that keeps all rules but one, or is to. */"
		cat
	} >"$work/bad/$1"
}

# Its object, for a rule that looks at objects.
compile_bad() {
	case $object_rules in *" ${1#rule_} "*) ;; *) return ;; esac
	mkdir -p "$work/objects/$(dirname "$2")"
	${FUZZ_COMPILE:-cc} -w -c -o "$work/objects/${2%c}o" "$work/bad/$2" || echo "$2: is not compiled"
}

# Rule $1 must report file $2 with each of the lines $3...
must_find() {
	local rule=$1 file=$2 line

	shift 2
	for line in "$@"; do
		printf '%s\n' "$line" | bad_tree "$file"
		compile_bad "$rule" "$file"
		[ -n "$($rule "$work/bad" "$work/objects" "$work/program")" ] || echo "$file: $line"
	done
}

# ... and none with these.
must_pass() {
	local rule=$1 file=$2 line

	shift 2
	for line in "$@"; do
		printf '%s\n' "$line" | bad_tree "$file"
		compile_bad "$rule" "$file"
		[ -z "$($rule "$work/bad" "$work/objects" "$work/program")" ] || echo "sound: $file: $line"
	done
}

try_arrows() {
	must_find rule_arrows src/model/a.c '#include "source/source.h"' '#include "b.h"'
	must_find rule_arrows src/screen/view/a.c '#include "term/term.h"'
	must_find rule_arrows src/observe/a.c '#include "app/cli/message.h"'
	must_find rule_arrows src/app/run/a.c '#include "app/monitor/b.h"' '#include "app/history/b.h"'
	must_find rule_arrows src/app/keeper/a.c '#include "app/run/run.h"'
	must_pass rule_arrows src/app/keeper/a.c '#include "app/run/recorded_job.h"' '#include "app/cli/message.h"'
	must_pass rule_arrows src/text/run/a.c '#include "model/process/table.h"' '#include "config.h"' \
		'#include "text/unit.h"'
}

try_no_circle_of_rooms() {
	local tree=$work/circle

	mkdir -p "$tree/src/model/a" "$tree/src/model/b"
	echo '#include "model/b/b.h"' >"$tree/src/model/a/a.h"
	[ -z "$(rule_no_circle_of_rooms "$tree")" ] || echo "no circle is taken for one"
	echo '#include "model/a/a.h"' >"$tree/src/model/b/b.h"
	[ -n "$(rule_no_circle_of_rooms "$tree")" ] || echo "a circle is not found"
}

try_no_circle_of_files() {
	local tree=$work/files

	mkdir -p "$tree/src/model"
	echo 'int g(void); int f(void) { return g(); }' >"$tree/src/model/a.c"
	echo 'int g(void) { return 1; }' >"$tree/src/model/b.c"
	compile_files() {
		local file

		for file in a b; do
			(cd "$tree/src/model" && ${FUZZ_COMPILE:-cc} -w -I"$tree/src" -c -o "$file.o" "$file.c") ||
				echo "$file.c: is not compiled"
		done
	}
	compile_files
	[ -z "$(rule_no_circle_of_files "$tree" "$tree")" ] || echo "no circle is taken for one"
	echo 'int f(void); int g(void) { return f(); }' >"$tree/src/model/b.c"
	compile_files
	[ -n "$(rule_no_circle_of_files "$tree" "$tree")" ] || echo "a circle is not found"
	touch "$tree/src/model/ab_private.h"
	sed -i '1i #include "model/ab_private.h"' "$tree/src/model/a.c" "$tree/src/model/b.c"
	compile_files
	[ -z "$(rule_no_circle_of_files "$tree" "$tree")" ] || echo "two files that are one make a circle"
}

try_curses_in_term_only() {
	must_find rule_curses_in_term_only src/screen/a.c '#include <curses.h>' '#include <ncursesw/curses.h>'
	must_pass rule_curses_in_term_only src/app/a.c '#include "term/term.h"'
}

try_libraries_in_their_files_only() {
	must_find rule_libraries_in_their_files_only src/text/a.c '#include <jansson.h>' '#include <vterm.h>' \
		'#include <libproc2/pids.h>' '#include <ini.h>' '#include <sqlite3.h>' '#include <systemd/sd-bus.h>'
	must_pass rule_libraries_in_their_files_only src/source/proc/procps4.c '#include <libproc2/pids.h>'
}

try_only_app_speaks_and_exits() {
	local head=$'#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n'

	must_find rule_only_app_speaks_and_exits src/model/a.c "$head"'void f(void) { printf("x"); }' \
		"$head"'void f(int x) { printf("%d\n", x); }' "$head"'void f(void) { fputs("x", stderr); }' \
		"$head"'#define SAY putchar'$'\n''void f(int x) { SAY(x); }' "$head"'void f(void) { exit(1); }' \
		"$head"'void f(void) { _exit(1); }' "$head"'FILE *f(void) { return stdout; }'
	must_pass rule_only_app_speaks_and_exits src/model/a.c "$head"'void f(char *a) { snprintf(a, 9, "printf("); }' \
		'/* exit( */ int a(const char *, ...) __attribute__((format(printf, 1, 2)));'
	must_pass rule_only_app_speaks_and_exits src/app/cli/a.c "$head"'void f(void) { printf("x"); }'
}

try_only_app_reads_the_environment() {
	local head=$'#include <stdlib.h>\n#include <unistd.h>\n'

	must_find rule_only_app_reads_the_environment src/text/a.c "$head"'char *f(void) { return getenv("X"); }' \
		"$head"'char **f(void) { return environ; }'
}

try_clocks_are_read_in_one_file() {
	local head=$'#include <time.h>\n#include <unistd.h>\n'

	must_find rule_clocks_are_read_in_one_file src/text/a.c "$head"'time_t f(void) { return time(NULL); }' \
		"$head"'void f(struct timespec *t) { clock_gettime(CLOCK_REALTIME, t); }' "$head"'void f(void) { usleep(1); }'
	must_pass rule_clocks_are_read_in_one_file src/text/a.c \
		"$head"'void f(char *a, struct tm *t) { strftime(a, 9, "%H", t); /* time() */ }'
}

try_memory_of_others_is_read_in_one_room() {
	local head=$'#include <sys/uio.h>\n' call='(int p, struct iovec *v) { return'

	must_find rule_memory_of_others_is_read_in_one_room src/observe/a.c \
		"${head}ssize_t f$call process_vm_readv(p, v, 1, v, 1, 0); }" 'const char *const f = "/proc/%d/mem";'
	must_find rule_memory_of_others_is_read_in_one_room src/source/python/a.c \
		"${head}ssize_t f$call process_vm_writev(p, v, 1, v, 1, 0); }"
	must_pass rule_memory_of_others_is_read_in_one_room src/source/python/a.c \
		"${head}ssize_t f$call process_vm_readv(p, v, 1, v, 1, 0); }"
}

try_no_variable_outlives_a_call() {
	local used='__attribute__((used))' row='struct row { int a; const char *b; };'

	must_find rule_no_variable_outlives_a_call src/text/a.c "static int count $used;" 'int count = 3;' \
		'const char *name;' 'int f(void) { static unsigned calls; return calls++; }' "static void (*hook)(void) $used;" \
		'_Thread_local int depth;' "$row struct row row;" "$row static struct row rows[3] $used = { 0 };" \
		"static const char *names[] $used = { \"a\" };"
	must_pass rule_no_variable_outlives_a_call src/text/a.c "static const int count $used = 3;" \
		"static const char *const names[] $used = { \"a\" };" 'int f(const char *x);' \
		'extern int n; int f(void) { return n; }' \
		"$row static const struct row rows[] $used = { { 1, \"a\" } };" "$row" \
		"int g(int x) { return x; } static int (*const put[])(int) $used = { g };"
}

try_files_begin_with_licence_and_a_sentence() {
	must_find rule_files_begin_with_licence_and_a_sentence tests/a.py 'x = 1'
	echo >"$work/bad/src/b.c"
	rm "$work/bad/tests/a.py"
	[ -n "$(rule_files_begin_with_licence_and_a_sentence "$work/bad")" ] || echo 'an empty file'
	must_pass rule_files_begin_with_licence_and_a_sentence src/a.c 'int a;'
}

try_lines_are_short() {
	must_find rule_lines_are_short src/a.c "$(printf '\t%093d' 1)"
	must_find rule_lines_are_short tests/a.py "$(printf '%0131d' 1)"
	must_find rule_lines_are_short tests/a/b.sh "$(printf '%0131d' 1)"
	must_pass rule_lines_are_short src/a.c "$(printf '\t%092d' 1)" "$(printf 'é%099d' 1)"
	must_pass rule_lines_are_short tests/a.py "$(printf '%0130d' 1)"
}

try_files_are_distributed() {
	must_find rule_files_are_distributed tests/pty/mouse.h 'int a;'
	must_pass rule_files_are_distributed Makefile.am 'a_SOURCES = src/a.c src/a.h'
}

try_the_manual_names_all() {
	printf '%s\n' '#!/bin/sh' 'case $1 in' '--help) printf "Commands:\n  stop  x\n\n  -s, --sort COLUMN  x\n" ;;' \
		'--columns) echo "rss  x" ;;' '*) echo "key.quit = q" ;;' 'esac' >"$work/program"
	chmod +x "$work/program"
	must_find rule_the_manual_names_all doc/peaktop.1 '--sorted rss quit .Cm stop' \
		'--sort rssi quit .Cm stop' '--sort rss .Cm stop' '--sort rss quit stop'
	must_pass rule_the_manual_names_all doc/peaktop.1 '\-\-sort rss quit .Cm stop' \
		'.Fl \-sort , --x rss key.quit .Cm stop' '--sort=X rss quit .Cm stop'
}

# --- the run ---

rules=$(declare -F | sed -n 's/^declare -f rule_//p')
echo "1..$((2 * $(wc -w <<<"$rules")))"
number=0

# Case $1 passes if stdin is empty.
result() {
	local found

	found=$(cat)
	number=$((number + 1))
	if [ -z "$found" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		sed 's/^/# /' <<<"$found"
	fi
}

objects=$(dirname "${PEAKTOP:-$work/program}")
if [ -x "${PEAKTOP:-}" ] && [ -z "$(symbols "$source_dir" "$objects" -u)" ]; then
	echo 'Bail out! there are no objects of the source'
	exit 1
fi
for rule in $rules; do
	case " the_manual_names_all$object_rules" in *" $rule "*) needs=program ;; *) needs= ;; esac
	if [ "$needs" = program ] && [ ! -x "${PEAKTOP:-}" ]; then
		number=$((number + 1))
		echo "ok $number - $rule # SKIP PEAKTOP names no program"
	else
		result "$rule" < <("rule_$rule" "$source_dir" "$objects" "${PEAKTOP:-}" 2>&1)
	fi
	result "${rule}_can_fail" < <("try_$rule" 2>&1)
done
