#!/bin/sh
# SPDX-License-Identifier: MIT
# cgroup2.sh: tests cgroup v2 on a real kernel; run by init, in a machine that runs nothing else.
# Each case starts and ends without a group below the root.
# shellcheck shell=dash disable=SC1091,SC2016,SC2086,SC2154
# (Text in single quotes is for the job's own shell; root and json, from world.sh, contain no spaces.)
. /world.sh
mib=1048576

# --- an exact peak ---

test_the_peak_of_a_tree_is_the_groups_own() {
	# A sample costs 14 ms on an emulated CPU, ten times as much as usual. More frequent samples would
	# leave the observer no budget for PSS.
	peaktop run --json=$json --no-summary --cgroup=require --interval=5s \
		job tree 60 3 20 60000 >/tmp/said
	near "$(json_value '"cgroup":{"bytes":')" "$(cat /tmp/said)" 0.1 "peak, against memory.peak"
	near "$(json_value '"cgroup":{"bytes":')" $((120 * mib)) 2 "the group's peak"
	near "$(json_value '"tree":{"bytes":')" "$(json_value '"cgroup":{"bytes":')" 3 "the tree's peak"
	grep -o '"tree":{[^[]*' $json
	# Measured, or certain from the samples alone, so that there was nothing to measure.
	grep -q '"tree":{[^[]*"origin":"pss"' $json || grep -q '"tree":{[^[]*"lower_bound":true' $json ||
		die "neither measured by PSS nor certain: $(cat $json)"
	equal "$(json_value '"limit_bytes":')" null limit
	no_group_is_left
}

test_the_root_group_enables_the_controller() {
	echo -memory >$root/cgroup.subtree_control
	peaktop run --json=$json --no-summary --cgroup=auto job hold 20 0
	near "$(json_value '"cgroup":{"bytes":')" $((20 * mib)) 5 "the group's peak"
	no_group_is_left
}

# --- limits ---

test_a_limit_holds_and_is_named_as_the_cause() {
	local status=0

	peaktop run --json=$json --memory-max 64M job hold 128 0 2>/tmp/said || status=$?
	equal $status 137 'exit status'
	equal "$(json_value '"reason":')" '"oom_killed"' reason
	equal "$(json_value '"signal":')" 9 signal
	equal "$(json_value '"limit_bytes":')" $((64 * mib)) limit
	near "$(json_value '"cgroup":{"bytes":')" $((64 * mib)) 1 "the group's peak"
	[ "$(json_value '"cgroup":{"bytes":')" -le $((64 * mib)) ] || die 'the limit was exceeded'
	cat /tmp/said
	grep -q 'out of memory, limit 64.0 MiB' /tmp/said || die 'the summary does not say so'
	no_group_is_left
}

test_a_limit_does_not_let_the_job_swap() {
	equal "$(peaktop run --no-summary --memory-max 64M sh -c \
		'cat "/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/memory.swap.max"')" 0
}

test_a_child_of_a_shell_killed_for_memory_is_reported() {
	local status=0

	peaktop run --json=$json --no-summary --memory-max 64M sh -c 'job hold 128 0; exit $?' ||
		status=$?
	equal $status 137 'exit status'
	equal "$(json_value '"reason":')" '"oom_killed"' reason
	no_group_is_left
}

test_a_killed_process_is_reported_although_the_command_exits_0() {
	# On an emulated CPU samples are far apart: the victim lives long enough for some of them.
	peaktop run --json=$json --memory-max 64M sh -c 'job grow 20 10000 128; exit 0' 2>/tmp/said
	equal "$(json_value '"reason":')" '"exited"' reason
	grep -q '"oom_kills":\[{"pid":[0-9]' $json || die "$(cat $json)"
	equal "$(json_value '"oom_limit_bytes":')" $((64 * mib)) limit
	grep -q '1 of its processes was killed for memory' /tmp/said || die "$(cat /tmp/said)"
	no_group_is_left
}

test_kill_9_is_not_out_of_memory() {
	local status=0

	peaktop run --json=$json --memory-max 64M sh -c 'kill -9 $$' 2>/tmp/said || status=$?
	equal $status 137 'exit status'
	equal "$(json_value '"reason":')" '"signaled"' reason
	! grep -q 'out of memory' /tmp/said || die "$(cat /tmp/said)"
	no_group_is_left
}

test_events_and_pressure_can_be_read_in_the_group() {
	peaktop run --no-summary --cgroup=require sh -c \
		'cd "/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)" && cat memory.events memory.pressure' \
		>/tmp/said
	grep -q '^oom_kill 0$' /tmp/said || die "$(cat /tmp/said)"
	grep -q '^some avg10=' /tmp/said || die "$(cat /tmp/said)"
}

test_a_run_within_a_run_has_a_group_within_a_group() {
	peaktop run --json=/tmp/outer.json --no-summary --cgroup=require \
		peaktop run --json=$json --no-summary --cgroup=require \
		sh -c 'cat /proc/self/cgroup; job hold 30 0' >/tmp/said
	cat /tmp/said
	grep -q '^0::/peaktop-[^/]*/peaktop-[^/]*$' /tmp/said || die 'the group is not nested'
	near "$(json_value '"cgroup":{"bytes":')" $((30 * mib)) 5 "the inner group's peak"
	json=/tmp/outer.json
	[ "$(json_value '"cgroup":{"bytes":')" -gt $((30 * mib)) ] || die 'the outer group saw less'
	no_group_is_left
}

# --- where no group can be created ---

test_auto_runs_without_a_group_beside_other_processes() {
	make_group $root/shared
	in_group $root/shared sh -c 'sleep 60 & echo $! >/tmp/other
		peaktop run --json=/tmp/run.json --no-summary sh -c "cat /proc/self/cgroup"' >/tmp/said 2>&1
	equal "$(cat /tmp/said)" 0::/shared 'the group of the job'
	equal "$(json_value '"cgroup":')" null cgroup
	equal "$(json_value '"reason":')" '"exited"' reason
	equal "$(cat $root/shared/cgroup.procs)" "$(cat /tmp/other)" 'processes in the group'
	no_group_is_left
}

test_require_and_a_limit_are_refused_beside_other_processes() {
	make_group $root/shared
	refuses_with in_group $root/shared sh -c 'peaktop run --cgroup=require echo launched; exit $?'
	refuses_with in_group $root/shared sh -c 'peaktop run --memory-max 9M echo launched; exit $?' |
		tee /tmp/said
	grep -q 'contains other processes' /tmp/said || die 'the message gives no reason'
	no_group_is_left
}

test_require_is_refused_without_a_memory_controller() {
	echo -memory >$root/cgroup.subtree_control
	mkdir $root/bare
	refuses_with in_group $root/bare peaktop run --cgroup=require echo launched | tee /tmp/said
	grep -q 'no memory controller' /tmp/said || die 'the message gives no reason'
	no_group_is_left
}

test_a_run_without_a_cgroup_mount() {
	unshare -m sh -c 'umount /sys/fs/cgroup
		peaktop run --json=/tmp/run.json --no-summary job hold 30 300' >/tmp/said 2>&1
	equal "$(cat /tmp/said)" ''
	equal "$(json_value '"cgroup":')" null cgroup
	near "$(json_value '"process":{"bytes":')" $((30 * mib)) 5 'the largest process'
	refuses_with unshare -m sh -c 'umount /sys/fs/cgroup; peaktop run --cgroup=require echo launched'
}

test_a_child_of_process_1_runs_without_a_group() {
	peaktop run --json=$json --no-summary --cgroup=off sh -c 'exit 3' && die 'status 0'
	equal "$(json_value '"status":')" 3 status
	equal "$(json_value '"cgroup":')" null cgroup
}

# --- users ---

test_a_user_alone_in_a_delegated_group_gets_an_exact_peak() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "exec peaktop run --json=$json --no-summary \
		--cgroup=require --on-exit 'cat /proc/self/cgroup >/tmp/after' \
		sh -c 'cat /proc/self/cgroup; job hold 40 0'" >/tmp/said
	cat /tmp/said
	grep -q '^0::/given/peaktop-' /tmp/said || die 'the job was not in a group below'
	near "$(json_value '"cgroup":{"bytes":')" $((40 * mib)) 5 "the group's peak"
	within 5 grep -q . /tmp/after
	equal "$(cat /tmp/after)" 0::/given 'the group of peaktop at the end'
	equal "$(cat $root/given/cgroup.subtree_control)" '' 'the controllers that the group enables'
	no_group_is_left
}

test_a_user_alone_in_a_delegated_group_can_set_a_limit() {
	local status=0

	delegate $root/given
	in_group $root/given su -s /bin/sh user -c \
		"exec peaktop run --json=$json --no-summary --memory-max 32M job hold 64 0" || status=$?
	equal $status 137 'exit status'
	equal "$(json_value '"reason":')" '"oom_killed"' reason
	no_group_is_left
}

test_a_user_beside_other_processes_runs_without_a_group() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "peaktop run --json=$json --no-summary job hold 9 0
		exit \$?" >/tmp/said 2>&1
	equal "$(cat /tmp/said)" ''
	equal "$(json_value '"cgroup":')" null cgroup
	no_group_is_left
}

test_a_user_without_delegation_runs_without_a_group() {
	make_group $root/kept
	in_group $root/kept su -s /bin/sh user -c \
		"exec peaktop run --json=$json --no-summary job hold 9 0" >/tmp/said 2>&1
	equal "$(cat /tmp/said)" ''
	equal "$(json_value '"cgroup":')" null cgroup
	refuses_with in_group $root/kept su -s /bin/sh user -c \
		'exec peaktop run --cgroup=require echo launched'
	no_group_is_left
}

# A hook is in our own group, or in the one that we moved aside into.
test_a_hanging_hook_does_not_keep_the_group() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "exec peaktop run --json=$json --no-summary \
		--cgroup=require --at '5M=echo \$\$ >/tmp/hook; exec sleep 60 >/dev/null 2>&1' \
		job hold 20 1500"
	[ -s /tmp/hook ] || die 'the hook did not run'
	equal "$(cat "/proc/$(cat /tmp/hook)/cgroup")" 0::/given 'the group of the hook'
	no_group_is_left
}

# --- limits of the groups above ---

test_the_job_stays_below_the_limit_of_our_own_group() {
	local status=0

	delegate $root/given
	echo $((96 * mib)) >$root/given/memory.max
	in_group $root/given su -s /bin/sh user -c \
		"exec peaktop run --json=$json --cgroup=require job hold 160 0" 2>/tmp/said || status=$?
	cat /tmp/said
	equal $status 137 'exit status'
	equal "$(json_value '"reason":')" '"oom_killed"' reason
	grep -q 'out of memory, limit 96.0 MiB' /tmp/said || die 'the summary does not say so'
	no_group_is_left
}

# --- surviving processes ---

test_surviving_processes_move_back_to_our_group() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "exec peaktop run --json=$json --cgroup=require \
		sh -c 'sleep 60 >/dev/null 2>&1 & echo \$! >/tmp/orphan'" 2>/tmp/said
	grep 'left alive' /tmp/said || die "$(cat /tmp/said)"
	equal "$(cat "/proc/$(cat /tmp/orphan)/cgroup")" 0::/given 'the group of the orphan'
	no_group_is_left
}

test_a_limit_stays_on_surviving_processes() {
	local group

	peaktop run --no-summary --memory-max 32M sh -c 'sleep 60 >/dev/null 2>&1 & echo $! >/tmp/orphan'
	group=$root$(cut -d: -f3 "/proc/$(cat /tmp/orphan)/cgroup")
	echo "$group"
	equal "$(cat "$group/memory.max")" $((32 * mib)) 'the limit'
	kill "$(cat /tmp/orphan)"
	within 5 is_empty "$group"
	rmdir "$group"
}

# --- pressure ---

is_under_pressure() {
	! grep -q '^some avg10=0.00' /proc/pressure/memory
}

test_pressure_is_shown() {
	local shown

	make_group $root/tight
	echo $((20 * mib)) >$root/tight/memory.high
	in_group $root/tight job hold 120 60000 &
	within 20 is_under_pressure
	shown=$(peaktop --once --json | sed -n 's/.*"pressure_some_avg10":\([0-9.]*\).*/\1/p')
	echo "shown: $shown; $(head -n 1 /proc/pressure/memory)"
	awk -v a="$shown" 'BEGIN { exit !(a > 0) }' || die "pressure is '$shown'"
	peaktop --once | grep -q 'pressure [0-9]' || die 'not in the table'
}

run_cases "$0"
