'use client'

/** Takes an archive and sends it in parts, so that a line that breaks for a moment costs one part and not the whole. */
import { FolderInput } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useId, useRef, useState, type DragEvent } from 'react'
import { sizeWords } from '@/app/_lib/size'
import { Button } from '@/app/_components/button'
import { Notice } from '@/app/_components/notice'
import { Progress } from '@/app/_components/progress'
import { useAct } from '@/app/_components/use-act'
import { cancel, endUpload, startUpload } from '../actions'

/** A part that does not arrive is sent again so often, with a pause that grows. */
const tries = 5
const pauseMs = 1_000

export function Upload({ limitMib }: { limitMib: number }) {
  const id = useId()
  const router = useRouter()
  const runAct = useAct()
  const input = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(null)
  const [file, setFile] = useState<File>()
  const [share, setShare] = useState<number>()
  const [message, setMessage] = useState<string>()
  const [isOver, setOver] = useState(false)

  async function send(chosen: File) {
    setFile(chosen)
    setMessage(undefined)
    if (!/\.zip$/i.test(chosen.name)) return setMessage('Please choose a zip archive: its name ends in .zip.')
    if (chosen.size > limitMib * 1024 * 1024) {
      return setMessage(
        `The archive has ${sizeWords(chosen.size)}, and at most ${sizeWords(limitMib * 1024 * 1024)} are taken. Split it in two.`,
      )
    }
    setShare(0)
    const started = await runAct(() => startUpload({ name: chosen.name.slice(0, 200), byteCount: chosen.size }))
    if (!started.ok)
      return fail(started.problems.byteCount ? 'The file is too small for a zip archive.' : started.message)
    const { importId, partCount, partBytes } = started.value
    stop.current = new AbortController()
    try {
      for (let part = 0; part < partCount; part++) {
        const piece = chosen.slice(part * partBytes, (part + 1) * partBytes)
        await sendPart(`/api/imports/${importId}/parts/${part}`, piece, stop.current.signal)
        setShare((part + 1) / partCount)
      }
    } catch (error) {
      await runAct(() => cancel(importId))
      return fail((error as Error).message)
    }
    const ended = await runAct(() => endUpload(importId))
    if (!ended.ok) return fail(ended.message)
    router.push(`/import/${importId}` as never)
  }

  function fail(words: string) {
    setShare(undefined)
    setMessage(words)
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped && share === undefined) void send(dropped)
  }

  return (
    <div className="space-y-4">
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={`flex flex-col items-center gap-3 rounded-card border border-dashed px-6 py-10 text-center ${
          isOver ? 'border-door bg-code' : 'border-line'
        }`}
      >
        <FolderInput aria-hidden className="size-10 text-ink-soft" />
        <p className="font-display text-lead">Drop the archive here</p>
        <label htmlFor={id} className="sr-only">
          Archive of pictures and a table
        </label>
        <input
          ref={input}
          id={id}
          type="file"
          accept=".zip,application/zip"
          className="sr-only"
          tabIndex={-1}
          disabled={share !== undefined}
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            event.target.value = ''
            if (chosen) void send(chosen)
          }}
        />
        <Button disabled={share !== undefined} onClick={() => input.current?.click()}>
          Choose a zip archive
        </Button>
        <p className="text-small text-ink-soft">
          Up to {sizeWords(limitMib * 1024 * 1024)}. It lies sealed until the import ends.
        </p>
      </div>
      {message && (
        <Notice tone="bad" role="alert">
          {message}
        </Notice>
      )}
      {share !== undefined && file && (
        <div className="space-y-2">
          <p role="status">
            Uploading {file.name}, {sizeWords(file.size)}
          </p>
          <Progress label={`Upload of ${file.name}`} share={share} />
          <Button look="quiet" size="small" onClick={() => stop.current?.abort(new Error('The upload was cancelled.'))}>
            Cancel the upload
          </Button>
        </div>
      )}
    </div>
  )
}

/** @throws Error whose message is for people */
async function sendPart(url: string, piece: Blob, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    let answer: Response | undefined
    try {
      answer = await fetch(url, { method: 'PUT', body: piece, signal })
    } catch {
      // The line broke, or somebody cancelled: the next round tells.
    }
    if (answer?.ok) return
    // What is refused for a reason is refused again.
    if (answer && answer.status < 500) {
      const told = (await answer.json().catch(() => null)) as { message?: string } | null
      throw new Error(told?.message ?? 'The server refused the archive.')
    }
    signal.throwIfAborted()
    if (attempt === tries) throw new Error('The line to the server broke. Nothing was imported; please try again.')
    await new Promise((resolve) => setTimeout(resolve, pauseMs * 2 ** (attempt - 1)))
  }
}
