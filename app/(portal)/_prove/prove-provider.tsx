'use client'

/** Stands around the portal and asks for a proof when an act needs one. However many ask at once, there is one dialog. */
import dynamic from 'next/dynamic'
import { useCallback, useRef, useState, type ReactNode } from 'react'
import { ProveContext } from '@/app/_components/prove'

const ProveDialog = dynamic(() => import('./prove-dialog').then((module) => module.ProveDialog))

interface Question {
  answer: Promise<boolean>
  settle: (isProved: boolean) => void
}

export function ProveProvider({ children }: { children: ReactNode }) {
  const question = useRef<Question>(undefined)
  const [isAsking, setAsking] = useState(false)

  const prove = useCallback(() => {
    if (!question.current) {
      let settle = (_isProved: boolean) => {}
      const answer = new Promise<boolean>((resolve) => {
        settle = resolve
      })
      question.current = { answer, settle }
      setAsking(true)
    }
    return question.current.answer
  }, [])

  const settle = useCallback((isProved: boolean) => {
    const asked = question.current
    question.current = undefined
    setAsking(false)
    asked?.settle(isProved)
  }, [])

  return (
    <ProveContext value={prove}>
      {children}
      {isAsking && <ProveDialog onAnswer={settle} />}
    </ProveContext>
  )
}
