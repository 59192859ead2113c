/** Tells whether an id comes for the first time; remembers the last `rememberedMax`. */
export const createOnlyOnce = (rememberedMax: number) => {
  const known = new Set<string>();
  return (id: string): boolean => {
    if (known.has(id)) return false;
    known.add(id);
    const [oldest] = known;
    if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest);
    return true;
  };
};
