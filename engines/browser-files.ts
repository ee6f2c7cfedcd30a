/** What an engine in a browser loads from the server: the two files of the runtime, and the nets of faces. All are public, from npm packages. */
import manifest from './models.json' with { type: 'json' }
import runtime from './runtime-files.json' with { type: 'json' }

export interface BrowserFile {
  file: string
  sha256: string
  /** From the checkout's root. */
  path: string
}

const nets = ['blazeface', 'landmark_68', 'facemesh', 'iris', 'face_recognition', 'faceres'] as const

export const browserFiles: readonly BrowserFile[] = [
  ...[runtime.loader, runtime.wasm].map(({ file, sha256 }) => ({ file, sha256, path: `${runtime.folder}/${file}` })),
  ...nets.map((name) => {
    const { file, sha256 } = manifest.nets[name]
    return { file, sha256, path: `build/models/${file}` }
  }),
]
