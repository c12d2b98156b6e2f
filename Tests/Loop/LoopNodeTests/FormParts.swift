import HTTP1

/// The parts of a form that a node sent.
struct FormParts {
    struct Part {
        let head: MultipartReader.PartHead
        var content: [UInt8] = []

        var text: String { String(decoding: content, as: UTF8.self) }
    }

    private(set) var parts: [Part] = []

    init(_ heard: ScriptedLoop.Heard) throws {
        let type = heard.fields.firstValue(of: "content-type") ?? []
        var reader = MultipartReader(boundary: try MultipartReader.boundary(fromContentType: type))
        reader.receive(heard.body)
        while let event = try reader.nextEvent() {
            switch event {
            case .part(let head): parts.append(Part(head: head))
            case .data(let run): parts[parts.count - 1].content += run
            case .endOfPart, .end: break
            }
        }
        try reader.finish()
    }
}
