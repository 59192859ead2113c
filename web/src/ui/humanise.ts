/** `sign-in-three-times` → `Sign in three times`; a name already written for people is kept. */
export const humanise = (name: string): string => {
  const isSlug = /^[a-z0-9]+([-_.][a-z0-9]+)*$/.test(name);
  if (!isSlug) return name;
  const words = name.replace(/[-_.]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
