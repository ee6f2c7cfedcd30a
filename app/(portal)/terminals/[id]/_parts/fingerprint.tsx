/** A fingerprint, large and in its groups, so that two people can read it to each other. */
export function Fingerprint({ label, children }: { label: string; children: string }) {
  return (
    <div className="rounded-control bg-code px-4 py-3">
      <p className="text-small text-ink-soft">{label}</p>
      <p className="mt-1 grid w-fit grid-cols-4 gap-x-4 gap-y-1 font-mono text-lead tabular-nums">
        {children.split(' ').map((group, index) => (
          <span key={index}>{group} </span>
        ))}
      </p>
    </div>
  )
}

/** As `domain/terminals/pairing.ts` compares them: spaces, hyphens and case do not count. */
export const plain = (fingerprint: string) => fingerprint.replaceAll(/[\s-]/g, '').toLowerCase()
