/** The linter: Next's rules, promises that nobody awaits, the rooms (eslint.rooms.mjs), one reader of the environment, Relay's rules for the graph. */
import graphql from '@graphql-eslint/eslint-plugin'
import next from 'eslint-config-next/core-web-vitals'
import nextTypescript from 'eslint-config-next/typescript'
import { join } from 'node:path'
import { roomsPlugin } from './eslint.rooms.mjs'

/**
 * The plugin's `schema-relay`, less what it asks for beyond the specification of connections: a server may page in one direction only, a
 * payload may hold a list of other things than edges, and a node of a connection may be of any type (section 3.1.1), such as a row of an
 * import that nobody asks for alone.
 */
const relayRules = {
  '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
  '@graphql-eslint/relay-connection-types': 'error',
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
  '@graphql-eslint/relay-page-info': 'error',
}

const config = [
  {
    // Not ours, or made by a tool of ours.
    ignores: ['build/', '.next/', '.next-*/', '.test/', 'report/', 'limen-data/', 'samples/', 'next-env.d.ts'].concat(
      'app/_graph/documents.ts',
    ),
  },
  ...next,
  ...nextTypescript,
  {
    // Elsewhere a function that is called `use` is no hook.
    name: 'limen/hooks are React’s',
    files: ['**/*.{ts,mjs}'],
    ignores: ['app/**'],
    rules: { 'react-hooks/rules-of-hooks': 'off' },
  },
  {
    name: 'limen/promises',
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A query that nobody awaits runs after its transaction has closed, or not at all.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
    },
  },
  {
    name: 'limen/rooms',
    files: ['**/*.{ts,tsx}'],
    plugins: { limen: roomsPlugin },
    rules: {
      'limen/rooms': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
    },
  },
  {
    name: 'limen/pairs of keys',
    files: ['**/*.{ts,tsx}'],
    ignores: ['domain/key-pairs.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:crypto',
              importNames: ['generateKeyPairSync'],
              message: 'Its key objects can lock the process up: domain/key-pairs.ts makes pairs.',
            },
          ],
        },
      ],
    },
  },
  {
    name: 'limen/environment',
    files: ['**/*.{ts,tsx}'],
    // Scripts in bin hand their environment on to the processes they start.
    ignores: ['db/env.ts', '*.ts', 'bin/**', 'e2e/*.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only db/env.ts reads the environment.' },
      ],
    },
  },
  {
    name: 'limen/next wants a default export',
    files: [
      'app/**/{page,layout,error,not-found,global-error,loading,template,default}.tsx',
      '*.ts',
      'e2e/*.config.ts',
    ],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    name: 'limen/the graph is Relay’s',
    files: ['graphql/schema.graphql'],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: join(import.meta.dirname, 'graphql/schema.graphql') } },
    },
    plugins: { '@graphql-eslint': graphql },
    rules: relayRules,
  },
]

export default config
