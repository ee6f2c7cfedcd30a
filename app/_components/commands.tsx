/** Lines for a terminal, to be copied as they are. Focusable, because a long line scrolls sideways. */
export function Commands({ label, children }: { label: string; children: string }) {
  return (
    <pre
      tabIndex={0}
      role="group"
      aria-label={label}
      className="overflow-x-auto rounded-control bg-code p-4 font-mono text-small"
    >
      <code>{children}</code>
    </pre>
  )
}
