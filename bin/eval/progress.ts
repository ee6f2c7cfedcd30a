/** A progress bar on standard error, so that standard output stays clean for `--json`. */

export function startProgress(label: string, total: number): { step(): void; finish(): void } {
  const startedAt = Date.now()
  let done = 0
  const interactive = process.stderr.isTTY
  const draw = () => {
    const filled = Math.round((done / total) * 30)
    const seconds = (Date.now() - startedAt) / 1000
    const left = done === 0 ? '' : `, ${Math.ceil((seconds / done) * (total - done))} s left`
    return `${label} [${'#'.repeat(filled)}${'.'.repeat(30 - filled)}] ${done}/${total}${left}`
  }
  return {
    step() {
      done++
      if (interactive) process.stderr.write(`\r\x1b[2K${draw()}`)
      else if (done % Math.ceil(total / 10) === 0) process.stderr.write(`${draw()}\n`)
    },
    finish() {
      if (interactive) process.stderr.write('\r\x1b[2K')
    },
  }
}
