/** Files for an engine in a browser: whoever is asked for one by its hash and name gives the very file, or knows none. They hold no secret. */
import { browserFiles, type BrowserFile } from '@/engines/browser-files'

export { browserFiles, type BrowserFile }

export function findBrowserFile(sha256: string, file: string): BrowserFile | null {
  return browserFiles.find((one) => one.sha256 === sha256 && one.file === file) ?? null
}
