#include "CLazyLibrary.h"

#ifndef MTLSCOPE_LINKED
#include <dlfcn.h>
#include <string.h>

// The loader's own text is gone with its next call.
static const char *failure(void) {
    const char *text = dlerror();
    const char *copy = text ? strdup(text) : NULL;
    return copy ? copy : "it cannot be loaded";
}

const char *clazylibrary_load(const char *library, const struct clazylibrary_symbol *symbols, size_t count) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) return failure();
    for (size_t index = 0; index < count; index++) {
        *symbols[index].place = dlsym(handle, symbols[index].name);
        if (!*symbols[index].place) return failure();
    }
    return NULL;
}
#endif
