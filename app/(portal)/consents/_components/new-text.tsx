'use client'

/** Begins a text: what for, and in which language. The words come on its own page. */
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Field } from '@/app/_components/field'

export function NewText({ label = 'Write a text', mayManage }: { label?: string; mayManage: boolean }) {
  const router = useRouter()
  const [purpose, setPurpose] = useState('recognition')
  const [language, setLanguage] = useState('')
  const [problems, setProblems] = useState<{ purpose?: string; language?: string }>({})
  if (!mayManage) {
    return (
      <Button disabled title="Only owners and admins write texts">
        {label}
      </Button>
    )
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    const found = {
      purpose: /^[a-z][a-z0-9-]{0,39}$/.test(purpose.trim())
        ? undefined
        : 'Please use lower-case letters, digits and hyphens, such as recognition.',
      language: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(language.trim())
        ? undefined
        : 'Please write a language as its code, such as en or de-AT.',
    }
    setProblems(found)
    if (found.purpose || found.language) return
    router.push(`/consents/${purpose.trim()}/${language.trim()}` as never)
  }
  return (
    <Dialog title="Write a text" trigger={<Button>{label}</Button>}>
      <form onSubmit={submit} className="space-y-5" noValidate>
        <Field
          label="What people agree to"
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
          problem={problems.purpose}
          hint="Withdrawing “recognition” ends recognition, as the rule under Retention says. Other purposes are only written down."
          autoComplete="off"
        />
        <Field
          label="Language"
          value={language}
          onChange={(event) => setLanguage(event.target.value)}
          problem={problems.language}
          hint="Its code, such as en, de or pt-BR. Each language has versions of its own."
          autoComplete="off"
        />
        <div className="flex justify-end">
          <Button type="submit">Go to its words</Button>
        </div>
      </form>
    </Dialog>
  )
}
