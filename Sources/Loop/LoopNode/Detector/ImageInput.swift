internal import JPEG

/// An image as a caller sent it.
public struct ImageInput: Sendable {
    /// What the bytes are.
    public enum Format: Sendable, Hashable {
        /// A JPEG file.
        case jpeg
        /// The values of an array, the last index the quickest, as NumPy has it in C order.
        ///
        /// - `type`: NumPy's name of the values' type, `uint8` as a rule.
        /// - `shape`: rows, columns and channels as a rule; a gray image may have the first two only.
        case array(type: String, shape: [Int])
    }

    /// The bytes, unchanged.
    public let bytes: [UInt8]

    /// What they are.
    public let format: Format

    /// An image that is a JPEG file.
    public init(jpeg bytes: [UInt8]) {
        self.bytes = bytes
        format = .jpeg
    }

    /// An image that is an array.
    ///
    /// - Parameters:
    ///   - type: NumPy's name of the values' type.
    ///   - shape: how many there are in each direction; one number may be -1 and follows from the others.
    /// - Throws: ``ImageError/array(reason:)`` when the bytes are not as many as type and shape ask for.
    public init(array bytes: [UInt8], type: String, shape: [Int]) throws(ImageError) {
        guard let size = Self.byteCount(ofType: type) else {
            throw .array(reason: "\(type.debugDescription) is no type of numbers")
        }
        guard !bytes.isEmpty, bytes.count.isMultiple(of: size) else {
            throw .array(reason: "\(bytes.count) bytes are no numbers of type \(type)")
        }
        guard let shape = Self.complete(shape, count: bytes.count / size) else {
            throw .array(reason: "\(bytes.count / size) numbers do not have the shape \(shape)")
        }
        self.bytes = bytes
        format = .array(type: type, shape: shape)
    }

    /// Bytes of a value of NumPy's type `name`, which may begin with a mark for the order of bytes: `uint8`, `u1`, `<f4`.
    private static func byteCount(ofType name: String) -> Int? {
        var name = Substring(name)
        if let mark = name.first, "<>=|".contains(mark) { name = name.dropFirst() }
        switch name {
        case "uint8", "int8", "bool", "u1", "i1", "b1", "B", "b", "?": return 1
        case "uint16", "int16", "float16", "u2", "i2", "f2": return 2
        case "uint32", "int32", "float32", "u4", "i4", "f4": return 4
        case "uint64", "int64", "float64", "uint", "int", "float", "u8", "i8", "f8": return 8
        default: return nil
        }
    }

    /// The shape with its -1 replaced; nil if there are not `count` values.
    private static func complete(_ shape: [Int], count: Int) -> [Int]? {
        guard !shape.isEmpty, shape.allSatisfy({ $0 > 0 || $0 == -1 }) else { return nil }
        var product = 1
        for length in shape where length > 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            guard !overflow else { return nil }
            product = next
        }
        switch shape.count(where: { $0 == -1 }) {
        case 0: return product == count ? shape : nil
        case 1: return count.isMultiple(of: product) ? shape.map { $0 == -1 ? count / product : $0 } : nil
        default: return nil
        }
    }
}

/// An image point by point, as it is meant to be looked at.
public struct Bitmap: Sendable, Hashable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Red, green and blue of each pixel, row by row from the top, each row from the left, with nothing between.
    public let bytes: [UInt8]
}

/// Why an image cannot be used.
public enum ImageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is no JPEG, or a damaged one.
    case jpeg(reason: String)
    /// It is no array of pixels.
    case array(reason: String)

    /// What is wrong with it.
    public var description: String {
        switch self {
        case .jpeg(let reason): reason
        case .array(let reason): "the array is no image: \(reason)"
        }
    }
}

extension ImageInput {
    /// The image point by point: a JPEG is decoded, and turned as its EXIF data say.
    ///
    /// Takes some time for a JPEG, about a tenth of a second for 12 million pixels, and each time anew.
    ///
    /// - Throws: ``ImageError``.
    public func bitmap() throws(ImageError) -> Bitmap {
        let pixels = try pixels()
        return Bitmap(width: pixels.width, height: pixels.height, bytes: pixels.bytes)
    }

    private func pixels() throws(ImageError) -> Pixels {
        switch format {
        case .jpeg:
            do {
                let orientation = try JPEG.header(of: bytes).orientation
                return try JPEG.decode(bytes).oriented(orientation)
            } catch {
                throw .jpeg(reason: error.description)
            }
        case .array(let type, let shape): return try Self.pixels(of: bytes, type: type, shape: shape)
        }
    }

    private static func pixels(of bytes: [UInt8], type: String, shape: [Int]) throws(ImageError) -> Pixels {
        guard ["uint8", "u1", "|u1", "B"].contains(type) else {
            throw .array(reason: "its values are of type \(type), not uint8")
        }
        guard (2...3).contains(shape.count) else { throw .array(reason: "it has \(shape.count) dimensions") }
        let (height, width) = (shape[0], shape[1])
        switch shape.count == 3 ? shape[2] : 1 {
        case 1: return Pixels(width: width, height: height, bytes: bytes.flatMap { [$0, $0, $0] })
        case 3: return Pixels(width: width, height: height, bytes: bytes)
        case let count: throw .array(reason: "it has \(count) channels")
        }
    }

    /// Looks whether the image is one that can be decoded, as far as that costs nothing: the front of a JPEG.
    func check() throws(ImageError) {
        switch format {
        case .jpeg:
            do { _ = try JPEG.header(of: bytes) } catch { throw .jpeg(reason: error.description) }
        case .array: break
        }
    }

    /// The image as a JPEG file: one that is a JPEG already as it is.
    func jpeg() throws(ImageError) -> [UInt8] {
        switch format {
        case .jpeg: return bytes
        case .array:
            do {
                return try JPEG.encode(try pixels(), quality: Self.quality)
            } catch let error as ImageError {
                throw error
            } catch {
                throw .jpeg(reason: "\(error)")
            }
        }
    }

    /// What Pillow, with which the Python library encodes, takes where nothing is said.
    private static let quality = 75
}
