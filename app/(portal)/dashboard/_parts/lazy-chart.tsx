'use client'

/** Brings the drawing library to this page alone, after everything else, into a place that is kept free for it. */
import dynamic from 'next/dynamic'
import type { Moment } from '@/domain/figures/read'

export interface Series {
  key: keyof Omit<Moment, 'at'>
  label: string
  /** A colour of globals.css, as `var(--door)`. */
  colour: string
}

export interface ChartProps {
  points: Record<string, string | number>[]
  series: Series[]
}

const Drawn = dynamic(() => import('./drawn-chart').then((module) => module.DrawnChart), { ssr: false })

export function LazyChart({ label, ...chart }: ChartProps & { label: string }) {
  return (
    <div role="img" aria-label={label} className="h-64">
      <Drawn {...chart} />
    </div>
  )
}
