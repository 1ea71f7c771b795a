#pragma once
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

/// Takes over a terminal; NULL where its kind is not known, or cannot place text. newterm, unlike initscr, never ends the process.
static inline SCREEN *cncurses_begin(FILE *output, FILE *input) {
    setlocale(LC_CTYPE, "");
    SCREEN *screen = newterm(NULL, output, input);
    if (!screen) return NULL;
    char *cup = tigetstr("cup");
    if (!cup || cup == (char *)-1) {
        endwin();
        delscreen(screen);
        return NULL;
    }
    // Ctrl-C and the like stay signals.
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    return screen;
}

/// Prepares colours 1 to 6, red to cyan, on the terminal's own background; 0 where the terminal has none.
static inline int cncurses_begin_colors(void) {
    if (!has_colors() || start_color() == ERR) return 0;
    int background = use_default_colors() == OK ? -1 : COLOR_BLACK;
    for (short color = 1; color <= 6; color++) init_pair(color, color, (short)background);
    return 1;
}

enum { CNCURSES_BOLD = 1, CNCURSES_DIM = 2, CNCURSES_REVERSED = 4 };

/// How what follows looks; `color` is 0 for none.
static inline void cncurses_style(int flags, int color) {
    attrset((flags & CNCURSES_BOLD ? A_BOLD : 0) | (flags & CNCURSES_DIM ? A_DIM : 0) |
        (flags & CNCURSES_REVERSED ? A_REVERSE : 0) | COLOR_PAIR(color));
}

static inline void cncurses_put(int row, int column, const char *text, int length) {
    mvaddnstr(row, column, text, length);
}

static inline void cncurses_clear_line(int row) {
    attrset(A_NORMAL);
    move(row, 0);
    clrtoeol();
}

static inline void cncurses_flush(void) { refresh(); }

static inline void cncurses_resize(int rows, int columns) {
    resizeterm(rows, columns);
    clear();
}

/// What was typed: 0 nothing, 1 the character in `value`, 2 the key in `value`.
static inline int cncurses_key(unsigned *value) {
    wint_t typed = 0;
    int kind = get_wch(&typed);
    *value = typed;
    return kind == ERR ? 0 : kind == KEY_CODE_YES ? 2 : 1;
}

static inline void cncurses_end(SCREEN *screen) {
    endwin();
    delscreen(screen);
}

/// A text of the terminal's description, such as `rmcup`; NULL where it has none.
static inline const char *cncurses_capability(const char *name) {
    char *text = tigetstr(name);
    return text == (char *)-1 ? NULL : text;
}
