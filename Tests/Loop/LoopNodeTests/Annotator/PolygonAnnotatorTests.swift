import LoopDomain
import LoopNode
import Polygons
import Testing

/// The annotator among the examples.
@Suite struct PolygonAnnotatorTests {
    private func input(
        _ event: UserInput.Event, _ x: Int = 0, _ y: Int = 0, keyUp: String? = nil, color: String? = "#FF00FF"
    ) -> UserInput {
        UserInput(
            frontendID: "f", coordinate: Shape.Point(x: x, y: y), event: event,
            project: ProjectPath(organization: "o", project: "p"), imageID: "i1",
            category: Category(id: "c1", name: "c", color: color), keyUp: keyUp)
    }

    private func handle(_ input: UserInput, _ history: inout [Shape.Point]) async throws -> ToolOutput {
        try await PolygonAnnotator().handle(input, image: nil, history: &history)
    }

    @Test func `an outline is drawn corner by corner, and stored by Enter`() async throws {
        var history = PolygonAnnotator().makeHistory()
        var output = try await handle(input(.leftMouseDown, 1, 2), &history)
        #expect(
            output.svg == ##"<polyline points="1,2" stroke="#FF00FF" fill="#FF00FF" fill-opacity="0.2"/>"##)
        output = try await handle(input(.leftMouseUp, 1, 2), &history)
        #expect(output.svg.contains(#"points="1,2""#))
        output = try await handle(input(.keyUp, keyUp: "Enter"), &history)
        #expect(output.annotation == nil)
        output = try await handle(input(.leftMouseDown, 3, 4), &history)
        output = try await handle(input(.mouseMove, 9, 9), &history)
        #expect(output.svg.hasPrefix(#"<polygon points="1,2 3,4 9,9""#))
        output = try await handle(input(.leftMouseDown, 5, 6), &history)
        output = try await handle(input(.leftMouseDown, 7, 8), &history)
        output = try await handle(input(.rightMouseDown), &history)
        #expect(output.svg.hasPrefix(#"<polygon points="1,2 3,4 5,6""#))
        output = try await handle(input(.keyUp, keyUp: "Enter"), &history)
        let annotation = try #require(output.annotation)
        #expect(annotation.shape.text == "1,2,3,4,5,6")
        #expect(annotation.imageID == "i1")
        #expect(annotation.categoryID == "c1")
        #expect(annotation.id.count == 36)
        #expect(output.svg.isEmpty)
        #expect(history.isEmpty)
    }

    @Test func `what means nothing changes nothing`() async throws {
        var history: [Shape.Point] = []
        for event in [UserInput.Event.rightMouseDown, .rightMouseUp, .keyDown, .keyUp, .other("wheel")] {
            #expect(try await handle(input(event), &history) == ToolOutput(svg: ""))
        }
        #expect(history.isEmpty)
    }

    @Test func `a colour cannot end its attribute`() async throws {
        var history: [Shape.Point] = []
        let output = try await handle(input(.leftMouseDown, color: #""/><script>&"#), &history)
        #expect(output.svg.contains(#"stroke="&quot;/>&lt;script>&amp;""#))
    }
}
