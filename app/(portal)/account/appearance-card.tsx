'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Card } from '@/app/_components/card'
import { Choices } from '@/app/_components/field'
import type { Theme } from '@/app/_lib/theme'
import { remember } from '../_components/browser-memory'

const options: { value: Theme; label: string; hint?: string }[] = [
  { value: 'system', label: 'As the system', hint: 'Light by day and dark by night, where the system does that.' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function AppearanceCard({ theme }: { theme: Theme }) {
  const router = useRouter()
  const [chosen, setChosen] = useState<string>(theme)
  return (
    <Card title="Appearance">
      <Choices
        legend="In this browser"
        name="theme"
        options={options}
        value={chosen}
        onChange={(value) => {
          setChosen(value)
          remember('limen-theme', value)
          router.refresh()
        }}
      />
    </Card>
  )
}
