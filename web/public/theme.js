// Runs before the first paint, so that a page kept dark never flashes light. The key and the
// colours are those of src/ui/theme/color-scheme.ts.
(() => {
  let scheme = null;
  try {
    scheme = localStorage.getItem('questline-theme');
  } catch {
    // Storage is blocked: follow the system.
  }
  if (scheme !== 'dark' && scheme !== 'light') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  const root = document.documentElement;
  root.classList.add(scheme);
  root.setAttribute('data-mantine-color-scheme', scheme);
  const color = scheme === 'dark' ? '#0a151d' : '#eaf1f0';
  document.querySelector('meta[name="theme-color"]').setAttribute('content', color);
})();
