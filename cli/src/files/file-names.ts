const lengthMax = 80;

/** `Über 9000!` as `uber-9000`; what has no letter or digit of ASCII at all as `unnamed`. */
const toSlug = (name: string): string => {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? ['unnamed'];
  return words.join('-').slice(0, lengthMax).replace(/-$/, '');
};

/** A file name for each name, different from those of the names before it. */
export const toFileNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    const slug = toSlug(name);
    let fileName = slug;
    for (let number = 2; taken.has(fileName); number += 1) fileName = `${slug}-${number}`;
    taken.add(fileName);
    return `${fileName}.yaml`;
  });
};
