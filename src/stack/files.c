/*
 * What is known of each file that a process has mapped. Files are told apart by device, inode, size and time of change, so
 * all processes share it, and a file that was replaced is another one. A vdso is told by its content.
 */
#include <config.h>

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "stack/inside.h"
#include "strobe/capture.h"

#define VDSO_MOST (1u << 20)
#define IMAGE_MOST (64u << 20)

static void bytes_of_task(pid_t pid, uint64_t address, uint8_t *data, size_t size, size_t *got)
{
	struct strobe_region region = { .addr = address, .data = data, .len = size };

	strobe_memory_read_batch(pid, &region, 1);
	*got = region.got;
}

size_t stack_files_room(const struct strobe_stacks *stacks)
{
	return stacks->files.held < STACK_HELD_MOST ? STACK_HELD_MOST - stacks->files.held : 0;
}

static struct strobe_stack_file *new_file(struct strobe_stacks *stacks, pid_t first, const char *name)
{
	struct stack_files *files = &stacks->files;
	struct strobe_stack_file *file;

	if (files->count >= STACK_FILES_MOST)
		return NULL;
	file = calloc(1, sizeof(*file));
	if (!file)
		return NULL;
	file->name = name;
	file->first = first;
	file->elf.fd = -1;
	files->count++;
	return file;
}

static void keep_file(struct strobe_stacks *stacks, struct strobe_stack_file *file, unsigned bucket)
{
	file->next = stacks->files.buckets[bucket];
	stacks->files.buckets[bucket] = file;
}

static uint64_t first_address(const struct stack_elf *elf)
{
	for (unsigned i = 0; i < elf->segment_count; i++)
		if (elf->segments[i].type == PT_LOAD)
			return elf->segments[i].address;
	return 0;
}

static void add_symbols(struct strobe_stacks *stacks, struct strobe_stack_file *file,
			const struct stack_elf *elf, uint32_t type)
{
	/* A prelinked file has other addresses than its debugging file. */
	uint64_t shift = elf->segment_count ? first_address(&file->elf) - first_address(elf) : 0;
	size_t room = stack_files_room(stacks);

	stack_symbols_add(&file->symbols, elf, type, shift, room < STACK_READ_MOST ? room : STACK_READ_MOST);
}

/* The best names first: of several for an address the first is shown. */
static void read_symbols(struct strobe_stacks *stacks, struct strobe_stack_file *file, const char *root,
			 const char *name)
{
	struct stack_elf other;

	add_symbols(stacks, file, &file->elf, SHT_SYMTAB);
	if (!file->symbols.count && stack_debug_open(&other, &file->elf, root, name)) {
		add_symbols(stacks, file, &other, SHT_SYMTAB);
		stack_elf_close(&other);
	}
	if (!file->symbols.count && stack_mini_open(&other, &file->elf)) {
		add_symbols(stacks, file, &other, SHT_SYMTAB);
		stack_elf_close(&other);
	}
	add_symbols(stacks, file, &file->elf, SHT_DYNSYM);
	stack_symbols_sort(&file->symbols);
	stacks->files.held += file->symbols.held;
}

/* Reads all that is wanted of an ELF file; lets go of it then. */
static void read_file(struct strobe_stacks *stacks, struct strobe_stack_file *file, int fd, uint8_t *data,
		      size_t size, const char *root, const char *name)
{
	if (!stack_elf_open(&file->elf, fd, data, size))
		return;
	file->usable = true;
	stack_unwind_load(stacks, file);
	read_symbols(stacks, file, root, name);
	stack_elf_drop(&file->elf);
}

static struct strobe_stack_file *get_vdso(struct strobe_stacks *stacks, const struct stack_process *process,
					  const struct stack_mapping *mapping)
{
	uint64_t size = mapping->end - mapping->start, hash = 14695981039346656037u;
	struct strobe_stack_file *file;
	uint8_t *data;
	size_t got;

	data = size <= VDSO_MOST ? malloc(size) : NULL;
	if (!data)
		return NULL;
	bytes_of_task(process->tid, mapping->start, data, size, &got);
	for (size_t i = 0; i < got; i++)
		hash = (hash ^ data[i]) * 1099511628211u;
	for (file = stacks->files.buckets[hash % 256]; file; file = file->next)
		if (file->device == UINT64_MAX && file->inode == hash && file->size == got) {
			free(data);
			return file;
		}
	file = got ? new_file(stacks, process->tgid, mapping->name) : NULL;
	if (!file) {
		free(data);
		return NULL;
	}
	file->device = UINT64_MAX;
	file->inode = hash;
	file->size = got;
	keep_file(stacks, file, hash % 256);
	read_file(stacks, file, -1, data, got, "", mapping->name);
	return file;
}

/* Whether the file at path is the one that is mapped. */
static bool is_mapped(const char *path, const struct stack_mapping *mapping, bool exactly,
		      struct stat *status)
{
	if (stat(path, status) != 0 || !S_ISREG(status->st_mode))
		return false;
	/* Some file systems show another device in the map than stat(2) does; the inode is the same. */
	return exactly || (status->st_ino == mapping->inode &&
			   (status->st_dev == mapping->device || major(mapping->device) == 0));
}

/* Finds a path by which the mapped file can be opened. */
static bool find_path(const struct stack_process *process, const struct stack_mapping *mapping,
		      char path[PATH_MAX], struct stat *status)
{
	/* The very file, even if it is deleted; but that takes a capability. */
	snprintf(path, PATH_MAX, "/proc/%d/map_files/%llx-%llx", (int)process->tid,
		 (unsigned long long)mapping->start, (unsigned long long)mapping->end);
	if (is_mapped(path, mapping, true, status))
		return true;
	if (snprintf(path, PATH_MAX, "/proc/%d/root%s", (int)process->tid, mapping->name) < PATH_MAX &&
	    is_mapped(path, mapping, false, status))
		return true;
	snprintf(path, PATH_MAX, "/proc/%d/exe", (int)process->tid);
	return is_mapped(path, mapping, false, status);
}

/* A copy of what is mapped of a file, each byte at its offset in the file. */
struct image {
	pid_t pid;
	const struct stack_mapping *wanted;
	uint8_t *data;
	size_t size;
};

static bool measure(void *context, const struct stack_mapping *mapping, const char *permissions,
		    const char *name, size_t name_length)
{
	struct image *image = context;
	uint64_t end;

	(void)name;
	(void)name_length;
	if (mapping->device != image->wanted->device || mapping->inode != image->wanted->inode ||
	    permissions[0] != 'r')
		return true;
	end = mapping->offset + (mapping->end - mapping->start);
	if (end < mapping->offset || end > IMAGE_MOST)
		return true;
	if (!image->data) {
		if (end > image->size)
			image->size = end;
	} else if (end <= image->size) {
		size_t got;

		bytes_of_task(image->pid, mapping->start, image->data + mapping->offset,
			      end - mapping->offset, &got);
	}
	return true;
}

static uint8_t *read_image(const struct stack_process *process, const struct stack_mapping *mapping,
			   size_t *size)
{
	struct image image = { .pid = process->tid, .wanted = mapping };

	stack_maps_each(process->tid, measure, &image);
	if (image.size)
		image.data = calloc(1, image.size);
	if (image.data)
		stack_maps_each(process->tid, measure, &image);
	*size = image.size;
	return image.data;
}

static struct strobe_stack_file *get_by_path(struct strobe_stacks *stacks,
					     const struct stack_process *process,
					     const struct stack_mapping *mapping, const char *path,
					     const struct stat *status)
{
	int64_t changed = (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
	unsigned bucket = (unsigned)((status->st_ino * 31 + status->st_dev) % 256);
	struct strobe_stack_file *file;
	uint8_t *data;
	char root[40];
	size_t size;
	int fd;

	for (file = stacks->files.buckets[bucket]; file; file = file->next)
		if (file->device == status->st_dev && file->inode == status->st_ino &&
		    file->size == (uint64_t)status->st_size && file->changed == changed)
			return file;
	file = new_file(stacks, process->tgid, mapping->name);
	if (!file)
		return NULL;
	file->device = status->st_dev;
	file->inode = status->st_ino;
	file->size = (uint64_t)status->st_size;
	file->changed = changed;
	keep_file(stacks, file, bucket);
	fd = stack_open_regular(path);
	if (fd >= 0) {
		snprintf(root, sizeof(root), "/proc/%d/root", (int)process->tid);
		read_file(stacks, file, fd, NULL, 0, root, mapping->name);
	} else if ((data = read_image(process, mapping, &size))) {
		/* A program that may be run but not read. */
		read_file(stacks, file, -1, data, size, "", mapping->name);
	}
	return file;
}

static struct strobe_stack_file *get_image(struct strobe_stacks *stacks, const struct stack_process *process,
					   const struct stack_mapping *mapping)
{
	unsigned bucket = (unsigned)(mapping->inode % 256);
	struct strobe_stack_file *file;
	uint8_t *data;
	size_t size;

	/* It may be another file of that name in another process: these are not shared. */
	for (file = stacks->files.buckets[bucket]; file; file = file->next)
		if (file->device == mapping->device && file->inode == mapping->inode && file->size == 0 &&
		    file->changed == process->tgid)
			return file;
	file = new_file(stacks, process->tgid, mapping->name);
	if (!file)
		return NULL;
	file->device = mapping->device;
	file->inode = mapping->inode;
	file->changed = process->tgid;
	keep_file(stacks, file, bucket);
	data = read_image(process, mapping, &size);
	if (data)
		read_file(stacks, file, -1, data, size, "", mapping->name);
	return file;
}

struct strobe_stack_file *stack_files_get(struct strobe_stacks *stacks, const struct stack_process *process,
					  const struct stack_mapping *mapping)
{
	char path[PATH_MAX];
	struct stat status;

	if (!mapping->name)
		return NULL;
	if (strcmp(mapping->name, "[vdso]") == 0)
		return get_vdso(stacks, process, mapping);
	if (mapping->name[0] != '/' || !mapping->inode)
		return NULL;
	if (find_path(process, mapping, path, &status))
		return get_by_path(stacks, process, mapping, path, &status);
	return get_image(stacks, process, mapping);
}

bool stack_file_address(const struct strobe_stack_file *file, uint64_t offset, uint64_t *address)
{
	const struct stack_segment *segment = stack_elf_segment_at(&file->elf, offset);

	if (!segment)
		return false;
	*address = segment->address + (offset - segment->offset);
	return true;
}

void stack_files_free(struct stack_files *files)
{
	for (unsigned i = 0; i < 256; i++) {
		while (files->buckets[i]) {
			struct strobe_stack_file *file = files->buckets[i];

			files->buckets[i] = file->next;
			stack_sources_free(file);
			stack_elf_close(&file->elf);
			stack_symbols_free(&file->symbols);
			free(file->unwind);
			free(file->rows);
			free(file);
		}
	}
}
