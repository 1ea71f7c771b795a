#pragma once
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>

// What is used of ncurses, which is loaded by `cncurses_load`.

/// Loads the library. NULL, or why it cannot be used; nothing else here may be called then.
const char *cncurses_load(void);

/// Takes over a terminal; NULL where its kind is not known, or cannot place text. newterm, unlike initscr, never ends the process.
SCREEN *cncurses_begin(FILE *output, FILE *input);

/// Prepares colours 1 to 6, red to cyan, on the terminal's own background; 0 where the terminal has none.
int cncurses_begin_colors(void);

enum { CNCURSES_BOLD = 1, CNCURSES_DIM = 2, CNCURSES_REVERSED = 4 };

/// How what follows looks; `color` is 0 for none.
void cncurses_style(int flags, int color);

void cncurses_put(int row, int column, const char *text, int length);
void cncurses_clear_line(int row);
void cncurses_flush(void);
void cncurses_resize(int rows, int columns);

/// What was typed: 0 nothing, 1 the character in `value`, 2 the key in `value`.
int cncurses_key(unsigned *value);

void cncurses_end(SCREEN *screen);

/// A text of the terminal's description, such as `rmcup`; NULL where it has none.
const char *cncurses_capability(const char *name);
