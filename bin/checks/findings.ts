/** How every check ends: what is wrong line by line, how much there is of it, and an exit code that says so too. */
export function endWith(findings: string[], summary = ''): void {
  for (const finding of findings) console.error(finding)
  console.log(`${summary}${findings.length} findings`)
  process.exitCode = findings.length === 0 ? 0 : 1
}
