/* SPDX-License-Identifier: MIT */
/* remove_tree.h: removes the folders of a test. */
#ifndef PEAKTOP_TESTS_SUPPORT_REMOVE_TREE_H
#define PEAKTOP_TESTS_SUPPORT_REMOVE_TREE_H

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static inline int
remove_tree_entry(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about, (void)kind, (void)place;
	remove(path);
	return 0;
}

/* Removes a folder and all that is in it, as far as possible; true: it is gone. */
static inline bool
remove_tree(const char *path)
{
	nftw(path, remove_tree_entry, 16, FTW_DEPTH | FTW_PHYS);
	return access(path, F_OK) != 0;
}

#endif
