/* Runs a command and tells what it cost: a small parent, so that the child's peak memory is its own.
 *
 *     measure REPORT SECONDS MEBIBYTES COMMAND [ARGUMENT...]
 *
 * MEBIBYTES is how much memory the system is to have at hand.
 * Writes "cpu-seconds wall-seconds peak-kib status" to REPORT; the status is -1 when the time was up. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static pid_t child;
static volatile sig_atomic_t is_late;

static void stop(int number) {
    (void)number;
    is_late = 1;
    kill(child, SIGKILL);
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Has the system find memory, as a process has it and as a file has it, and gives it back. On a virtual machine whose
 * host has taken free memory away, each page that the child is the first to touch would otherwise cost several times
 * what it costs later: up to a second for half a gigabyte of output, in one run and not in the next. */
static void have_memory_at_hand(size_t size, const char *scratch) {
    static char piece[128 << 10];
    if (size == 0) return;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory != MAP_FAILED) munmap(memory, size);
    int file = open(scratch, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return;
    for (size_t count = 0; count < size && write(file, piece, sizeof piece) > 0;) count += sizeof piece;
    close(file);
    unlink(scratch);
}

int main(int argc, char **argv) {
    if (argc < 5) return 64;
    char scratch[4096];
    snprintf(scratch, sizeof scratch, "%s.scratch", argv[1]);
    have_memory_at_hand((size_t)strtoul(argv[3], NULL, 10) << 20, scratch);
    double start = now();
    child = fork();
    if (child < 0) return 71;
    if (child == 0) {
        execvp(argv[4], argv + 4);
        _exit(127);
    }
    signal(SIGALRM, stop);
    alarm((unsigned)atoi(argv[2]));
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0) return 71;
    double wall = now() - start;
    FILE *report = fopen(argv[1], "w");
    if (report == NULL) return 74;
    int code = is_late ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(report, "%f %f %ld %d\n", seconds(usage.ru_utime) + seconds(usage.ru_stime), wall, usage.ru_maxrss, code);
    return fclose(report) == 0 ? 0 : 74;
}
