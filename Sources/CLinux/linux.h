#pragma once
#include <linux/capability.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/vfs.h>

/// In the C library, and in no header of its.
extern int capset(cap_user_header_t header, const cap_user_data_t data);

/// prctl(2) takes a variable number of arguments, which Swift cannot pass.
static inline int clinux_prctl(int option, unsigned long first, unsigned long second) {
    return prctl(option, first, second, 0UL, 0UL);
}
