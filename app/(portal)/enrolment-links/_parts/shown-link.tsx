'use client'

/** The link, this once: to copy, to scan, to print. */
import { CopyText } from '@/app/_components/copy-text'
import { Button, DownloadLink } from '@/app/_components/button'
import { DialogClose } from '@/app/_components/dialog'
import { Notice } from '@/app/_components/notice'
import type { ShownLink } from '../actions'

export function Shown({ link: { url, qr, mailedTo } }: { link: ShownLink }) {
  const isSecure = url.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(url)
  return (
    <div className="space-y-5">
      <Notice tone="good" role="status">
        {mailedTo ? `The link is on its way to ${mailedTo}.` : 'The link is made.'} It is shown this once. Hand it to
        the person, and to nobody else.
      </Notice>
      {!isSecure && (
        <Notice tone="wait">
          This address has no HTTPS, so phones will give the page no camera. Set LIMEN_PUBLIC_URL to an https address:
          docs/enrolment-links.md says how.
        </Notice>
      )}
      <CopyText label="the link">{url}</CopyText>
      {/* eslint-disable-next-line @next/next/no-img-element */}
      <img
        src={qr}
        alt="The link as a QR code, for a phone to scan"
        className="mx-auto size-56 rounded-control bg-white"
      />
      <div className="flex flex-wrap justify-end gap-3">
        <DownloadLink look="quiet" href={qr}>
          Save the QR code
        </DownloadLink>
        <DialogClose>
          <Button>Done</Button>
        </DialogClose>
      </div>
    </div>
  )
}
