/**
 * The few calls of WASI (snapshot preview 1) that a command-line program of one thread makes, over files in memory: nothing of the
 * machine is in its reach, its clock stands still, and what it makes is the same every time.
 */

/** Numbers of WASI's `errno`. */
const errno = { success: 0, badFile: 8, noEntry: 44 }
const fileType = { directory: 3, regular: 4 }
const openFlags = { create: 1, truncate: 8 }
/** Descriptors 0, 1, 2 are the program's own streams; 3 is the one folder that it sees. */
const folder = 3
const firstFile = 4
const allRights = 0xffffffffffffffffn

class Exit extends Error {
  constructor(readonly code: number) {
    super(`The program ended with ${code}.`)
  }
}

interface OpenFile {
  bytes: Uint8Array
  length: number
  position: number
}

/**
 * Runs a program to its end.
 * @returns the file that it wrote under `output`
 * @throws Error with what it said on its streams when it wrote none
 */
export async function runProgram(program: WebAssembly.Module, args: string[], output: string): Promise<Uint8Array> {
  const files = new Map<string, OpenFile>()
  const said: Uint8Array[] = []
  const instance: WebAssembly.Instance = await WebAssembly.instantiate(program, {
    wasi_snapshot_preview1: calls(() => instance.exports.memory as WebAssembly.Memory, args, files, said),
  })
  try {
    ;(instance.exports._start as () => void)()
  } catch (ending) {
    if (!(ending instanceof Exit)) throw ending
  }
  const file = files.get(output)
  if (!file) throw new Error(`${args[0]} wrote no ${output}: ${Buffer.concat(said).toString('utf8')}`)
  return file.bytes.slice(0, file.length)
}

function calls(
  memory: () => WebAssembly.Memory,
  args: string[],
  files: Map<string, OpenFile>,
  said: Uint8Array[],
): WebAssembly.ModuleImports {
  const encoded = args.map((argument) => new TextEncoder().encode(`${argument}\0`))
  const open = new Map<number, OpenFile>()
  const view = () => new DataView(memory().buffer)
  const bytesAt = (from: number, length: number) => new Uint8Array(memory().buffer, from, length)
  const textAt = (from: number, length: number) => new TextDecoder().decode(bytesAt(from, length).slice())
  /** Each buffer of a list of buffers. */
  const vectors = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const at = from + 8 * index
      return bytesAt(view().getUint32(at, true), view().getUint32(at + 4, true))
    })

  return {
    args_sizes_get(count: number, size: number) {
      view().setUint32(count, encoded.length, true)
      view().setUint32(
        size,
        encoded.reduce((sum, { length }) => sum + length, 0),
        true,
      )
      return errno.success
    },
    args_get(pointers: number, text: number) {
      for (const [index, argument] of encoded.entries()) {
        view().setUint32(pointers + 4 * index, text, true)
        bytesAt(text, argument.length).set(argument)
        text += argument.length
      }
      return errno.success
    },
    clock_time_get(_clock: number, _precision: bigint, result: number) {
      view().setBigUint64(result, 0n, true)
      return errno.success
    },
    fd_close: (descriptor: number) => (open.delete(descriptor) ? errno.success : errno.badFile),
    fd_fdstat_get(descriptor: number, result: number) {
      bytesAt(result, 24).fill(0)
      view().setUint8(result, descriptor === folder ? fileType.directory : fileType.regular)
      view().setBigUint64(result + 8, allRights, true)
      view().setBigUint64(result + 16, allRights, true)
      return errno.success
    },
    fd_fdstat_set_flags: () => errno.success,
    fd_prestat_get(descriptor: number, result: number) {
      if (descriptor !== folder) return errno.badFile
      view().setUint32(result, 0, true)
      view().setUint32(result + 4, 1, true)
      return errno.success
    },
    fd_prestat_dir_name(_descriptor: number, path: number) {
      view().setUint8(path, '/'.charCodeAt(0))
      return errno.success
    },
    path_open(
      _folder: number,
      _lookup: number,
      path: number,
      length: number,
      flags: number,
      _rights: bigint,
      _inherited: bigint,
      _state: number,
      result: number,
    ) {
      const name = textAt(path, length)
      let file = files.get(name)
      if (!file && !(flags & openFlags.create)) return errno.noEntry
      file ??= { bytes: new Uint8Array(1 << 16), length: 0, position: 0 }
      if (flags & openFlags.truncate) file.length = 0
      file.position = 0
      files.set(name, file)
      const descriptor = firstFile + files.size
      open.set(descriptor, file)
      view().setUint32(result, descriptor, true)
      return errno.success
    },
    fd_read(_descriptor: number, _vectors: number, _count: number, result: number) {
      view().setUint32(result, 0, true)
      return errno.success
    },
    fd_seek(descriptor: number, offset: bigint, whence: number, result: number) {
      const file = open.get(descriptor)
      if (!file) return errno.badFile
      const base = [0, file.position, file.length][whence]!
      file.position = base + Number(offset)
      view().setBigUint64(result, BigInt(file.position), true)
      return errno.success
    },
    fd_write(descriptor: number, from: number, count: number, result: number) {
      const parts = vectors(from, count)
      const file = open.get(descriptor)
      if (!file && descriptor > 2) return errno.badFile
      for (const part of parts) {
        if (file) append(file, part)
        else said.push(part.slice())
      }
      view().setUint32(
        result,
        parts.reduce((sum, { length }) => sum + length, 0),
        true,
      )
      return errno.success
    },
    proc_exit(code: number) {
      throw new Exit(code)
    },
  }
}

function append(file: OpenFile, part: Uint8Array): void {
  const end = file.position + part.length
  if (end > file.bytes.length) {
    const larger = new Uint8Array(2 * end)
    larger.set(file.bytes)
    file.bytes = larger
  }
  file.bytes.set(part, file.position)
  file.position = end
  file.length = Math.max(file.length, end)
}
