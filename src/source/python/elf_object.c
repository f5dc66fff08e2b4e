/* SPDX-License-Identifier: MIT */
/* elf_object.c: the symbols of a running program: program headers, dynamic section, GNU hash
 * table, the loader's list of libraries (elf(5), link.h). */
#include "source/python/elf_object.h"

#include <elf.h>
#include <link.h>
#include <string.h>

#define PROGRAM_HEADERS_MAX 64
#define DYNAMIC_MAX 128
#define DYNAMIC_PIECE 16
#define LIBRARIES_MAX 1024
#define CHAIN_MAX 256
#define NAME_MAX_BYTES 64
#define FILE_MAX_BYTES 512

enum elf_auxv
elf_object_auxv(const char *bytes, size_t length, struct elf_headers *out)
{
	uint64_t entry_size = 0, items = 0;
	Elf64_auxv_t item;

	*out = (struct elf_headers){ 0, 0 };
	for (size_t at = 0; at + sizeof item <= length; at += sizeof item) {
		memcpy(&item, bytes + at, sizeof item);
		items += item.a_type != AT_NULL;
		if (item.a_type == AT_PHDR)
			out->address = item.a_un.a_val;
		else if (item.a_type == AT_PHNUM)
			out->count = item.a_un.a_val;
		else if (item.a_type == AT_PHENT)
			entry_size = item.a_un.a_val;
	}
	if (items == 0)
		return ELF_AUXV_EMPTY;
	return out->address != 0 && out->count != 0 && entry_size == sizeof(Elf64_Phdr)
		       ? ELF_AUXV_READ
		       : ELF_AUXV_OTHER;
}

/* glibc writes the final addresses into the section, others leave what the file has. */
static uint64_t
placed(uint64_t address, uint64_t bias)
{
	return address != 0 && address < bias ? address + bias : address;
}

/* The table begins with the number of buckets, the first symbol, the words of a filter, its shift.
 */
static void
read_hash(struct remote *r, uint64_t address, struct elf_object *out)
{
	uint32_t head[4];

	if (address == 0 || !remote_bytes(r, address, head, sizeof head))
		return;
	out->bucket_count = head[0];
	out->first_symbol = head[1];
	out->buckets = address + sizeof head + (uint64_t)head[2] * 8;
	out->chains = out->buckets + (uint64_t)head[0] * 4;
}

/* False: it was the last one. */
static bool
take_item(const Elf64_Dyn *item, struct elf_object *out, uint64_t *hash)
{
	switch (item->d_tag) {
	case DT_NULL:
		return false;
	case DT_SYMTAB:
		out->symbols = placed(item->d_un.d_ptr, out->bias);
		break;
	case DT_STRTAB:
		out->strings = placed(item->d_un.d_ptr, out->bias);
		break;
	case DT_GNU_HASH:
		*hash = placed(item->d_un.d_ptr, out->bias);
		break;
	case DT_DEBUG:
		out->has_debug = true;
		out->debug = item->d_un.d_ptr;
		break;
	}
	return true;
}

/* In pieces; the last one may reach beyond what is mapped, and is read one by one. */
static bool
read_dynamic(struct remote *r, uint64_t address, uint64_t bias, struct elf_object *out)
{
	Elf64_Dyn items[DYNAMIC_PIECE];
	uint64_t hash = 0;

	*out = (struct elf_object){ .bias = bias };
	for (size_t i = 0, count; i < DYNAMIC_MAX; i += count) {
		count = DYNAMIC_PIECE;
		if (!remote_bytes(r, address + i * sizeof *items, items, sizeof items)) {
			count = 1;
			if (!remote_bytes(r, address + i * sizeof *items, items, sizeof *items))
				return false;
		}
		for (size_t j = 0; j < count; j++)
			if (!take_item(&items[j], out, &hash)) {
				read_hash(r, hash, out);
				return true;
			}
	}
	return false;
}

bool
elf_object_program(struct remote *r, const struct elf_headers *headers, struct elf_object *out)
{
	Elf64_Phdr items[PROGRAM_HEADERS_MAX];
	uint64_t bias = 0, dynamic = 0;

	if (headers->count > PROGRAM_HEADERS_MAX ||
		!remote_bytes(r, headers->address, items, headers->count * sizeof *items))
		return false;
	for (size_t i = 0; i < headers->count; i++) {
		if (items[i].p_type == PT_PHDR)
			bias = headers->address - items[i].p_vaddr;
		else if (items[i].p_type == PT_DYNAMIC)
			dynamic = items[i].p_vaddr;
	}
	return dynamic != 0 && read_dynamic(r, dynamic + bias, bias, out);
}

bool
elf_object_is_loading(struct remote *r, const struct elf_object *program)
{
	struct r_debug debug = { .r_map = NULL };

	if (!program->has_debug || program->debug == 0)
		return program->has_debug;
	return remote_bytes(r, program->debug, &debug, sizeof debug) &&
	       (debug.r_map == NULL || debug.r_state != RT_CONSISTENT);
}

bool
elf_object_library(struct remote *r, const struct elf_object *program, const char *part,
	const char *symbol, struct elf_object *out)
{
	struct r_debug debug = { .r_map = NULL };
	struct link_map map;
	uint64_t at, ignored;

	if (program->debug == 0 || !remote_bytes(r, program->debug, &debug, sizeof debug))
		return false;
	at = (uintptr_t)debug.r_map;
	for (size_t i = 0; i < LIBRARIES_MAX && at != 0; i++, at = (uintptr_t)map.l_next) {
		char file[FILE_MAX_BYTES];

		if (!remote_bytes(r, at, &map, sizeof map))
			return false;
		if (map.l_name != NULL &&
			remote_string(r, (uintptr_t)map.l_name, file, sizeof file) &&
			strstr(file, part) != NULL &&
			read_dynamic(r, (uintptr_t)map.l_ld, map.l_addr, out) &&
			elf_object_symbol(r, out, symbol, &ignored))
			return true;
	}
	return false;
}

static uint32_t
hash_of(const char *name)
{
	uint32_t hash = 5381;

	for (; *name != '\0'; name++)
		hash = hash * 33 + (unsigned char)*name;
	return hash;
}

static bool
has_name(struct remote *r, const struct elf_object *o, const Elf64_Sym *symbol, const char *name)
{
	char found[NAME_MAX_BYTES];
	size_t size = strlen(name) + 1;

	return size <= sizeof found && remote_bytes(r, o->strings + symbol->st_name, found, size) &&
	       memcmp(found, name, size) == 0;
}

bool
elf_object_symbol(struct remote *r, const struct elf_object *o, const char *name, uint64_t *address)
{
	uint32_t index, hash = hash_of(name), chained;

	if (o->bucket_count == 0 || o->symbols == 0 || o->strings == 0 ||
		!remote_bytes(r, o->buckets + (uint64_t)(hash % o->bucket_count) * 4, &index,
			sizeof index) ||
		index < o->first_symbol)
		return false;
	for (size_t i = 0; i < CHAIN_MAX; i++, index++) {
		Elf64_Sym symbol;

		if (!remote_bytes(r, o->chains + (uint64_t)(index - o->first_symbol) * 4, &chained,
			    sizeof chained))
			return false;
		if ((chained | 1) == (hash | 1) &&
			remote_bytes(r, o->symbols + (uint64_t)index * sizeof symbol, &symbol,
				sizeof symbol) &&
			symbol.st_shndx != SHN_UNDEF && has_name(r, o, &symbol, name)) {
			*address = o->bias + symbol.st_value;
			return true;
		}
		if (chained & 1)
			return false;
	}
	return false;
}
