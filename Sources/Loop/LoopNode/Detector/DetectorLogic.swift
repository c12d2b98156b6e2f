public import LoopDomain

/// What a detector can do with one model that it has loaded: find things in images.
///
/// ```swift
/// struct Blobs: DetectorLogic {
///     let model: ModelInformation
///
///     func detect(_ image: ImageInput) async throws -> Detections {
///         let picture = try image.bitmap()
///         return Detections(boxes: boxes(in: picture))
///     }
/// }
///
/// let node = DetectorNode(name: "blobs", modelFormat: "blobs") { model, folder in Blobs(model: model) }
/// try await node.run()
/// ```
///
/// For each model that the node takes up a new one is made; the one before answers meanwhile, and is let go when the new
/// one is ready. One image, or one batch, is looked at at a time.
public protocol DetectorLogic: Sendable {
    /// Finds things in an image.
    ///
    /// Category ids that are nil are filled in by the categories' names. Coordinates are those of the image as it is
    /// meant to be looked at, which is how ``ImageInput/bitmap()`` gives it.
    ///
    /// - Throws: any error; the caller gets its description.
    func detect(_ image: ImageInput) async throws -> Detections

    /// Finds things in several images at once.
    ///
    /// Unless a logic has a quicker way, one is looked at after the other.
    ///
    /// - Returns: as many as there are images, in their order.
    func detect(batch images: [ImageInput]) async throws -> [Detections]
}

extension DetectorLogic {
    /// Looks at one image after the other.
    public func detect(batch images: [ImageInput]) async throws -> [Detections] {
        var results: [Detections] = []
        for image in images { results.append(try await detect(image)) }
        return results
    }
}
