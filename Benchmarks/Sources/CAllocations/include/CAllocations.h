#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H
#include <stdint.h>
/// How many times this process has asked for memory.
int64_t duban_allocations(void);
#endif
