import type { Metadata } from 'next'
import { Heading } from '../_components/page'
import { DeviceCheck } from './device-check'

export const metadata: Metadata = { title: 'Check this device' }

export default function DevicePage() {
  return (
    <>
      <Heading title="Check this device">
        A terminal at a door recognises people in its own browser, and so does a telephone on which somebody enrols.
        This page tells whether this device can, and how fast. What its camera sees does not leave it.
      </Heading>
      <DeviceCheck />
    </>
  )
}
