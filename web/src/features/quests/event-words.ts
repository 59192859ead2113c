import { capitalise } from '../../ui/humanise.ts';

/** Participles that types of events tend to end with, and what a player does: `match_won` is a match to win. */
const infinitives: Readonly<Record<string, string>> = {
  added: 'add',
  answered: 'answer',
  beaten: 'beat',
  booked: 'book',
  bought: 'buy',
  built: 'build',
  caught: 'catch',
  claimed: 'claim',
  climbed: 'climb',
  collected: 'collect',
  completed: 'complete',
  crafted: 'craft',
  created: 'create',
  defeated: 'defeat',
  delivered: 'deliver',
  discovered: 'discover',
  donated: 'donate',
  earned: 'earn',
  explored: 'explore',
  filled: 'fill',
  finished: 'finish',
  followed: 'follow',
  found: 'find',
  helped: 'help',
  invited: 'invite',
  joined: 'join',
  learned: 'learn',
  liked: 'like',
  made: 'make',
  ordered: 'order',
  paid: 'pay',
  passed: 'pass',
  placed: 'place',
  planted: 'plant',
  played: 'play',
  posted: 'post',
  published: 'publish',
  purchased: 'purchase',
  rated: 'rate',
  reached: 'reach',
  read: 'read',
  renewed: 'renew',
  reviewed: 'review',
  ridden: 'ride',
  run: 'run',
  scored: 'score',
  sent: 'send',
  shared: 'share',
  sold: 'sell',
  solved: 'solve',
  started: 'start',
  submitted: 'submit',
  swum: 'swim',
  taken: 'take',
  thrown: 'throw',
  unlocked: 'unlock',
  uploaded: 'upload',
  used: 'use',
  visited: 'visit',
  walked: 'walk',
  watched: 'watch',
  won: 'win',
  written: 'write',
};

const verbs: ReadonlySet<string> = new Set(Object.values(infinitives));
const signIns: ReadonlySet<string> = new Set(['UserSignIn', 'NewUserSignIn']);

/** `order` → `orders`, `story` → `stories`; what ends in a single s is taken for a plural. */
export const plural = (noun: string): string => {
  if (/[^s]s$/.test(noun)) return noun;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(ss|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
};

const withArticle = (noun: string): string => {
  const soundsLikeVowel = /^[aeio]|^u(?!ni|s[ae])|^hour|^honou?r/.test(noun);
  return `${soundsLikeVowel ? 'an' : 'a'} ${noun}`;
};

/** The words of an identifier in lower case: `order.paid`, `levelUp`, `tank_litres`. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What a player does for an event: once, `count` times, and in general. */
export type Deed = {
  readonly once: string;
  readonly times: (count: string) => string;
  readonly general: string;
  /** Whether `general` is a verb that an amount can follow: `walk 100 km`. */
  readonly takesAmount: boolean;
};

const bare = (verb: string): Deed => ({
  once: verb,
  times: (count) => `${verb} ${count} times`,
  general: verb,
  takesAmount: true,
});

const ofNoun = (verb: string, noun: string): Deed => ({
  once: `${verb} ${withArticle(noun)}`,
  times: (count) => `${verb} ${count} ${plural(noun)}`,
  general: `${verb} ${plural(noun)}`,
  takesAmount: false,
});

const named = (name: string): Deed => ({
  once: `“${name}” once`,
  times: (count) => `“${name}” ${count} times`,
  general: `“${name}”`,
  takesAmount: false,
});

/** `com.example.shop.order.paid.v2` says no more than `order.paid`. */
const shorten = (type: string): string => {
  const parts = type.replace(/\.v\d+$/, '').split('.');
  return parts.length > 2 ? parts.slice(-2).join('.') : parts.join('.');
};

/** What a player does for an event of this type; a type that tells nothing is named as it is. */
export const deedOf = (type: string): Deed => {
  if (signIns.has(type)) return { ...bare('sign in'), takesAmount: false };
  const words = wordsOf(shorten(type));
  const last = words.at(-1) ?? '';
  if (words.length === 1) {
    const verb = verbs.has(last) ? last : infinitives[last];
    if (verb !== undefined) return bare(verb);
  }
  const verb = infinitives[last];
  if (verb === undefined || words.length < 2) return named(capitalise(words.join(' ') || type));
  return ofNoun(verb, words.slice(0, -1).join(' '));
};
