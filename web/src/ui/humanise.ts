export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `sign-in-three-times` → `Sign in three times`; a name already written for people is kept. */
export const humanise = (name: string): string => {
  const isSlug = /^[a-z0-9]+([-_.][a-z0-9]+)*$/.test(name);
  return isSlug ? capitalise(name.replace(/[-_.]/g, ' ')) : name;
};
