/** `source` of everything the catalog service emits. */
export const catalogSource = 'questline/catalog';

/** A version of a quest became the one in force; `data` is a `questVersion`. */
export const questPublished = 'QuestPublished';

/** Events about the catalog rather than about a user. */
export const catalogEventTypes = [questPublished] as const;
