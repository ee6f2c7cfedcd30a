'use client'

/**
 * A form whose rules live on the server: react-hook-form keeps what was typed, the action answers, and its complaints land at
 * their fields, the first of which gets the focus (`useAct`).
 */
import { useState } from 'react'
import { useForm, type DefaultValues, type FieldPath, type FieldValues, type UseFormReturn } from 'react-hook-form'
import type { Outcome } from '@/app/_lib/outcome'
import { useAct } from './use-act'

export interface ActionForm<Values extends FieldValues> extends UseFormReturn<Values> {
  /** For `<form onSubmit>`. */
  submit: (event?: React.BaseSyntheticEvent) => Promise<void>
  /** What is wrong with the whole. */
  message: string | undefined
  isSending: boolean
  /** What a field spreads: its registration and its problem. */
  field: (name: FieldPath<Values>) => ReturnType<UseFormReturn<Values>['register']> & { problem?: string }
}

export function useActionForm<Values extends FieldValues, T>({
  defaultValues,
  action,
  onDone,
}: {
  defaultValues: DefaultValues<Values>
  action: (values: Values) => Promise<Outcome<T>>
  onDone: (value: T) => void
}): ActionForm<Values> {
  const form = useForm<Values>({ defaultValues, shouldFocusError: true })
  const run = useAct()
  const [message, setMessage] = useState<string>()

  const submit = form.handleSubmit(async (values) => {
    setMessage(undefined)
    const outcome = await run(() => action(values))
    if (outcome.ok) return onDone(outcome.value)
    setMessage(outcome.message)
    for (const [name, said] of Object.entries(outcome.problems)) {
      form.setError(name as FieldPath<Values>, { message: said })
    }
  })

  return {
    ...form,
    submit,
    message,
    isSending: form.formState.isSubmitting,
    field: (name) => ({
      ...form.register(name),
      problem: form.getFieldState(name, form.formState).error?.message,
    }),
  }
}
