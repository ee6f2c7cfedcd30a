import type { ReactNode } from 'react'
import { Front } from '@/app/_components/front'

export default function FrontLayout({ children }: { children: ReactNode }) {
  return <Front>{children}</Front>
}
