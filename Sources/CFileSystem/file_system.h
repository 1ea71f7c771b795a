#pragma once

#include <stdint.h>
#include <sys/vfs.h>

/// The kind of file system that a path lies on, as linux/magic.h numbers them; 0 if there is no such path.
static inline uint32_t file_system_type(const char *_Nonnull path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (uint32_t)status.f_type : 0;
}
