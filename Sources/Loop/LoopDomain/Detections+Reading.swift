package import JSON

extension Detections {
    /// Reads the lists that `json` has; one that is missing is empty. A shape is a text, `x,y,x,y,…`, or an object.
    ///
    /// - Throws: ``DomainError`` that names the member which is missing or of the wrong type.
    package init(json: Value) throws(DomainError) {
        self.init()
        for reader in try Self.marks("box_detections", in: json) {
            boxes.append(
                BoxDetection(
                    categoryName: try reader.text("category_name"), categoryID: try reader.optionalText("category_id"),
                    modelName: try reader.text("model_name"), confidence: try reader.number("confidence"),
                    x: try reader.integer("x"), y: try reader.integer("y"), width: try reader.integer("width"),
                    height: try reader.integer("height")))
        }
        for reader in try Self.marks("point_detections", in: json) {
            points.append(
                PointDetection(
                    categoryName: try reader.text("category_name"), categoryID: try reader.optionalText("category_id"),
                    modelName: try reader.text("model_name"), confidence: try reader.number("confidence"),
                    x: try reader.number("x"), y: try reader.number("y")))
        }
        for reader in try Self.marks("segmentation_detections", in: json) {
            segmentations.append(
                SegmentationDetection(
                    categoryName: try reader.text("category_name"), categoryID: try reader.optionalText("category_id"),
                    modelName: try reader.text("model_name"), confidence: try reader.number("confidence"),
                    shape: try reader.shape()))
        }
        for reader in try Self.marks("classification_detections", in: json) {
            classifications.append(
                ClassificationDetection(
                    categoryName: try reader.text("category_name"), categoryID: try reader.optionalText("category_id"),
                    modelName: try reader.text("model_name"), confidence: try reader.number("confidence")))
        }
        guard let list = json["tags"] else { return }
        for tag in list.array ?? [.null] {
            guard let text = tag.string else { throw DomainError(what: "tags is no list of texts.") }
            tags.append(text)
        }
    }

    private static func marks(_ list: String, in json: Value) throws(DomainError) -> [MarkReader] {
        guard json.object != nil else { throw DomainError(what: "Detections are \(json.kindName), not an object.") }
        guard let value = json[list] else { return [] }
        guard let marks = value.array else { throw DomainError(what: "\(list) is \(value.kindName), not a list.") }
        return marks.enumerated().map { MarkReader(mark: $1, place: "\(list)[\($0)]") }
    }
}

/// The members of a mark, each of the type that it must have.
private struct MarkReader {
    let mark: Value
    let place: String

    private func flaw(_ name: String, _ wanted: String) -> DomainError {
        DomainError(what: "\(place).\(name) is \(mark[name]?.kindName ?? "missing"), not \(wanted).")
    }

    func text(_ name: String) throws(DomainError) -> String {
        guard let text = mark[name]?.string else { throw flaw(name, "a text") }
        return text
    }

    func optionalText(_ name: String) throws(DomainError) -> String? {
        guard let value = mark[name], !value.isNull else { return nil }
        return try text(name)
    }

    func number(_ name: String) throws(DomainError) -> Double {
        guard let number = mark[name]?.double else { throw flaw(name, "a number") }
        return number
    }

    func integer(_ name: String) throws(DomainError) -> Int {
        guard let number = mark[name]?.int else { throw flaw(name, "a whole number") }
        return number
    }

    func shape() throws(DomainError) -> Shape {
        let numbers: [Int?]
        if let text = mark["shape"]?.string {
            numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        } else if let points = mark["shape"]?["points"]?.array {
            numbers = points.flatMap { [$0["x"]?.int, $0["y"]?.int] }
        } else {
            throw flaw("shape", "an outline")
        }
        let known = numbers.compactMap { $0 }
        guard known.count == numbers.count, known.count.isMultiple(of: 2) else {
            throw DomainError(what: "\(place).shape has a number that is none, or an odd one out.")
        }
        return Shape(
            points: stride(from: 0, to: known.count, by: 2).map { Shape.Point(x: known[$0], y: known[$0 + 1]) })
    }
}
