internal import Bytes
internal import HTTP1
internal import JSON

/// The parts of a `multipart/form-data` body. One that is empty, or of another type, has none, as in Starlette.
struct UploadForm {
    private struct Part {
        let name: String
        let isFile: Bool
        let content: [UInt8]
    }

    private var parts: [Part] = []

    /// - Throws: ``RequestError`` when the body is not what its content type says.
    init(_ request: NodeRequest) throws(RequestError) {
        guard let type = request.head.fields.firstValue(of: "content-type"), Self.isForm(type), !request.body.isEmpty
        else { return }
        do {
            try read(request.body, boundary: try MultipartReader.boundary(fromContentType: type))
        } catch {
            throw .detail(400, error.description)
        }
    }

    private static func isForm(_ type: ArraySlice<UInt8>) -> Bool {
        type.prefix { $0 != UInt8(ascii: ";") }.trimmingWhiteSpace.equalsIgnoringCase("multipart/form-data")
    }

    private mutating func read(_ body: [UInt8], boundary: [UInt8]) throws(MultipartError) {
        var reader = MultipartReader(boundary: boundary)
        reader.receive(body)
        var head: MultipartReader.PartHead?
        var content: [UInt8] = []
        while let event = try reader.nextEvent() {
            switch event {
            case .part(let next): (head, content) = (next, [])
            case .data(let run): if content.isEmpty { content = Array(run) } else { content += run }
            case .endOfPart:
                guard let head else { continue }
                parts.append(Part(name: head.name, isFile: head.fileName != nil, content: content))
            case .end: break
            }
        }
        try reader.finish()
    }

    /// The file called `name`; of several the last. Nil, with the flaw, if there is none.
    func file(_ name: String, flaws: inout [RequestError.Flaw]) -> [UInt8]? {
        guard let part = parts.last(where: { $0.name == name }) else {
            flaws.append(.missing("body", .string(name)))
            return nil
        }
        guard part.isFile else {
            flaws.append(.notFile(part.content, at: ["body", .string(name)]))
            return nil
        }
        return part.content
    }

    /// All files called `name`, at least one; empty, with the flaw, if there is none.
    func files(_ name: String, flaws: inout [RequestError.Flaw]) -> [[UInt8]] {
        let parts = parts.filter { $0.name == name }
        if parts.isEmpty { flaws.append(.missing("body", .string(name))) }
        for (place, part) in parts.enumerated() where !part.isFile {
            flaws.append(.notFile(part.content, at: ["body", .string(name), .number(Number(place))]))
        }
        return parts.map(\.content)
    }
}

extension RequestError.Flaw {
    /// A part without a file name is a text.
    fileprivate static func notFile(_ content: [UInt8], at location: [Value]) -> Self {
        guard !content.isEmpty || location.count > 2 else {
            return Self(location: location, type: "missing", message: "Field required")
        }
        return Self(
            location: location, type: "value_error",
            message: "Value error, Expected UploadFile, received: <class 'str'>",
            input: .string(String(decoding: content.prefix(200), as: UTF8.self)), context: ["error": [:]])
    }
}
