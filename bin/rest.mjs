/**
 * Gives memory back after a flood. V8 lets what thousands of requests have left behind lie until it needs the room, so that a
 * process would stay a hundred megabytes larger for nothing; while nobody asks, collecting takes nobody's time.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookMs = 3_000
/** Fewer than these between two looks are no work: somebody asks for the health. */
const restRequests = 10
/** What the heap may be above its least before it is worth it. */
const worthBytes = 32 * 1024 * 1024
/** V8 shrinks the heap step by step; a heap that stays large after so many holds what is needed. */
const mostCollections = 5

/** @param {() => number} countRequests how many there were since the start */
export function collectAtRest(countRequests) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  let requests = 0
  let least = Infinity
  let collections = 0
  setInterval(() => {
    const isResting = countRequests() - requests < restRequests
    requests = countRequests()
    const { heapTotal } = process.memoryUsage()
    least = Math.min(least, heapTotal)
    if (!isResting) collections = 0
    else if (heapTotal - least > worthBytes && collections++ < mostCollections) collect()
  }, lookMs).unref()
}
