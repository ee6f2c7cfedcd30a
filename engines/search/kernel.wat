;; The int8 scan of the 1:N search: finds the next four rows of which at least one may still be among the best.
;; It only bounds scores; what a score is, and which are kept, is decided by its driver (rows.ts).
;; kernel-bytes.ts is this file compiled: `npx vitest run engines/search/kernel.test.ts -u` renews it.
;;
;; Memory. From address 0: the probe as int16, padded with zeros to a multiple of 16 components.
;; Elsewhere: blocks of four rows, read from front to back (one cache line after the other, which is what makes it fast):
;;   64 bytes for every 16 components: 16 x int8 of the first row, of the second, the third, the fourth
;;   4 x f32  scale of each row: component = int8 * scale
;;   4 x f32  radius of each row: how far its rounding to int8 can move a score; NaN marks an absent row
(module
  (memory (export "memory") 1 65536)

  ;; Looks through the blocks from address $block (a multiple of 16) up to $end, which is not looked at and greater.
  ;; $probeEnd is the address after the padded probe.
  ;; Returns the address of the first block in which `sum * scale * probeScale + radius >= threshold` holds for some
  ;; row, with those rows as bits 0..3 of the address; 0 when there is none. A comparison with NaN is false.
  ;; The driver chooses the range of the probe's int16 so that no i32 sum can overflow.
  (func (export "next")
    (param $block i32) (param $end i32) (param $probeEnd i32) (param $probeScale f32) (param $threshold f32)
    (result i32)
    (local $at i32) (local $probe i32) (local $rows i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $low v128) (local $high v128)

    (loop $blocks
      (local.set $a (v128.const i32x4 0 0 0 0))
      (local.set $b (v128.const i32x4 0 0 0 0))
      (local.set $c (v128.const i32x4 0 0 0 0))
      (local.set $d (v128.const i32x4 0 0 0 0))
      (local.set $at (local.get $block))
      (local.set $probe (i32.const 0))

      (loop $components
        (local.set $low (v128.load (local.get $probe)))
        (local.set $high (v128.load offset=16 (local.get $probe)))
        (local.set $a (i32x4.add (local.get $a) (i32x4.add
          (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $at)) (local.get $low))
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $at)) (local.get $high)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.add
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=16 (local.get $at)) (local.get $low))
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=24 (local.get $at)) (local.get $high)))))
        (local.set $c (i32x4.add (local.get $c) (i32x4.add
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=32 (local.get $at)) (local.get $low))
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=40 (local.get $at)) (local.get $high)))))
        (local.set $d (i32x4.add (local.get $d) (i32x4.add
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=48 (local.get $at)) (local.get $low))
          (i32x4.dot_i16x8_s (v128.load8x8_s offset=56 (local.get $at)) (local.get $high)))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $probe (i32.add (local.get $probe) (i32.const 32)))
        (br_if $components (i32.ne (local.get $probe) (local.get $probeEnd))))

      ;; Each of a, b, c, d holds four partial sums. First a0+a2 b0+b2 a1+a3 b1+b3, the same for c and d, then a b c d.
      (local.set $a (i32x4.add
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
      (local.set $c (i32x4.add
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
      (local.set $a (i32x4.add
        (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $a) (local.get $c))
        (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $a) (local.get $c))))

      (local.set $rows (i32x4.bitmask (f32x4.ge
        (f32x4.add
          (f32x4.mul
            (f32x4.mul (f32x4.convert_i32x4_s (local.get $a)) (v128.load (local.get $at)))
            (f32x4.splat (local.get $probeScale)))
          (v128.load offset=16 (local.get $at)))
        (f32x4.splat (local.get $threshold)))))
      (if (local.get $rows)
        (then (return (i32.or (local.get $block) (local.get $rows)))))

      (local.set $block (i32.add (local.get $at) (i32.const 32)))
      (br_if $blocks (i32.lt_u (local.get $block) (local.get $end))))
    (i32.const 0)))
