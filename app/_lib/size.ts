/** Sizes of files for people, in steps of a thousand as disks are sold and file managers count. */

const units = ['bytes', 'KB', 'MB', 'GB', 'TB']

/** `532 bytes`, `156 KB`, `1.2 GB`. */
export function sizeWords(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit]}`
}
