/* Numbers as file formats store them: `le`, the least significant byte first; `be`, the most significant one.
 * Place in the flow: base; readers and writers of binary formats. No alignment is asked for.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

static inline uint16_t
ap_le16(const void *at)
{
    const unsigned char *u = at;
    return (uint16_t)(u[0] | u[1] << 8);
}

static inline uint32_t
ap_le32(const void *at)
{
    const unsigned char *u = at;
    return (uint32_t)ap_le16(u) | (uint32_t)ap_le16(u + 2) << 16;
}

static inline uint64_t
ap_le64(const void *at)
{
    const unsigned char *u = at;
    return (uint64_t)ap_le32(u) | (uint64_t)ap_le32(u + 4) << 32;
}

static inline void
ap_le64_put(void *at, uint64_t value)
{
    unsigned char *u = at;
    for (unsigned i = 0; i < 8; i++)
        u[i] = (unsigned char)(value >> (8 * i));
}

static inline uint16_t
ap_be16(const void *at)
{
    const unsigned char *u = at;
    return (uint16_t)(u[0] << 8 | u[1]);
}

static inline uint32_t
ap_be32(const void *at)
{
    const unsigned char *u = at;
    return (uint32_t)ap_be16(u) << 16 | ap_be16(u + 2);
}
