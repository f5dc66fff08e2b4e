# SPDX-License-Identifier: MIT
# world.sh: helpers for the cases in the virtual machine, and the loop that runs them.
# shellcheck shell=dash disable=SC2016,SC3040
# (Busybox's shell has pipefail; text in single quotes is for the job's own shell.)
root=/sys/fs/cgroup
json=/tmp/run.json

die() {
	echo "$*"
	exit 1
}

equal() {
	[ "$1" = "$2" ] || die "${3:-value}: '$1', not '$2'"
}

# near VALUE EXPECTED PERCENT WHAT
near() {
	[ "$1" -gt 0 ] || die "$4: invalid size '$1'"
	echo "$4: $1, expected $2"
	awk -v a="$1" -v b="$2" -v p="$3" \
		'BEGIN { d = a - b; if (d < 0) d = -d; exit !(d * 100 <= b * p) }' ||
		die "$4: $1 is not within $3 % of $2"
}

# The value after these keys in the JSON account: json_value '"cgroup":{"bytes":'
json_value() {
	sed -n "s/.*$1\([^,}]*\).*/\1/p" "$json"
}

# within SECONDS COMMAND...: repeats the command until it succeeds.
within() {
	local left=$(($1 * 20))

	shift
	until "$@"; do
		left=$((left - 1))
		[ $left -gt 0 ] || die "timed out: $*"
		usleep 50000
	done
}

# in_group GROUP COMMAND...: runs the command as the first process of a group.
in_group() {
	sh -c 'echo 0 >"$0/cgroup.procs" && exec "$@"' "$@"
}

# as_user COMMAND: replaces the shell by a command of the user.
as_user() {
	su -s /bin/sh user -c "exec $1"
}

# Creates a group with a memory controller below the root group.
make_group() {
	echo +memory >$root/cgroup.subtree_control
	mkdir "$1"
}

# The same, delegated to the user as cgroups(7) describes.
delegate() {
	make_group "$1"
	chown user "$1" "$1/cgroup.procs" "$1/cgroup.subtree_control"
}

is_empty() {
	! grep -q . "$1/cgroup.procs"
}

no_group_is_left() {
	equal "$(find $root -mindepth 1 -name 'peaktop-*')" '' 'groups left behind'
}

refuses_with() {
	local status=0 said

	said=$("$@" 2>&1 >/tmp/launched) || status=$?
	echo "$said"
	equal $status 125 'exit status'
	equal "$(cat /tmp/launched)" '' 'output of a command that should not run'
}

# --- the run ---

# Kills every process except ours and the kernel's, and removes all groups.
clean_up() {
	local folder

	for folder in $(find $root -mindepth 1 -type d | sort -r); do
		echo 1 >"$folder/cgroup.kill"
		within 5 is_empty "$folder"
		within 5 rmdir "$folder" 2>/dev/null
	done
	[ ! -f /tmp/orphan ] || kill -9 "$(cat /tmp/orphan)" 2>/dev/null
	rm -f /tmp/*
}

# run_cases FILE: runs its functions test_... (those with $only in their names); prints TAP.
run_cases() {
	local tests number=0 name status verdict

	tests=$(sed -n "s/^test_\([a-z0-9_]*${only:-}[a-z0-9_]*\)() {\$/\1/p" "$1")
	echo "1..$(echo "$tests" | wc -w)"
	for name in $tests; do
		number=$((number + 1))
		(
			set -e -o pipefail
			"test_$name"
		) >/log 2>&1
		status=$?
		[ $status -eq 0 ] && verdict=ok || verdict='not ok'
		echo "$verdict $number - $name"
		[ "$verdict${only:-}" = ok ] || sed 's/^/# /' /log
		(clean_up) || exit 1
	done
}
