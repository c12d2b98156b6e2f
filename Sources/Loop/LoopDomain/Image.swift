package import JSON

/// An image of a project, and everything that is known of it but the picture itself.
package struct Image: Sendable {
    /// Where an image stands on its way to be learnt from.
    package enum State: String, Sendable, CaseIterable {
        case backlog, inbox, annotate, review, complete, trash
    }

    /// What a trainer uses an image for.
    package enum Set: String, Sendable, CaseIterable {
        case train, test, val
    }

    /// A UUID.
    package var id: String
    package var state: State
    package var set: Set
    /// In pixels.
    package var width: Int
    package var height: Int
    /// When it was taken, as its sender spelled it, or when it came to the Loop.
    package var created: String
    /// Where it is from: the id of a robot, say.
    package var source: String?
    package var tags: [String]
    /// What people marked in it.
    package var annotations = Marks()
    /// What models found in it.
    package var detections = Marks()
    /// How new it is to a model, as a script said.
    package var noveltyScore: Number?

    package init(
        id: String, state: State, set: Set, width: Int, height: Int, created: String, source: String? = nil,
        tags: [String] = []
    ) {
        self.id = id
        self.state = state
        self.set = set
        self.width = width
        self.height = height
        self.created = created
        self.source = source
        self.tags = tags
    }
}

extension Image {
    /// The entry in the answer to `GET …/images?ids=…`, with all members that were ever seen in one.
    ///
    /// - Parameter detections: those to show.
    package func json(in project: ProjectPath, detections: Marks) -> Value {
        let resource = "\(project.resource)/images/\(id)"
        var members: [Member] = [
            Member(name: "id", value: .string(id)), Member(name: "set", value: .string(set.rawValue)),
            Member(name: "width", value: .number(Number(width))),
            Member(name: "height", value: .number(Number(height))),
            Member(name: "created", value: .string(created)), Member(name: "state", value: .string(state.rawValue)),
            Member(name: "resource", value: .string("\(resource)/main")),
            Member(name: "thumbnail", value: .string("\(resource)/thumb")),
            Member(name: "source", value: Value(source)),
            Member(
                name: "tags",
                value: .array(tags.map { ["id": .string(TextUUID.of("tag", $0)), "name": .string($0)] })),
        ]
        members += annotations.members(.annotations)
        members += detections.members(.detections)
        return .object(members)
    }
}

/// What a detector says of an image that it sends (`ImageMetadata`, and `Detections` before version 0.11).
package struct ImageMetadata: Sendable {
    package var detections: Marks
    package var annotations: Marks
    package var tags: [String]
    /// When the image was taken, as spelled; nil when the detector does not say.
    package var created: String?
    package var source: String?
    /// Where the image goes; nil for where the Loop wants it.
    package var state: Image.State?

    /// Reads what any version of the library sends; members that nobody knows are passed over.
    ///
    /// - Throws: ``DomainError`` that names the member which is of the wrong type.
    package init(json: Value) throws(DomainError) {
        guard json.object != nil else {
            throw DomainError(what: "What is said of an image is \(json.kindName), not an object.")
        }
        func text(_ name: String) throws(DomainError) -> String? {
            guard let value = json[name], !value.isNull else { return nil }
            guard let text = value.string else { throw DomainError(what: "\(name) is \(value.kindName), not a text.") }
            return text
        }
        detections = try Marks(.detections, in: json)
        annotations = try Marks(.annotations, in: json)
        tags = []
        if let list = json["tags"], !list.isNull {
            guard let elements = list.array else { throw DomainError(what: "tags is \(list.kindName), not a list.") }
            for (index, tag) in elements.enumerated() {
                guard let tag = tag.string else {
                    throw DomainError(what: "tags[\(index)] is \(tag.kindName), not a text.")
                }
                tags.append(tag)
            }
        }
        // `date` up to version 0.11.0.
        if let created = try text("created") { self.created = created } else { created = try text("date") }
        source = try text("source")
        if let word = try text("state") {
            guard let state = Image.State(rawValue: word) else {
                let words = Image.State.allCases.map(\.rawValue).joined(separator: ", ")
                throw DomainError(what: "state is \"\(word)\"; there are \(words).")
            }
            self.state = state
        }
    }
}
