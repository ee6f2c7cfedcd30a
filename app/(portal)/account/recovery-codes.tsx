'use client'

/** Recovery codes, the one time they can be seen: to copy, to keep as a file, to print. */
import { Download } from 'lucide-react'
import { Button } from '@/app/_components/button'
import { Dialog } from '@/app/_components/dialog'
import { Notice } from '@/app/_components/notice'

export function RecoveryCodesDialog({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Dialog
      title="Your recovery codes"
      description="Each signs you in once, in place of your app or passkey, should you lose it. Keep them where you keep what must not be lost."
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <ul aria-label="Recovery codes" className="grid gap-2 rounded-control bg-code p-4 font-mono sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Notice tone="wait">They are not shown again: only their hashes are kept here. Earlier codes are void.</Notice>
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="quiet" onClick={() => save(codes)}>
          <Download className="size-4" aria-hidden />
          Save as a file
        </Button>
        <Button onClick={onClose}>I have kept them</Button>
      </div>
    </Dialog>
  )
}

function save(codes: string[]): void {
  const text = [`Limen recovery codes, ${location.origin}`, 'Each is good once.', '', ...codes, ''].join('\n')
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = 'limen-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(address)
}
