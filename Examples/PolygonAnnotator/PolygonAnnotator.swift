import Foundation
public import LoopDomain
public import LoopNode

/// Lets people draw outlines corner by corner.
///
/// It knows nothing of the image, so it shows an annotator at work where there is nothing to compute, and what an
/// annotator of your own looks like:
///
/// 1. a type that answers inputs, with what is to be remembered between them (``handle(_:image:history:)``),
/// 2. an `AnnotatorNode` that is given it (`main.swift`).
///
/// | Input | Does |
/// | --- | --- |
/// | left button, pressed | a corner |
/// | mouse, moved | shows the outline with a corner where the mouse is |
/// | right button, pressed | the last corner goes |
/// | `Enter` | the outline is stored, if it has three corners |
/// | `Escape` | all corners go; the node sees to that |
public struct PolygonAnnotator: AnnotatorLogic {
    /// Corners of one outline: more than anybody has the patience for.
    private static let cornerLimit = 10_000

    /// An annotator of outlines.
    public init() {}

    /// No corner.
    public func makeHistory() -> [Shape.Point] { [] }

    /// Adds a corner, removes one, or stores the outline.
    public func handle(
        _ input: UserInput, image: String?, history: inout [Shape.Point]
    ) async throws -> ToolOutput {
        switch input.event {
        case .leftMouseDown where history.count < Self.cornerLimit:
            history.append(input.coordinate)
        case .rightMouseDown:
            _ = history.popLast()
        case .mouseMove:
            return ToolOutput(svg: Self.svg(history + [input.coordinate], of: input.category))
        case .keyUp where input.keyUp == "Enter" && history.count >= 3:
            let annotation = SegmentationAnnotation(
                id: UUID().uuidString.lowercased(), shape: Shape(points: history), imageID: input.imageID,
                categoryID: input.category.id)
            history = []
            return ToolOutput(svg: "", annotation: annotation)
        case .leftMouseDown, .leftMouseUp, .rightMouseUp, .keyUp, .keyDown, .other:
            break
        }
        return ToolOutput(svg: Self.svg(history, of: input.category))
    }

    /// An outline, or what there is of it.
    private static func svg(_ corners: [Shape.Point], of category: LoopDomain.Category) -> String {
        guard !corners.isEmpty else { return "" }
        let points = corners.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        let colour = escaped(category.color ?? "black")
        let element = corners.count < 3 ? "polyline" : "polygon"
        return #"<\#(element) points="\#(points)" stroke="\#(colour)" fill="\#(colour)" fill-opacity="0.2"/>"#
    }

    /// A text as the value of an attribute: what a Loop calls a colour is drawn in people's browsers.
    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
