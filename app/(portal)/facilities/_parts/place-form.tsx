'use client'

/** The form of a facility or of a space, new or changed. An id is chosen once: other systems write it down. */
import { Button } from '@/app/_components/button'
import { DialogClose } from '@/app/_components/dialog'
import { Choices, Field, Select } from '@/app/_components/field'
import { Notice } from '@/app/_components/notice'
import { useActionForm } from '@/app/_components/use-action-form'
import type { Outcome } from '@/app/_lib/outcome'
import type { PlaceForm as Values } from '../actions'
import type { Mode, Place } from './places'
import { modeWords } from './words'

export function PlaceForm<T>({
  kind,
  isNew = false,
  start,
  idBefore,
  send,
  action,
  onDone,
}: {
  kind: Place['kind']
  isNew?: boolean
  start: Partial<Values>
  /** What stands before the slug in its id. */
  idBefore: string
  send: string
  action: (values: Values) => Promise<Outcome<T>>
  onDone: (value: T) => void
}) {
  const form = useActionForm<Values, T>({
    defaultValues: { name: '', region: '', slug: '', mode: 'RELAY', ...start, timeZone: start.timeZone ?? ownZone() },
    action,
    onDone,
  })
  const mode = form.watch('mode')
  const region = form.watch('region').trim().toLowerCase()
  const slug = form.watch('slug').trim().toLowerCase()
  return (
    <form onSubmit={form.submit} noValidate className="space-y-5">
      {form.message && (
        <Notice tone="bad" role="alert">
          {form.message}
        </Notice>
      )}
      <Field
        label="Name"
        hint={kind === 'FACILITY' ? 'A venue: “Arena”, “Head office”.' : 'A part of it: “North stand”, “Second floor”.'}
        autoComplete="off"
        maxLength={120}
        {...form.field('name')}
      />
      {isNew && (
        <div className="grid gap-5 sm:grid-cols-2">
          {kind === 'FACILITY' && (
            <Field
              label="Region"
              hint="Country or province, such as at or ar-b. Empty: none."
              autoComplete="off"
              spellCheck={false}
              maxLength={6}
              {...form.field('region')}
            />
          )}
          <Field
            label="Last part of its id"
            hint={
              <>
                Empty: made of the name. The whole id stays for good:{' '}
                <code className="font-mono wrap-anywhere">
                  {kind === 'FACILITY' ? `${idBefore}:${region || 'zz'}` : idBefore}:{slug || '…'}
                </code>
              </>
            }
            autoComplete="off"
            spellCheck={false}
            maxLength={63}
            {...form.field('slug')}
          />
        </div>
      )}
      {kind === 'FACILITY' && (
        <Select
          label="Time zone"
          hint="Weekly schedules of members are read in it at the doors."
          {...form.field('timeZone')}
        >
          {zones(form.getValues('timeZone')).map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </Select>
      )}
      <Choices
        legend="When a terminal recognises somebody"
        name="mode"
        value={mode}
        onChange={(value) => form.setValue('mode', value as Mode)}
        options={(['RELAY', 'IDENTIFY_ONLY'] as const).map((one) => ({
          value: one,
          label: modeWords[one].label,
          hint: modeWords[one].meaning,
        }))}
      />
      <div className="flex flex-wrap justify-end gap-3">
        <DialogClose>
          <Button look="quiet">Cancel</Button>
        </DialogClose>
        <Button type="submit" disabled={form.isSending}>
          {send}
        </Button>
      </div>
    </form>
  )
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** What the browser knows, and what is set already even where the browser calls it by another name. */
function zones(set: string): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), set])].sort()
}
