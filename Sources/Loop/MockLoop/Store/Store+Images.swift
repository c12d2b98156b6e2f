package import Files
package import JSON
package import LoopDomain

extension Store {
    /// An image that a detector sent, looked through and not yet stored.
    package struct SentImage: Sendable {
        package let metadata: ImageMetadata
        package let file: OwnedFile
        package let width: Int
        package let height: Int

        package init(metadata: ImageMetadata, file: OwnedFile, width: Int, height: Int) {
            self.metadata = metadata
            self.file = file
            self.width = width
            self.height = height
        }
    }

    /// Stores the images of one request, all of them or none.
    ///
    /// - Returns: their ids, in their order.
    package mutating func receive(
        _ images: [SentImage], in path: ProjectPath, at now: Timestamp
    ) throws(Refusal) -> [String] {
        let place = try place(of: path)
        let idsByName = Dictionary(
            projects[place].categories.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        return images.map { sent in
            var image = Image(
                id: newID(), state: sent.metadata.state ?? .inbox, set: .train, width: sent.width, height: sent.height,
                created: sent.metadata.created ?? now.text(), source: sent.metadata.source, tags: sent.metadata.tags)
            image.detections = sent.metadata.detections
            image.annotations = sent.metadata.annotations.map { marks in
                marks.map { Self.naming($0, idsByName) }
            }
            projects[place].images.add(StoredImage(image, picture: .file(sent.file)))
            return image.id
        }
    }

    /// A mark whose category is named by its name alone gets the id as well, which trainers read.
    private static func naming(_ mark: Value, _ idsByName: [String: String]) -> Value {
        guard (mark["category_id"]?.string ?? "").isEmpty, let name = mark["category_name"]?.string,
            let id = idsByName[name]
        else { return mark }
        var mark = mark
        mark["category_id"] = .string(id)
        return mark
    }

    /// The image with `id`. Those of a deleted project that were kept are still there.
    package func image(_ id: String, in path: ProjectPath) throws(Refusal) -> StoredImage {
        if let place = try? place(of: path), let image = projects[place].images[id] { return image }
        if let image = keptImages[path]?[id] { return image }
        _ = try place(of: path)
        throw .unknownImage(id: id, path)
    }

    /// The answer to `GET …/images?ids=…`; ids that are none are passed over.
    ///
    /// - Parameter version: the version of the model whose detections are asked for; nil for those of all.
    package func images(_ ids: [Substring], version: String?, in path: ProjectPath) throws(Refusal) -> Value {
        guard ids.count <= Self.imageIDCountLimit else { throw .tooManyIDs(ids.count) }
        let images = projects[try place(of: path)].images
        return [
            "images": .array(
                ids.compactMap { id in
                    guard let image = images[String(id)]?.image else { return nil }
                    let detections = version.map { version in
                        image.detections.filter { $0["model_name"]?.string == version }
                    }
                    return image.json(in: path, detections: detections ?? image.detections)
                })
        ]
    }

    /// Ids in one question for images at most: ten times what the library asks for.
    package static let imageIDCountLimit = 1000

    /// Adds what a trainer found, all of it or nothing.
    ///
    /// The same again is accepted: a trainer that was interrupted sends its last batch twice.
    package mutating func add(
        _ detections: [(image: String, marks: Marks)], in path: ProjectPath
    ) throws(Refusal) {
        let place = try place(of: path)
        for (image, _) in detections where !projects[place].images.contains(image) {
            throw .unknownImage(id: image, path)
        }
        // All of an image at once, however often it is named: each time takes as long as there are marks in it.
        var marksByImage: [String: Marks] = [:]
        for (image, marks) in detections { marksByImage[image, default: Marks()].append(marks) }
        for (image, marks) in marksByImage {
            projects[place].images.change(image) { $0.detections.merge(marks) }
        }
    }

    /// Adds an outline that an annotator drew.
    package mutating func addSegmentation(_ annotation: Value, to image: String, in path: ProjectPath) throws(Refusal) {
        let place = try place(of: path)
        guard projects[place].images.contains(image) else { throw .unknownImage(id: image, path) }
        projects[place].images.change(image) { image in
            // An outline with the same id is the same one, drawn further.
            let id = annotation["id"]?.string
            image.annotations.segmentations.removeAll { id != nil && $0["id"]?.string == id }
            image.annotations.segmentations.append(annotation)
        }
    }

    /// Notes how new images are to a model; ids that are none are passed over.
    package mutating func setNoveltyScores(_ scores: [(image: String, score: Number)], in path: ProjectPath)
        throws(Refusal)
    {
        let place = try place(of: path)
        for (image, score) in scores { projects[place].images.change(image) { $0.noveltyScore = score } }
    }

    /// Changes the state or the set of an image.
    package mutating func changeImage(
        _ id: String, state: Image.State?, set: Image.Set?, in path: ProjectPath
    ) throws(Refusal) -> Image {
        let place = try place(of: path)
        guard projects[place].images.contains(id) else { throw .unknownImage(id: id, path) }
        projects[place].images.change(id) { image in
            if let state { image.state = state }
            if let set { image.set = set }
        }
        return try image(id, in: path).image
    }
}
