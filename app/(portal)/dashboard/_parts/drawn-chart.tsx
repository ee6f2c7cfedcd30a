'use client'

import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type TooltipContentProps,
} from 'recharts'
import type { ChartProps, Series } from './lazy-chart'

/** Stacked bars, one a day or an hour. Nothing moves: whoever asked for less motion has it already. */
export function DrawnChart({ points, series }: ChartProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={points} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" strokeDasharray="2 4" />
        <XAxis
          dataKey="name"
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          tick={{ fill: 'var(--ink-soft)', fontSize: 12 }}
          minTickGap={28}
        />
        <YAxis
          allowDecimals={false}
          width={36}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--ink-soft)', fontSize: 12 }}
        />
        <Tooltip
          cursor={{ fill: 'var(--code)' }}
          isAnimationActive={false}
          content={(shown) => <Reading {...shown} series={series} />}
        />
        {series.map(({ key, label, colour }) => (
          <Bar
            key={key}
            dataKey={key}
            name={label}
            stackId="all"
            fill={colour}
            isAnimationActive={false}
            maxBarSize={36}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

/** What the bar under the pointer says. */
function Reading({
  active,
  label,
  payload,
  series,
}: Pick<TooltipContentProps<number, string>, 'active' | 'label' | 'payload'> & { series: Series[] }) {
  if (!active || payload.length === 0) return null
  return (
    <div className="rounded-control border border-line bg-surface px-3 py-2 text-small shadow-lg">
      <p className="font-medium">{label}</p>
      <ul>
        {series.map(({ key, label: name }) => (
          <li key={key} className="flex justify-between gap-6">
            <span className="text-ink-soft">{name}</span>
            <span className="tabular-nums">{payload.find(({ dataKey }) => dataKey === key)?.value ?? 0}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
