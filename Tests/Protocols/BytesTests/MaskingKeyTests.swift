import Bytes
import TestSupport
import Testing

@Suite("Masking: RFC 6455, section 5.3")
struct MaskingKeyTests {
    @Test func `the example of the standard`() {
        let key = MaskingKey(0x37, 0xFA, 0x21, 0x3D)
        var bytes = Array("Hello".utf8)
        key.apply(to: &bytes, from: 0, offset: 0)
        #expect(bytes == [0x7F, 0x9F, 0x4D, 0x51, 0x58])
        key.apply(to: &bytes, from: 0, offset: 0)
        #expect(bytes == Array("Hello".utf8))
    }

    @Test func `the bytes are in the order in which they are sent`() {
        #expect(MaskingKey(1, 2, 3, 4).bytes == [1, 2, 3, 4])
        #expect(MaskingKey(0x0403_0201) == MaskingKey(1, 2, 3, 4))
        #expect(MaskingKey(0xFF00_00FE).bytes == [0xFE, 0x00, 0x00, 0xFF])
    }

    @Test func `every length at every offset behind every start is masked byte by byte`() {
        let key = MaskingKey(0x11, 0x22, 0x44, 0x88)
        for start in 0...9 {
            for length in 0...40 {
                for offset in [0, 1, 2, 3, 4, 5, 6, 7, 125, 65_535, Int.max] {
                    let original = (0..<start + length).map { UInt8($0) }
                    var masked = original
                    key.apply(to: &masked, from: start, offset: offset)
                    let expected = original.enumerated().map { index, byte in
                        index < start ? byte : byte ^ key.bytes[((offset & 3) + index - start) & 3]
                    }
                    #expect(masked == expected, "\(length) bytes at \(offset) behind \(start)")
                }
            }
        }
    }

    @Test func `a payload may be masked in two runs, cut anywhere`() {
        let key = MaskingKey(0xDE, 0xAD, 0xBE, 0xEF)
        var random = SeededGenerator(seed: 1)
        let payload = random.bytes(40)
        var whole = payload
        key.apply(to: &whole, from: 0, offset: 0)
        for cut in 0...payload.count {
            var front = Array(payload[..<cut])
            var back = Array(payload[cut...])
            key.apply(to: &front, from: 0, offset: 0)
            key.apply(to: &back, from: 0, offset: cut)
            #expect(front + back == whole, "cut at \(cut)")
        }
    }
}
