type Form = { getInputNode: (path: string) => HTMLElement | null };

/** Takes the user to the topmost field that was refused; there its message is read out. */
export const focusFirstFault = (form: Form, faults: Record<string, unknown>): void => {
  const nodes = Object.keys(faults)
    .map((path) => form.getInputNode(path))
    .filter((node) => node !== null);
  nodes.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  nodes[0]?.focus();
};
