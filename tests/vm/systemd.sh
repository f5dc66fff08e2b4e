#!/bin/sh
# SPDX-License-Identifier: MIT
# systemd.sh: tests an ordinary user who is logged in under systemd, and whose session is a scope that
# is not delegated; run by bash, as a service of a machine with systemd as process 1 (systemd.machine).
# shellcheck shell=dash disable=SC1091,SC2016,SC2034,SC2154
# (Text in single quotes is for the job's own shell; root and json come from world.sh.)
. /world.sh
mib=1048576
slice=/user.slice/user-1000.slice
manager=$slice/user@1000.service

# in_session COMMAND: runs a shell command in a session of the user (pam_systemd).
in_session() {
	su -l user -c "$1"
}

is_logged_in() {
	[ -S /run/user/1000/bus ] && [ -S /run/user/1000/systemd/private ]
}

# One session that lasts throughout, like that of a user at a terminal.
log_in() {
	in_session 'exec sleep 1000000' >/dev/null 2>&1 &
	within 60 is_logged_in
}

pgrep_user() {
	local folder

	for folder in /proc/[0-9]*; do
		[ "$(tr '\0' ' ' <"$folder/cmdline" 2>/dev/null)" = "$1 " ] || continue
		basename "$folder"
		return 0
	done
	return 1
}

log_out() {
	pgrep_user 'sleep 1000000' >/tmp/login || return 0
	kill "$(cat /tmp/login)"
}

is_gone() {
	! kill -0 "$(cat "$1")" 2>/dev/null
}

has_no_scope() {
	[ -z "$(find "$root" -name 'peaktop-*')" ]
}

# A scope ends soon after the last process in it.
no_scope_is_left() {
	within 10 has_no_scope
}

# Replaces that of world.sh, which would kill what systemd has started.
clean_up() {
	local file

	for file in /tmp/orphan /tmp/detached; do
		[ ! -f $file ] || kill -9 "$(cat $file)" 2>/dev/null
	done
	loginctl disable-linger user
	no_scope_is_left
	find /tmp -maxdepth 1 -type f -delete
	is_logged_in || log_in
}

# --- the machine itself ---

test_no_group_can_be_created_in_a_session() {
	in_session 'cut -d: -f3 /proc/self/cgroup' >/tmp/said
	cat /tmp/said
	grep -qx "$slice/session-[^/]*\.scope" /tmp/said || die 'not a session'
	! in_session 'mkdir /sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/x' || die 'it can be created'
}

# --- granted scopes ---

test_require_gets_the_exact_peak_of_a_group_in_a_scope() {
	in_session "peaktop run --json=$json --no-summary --cgroup=require --interval=1s \
		sh -c 'cut -d: -f3 /proc/self/cgroup; job tree 60 3 20 1000'" >/tmp/said
	cat /tmp/said
	sed -n 1p /tmp/said | grep -qx "$manager/app.slice/peaktop-[^/]*\.scope/peaktop-[^/]*" ||
		die 'the job was not in a group in a scope'
	near "$(json_value '"cgroup":{"bytes":')" "$(sed -n 2p /tmp/said)" 0.1 "peak, against memory.peak"
	near "$(json_value '"cgroup":{"bytes":')" $((120 * mib)) 4 "the group's peak"
	equal "$(json_value '"limit_bytes":')" null limit
	no_scope_is_left
}

test_the_scope_has_a_description_and_is_delegated() {
	in_session "peaktop run --no-summary --cgroup=require sh -c '
		scope=\$(cut -d/ -f6 /proc/self/cgroup)
		systemctl --user show -p Delegate -p Description -p CollectMode \$scope'" >/tmp/said
	cat /tmp/said
	grep -qx Delegate=yes /tmp/said || die 'it is not delegated'
	grep -qx CollectMode=inactive-or-failed /tmp/said || die 'it would remain after a failure'
	grep -q '^Description=peaktop' /tmp/said || die 'it has no description'
}

test_a_limit_holds_and_is_named_as_the_cause() {
	local status=0

	in_session "peaktop run --json=$json --memory-max 64M job hold 128 0" 2>/tmp/said || status=$?
	cat /tmp/said
	equal $status 137 'exit status'
	equal "$(json_value '"reason":')" '"oom_killed"' reason
	equal "$(json_value '"limit_bytes":')" $((64 * mib)) limit
	[ "$(json_value '"cgroup":{"bytes":')" -le $((64 * mib)) ] || die 'the limit was exceeded'
	grep -q 'out of memory, limit 64.0 MiB' /tmp/said || die 'the summary does not say so'
	no_scope_is_left
}

# From systemd 253 on, the manager may stop the scope then (OOMPolicy).
test_a_killed_process_does_not_end_the_scope() {
	in_session "peaktop run --json=$json --memory-max 64M \
		sh -c 'job grow 20 3000 128; sleep 3; echo went on'" >/tmp/out 2>/tmp/said
	equal "$(cat /tmp/out)" 'went on' 'the job'
	equal "$(json_value '"reason":')" '"exited"' reason
	grep -q 'killed for memory' /tmp/said || die "$(cat /tmp/said)"
	no_scope_is_left
}

test_each_repeated_run_has_a_scope() {
	in_session "peaktop run --repeat 3 --no-summary --cgroup=require \
		sh -c 'cut -d/ -f6 /proc/self/cgroup'" >/tmp/said 2>&1
	cat /tmp/said
	equal "$(grep -c '^peaktop-.*\.scope$' /tmp/said)" 3 'runs in a scope'
	no_scope_is_left
}

test_beside_others_in_a_delegated_scope_another_is_requested() {
	in_session "systemd-run -q --user --scope -p Delegate=yes sh -c '
		peaktop run --no-summary --json=$json --cgroup=require job hold 30 0; exit \$?'"
	near "$(json_value '"cgroup":{"bytes":')" $((30 * mib)) 6 "the group's peak"
	no_scope_is_left
}

test_alone_in_a_delegated_scope_none_is_requested() {
	in_session "systemd-run -q --user --scope --unit=given -p Delegate=yes \
		peaktop run --no-summary --cgroup=require \
		sh -c 'cut -d: -f3 /proc/self/cgroup; grep -c libsystemd /proc/\$PPID/maps'" >/tmp/said || :
	cat /tmp/said
	grep -q '/given.scope/peaktop-' /tmp/said || die 'the job was not in a group of the scope'
	equal "$(sed -n 2p /tmp/said)" 0 'libsystemd is loaded: lines'
}

# --- auto ---

test_auto_requests_nothing_and_mentions_require() {
	in_session "peaktop run --json=$json sh -c '
		cut -d: -f3 /proc/self/cgroup; grep -c libsystemd /proc/\$PPID/maps
		job tree 20 3 20 2000'" >/tmp/out 2>/tmp/said
	cat /tmp/out /tmp/said
	sed -n 1p /tmp/out | grep -qx "$slice/session-[^/]*\.scope" || die 'the job was moved'
	equal "$(sed -n 2p /tmp/out)" 0 'libsystemd is loaded: lines'
	equal "$(json_value '"cgroup":')" null cgroup
	tr -s ' \n' ' ' </tmp/said | grep -q 'for an exact figure use --cgroup=require' || die 'the summary does not mention it'
}

test_auto_is_silent_without_a_user_manager() {
	in_session "env -u XDG_RUNTIME_DIR peaktop run sh -c 'job tree 20 3 20 2000'" >/dev/null 2>/tmp/said
	cat /tmp/said
	grep -q '^  tree peak' /tmp/said || die 'no peak of the tree'
	! grep -q 'exact figure' /tmp/said || die 'it suggests what is not available'
}

# --- refused ---

test_require_and_a_limit_are_refused_without_a_bus() {
	refuses_with in_session 'env -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS peaktop run --cgroup=require echo launched'
	refuses_with in_session 'env -u XDG_RUNTIME_DIR -u DBUS_SESSION_BUS_ADDRESS peaktop run --memory-max 9M echo launched' |
		tee /tmp/said
	grep -q 'scope from the user manager: no user bus' /tmp/said || die 'the message gives no reason'
	equal "$(wc -l </tmp/said)" 1 lines
}

test_the_message_names_a_missing_bus() {
	refuses_with in_session \
		'env -u DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR=/nowhere \
		peaktop run --cgroup=require echo launched' |
		tee /tmp/said
	grep -q 'connecting to the user bus: No such file' /tmp/said || die 'the message gives no reason'
}

test_root_gets_no_scope() {
	refuses_with peaktop run --cgroup=require echo launched | tee /tmp/said
	grep -q 'contains other processes' /tmp/said || die 'the message gives no reason'
	! grep -q 'user manager' /tmp/said || die 'the user manager was asked'
}

test_no_scope_outside_a_memory_limit() {
	refuses_with in_session "systemd-run -q --user --scope --unit=narrow -p MemoryMax=90M sh -c '
		peaktop run --cgroup=require echo launched; exit \$?'" | tee /tmp/said
	grep -q 'outside the memory limit of narrow.scope' /tmp/said || die 'the message gives no reason'
	no_scope_is_left
}

test_no_scope_outside_the_group_of_another_run() {
	refuses_with in_session "peaktop run --no-summary --cgroup=require sh -c '
		peaktop run --no-summary --cgroup=require echo launched; exit \$?'" | tee /tmp/said
	grep -q 'outside the cgroup of another run' /tmp/said || die 'the message gives no reason'
	no_scope_is_left
}

# --- surviving processes, and the end of a session ---

test_surviving_processes_keep_the_scope() {
	in_session "peaktop run --cgroup=require \
		sh -c 'sleep 60 >/dev/null 2>&1 & echo \$! >/tmp/orphan'" 2>/tmp/said
	grep 'left alive' /tmp/said || die "$(cat /tmp/said)"
	cut -d: -f3 "/proc/$(cat /tmp/orphan)/cgroup" >/tmp/where
	cat /tmp/where
	grep -qx "$manager/app.slice/peaktop-[^/]*\.scope" /tmp/where || die 'it is not in the scope'
	kill "$(cat /tmp/orphan)"
	no_scope_is_left
}

# detached OPTIONS: starts a detached job and ends its session.
detached() {
	in_session "setsid -f peaktop run --nohup --no-summary $1 \
		sh -c 'echo \$\$ >/tmp/detached; exec sleep 300' </dev/null >/dev/null 2>&1"
	within 20 grep -q . /tmp/detached
	cut -d: -f3 "/proc/$(cat /tmp/detached)/cgroup"
	log_out
}

test_logout_ends_a_job_in_a_scope() {
	detached --cgroup=require
	within 60 is_gone /tmp/detached
	no_scope_is_left
}

user_is() {
	loginctl show-user user -p State | grep -qx "State=$1"
}

# Debian does not kill the processes of a session (KillUserProcesses).
test_logout_leaves_a_job_of_the_session() {
	detached --cgroup=auto
	within 60 user_is closing
	! is_gone /tmp/detached || die 'it ended'
	grep -q "$slice/session-" "/proc/$(cat /tmp/detached)/cgroup" || die 'it moved'
}

test_lingering_keeps_a_job_in_a_scope() {
	loginctl enable-linger user
	detached --cgroup=require
	within 60 user_is lingering
	! is_gone /tmp/detached || die 'it ended'
	grep -q "$manager/app.slice/peaktop-" "/proc/$(cat /tmp/detached)/cgroup" || die 'it moved'
}

chown user:user /home/user
echo "# Linux $(uname -r), $(systemctl --version | sed -n 1p), $(sed -n 's/^MemTotal: *//p' /proc/meminfo) of memory"
only=$(tr ' ' '\n' </proc/cmdline | sed -n 's/^only=//p')
(log_in) || echo 'Bail out! cannot log in'
run_cases "$0"
