/* SPDX-License-Identifier: MIT */
/* sanitized.h: whether this build has the address sanitizer, which needs more memory and time. */
#ifndef PEAKTOP_BASE_SANITIZED_H
#define PEAKTOP_BASE_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#endif
