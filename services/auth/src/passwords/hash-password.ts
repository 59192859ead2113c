import { hash } from '@node-rs/argon2';
import { argon2Parameters } from './argon2.ts';

/** Hashes one password at a start or for an operator, where nobody else waits. */
export const hashPassword = (password: string): Promise<string> => hash(password, argon2Parameters);
