internal import Bytes

extension Painting {
    /// A colour, 0 (dark) to 255 a part.
    package struct Colour: Sendable, Hashable {
        package var red, green, blue: UInt8

        package init(red: UInt8, green: UInt8, blue: UInt8) {
            self.red = red
            self.green = green
            self.blue = blue
        }
    }
}

extension Painting.Colour {
    /// Reads a colour as categories have it, `#FF00FF`; nil if it is written otherwise.
    package init?(code: String) {
        let digits = code.utf8.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard code.utf8.first == UInt8(ascii: "#"), code.utf8.count == 7, digits.count == 6 else { return nil }
        let parts = stride(from: 0, to: 6, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        self.init(red: parts[0], green: parts[1], blue: parts[2])
    }

    /// From `0xFF00FF`.
    init(_ number: UInt32) {
        self.init(
            red: UInt8(truncatingIfNeeded: number >> 16), green: UInt8(truncatingIfNeeded: number >> 8),
            blue: UInt8(truncatingIfNeeded: number))
    }

    /// A colour between this one (0) and another (1).
    func mixed(with other: Self, _ share: Double) -> Self {
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(clamping: Int(Double(from) + (Double(to) - Double(from)) * share + 0.5))
        }
        return Self(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    /// The same at half the light: for outlines.
    var darker: Self { Self(red: red / 2, green: green / 2, blue: blue / 2) }

    /// A light colour, close to gray, before which those of categories stand out.
    static func pale(using random: inout SeededGenerator) -> Self {
        func part() -> UInt8 { UInt8(176 + random.next() % 48) }
        return Self(red: part(), green: part(), blue: part())
    }
}

extension SeededGenerator {
    /// A number from 0 up to, but not including, 1.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in `range`.
    mutating func number(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * fraction()
    }
}
