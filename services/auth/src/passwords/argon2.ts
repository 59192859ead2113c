/** OWASP's first choice for Argon2id (the library's default variant); 19 MiB for each hash. */
export const argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
