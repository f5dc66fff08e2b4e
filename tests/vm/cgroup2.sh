#!/bin/sh
# SPDX-License-Identifier: MIT
# cgroup2.sh: what peaktop does with cgroup v2, shown on a real kernel; run by init, in a machine that
# has nothing else in it. Each case starts and ends without a group below the root.
# shellcheck shell=dash disable=SC1091,SC2016,SC2086,SC2154
# (What is in single quotes is for the job's own shell; root and json, of world.sh, have no blanks.)
. /world.sh
mib=1048576

# --- an exact peak ---

# Emulated, a look at the tree costs some ten times as much: seldom ones leave the observer's budget
# something for PSS.
test_the_peak_of_a_tree_is_the_groups_own() {
	# A sample costs 14 ms on an emulated CPU: more often, and nothing of the budget is left.
	peaktop run --json=$json --no-summary --cgroup=require --interval=5s \
		job tree 60 3 20 60000 >/tmp/said
	near "$(told '"cgroup":{"bytes":')" "$(cat /tmp/said)" 0.1 "peak, against memory.peak"
	near "$(told '"cgroup":{"bytes":')" $((120 * mib)) 2 "the group's peak"
	near "$(told '"tree":{"bytes":')" "$(told '"cgroup":{"bytes":')" 3 "the tree's peak"
	grep -o '"tree":{[^[]*' $json
	# Measured; or certain as it is, so that nothing was left to measure.
	grep -q '"tree":{[^[]*"origin":"pss"' $json || grep -q '"tree":{[^[]*"lower_bound":true' $json ||
		die "neither by PSS nor certain: $(cat $json)"
	equal "$(told '"limit_bytes":')" null limit
	no_group_is_left
}

test_the_root_hands_the_controller_on_when_asked() {
	echo -memory >$root/cgroup.subtree_control
	peaktop run --json=$json --no-summary --cgroup=auto job hold 20 0
	near "$(told '"cgroup":{"bytes":')" $((20 * mib)) 5 "the group's peak"
	no_group_is_left
}

# --- a limit, and how it is told ---

test_a_limit_holds_and_is_the_verdict() {
	local status=0

	peaktop run --json=$json --memory-max 64M job hold 128 0 2>/tmp/said || status=$?
	equal $status 137 'exit status'
	equal "$(told '"reason":')" '"oom_killed"' reason
	equal "$(told '"signal":')" 9 signal
	equal "$(told '"limit_bytes":')" $((64 * mib)) limit
	near "$(told '"cgroup":{"bytes":')" $((64 * mib)) 1 "the group's peak"
	[ "$(told '"cgroup":{"bytes":')" -le $((64 * mib)) ] || die 'the limit was passed'
	cat /tmp/said
	grep -q 'out of memory, limit 64.0 MiB' /tmp/said || die 'the summary does not say so'
	no_group_is_left
}

test_a_limit_does_not_let_the_job_swap() {
	equal "$(peaktop run --no-summary --memory-max 64M sh -c \
		'cat "/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)/memory.swap.max"')" 0
}

test_a_child_killed_for_memory_behind_a_shell_is_told() {
	local status=0

	peaktop run --json=$json --no-summary --memory-max 64M sh -c 'job hold 128 0; exit $?' ||
		status=$?
	equal $status 137 'exit status'
	equal "$(told '"reason":')" '"oom_killed"' reason
	no_group_is_left
}

test_a_part_of_the_tree_that_is_killed_is_told_though_the_command_copes() {
	# Emulated, looks are far apart: the victim is there for some of them.
	peaktop run --json=$json --memory-max 64M sh -c 'job grow 20 10000 128; exit 0' 2>/tmp/said
	equal "$(told '"reason":')" '"exited"' reason
	grep -q '"oom_kills":\[{"pid":[0-9]' $json || die "$(cat $json)"
	equal "$(told '"oom_limit_bytes":')" $((64 * mib)) limit
	grep -q '1 of its processes was killed for memory' /tmp/said || die "$(cat /tmp/said)"
	no_group_is_left
}

test_kill_9_is_not_out_of_memory() {
	local status=0

	peaktop run --json=$json --memory-max 64M sh -c 'kill -9 $$' 2>/tmp/said || status=$?
	equal $status 137 'exit status'
	equal "$(told '"reason":')" '"signaled"' reason
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
	grep -q '^0::/peaktop-[^/]*/peaktop-[^/]*$' /tmp/said || die 'the group is elsewhere'
	near "$(told '"cgroup":{"bytes":')" $((30 * mib)) 5 "the inner group's peak"
	json=/tmp/outer.json
	[ "$(told '"cgroup":{"bytes":')" -gt $((30 * mib)) ] || die 'the outer group saw less'
	no_group_is_left
}

# --- where none can be made ---

test_beside_others_auto_does_without_and_says_nothing() {
	make_group $root/shared
	in_group $root/shared sh -c 'sleep 60 & echo $! >/tmp/other
		peaktop run --json=/tmp/run.json --no-summary sh -c "cat /proc/self/cgroup"' >/tmp/said 2>&1
	equal "$(cat /tmp/said)" 0::/shared 'where the job was'
	equal "$(told '"cgroup":')" null cgroup
	equal "$(told '"reason":')" '"exited"' reason
	equal "$(cat $root/shared/cgroup.procs)" "$(cat /tmp/other)" 'who is in the group'
	no_group_is_left
}

test_beside_others_require_and_a_limit_are_refused() {
	make_group $root/shared
	refuses_with in_group $root/shared sh -c 'peaktop run --cgroup=require echo launched; exit $?'
	refuses_with in_group $root/shared sh -c 'peaktop run --memory-max 9M echo launched; exit $?' |
		tee /tmp/said
	grep -q 'holds other processes' /tmp/said || die 'it does not say why'
	no_group_is_left
}

test_without_a_memory_controller_require_says_so() {
	echo -memory >$root/cgroup.subtree_control
	mkdir $root/bare
	refuses_with in_group $root/bare peaktop run --cgroup=require echo launched | tee /tmp/said
	grep -q 'no memory controller' /tmp/said || die 'it does not say why'
	no_group_is_left
}

test_without_a_cgroup_mount_all_else_works() {
	unshare -m sh -c 'umount /sys/fs/cgroup
		peaktop run --json=/tmp/run.json --no-summary job hold 30 300' >/tmp/said 2>&1
	equal "$(cat /tmp/said)" ''
	equal "$(told '"cgroup":')" null cgroup
	near "$(told '"process":{"bytes":')" $((30 * mib)) 5 'the largest process'
	refuses_with unshare -m sh -c 'umount /sys/fs/cgroup; peaktop run --cgroup=require echo launched'
}

test_a_child_of_process_1_runs_without_a_group() {
	peaktop run --json=$json --no-summary --cgroup=off sh -c 'exit 3' && die 'status 0'
	equal "$(told '"status":')" 3 status
	equal "$(told '"cgroup":')" null cgroup
}

# --- users ---

test_a_user_alone_in_a_delegated_group_gets_an_exact_peak() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "exec peaktop run --json=$json --no-summary \
		--cgroup=require --on-exit 'cat /proc/self/cgroup >/tmp/after' \
		sh -c 'cat /proc/self/cgroup; job hold 40 0'" >/tmp/said
	cat /tmp/said
	grep -q '^0::/given/peaktop-' /tmp/said || die 'the job was not in a group below'
	near "$(told '"cgroup":{"bytes":')" $((40 * mib)) 5 "the group's peak"
	within 5 grep -q . /tmp/after
	equal "$(cat /tmp/after)" 0::/given 'where peaktop was in the end'
	equal "$(cat $root/given/cgroup.subtree_control)" '' 'what the group hands on'
	no_group_is_left
}

test_a_user_alone_in_a_delegated_group_can_set_a_limit() {
	local status=0

	delegate $root/given
	in_group $root/given su -s /bin/sh user -c \
		"exec peaktop run --json=$json --no-summary --memory-max 32M job hold 64 0" || status=$?
	equal $status 137 'exit status'
	equal "$(told '"reason":')" '"oom_killed"' reason
	no_group_is_left
}

test_a_user_beside_others_does_without() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "peaktop run --json=$json --no-summary job hold 9 0
		exit \$?" >/tmp/said 2>&1
	equal "$(cat /tmp/said)" ''
	equal "$(told '"cgroup":')" null cgroup
	no_group_is_left
}

test_a_user_without_delegation_does_without() {
	make_group $root/kept
	in_group $root/kept su -s /bin/sh user -c \
		"exec peaktop run --json=$json --no-summary job hold 9 0" >/tmp/said 2>&1
	equal "$(cat /tmp/said)" ''
	equal "$(told '"cgroup":')" null cgroup
	refuses_with in_group $root/kept su -s /bin/sh user -c \
		'exec peaktop run --cgroup=require echo launched'
	no_group_is_left
}

# What we started ourselves is beside us, in the group that we stepped aside into.
test_a_hook_that_hangs_does_not_keep_a_group() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "exec peaktop run --json=$json --no-summary \
		--cgroup=require --at '5M=echo \$\$ >/tmp/hook; exec sleep 60 >/dev/null 2>&1' \
		job hold 20 1500"
	[ -s /tmp/hook ] || die 'the hook did not run'
	equal "$(cat "/proc/$(cat /tmp/hook)/cgroup")" 0::/given 'where the hook is'
	no_group_is_left
}

# --- the limits above ---

test_the_job_stays_below_the_limit_of_our_own_group() {
	local status=0

	delegate $root/given
	echo $((96 * mib)) >$root/given/memory.max
	in_group $root/given su -s /bin/sh user -c \
		"exec peaktop run --json=$json --cgroup=require job hold 160 0" 2>/tmp/said || status=$?
	cat /tmp/said
	equal $status 137 'exit status'
	equal "$(told '"reason":')" '"oom_killed"' reason
	grep -q 'out of memory, limit 96.0 MiB' /tmp/said || die 'the summary does not say so'
	no_group_is_left
}

# --- what lives on ---

test_what_lives_on_goes_back_to_our_own_group() {
	delegate $root/given
	in_group $root/given su -s /bin/sh user -c "exec peaktop run --json=$json --cgroup=require \
		sh -c 'sleep 60 >/dev/null 2>&1 & echo \$! >/tmp/orphan'" 2>/tmp/said
	grep 'left alive' /tmp/said || die "$(cat /tmp/said)"
	equal "$(cat "/proc/$(cat /tmp/orphan)/cgroup")" 0::/given 'where the orphan is'
	no_group_is_left
}

test_a_limit_goes_on_for_what_lives_on() {
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
