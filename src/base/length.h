/* SPDX-License-Identifier: MIT */
/* length.h: the number of elements of an array. */
#ifndef PEAKTOP_BASE_LENGTH_H
#define PEAKTOP_BASE_LENGTH_H

/* Not of a pointer: the compiler warns about that (-Wsizeof-pointer-div). */
#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

#endif
