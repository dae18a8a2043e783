/* Each takes 10 to 100 us, so that looking at the clock after each costs less than 0.5%. */
#include "host/cpu_kernels.h"

#include <math.h>
#include <string.h>

#include <sha256.h>

#include "base/rng.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF /* the same bits where the processor has fused operations */
#endif

/* Multiplications, divisions, shifts and rotations that depend on each other. */
static uint64_t run_int(void)
{
	uint64_t a = UINT64_C(0x9e3779b97f4a7c15), b = 12345, sum = 0;

	for (uint64_t i = 1; i <= 2000; i++) {
		a = a * UINT64_C(6364136223846793005) + i;
		b ^= a >> 17;
		b = (b << 13) | (b >> 51);
		sum += a / (b | 1) + b % (i + 7);
	}
	return sum ^ a ^ b;
}

/* An orbit of the logistic map with divisions and square roots, in double precision. */
static uint64_t run_float(void)
{
	double x = 0.3141592653589793, y = 1.5, sum = 0;
	uint64_t bits;

	for (int i = 0; i < 1500; i++) {
		x = 3.99 * x * (1.0 - x);
		y = sqrt(y * y + x) / (1.0 + x);
		sum += x * y - 0.25 / (y + 2.0);
	}
	memcpy(&bits, &sum, sizeof bits);
	return bits;
}

static void fill(uint8_t *bytes, size_t n)
{
	struct rng rng = rng_seeded(42);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(rng_next(&rng) >> 32);
}

static uint64_t run_sha256(void)
{
	uint8_t bytes[4096], digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX ctx;
	uint64_t sum;

	fill(bytes, sizeof bytes);
	SHA256Init(&ctx);
	for (int i = 0; i < 2; i++)
		SHA256Update(&ctx, bytes, sizeof bytes);
	SHA256Final(digest, &ctx);
	sum = 0;
	for (int i = 0; i < 8; i++)
		sum = sum << 8 | digest[i];
	return sum;
}

/* FNV-1a over bytes, then the mixer of MurmurHash3 over words. */
static uint64_t run_hash(void)
{
	uint8_t bytes[4096];
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	fill(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		h = (h ^ bytes[i]) * UINT64_C(0x100000001b3);
	for (uint64_t i = 0; i < 2000; i++) {
		h ^= i;
		h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
		h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
		h ^= h >> 33;
	}
	return h;
}

/* Jumps that depend on random data, as in an interpreter. */
static uint64_t run_branchy(void)
{
	struct rng rng = rng_seeded(7);
	uint64_t a = 1, b = 2, sum = 0;

	for (int i = 0; i < 3000; i++) {
		uint64_t word = rng_next(&rng);

		switch (word & 7) {
		case 0: a += word; break;
		case 1: b ^= a; break;
		case 2: sum += b >> 3; break;
		case 3: a = a > b ? a - b : b - a; break;
		case 4: b = b * 3 + 1; break;
		case 5: sum ^= word >> (a & 31); break;
		case 6:
			if (a & 1)
				sum += a;
			else
				sum -= b;
			break;
		default: a ^= sum << 1; break;
		}
	}
	return a ^ b ^ sum;
}

/* The same operation on eight numbers at a time. */
static uint64_t run_vector(void)
{
	typedef uint32_t lanes __attribute__((vector_size(32)));
	lanes x = { 1, 2, 3, 4, 5, 6, 7, 8 }, y = { 9, 8, 7, 6, 5, 4, 3, 2 }, sum = { 0 };
	uint64_t out = 0;

	for (uint32_t i = 0; i < 3000; i++) {
		x = x * 1664525 + 1013904223;
		y ^= x >> 9;
		y = (y << 5) | (y >> 27);
		sum += x ^ y;
	}
	for (int i = 0; i < 8; i++)
		out = out * 31 + sum[i];
	return out;
}

const struct cpu_kernel cpu_kernels[CPU_KERNELS] = {
	{ "int", run_int, UINT64_C(0x07752cd352041d74), 1, "integer arithmetic" },
	{ "float", run_float, UINT64_C(0x40752c1dad5bd651), 1, "arithmetic in double precision" },
	{ "sha256", run_sha256, UINT64_C(0x5f0dc6dc04c2b102), 1, "SHA-256 of libmd" },
	{ "hash", run_hash, UINT64_C(0xe38d6f457e637925), 1, "hashes by multiplication" },
	{ "branchy", run_branchy, UINT64_C(0xcd2527c310cf2071), 1, "branches that depend on data" },
	{ "vector", run_vector, UINT64_C(0x4fe8a74acf735a84), 1, "eight numbers at a time" },
};
