/* A stand-in for Hadoop's libhdfs.so: its functions on a folder of this machine, which HDFS_STAND_IN names.
 *
 * pyarrow.fs loads it in place of the real one. So the way from a URI hdfs://… to rows is tested, and nothing of Hadoop is. */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    int kind;
    char *name;
    time_t changed;
    int64_t size;
    short replication;
    int64_t block_size;
    char *owner;
    char *group;
    short permissions;
    time_t read;
} hdfsFileInfo;

struct system {
    char host[256];
    int port;
};

struct file {
    int descriptor;
};

static char *local(const char *path) {
    const char *after = strstr(path, "://");
    if (after != NULL && (after = strchr(after + 3, '/')) != NULL) path = after;
    char *found = NULL;
    if (asprintf(&found, "%s/%s", getenv("HDFS_STAND_IN"), path) < 0) abort();
    return found;
}

/* Hadoop gives the whole URI, not the path that was asked for. */
static int describe(struct system *system, const char *path, hdfsFileInfo *info) {
    char *here = local(path);
    struct stat told;
    int failed = stat(here, &told);
    free(here);
    if (failed) return -1;
    memset(info, 0, sizeof *info);
    if (asprintf(&info->name, "hdfs://%s:%d%s", system->host, system->port, path) < 0) abort();
    info->kind = S_ISDIR(told.st_mode) ? 'D' : 'F';
    info->changed = told.st_mtime;
    info->size = S_ISDIR(told.st_mode) ? 0 : told.st_size;
    info->owner = strdup("hdfs");
    info->group = strdup("hdfs");
    return 0;
}

struct system *hdfsNewBuilder(void) { return calloc(1, sizeof(struct system)); }
void hdfsBuilderSetForceNewInstance(struct system *builder) {}
void hdfsBuilderSetNameNode(struct system *builder, const char *host) {
    if (strncmp(host, "hdfs://", 7) == 0) host += 7;
    snprintf(builder->host, sizeof builder->host, "%s", host);
}
void hdfsBuilderSetNameNodePort(struct system *builder, uint16_t port) { builder->port = port; }
void hdfsBuilderSetUserName(struct system *builder, const char *name) {}
void hdfsBuilderSetKerbTicketCachePath(struct system *builder, const char *path) {}
int hdfsBuilderConfSetStr(struct system *builder, const char *name, const char *value) { return 0; }
struct system *hdfsBuilderConnect(struct system *builder) { return builder; }
int hdfsDisconnect(struct system *system) { return 0; }

char *hdfsGetWorkingDirectory(struct system *system, char *buffer, size_t size) {
    snprintf(buffer, size, "hdfs://%s:%d/user/hdfs", system->host, system->port);
    return buffer;
}

hdfsFileInfo *hdfsGetPathInfo(struct system *system, const char *path) {
    hdfsFileInfo *info = calloc(1, sizeof *info);
    if (describe(system, path, info) == 0) return info;
    free(info);
    errno = ENOENT;
    return NULL;
}

hdfsFileInfo *hdfsListDirectory(struct system *system, const char *path, int *count) {
    char *here = local(path);
    DIR *folder = opendir(here);
    free(here);
    if (folder == NULL) return NULL;
    hdfsFileInfo *found = calloc(10000, sizeof *found);
    *count = 0;
    for (struct dirent *each; *count < 10000 && (each = readdir(folder)) != NULL;) {
        if (strcmp(each->d_name, ".") == 0 || strcmp(each->d_name, "..") == 0) continue;
        char *name = NULL;
        if (asprintf(&name, "%s/%s", path, each->d_name) < 0) abort();
        if (describe(system, name, &found[*count]) == 0) ++*count;
        free(name);
    }
    closedir(folder);
    errno = 0;
    return found;
}

void hdfsFreeFileInfo(hdfsFileInfo *infos, int count) {
    for (int index = 0; index < count; index++) {
        free(infos[index].name);
        free(infos[index].owner);
        free(infos[index].group);
    }
    free(infos);
}

int hdfsExists(struct system *system, const char *path) {
    char *here = local(path);
    int found = access(here, F_OK);
    free(here);
    return found;
}

struct file *hdfsOpenFile(struct system *system, const char *path, int flags, int buffer, short replication, int32_t block) {
    char *here = local(path);
    int descriptor = open(here, O_RDONLY);
    free(here);
    if (descriptor < 0) return NULL;
    struct file *file = malloc(sizeof *file);
    file->descriptor = descriptor;
    return file;
}
int hdfsCloseFile(struct system *system, struct file *file) {
    int failed = close(file->descriptor);
    free(file);
    return failed;
}
/* No more than a packet of HDFS at a time, as the real one. */
int32_t hdfsRead(struct system *system, struct file *file, void *buffer, int32_t length) {
    return (int32_t)read(file->descriptor, buffer, length < 65536 ? length : 65536);
}
int32_t hdfsPread(struct system *system, struct file *file, int64_t place, void *buffer, int32_t length) {
    return (int32_t)pread(file->descriptor, buffer, length < 65536 ? length : 65536, place);
}
int hdfsSeek(struct system *system, struct file *file, int64_t place) {
    return lseek(file->descriptor, place, SEEK_SET) < 0 ? -1 : 0;
}
int64_t hdfsTell(struct system *system, struct file *file) { return lseek(file->descriptor, 0, SEEK_CUR); }

/* Nothing is written: pyarrow only wants them to be there. */
static int refused(void) {
    errno = EROFS;
    return -1;
}
int32_t hdfsWrite(struct system *system, struct file *file, const void *buffer, int32_t length) { return refused(); }
int hdfsFlush(struct system *system, struct file *file) { return refused(); }
int hdfsCreateDirectory(struct system *system, const char *path) { return refused(); }
int hdfsDelete(struct system *system, const char *path, int recursive) { return refused(); }
int hdfsRename(struct system *system, const char *from, const char *to) { return refused(); }
int hdfsChown(struct system *system, const char *path, const char *owner, const char *group) { return refused(); }
int hdfsChmod(struct system *system, const char *path, short mode) { return refused(); }
int64_t hdfsGetCapacity(struct system *system) { return 0; }
int64_t hdfsGetUsed(struct system *system) { return 0; }
