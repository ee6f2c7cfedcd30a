/**
 * The lint rule `limen/rooms`: which room may import which, and which files alone may touch a package.
 * ESLint's own no-restricted-imports would need one override per exception and does not see `import()`.
 */
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))

/** Room -> the other rooms it may import. Arrows point downwards only. */
const arrows = {
  app: ['graphql', 'domain'],
  graphql: ['domain'],
  domain: ['db', 'engines'],
  db: [],
  engines: [],
  bin: ['domain'],
  e2e: [],
}

/**
 * Where a context is assembled, and where engines and database themselves are measured, every room is in reach; and where
 * the browser is given rendered documents to see, and voices to hear, and is compared with the server's engine, and the command line a
 * small model to add.
 */
const openFiles = [
  'app/_lib/context.ts',
  'bin/_context.ts',
  'bin/eval/',
  'bin/bench/',
  'bin/checks/',
  'bin/sample-documents.ts',
  'bin/sample-recordings.ts',
  'e2e/document-film.ts',
  'e2e/document-pictures.ts',
  'e2e/engine-server.ts',
  'e2e/models.ts',
  'e2e/voices.ts',
]

/** What runs beside a page in the browser, and its door on the page's side: engines are within its reach too, and no other room below. */
const engineWorkers = ['app/(portal)/documents/_capture/outline-worker.ts', 'app/_engine/']

/** Package -> the only files, or folders ending in a slash, that may import it. Tests are free. */
const packageHomes = {
  'onnxruntime-web': ['engines/runtime.ts'],
  comlink: ['app/_engine/'],
  'onnxruntime-node': ['bin/bench/'],
  sharp: [
    'engines/decode-node.ts',
    'engines/document/rendered/',
    'engines/liveness/rendered/',
    'engines/document/text/testing.ts',
    'domain/faces/testing-pictures.ts',
    'bin/eval/',
    'bin/bench/',
    'bin/checks/',
    'bin/samples.ts',
    'e2e/engine-server.ts',
    'e2e/qr-reader.ts',
  ],
  wavefile: ['engines/voice/wav.ts', 'engines/voice/rendered/wav.ts'],
  '@wasm-audio-decoders/flac': ['bin/eval/'],
  'better-sqlite3': ['db/', 'e2e/bureau.ts'],
  'better-sqlite3-node20': ['db/sqlite-driver.ts', 'e2e/bureau.ts'],
  pg: ['db/', 'bin/bench/', 'bin/checks/'],
  'drizzle-orm': ['db/', 'domain/', 'bin/bench/', 'bin/checks/'],
  next: ['app/', 'next.config.ts', 'proxy.ts'],
  react: ['app/', 'domain/mail/templates/'],
  '@react-email/components': ['domain/mail/templates/'],
  '@react-email/render': ['domain/mail/render.ts'],
  resend: ['domain/mail/transports/'],
  nodemailer: ['domain/mail/transports/'],
}

const lies = (file, homes) => homes.some((home) => file === home || (home.endsWith('/') && file.startsWith(home)))

/** What is wrong with `file` (relative to the root) importing `specifier`, or null. */
function complaint(file, specifier) {
  const isOurs = specifier.startsWith('@/') || specifier.startsWith('.')
  if (!isOurs) {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    const homes = packageHomes[name]
    if (!homes || lies(file, homes) || /\.test\.tsx?$/.test(file)) return null
    return `${name} is imported only in ${homes.join(', ')}.`
  }
  const target = specifier.startsWith('@/')
    ? specifier.slice(2)
    : relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/')
  const [from, to] = [file.split('/')[0], target.split('/')[0]]
  if (!(from in arrows) || !(to in arrows) || from === to) return null
  if (specifier.startsWith('.')) return `Across rooms import '@/${target}'.`
  if (arrows[from].includes(to) || lies(file, openFiles)) return null
  if (to === 'engines' && lies(file, engineWorkers)) return null
  return `${from} may not import ${to}: arrows between rooms point downwards only.`
}

export const roomsPlugin = {
  rules: {
    rooms: {
      meta: { type: 'problem', schema: [] },
      create(context) {
        const file = relative(root, context.filename).replaceAll('\\', '/')
        const check = (node) => {
          if (typeof node.source?.value !== 'string') return
          const message = complaint(file, node.source.value)
          if (message) context.report({ node: node.source, message })
        }
        return {
          ImportDeclaration: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
          ImportExpression: check,
        }
      },
    },
  },
}
