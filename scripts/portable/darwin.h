// The part of Darwin's C library that Sources use, with the types and values of Apple's headers: what Linux alone has is
// not in it, so that a use of it outside its gate is an error. scripts/check-portable puts it in the place of every header
// of the system. A name that is missing is added as Apple's manual pages and headers declare it, or not used.
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

// sys/types.h
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef uint8_t u_int8_t;
typedef uint16_t u_int16_t;
typedef uint32_t u_int32_t;
typedef uint64_t u_int64_t;
typedef int32_t dev_t;
typedef uint64_t ino_t;
typedef uint16_t mode_t;
typedef uint16_t nlink_t;
typedef uint32_t uid_t;
typedef uint32_t gid_t;
typedef int32_t pid_t;
typedef long long off_t;
typedef long ssize_t;
typedef long time_t;
typedef int32_t suseconds_t;
typedef unsigned long clock_t;
typedef uint32_t useconds_t;
typedef char *caddr_t;
typedef int64_t blkcnt_t;
typedef int32_t blksize_t;
typedef struct fd_set { int32_t fds_bits[32]; } fd_set;

// errno.h
extern int *_Nonnull __error(void);
#define errno (*__error())
#define EPERM 1
#define ENOENT 2
#define EINTR 4
#define EIO 5
#define ENXIO 6
#define EBADF 9
#define ENOMEM 12
#define EACCES 13
#define EEXIST 17
#define ENOTDIR 20
#define EISDIR 21
#define EINVAL 22
#define EMFILE 24
#define EFBIG 27
#define ENOSPC 28
#define EROFS 30
#define EPIPE 32
#define ERANGE 34
#define EAGAIN 35
#define EMSGSIZE 40
#define ENOTSUP 45
#define EAFNOSUPPORT 47
#define EADDRINUSE 48
#define ECONNRESET 54
#define ENOTCONN 57
#define ETIMEDOUT 60
#define ECONNREFUSED 61
#define ELOOP 62
#define ENAMETOOLONG 63

// stdio.h, stdlib.h, string.h, wchar.h, locale.h, fnmatch.h
typedef struct __sFILE FILE;
typedef int wint_t;
typedef struct { char __mbstate8[128]; } mbstate_t;
extern FILE *stdin, *stdout, *stderr;
int fprintf(FILE *, const char *, ...);
FILE *fdopen(int, const char *);
int fclose(FILE *);
char *getenv(const char *);
void *malloc(size_t);
void *calloc(size_t, size_t);
void free(void *);
char *realpath(const char *, char *);
int memcmp(const void *, const void *, size_t);
void *memcpy(void *, const void *, size_t);
void *memset(void *, int, size_t);
size_t strlen(const char *);
char *strdup(const char *);
char *strerror(int);
char *setlocale(int, const char *);
#define LC_ALL 0
#define LC_CTYPE 2
int fnmatch(const char *, const char *, int);

// time.h, sys/time.h
struct timespec { time_t tv_sec; long tv_nsec; };
struct timeval { time_t tv_sec; suseconds_t tv_usec; };
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
    long tm_gmtoff;
    char *tm_zone;
};
typedef enum : unsigned { CLOCK_REALTIME = 0, CLOCK_MONOTONIC = 6 } clockid_t;
#define CLOCKS_PER_SEC ((clock_t)1000000)
int clock_gettime(clockid_t, struct timespec *);
clock_t clock(void);
time_t time(time_t *);
void tzset(void);
struct tm *gmtime_r(const time_t *, struct tm *);
struct tm *localtime_r(const time_t *, struct tm *);

// fcntl.h, unistd.h, sys/stat.h, dirent.h, sys/mman.h, poll.h
#define O_RDONLY 0x0000
#define O_WRONLY 0x0001
#define O_RDWR 0x0002
#define O_NONBLOCK 0x00000004
#define O_APPEND 0x00000008
#define O_NOFOLLOW 0x00000100
#define O_CREAT 0x00000200
#define O_TRUNC 0x00000400
#define O_EXCL 0x00000800
#define O_NOCTTY 0x00020000
#define O_DIRECTORY 0x00100000
#define O_CLOEXEC 0x01000000
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define FD_CLOEXEC 1
#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2
#define _SC_PAGESIZE 29
#define _SC_NPROCESSORS_ONLN 58
int open(const char *, int, ...);
int openat(int, const char *, int, ...);
int fcntl(int, int, ...);
int close(int);
ssize_t read(int, void *, size_t);
ssize_t write(int, const void *, size_t);
ssize_t pread(int, void *, size_t, off_t);
off_t lseek(int, off_t, int);
int ftruncate(int, off_t);
int fsync(int);
int dup(int);
int pipe(int[2]);
int access(const char *, int);
int unlink(const char *);
int unlinkat(int, const char *, int);
int rename(const char *, const char *);
int mkdir(const char *, mode_t);
mode_t umask(mode_t);
int isatty(int);
int usleep(useconds_t);
unsigned alarm(unsigned);
long sysconf(int);
int gethostname(char *, size_t);
pid_t getpid(void);
uid_t geteuid(void);
int setuid(uid_t);
int setgid(gid_t);
int initgroups(const char *, int);
int execv(const char *, char *const *);
_Noreturn void _exit(int);

struct stat {
    dev_t st_dev;
    mode_t st_mode;
    nlink_t st_nlink;
    ino_t st_ino;
    uid_t st_uid;
    gid_t st_gid;
    dev_t st_rdev;
    struct timespec st_atimespec, st_mtimespec, st_ctimespec, st_birthtimespec;
    off_t st_size;
    blkcnt_t st_blocks;
    blksize_t st_blksize;
    uint32_t st_flags, st_gen;
    int32_t st_lspare;
    int64_t st_qspare[2];
};
int stat(const char *, struct stat *);
int lstat(const char *, struct stat *);
int fstat(int, struct stat *);
int fchmod(int, mode_t);

typedef struct { int __dd_fd; } DIR;
struct dirent {
    ino_t d_ino;
    uint64_t d_seekoff;
    uint16_t d_reclen, d_namlen;
    uint8_t d_type;
    char d_name[1024];
};
DIR *opendir(const char *);
struct dirent *readdir(DIR *);
int closedir(DIR *);

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 0x0002
#define MAP_NORESERVE 0x0040
#define MAP_ANON 0x1000
void *mmap(void *, size_t, int, int, int, off_t);
int munmap(void *, size_t);
int mprotect(void *, size_t, int);
int madvise(void *, size_t, int);

struct pollfd { int fd; short events, revents; };
typedef unsigned nfds_t;
#define POLLIN 0x0001
#define POLLOUT 0x0004
int poll(struct pollfd *, nfds_t, int);

// sys/ioctl.h, termios.h
struct winsize { unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel; };
int ioctl(int, unsigned long, ...);
struct termios {
    unsigned long c_iflag, c_oflag, c_cflag, c_lflag;
    unsigned char c_cc[20];
    unsigned long c_ispeed, c_ospeed;
};
#define TCSANOW 0
int tcgetattr(int, struct termios *);
int tcsetattr(int, int, const struct termios *);

// signal.h
typedef uint32_t sigset_t;
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGFPE 8
#define SIGKILL 9
#define SIGBUS 10
#define SIGSEGV 11
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGTSTP 18
#define SIGCONT 19
#define SIGWINCH 28
#define SIGUSR1 30
#define SIGUSR2 31
#define SIG_UNBLOCK 2
void (*signal(int, void (*)(int)))(int);
int raise(int);
int kill(pid_t, int);
int sigemptyset(sigset_t *);
int sigaddset(sigset_t *, int);
int pthread_sigmask(int, const sigset_t *, sigset_t *);

// pthread.h: a pointer in place of a number. semaphore.h: with names alone.
typedef struct _opaque_pthread_t { long __sig; char __opaque[8176]; } *pthread_t;
typedef struct { long __sig; char __opaque[56]; } pthread_attr_t;
typedef struct { long __sig; char __opaque[56]; } pthread_mutex_t;
typedef struct { long __sig; char __opaque[40]; } pthread_cond_t;
typedef struct { long __sig; char __opaque[8]; } pthread_mutexattr_t;
typedef struct { long __sig; char __opaque[8]; } pthread_condattr_t;
typedef struct { long __sig; char __opaque[8]; } pthread_once_t;
typedef unsigned long pthread_key_t;
#define NULLABLE _Nullable
#define NONNULL _Nonnull
int pthread_create(pthread_t NULLABLE *NONNULL, const pthread_attr_t *NULLABLE, void *NULLABLE (*NONNULL)(void *NONNULL),
    void *NULLABLE);
int pthread_join(pthread_t NONNULL, void *NULLABLE *NULLABLE);
int pthread_detach(pthread_t NONNULL);
int pthread_attr_init(pthread_attr_t *NONNULL);
int pthread_attr_destroy(pthread_attr_t *NONNULL);
int pthread_attr_setstacksize(pthread_attr_t *NONNULL, size_t);
int pthread_mutex_init(pthread_mutex_t *NONNULL, const pthread_mutexattr_t *NULLABLE);
int pthread_mutex_destroy(pthread_mutex_t *NONNULL);
int pthread_mutex_lock(pthread_mutex_t *NONNULL);
int pthread_mutex_unlock(pthread_mutex_t *NONNULL);
int pthread_cond_init(pthread_cond_t *NONNULL, const pthread_condattr_t *NULLABLE);
int pthread_cond_destroy(pthread_cond_t *NONNULL);
int pthread_cond_wait(pthread_cond_t *NONNULL, pthread_mutex_t *NONNULL);
int pthread_cond_signal(pthread_cond_t *NONNULL);
typedef int sem_t;
sem_t *sem_open(const char *, int, ...);

// sys/socket.h, sys/un.h, netinet/in.h, netdb.h, net/if.h
typedef uint8_t sa_family_t;
typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;
typedef uint32_t socklen_t;
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOL_SOCKET 0xffff
#define SO_NOSIGPIPE 0x1022
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 30
struct sockaddr { uint8_t sa_len; sa_family_t sa_family; char sa_data[14]; };
struct sockaddr_un { uint8_t sun_len; sa_family_t sun_family; char sun_path[104]; };
struct in_addr { in_addr_t s_addr; };
struct sockaddr_in {
    uint8_t sin_len;
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
    char sin_zero[8];
};
struct in6_addr { union { uint8_t __u6_addr8[16]; uint32_t __u6_addr32[4]; } __u6_addr; };
struct sockaddr_in6 {
    uint8_t sin6_len;
    sa_family_t sin6_family;
    in_port_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
};
struct addrinfo {
    int ai_flags, ai_family, ai_socktype, ai_protocol;
    socklen_t ai_addrlen;
    char *ai_canonname;
    struct sockaddr *ai_addr;
    struct addrinfo *ai_next;
};
struct if_nameindex { unsigned if_index; char *if_name; };
int socket(int, int, int);
int setsockopt(int, int, int, const void *, socklen_t);
int connect(int, const struct sockaddr *, socklen_t);
int bind(int, const struct sockaddr *, socklen_t);
int listen(int, int);
int accept(int, struct sockaddr *, socklen_t *);
ssize_t send(int, const void *, size_t, int);
ssize_t recv(int, void *, size_t, int);
int getaddrinfo(const char *, const char *, const struct addrinfo *, struct addrinfo **);
void freeaddrinfo(struct addrinfo *);
struct if_nameindex *if_nameindex(void);
void if_freenameindex(struct if_nameindex *);
unsigned if_nametoindex(const char *);

// pwd.h
struct passwd {
    char *pw_name, *pw_passwd;
    uid_t pw_uid;
    gid_t pw_gid;
    time_t pw_change;
    char *pw_class, *pw_gecos, *pw_dir, *pw_shell;
    time_t pw_expire;
};
int getpwnam_r(const char *, struct passwd *, char *, size_t, struct passwd **);
