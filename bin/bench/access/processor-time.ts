/** Processor time of a process as the kernel counts it, threads included: what an answer costs, whatever else the machine does. */
import { readFile } from 'node:fs/promises'

/** The kernel's unit in /proc, on every platform that has it. */
const tickMs = 10

/** Milliseconds since the process began; NaN where there is no /proc. */
export async function processorMs(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Behind the name, which may hold anything, the 12th and 13th fields are user and system time.
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) * tickMs
}
