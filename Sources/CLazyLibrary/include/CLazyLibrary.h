#pragma once
#include <stddef.h>

// Libraries that few runs use, loaded when they are asked for: with what they bring along they would double the time that
// the tool takes to start. A static build, which defines MTLSCOPE_LINKED, has them inside.

/// A function or variable of a library, and where its address goes.
struct clazylibrary_symbol {
    const char *name;
    void **place;
};

/// Loads a library by its name and finds its symbols. NULL, or what is missing, in a text that lasts.
const char *clazylibrary_load(const char *library, const struct clazylibrary_symbol *symbols, size_t count);
