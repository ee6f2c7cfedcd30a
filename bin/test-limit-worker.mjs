/** Waits beside one test file (test-limit.mjs); after the limit it says where the file stands and kills the process. */
import { appendFileSync, writeSync } from 'node:fs'
import { Session } from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'
import { workerData } from 'node:worker_threads'

const { seconds, file, list } = workerData
/** How long the other thread may take to say where it is; one that waits in the kernel never does. */
const answerMs = 5000

await sleep(seconds * 1000)
try {
  if (list) appendFileSync(list, `${file}\n`)
  // Not console.error: that goes through the thread that stands still.
  writeSync(2, `\n${file} did not end within ${seconds} s.\n${await whereItStands()}\n`)
} finally {
  // Also where nobody listens any more: the run itself may have been killed.
  process.kill(process.pid, 'SIGKILL')
}

/** The stack of the thread that runs the tests, if it is in JavaScript. */
async function whereItStands() {
  const session = new Session()
  session.connectToMainThread()
  const urls = new Map()
  session.on('Debugger.scriptParsed', ({ params }) => urls.set(params.scriptId, params.url))
  const frames = new Promise((resolve) => {
    session.once('Debugger.paused', ({ params }) => resolve(params.callFrames))
  })
  session.post('Debugger.enable')
  session.post('Debugger.pause')
  const stack = await Promise.race([frames, sleep(answerMs, [])])
  if (stack.length === 0) return 'It waits for something outside of JavaScript.'
  return stack
    .map(
      ({ functionName, location }) => `  at ${functionName} ${urls.get(location.scriptId)}:${location.lineNumber + 1}`,
    )
    .join('\n')
}
