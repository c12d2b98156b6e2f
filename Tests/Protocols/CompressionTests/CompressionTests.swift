import Bytes
import Compression
import Testing

@Suite("Compression")
struct CompressionTests {
    private static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        // Half of it repeats.
        return (0..<count).map { $0 % 2 == 0 ? UInt8.random(in: 0...255, using: &random) : UInt8($0 & 15) }
    }

    @Test(arguments: [0, 1, 100, 8191, 8192, 8193, 1 << 20], [9, 12, 15])
    func `what is deflated is inflated again`(count: Int, windowBits: Int) throws {
        let deflater = try Deflater(.raw(windowBits: windowBits))
        let inflater = try Inflater(windowBits: windowBits)
        // The second message refers to the first one.
        for seed in [1, 1, 2] as [UInt64] {
            let original = Self.bytes(count, seed: seed)
            var compressed: [UInt8] = []
            try deflater.deflate(original, .sync, into: &compressed)
            var inflated: [UInt8] = []
            for run in stride(from: 0, to: compressed.count, by: 1000) {
                try inflater.inflate(
                    compressed[run..<min(run + 1000, compressed.count)], into: &inflated, limit: count)
            }
            #expect(inflated == original)
        }
    }

    @Test
    func `after a reset nothing before is referred to`() throws {
        let deflater = try Deflater(.raw(windowBits: 15))
        let original = Self.bytes(10_000)
        var first: [UInt8] = []
        try deflater.deflate(original, .sync, into: &first)
        deflater.reset()
        var second: [UInt8] = []
        try deflater.deflate(original, .sync, into: &second)
        #expect(second == first)
        let inflater = try Inflater(windowBits: 15)
        for _ in 1...2 {
            var inflated: [UInt8] = []
            try inflater.inflate(second[...], into: &inflated, limit: .max)
            #expect(inflated == original)
            inflater.reset()
        }
    }

    @Test
    func `no more comes out than is wanted`() throws {
        var compressed: [UInt8] = []
        try Deflater(.raw(windowBits: 15)).deflate(Array(repeating: 0, count: 100_000), .sync, into: &compressed)
        for (limit, fits) in [(99_999, false), (100_000, true), (100_001, true)] {
            var inflated: [UInt8] = []
            let inflater = try Inflater(windowBits: 15)
            do throws(Inflater.Failure) {
                try inflater.inflate(compressed[...], into: &inflated, limit: limit)
                #expect(fits)
            } catch {
                #expect(!fits)
                #expect(error == .tooLong)
            }
            #expect(inflated.count == min(limit, 100_000))
        }
    }

    @Test
    func `what is no deflated data is refused with zlib's words`() throws {
        let inflater = try Inflater(windowBits: 15)
        var inflated: [UInt8] = []
        let failure = #expect(throws: Inflater.Failure.self) {
            try inflater.inflate([0xFF, 0xFF, 0xFF][...], into: &inflated, limit: 100)
        }
        guard case .malformed(let error) = failure else {
            Issue.record("not malformed: \(String(describing: failure))")
            return
        }
        #expect(error.description == "zlib: invalid block type (-3)")
    }

    @Test
    func `a block that is marked as the last is not the last of a connection`() throws {
        let inflater = try Inflater(windowBits: 15)
        var inflated: [UInt8] = []
        // RFC 7692, section 7.2.3.5: a block with BFINAL, an empty block behind it.
        let message: [UInt8] = [0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF]
        for _ in 1...2 { try inflater.inflate(message[...], into: &inflated, limit: 100) }
        #expect(inflated == Array("HelloHello".utf8))
    }

    @Test(
        arguments: [
            ([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00, 0x00, 0xFF, 0xFF], true),
            ([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00, 0x00, 0xFF], false),
            // Inside the codes; at the end of the block, but not of its byte; behind the head of a stored block.
            ([0xF2, 0x48, 0xCD], false), ([0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07], false), ([0x00, 0x05], false),
            // Two streams, each with a last block.
            ([0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x01, 0x00, 0x00, 0xFF, 0xFF], true), ([], true),
        ] as [([UInt8], Bool)])
    func `it is known whether a block is incomplete`(_ bytes: [UInt8], _ isBetweenBlocks: Bool) throws {
        let inflater = try Inflater(windowBits: 15)
        var inflated: [UInt8] = []
        try inflater.inflate(bytes[...], into: &inflated, limit: 100)
        #expect(inflater.isBetweenBlocks == isBetweenBlocks)
        inflater.reset()
        #expect(inflater.isBetweenBlocks)
    }

    @Test
    func `gzip has its head and is smaller`() throws {
        let original = Array(String(repeating: "models, ", count: 1000).utf8)
        let compressed = try Gzip.encode(original)
        #expect(compressed.prefix(3) == [0x1F, 0x8B, 0x08])
        #expect(compressed.count < original.count / 10)
        // The length stands at the end, lowest byte first (RFC 1952, section 2.3.1).
        #expect(compressed.suffix(4) == [0x40, 0x1F, 0, 0])
    }
}
