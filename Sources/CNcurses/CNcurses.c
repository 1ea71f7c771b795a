#include "CNcurses.h"
#include <locale.h>

// In parentheses, since curses.h has macros of the same names.
#ifdef MTLSCOPE_LINKED
#define CALL(name) (name)
#define SCREEN_WINDOW stdscr
const char *cncurses_load(void) { return NULL; }
#else
#include "CLazyLibrary.h"
#include <pthread.h>

// The version of the interface that curses.h describes.
#ifdef __APPLE__
#define LIBRARY "libncurses.5.4.dylib"
#else
#define LIBRARY "libncursesw.so.6"
#endif
#define FUNCTIONS(each) \
    each(newterm) each(tigetstr) each(endwin) each(delscreen) each(cbreak) each(noecho) each(nonl) each(intrflush) \
    each(keypad) each(nodelay) each(set_escdelay) each(curs_set) each(has_colors) each(start_color) \
    each(use_default_colors) each(init_pair) each(wattrset) each(wmove) each(waddnstr) each(wclrtoeol) each(wrefresh) \
    each(resizeterm) each(wclear) each(wget_wch)

static struct {
#define FIELD(name) __typeof__(&name) name;
    FUNCTIONS(FIELD)
    WINDOW **standard_screen;
} library;

#define CALL(name) (library.name)
#define SCREEN_WINDOW (*library.standard_screen)

static const char *failure;

static void load(void) {
#define SYMBOL(name) { #name, (void **)&library.name },
    static const struct clazylibrary_symbol symbols[] = { FUNCTIONS(SYMBOL) {
        "stdscr", (void **)&library.standard_screen } };
    failure = clazylibrary_load(LIBRARY, symbols, sizeof symbols / sizeof symbols[0]);
}

const char *cncurses_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return failure;
}
#endif

SCREEN *cncurses_begin(FILE *output, FILE *input) {
    setlocale(LC_CTYPE, "");
    SCREEN *screen = CALL(newterm)(NULL, output, input);
    if (!screen) return NULL;
    char *cup = CALL(tigetstr)("cup");
    if (!cup || cup == (char *)-1) {
        CALL(endwin)();
        CALL(delscreen)(screen);
        return NULL;
    }
    // Ctrl-C and the like stay signals.
    CALL(cbreak)();
    CALL(noecho)();
    CALL(nonl)();
    CALL(intrflush)(SCREEN_WINDOW, FALSE);
    CALL(keypad)(SCREEN_WINDOW, TRUE);
    CALL(nodelay)(SCREEN_WINDOW, TRUE);
    CALL(set_escdelay)(25);
    CALL(curs_set)(0);
    return screen;
}

int cncurses_begin_colors(void) {
    if (!CALL(has_colors)() || CALL(start_color)() == ERR) return 0;
    int background = CALL(use_default_colors)() == OK ? -1 : COLOR_BLACK;
    for (short color = 1; color <= 6; color++) CALL(init_pair)(color, color, (short)background);
    return 1;
}

void cncurses_style(int flags, int color) {
    CALL(wattrset)(SCREEN_WINDOW, (int)((flags & CNCURSES_BOLD ? A_BOLD : 0) | (flags & CNCURSES_DIM ? A_DIM : 0) |
        (flags & CNCURSES_REVERSED ? A_REVERSE : 0) | COLOR_PAIR(color)));
}

void cncurses_put(int row, int column, const char *text, int length) {
    if (CALL(wmove)(SCREEN_WINDOW, row, column) != ERR) CALL(waddnstr)(SCREEN_WINDOW, text, length);
}

void cncurses_clear_line(int row) {
    CALL(wattrset)(SCREEN_WINDOW, A_NORMAL);
    CALL(wmove)(SCREEN_WINDOW, row, 0);
    CALL(wclrtoeol)(SCREEN_WINDOW);
}

void cncurses_flush(void) { CALL(wrefresh)(SCREEN_WINDOW); }

void cncurses_resize(int rows, int columns) {
    CALL(resizeterm)(rows, columns);
    CALL(wclear)(SCREEN_WINDOW);
}

int cncurses_key(unsigned *value) {
    wint_t typed = 0;
    int kind = CALL(wget_wch)(SCREEN_WINDOW, &typed);
    *value = typed;
    return kind == ERR ? 0 : kind == KEY_CODE_YES ? 2 : 1;
}

void cncurses_end(SCREEN *screen) {
    CALL(endwin)();
    CALL(delscreen)(screen);
}

const char *cncurses_capability(const char *name) {
    char *text = CALL(tigetstr)(name);
    return text == (char *)-1 ? NULL : text;
}
