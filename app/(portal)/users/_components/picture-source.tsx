'use client'

/** Where a picture comes from: dropped, chosen, or taken. */
import clsx from 'clsx'
import { CameraIcon, ImageUp } from 'lucide-react'
import { useId, useState, type ComponentType } from 'react'
import { Button } from '@/app/_components/button'
import { Camera } from './camera'
import { accepted } from './send-pictures'

export function PictureSource({
  label,
  several = false,
  disabled = false,
  camera: OwnCamera = Camera,
  isPasted = false,
  onPictures,
}: {
  label: string
  several?: boolean
  disabled?: boolean
  /** What takes a picture here; without it the camera that looks for a face. */
  camera?: ComponentType<{ onPicture: (picture: Blob) => void; onClose: () => void }>
  /** The page takes what is pasted as well, and this says so. */
  isPasted?: boolean
  onPictures: (pictures: { picture: Blob; name: string }[]) => void
}) {
  const id = useId()
  const [isOver, setOver] = useState(false)
  const [isCameraOn, setCameraOn] = useState(false)
  const give = (files: Iterable<File>) => {
    const pictures = [...files].map((file) => ({ picture: file, name: file.name }))
    if (pictures.length > 0) onPictures(several ? pictures : pictures.slice(0, 1))
  }
  if (isCameraOn)
    return (
      <OwnCamera
        onClose={() => setCameraOn(false)}
        onPicture={(picture) => {
          setCameraOn(false)
          onPictures([{ picture, name: 'Taken with the camera' }])
        }}
      />
    )
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (!disabled) give(event.dataTransfer.files)
      }}
      className={clsx(
        'flex flex-wrap items-center justify-center gap-3 rounded-card border border-dashed px-4 py-6 text-center',
        isOver ? 'border-door bg-code' : 'border-line',
      )}
    >
      <label
        htmlFor={id}
        className={clsx(
          'inline-flex items-center gap-2 rounded-control border border-line bg-surface px-4 py-2 font-medium',
          'has-focus-visible:outline-3 has-focus-visible:outline-light',
          disabled ? 'cursor-not-allowed opacity-60' : 'cursor-pointer hover:border-door',
        )}
      >
        <ImageUp aria-hidden className="size-4" /> {label}
        <input
          id={id}
          type="file"
          accept={accepted}
          multiple={several}
          disabled={disabled}
          className="sr-only"
          onChange={(event) => {
            give(event.target.files ?? [])
            event.target.value = ''
          }}
        />
      </label>
      <Button look="quiet" disabled={disabled} onClick={() => setCameraOn(true)}>
        <CameraIcon aria-hidden className="size-4" /> Use the camera
      </Button>
      <p className="w-full text-small text-ink-soft">
        Or drop {isPasted && 'or paste '}
        {several ? 'pictures' : 'a picture'} here. JPEG, PNG or WebP{several ? ', up to five' : ''}.
      </p>
    </div>
  )
}
