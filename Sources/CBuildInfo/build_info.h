#pragma once

#ifdef __APPLE__
// A name that may be missing is an error of the linker there.
static inline const char *_Nullable mtlscope_built_commit(void) { return 0; }
#else
/// The commit that the tool was built from. The linker is given it by scripts/mtlscope and scripts/package; a plain
/// `swift build` has none, and then its address is null.
extern const char mtlscope_commit[] __attribute__((weak));

static inline const char *_Nullable mtlscope_built_commit(void) { return mtlscope_commit; }
#endif
