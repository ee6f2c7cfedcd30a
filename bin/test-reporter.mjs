/** What `npm test` needs of a run of vitest, as JSON in the file that `LIMEN_TEST_REPORT` names (bin/test.mjs reads it). */
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from './checkout.mjs'

export default class TestReporter {
  onTestRunEnd(modules, errors) {
    const counts = { passed: 0, failed: 0, skipped: 0 }
    const failures = []
    for (const file of modules) {
      const path = relative(root, file.moduleId)
      failures.push(...file.errors().map((error) => `${path}: ${firstLine(error.message)}`))
      for (const test of file.children.allTests()) {
        const { state, errors: reasons } = test.result()
        if (state in counts) counts[state] += 1
        if (state === 'failed') {
          failures.push(`${path} › ${test.fullName}: ${reasons.map(({ message }) => firstLine(message)).join('; ')}`)
        }
      }
    }
    // Errors outside of tests; a process that test-limit.mjs ended is one.
    const report = { ...counts, failures, errors: errors.map(({ message }) => firstLine(message)) }
    writeFileSync(process.env.LIMEN_TEST_REPORT, JSON.stringify(report))
  }
}

export function firstLine(text) {
  return String(text).trim().split('\n', 1)[0].slice(0, 300)
}
