/** How far long work is. Without a share it says only that it runs. */
export function Progress({ label, share }: { label: string; share?: number }) {
  const percent = share === undefined ? undefined : Math.round(share * 100)
  return (
    <div className="flex items-center gap-3">
      <progress aria-label={label} max={100} value={percent} className="h-2 w-full min-w-24 accent-door" />
      {percent !== undefined && <span className="text-small whitespace-nowrap tabular-nums">{percent} %</span>}
    </div>
  )
}
