/** The mark of Limen: an open door on its threshold, light behind it. Decoration; the name stands beside it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path
        d="M8 26V14a8 8 0 0 1 16 0v12"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.5"
        strokeLinecap="round"
        className="text-door"
      />
      <path d="M12.5 26V15.5a3.5 3.5 0 0 1 7 0V26z" fill="currentColor" className="text-light" />
      <path d="M3.5 26h25" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" className="text-door" />
    </svg>
  )
}
