// The content security policy allows scripts from files only, so this is one.
Scalar.createApiReference('#reference', {
  url: '/api/docs/openapi.json',
  // Nothing of a page that credentials are typed into goes outside, or stays in the browser.
  telemetry: false,
  withDefaultFonts: false,
  persistAuth: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
});
