import { enableCompileCache } from 'node:module';

// Stripped and compiled modules are kept between starts, for the modules loaded from here on.
enableCompileCache();
const { startStandalone } = await import('./start-standalone.ts');
await startStandalone();
