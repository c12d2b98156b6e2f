internal import JSON
public import LoopDomain

/// What an annotator can do: help people to draw, by turning what they do with the mouse into outlines.
///
/// ```swift
/// struct Magnet: AnnotatorLogic {
///     func makeHistory() -> [Shape.Point] { [] }
///
///     func handle(
///         _ input: UserInput, image: String?, history: inout [Shape.Point]
///     ) async throws -> ToolOutput {
///         history.append(try await edge(near: input.coordinate, in: image))
///         return ToolOutput(svg: "<polyline …/>")
///     }
/// }
/// ```
///
/// Inputs of one frontend come one after the other; those of several at the same time.
public protocol AnnotatorLogic: Sendable {
    /// What is remembered of a frontend's inputs until they are complete.
    associatedtype History: Sendable

    /// The history of a frontend that has done nothing yet.
    func makeHistory() -> History

    /// Answers an input. When it throws, the history begins anew, and the Loop is told why.
    ///
    /// - Parameters:
    ///   - input: what was done. `Escape` never comes here: it begins the history anew.
    ///   - image: the path of the image; nil when the Loop does not give it.
    ///   - history: what is remembered of the frontend.
    func handle(_ input: UserInput, image: String?, history: inout History) async throws -> ToolOutput

    /// A frontend is gone; its history is forgotten by itself.
    ///
    /// - Returns: whether all is well; by default it is.
    func logOut(frontend: String) async -> Bool
}

extension AnnotatorLogic {
    /// Does nothing.
    public func logOut(frontend: String) async -> Bool { true }
}

/// What an annotator shows, and what is done.
public struct ToolOutput: Sendable, Hashable {
    /// What the frontend draws over the image: elements of SVG.
    public var svg: String
    /// An outline to be stored.
    public var annotation: SegmentationAnnotation?

    /// Something to show, and perhaps something to store.
    public init(svg: String, annotation: SegmentationAnnotation? = nil) {
        self.svg = svg
        self.annotation = annotation
    }
}

/// An outline that was drawn in an image.
public struct SegmentationAnnotation: Sendable, Hashable {
    /// A UUID; one that the Loop knows replaces what it has.
    public var id: String
    /// Where it is.
    public var shape: Shape
    /// The image's id.
    public var imageID: String
    /// The category's id.
    public var categoryID: String

    /// An outline of a category in an image.
    public init(id: String, shape: Shape, imageID: String, categoryID: String) {
        self.id = id
        self.shape = shape
        self.imageID = imageID
        self.categoryID = categoryID
    }

    /// The argument of `update_segmentation_annotation`.
    var json: Value {
        [
            "id": .string(id), "shape": shape.json, "image_id": .string(imageID), "category_id": .string(categoryID),
        ]
    }
}
