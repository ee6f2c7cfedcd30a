/**
 * Unit and contract tests, beside the file they test. `vitest --mode long` (npm run test:long) runs the long property
 * runs instead: files named *.property.test.ts and *.long.test.ts, in which `inject('long')` is true.
 */
import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

declare module 'vitest' {
  interface ProvidedContext {
    /** True in `npm run test:long`: property tests then run many more rounds. */
    long: boolean
  }
}

export default defineConfig(({ mode }) => {
  const long = mode === 'long'
  return {
    resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
    oxc: { jsx: { runtime: 'automatic' } },
    test: {
      include: long ? ['**/*.{property,long}.test.ts'] : ['**/*.test.{ts,tsx}'],
      exclude: [...configDefaults.exclude, 'e2e/**', 'build/**', '.next*/**', ...(long ? [] : ['**/*.long.test.ts'])],
      globalSetup: ['bin/test-setup.mjs'],
      setupFiles: ['bin/test-limit.mjs', 'bin/test-console.mjs'],
      provide: { long },
      // Two engine workers of one thread each are the most a test machine of two cores carries.
      maxWorkers: 2,
      testTimeout: long ? 1_800_000 : 60_000,
      hookTimeout: 120_000,
      // What comes in its own time comes late on a machine that is busy; a test that fails waits this long to say so.
      expect: { poll: { timeout: 30_000 } },
      // Pothos and the test would each load a graphql of their own, and graphql refuses objects of another copy.
      server: { deps: { inline: [/@pothos\//, /@apollo\/server\//, /\/node_modules\/graphql\//] } },
    },
  }
})
