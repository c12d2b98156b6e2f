internal import JSON
internal import SocketIO

/// The argument of an event.
struct EventData: Sendable {
    private let arguments: Arguments

    init(_ arguments: Arguments) { self.arguments = arguments }

    /// What is wrong with it.
    enum Flaw: Error, Hashable, CustomStringConvertible {
        case image, images, word

        /// As the Python library says it.
        var description: String {
            switch self {
            case .image: "could not parse image from data"
            case .images: "could not parse images from data"
            case .word: "the argument is no text"
            }
        }
    }

    /// The argument as a word.
    var word: String {
        get throws(Flaw) {
            guard let word = arguments[0]?.string else { throw .word }
            return word
        }
    }

    /// The argument as JSON; an empty object if it is no object.
    ///
    /// - Parameter names: members that are left out, because they are large.
    func value(except names: Set<String>) -> Value {
        guard let object = arguments[0], object.kind == .object else { return [:] }
        var members: [Member] = []
        for (name, value) in object.members where !names.contains(name) {
            members.append(Member(name: name, value: Value(value)))
        }
        return .object(members)
    }

    /// The member `image`.
    ///
    /// - Parameter takesPlain: whether an attachment by itself is a JPEG file.
    func image(takesPlain: Bool) throws(Flaw) -> ImageInput {
        guard let image = arguments[0]?["image"], let read = read(image, takesPlain: takesPlain) else { throw .image }
        return read
    }

    /// The list `images`.
    func images(takesPlain: Bool) throws(Flaw) -> [ImageInput] {
        guard let list = arguments[0]?["images"], list.kind == .array else { throw .images }
        var images: [ImageInput] = []
        for element in list.elements {
            guard let image = read(element, takesPlain: takesPlain) else { throw .images }
            images.append(image)
        }
        return images
    }

    private func read(_ image: Element, takesPlain: Bool) -> ImageInput? {
        if let bytes = arguments.attachment(for: image) { return takesPlain ? ImageInput(jpeg: bytes) : nil }
        guard let bytes = image["bytes"].flatMap({ arguments.attachment(for: $0) }) else { return nil }
        switch image["format"].map({ $0.string ?? "" }) ?? "raw" {
        case "jpeg": return ImageInput(jpeg: bytes)
        case "raw":
            guard let type = image["dtype"]?.string, let lengths = image["shape"], lengths.kind == .array else {
                return nil
            }
            var shape: [Int] = []
            for length in lengths.elements {
                guard let length = length.int else { return nil }
                shape.append(length)
            }
            return try? ImageInput(array: bytes, type: type, shape: shape)
        default: return nil
        }
    }
}
