package import Files
package import LoopDomain

/// The images of a project, in the order in which they came.
package struct Images: Sendable {
    package private(set) var all: [StoredImage] = []

    private var indexByID: [String: Int] = [:]
    /// The places of the images in each state, in the order in which they came to it.
    private var indicesByState: [Image.State: [Int]] = [:]

    package init() {}

    /// The image that answers to `id`.
    package subscript(_ id: String) -> StoredImage? { indexByID[id].map { all[$0] } }

    package func contains(_ id: String) -> Bool { indexByID[id] != nil }

    /// The images in a state; without one those that are neither set aside nor thrown away.
    package func ids(in state: Image.State?) -> [String] {
        guard let state else {
            return all.compactMap { $0.image.state == .trash || $0.image.state == .backlog ? nil : $0.image.id }
        }
        return (indicesByState[state] ?? []).map { all[$0].image.id }
    }

    package func count(in state: Image.State) -> Int { indicesByState[state]?.count ?? 0 }

    /// Adds an image; one with an id that is there is none to add.
    ///
    /// - Parameter aliases: older ids by which it is still asked for.
    mutating func add(_ image: StoredImage, aliases: [String] = []) {
        guard indexByID[image.image.id] == nil else { return }
        let index = all.count
        all.append(image)
        for id in [image.image.id] + aliases { indexByID[id] = index }
        indicesByState[image.image.state, default: []].append(index)
    }

    /// Changes what is known of an image.
    mutating func change(_ id: String, _ change: (inout Image) -> Void) {
        guard let index = indexByID[id] else { return }
        let former = all[index].image.state
        change(&all[index].image)
        let state = all[index].image.state
        guard state != former else { return }
        indicesByState[former]?.removeAll { $0 == index }
        indicesByState[state, default: []].append(index)
    }
}

/// An image, and its picture.
package struct StoredImage: Sendable {
    package internal(set) var image: Image
    package let picture: Picture

    package init(_ image: Image, picture: Picture) {
        self.image = image
        self.picture = picture
    }
}

/// Where the bytes of an image are.
package enum Picture: Sendable {
    /// A JPEG that somebody sent.
    case file(OwnedFile)
    /// A picture that is painted when somebody asks for it.
    case painting(Painting)
}
