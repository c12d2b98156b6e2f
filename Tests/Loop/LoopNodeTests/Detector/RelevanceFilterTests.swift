import Foundation
import JSON
import LoopDomain
import Testing

@testable import LoopNode

/// The filter decides as the Python library's does: `relevance.json` is what version 0.27.0 of it decided.
@Suite struct RelevanceFilterTests {
    /// A story of images, and what became of each.
    struct Scenario: Sendable, CustomTestStringConvertible {
        let json: Value
        var testDescription: String { json["name"]?.string ?? "" }
    }

    static let scenarios: [Scenario] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "relevance.json")
        let data = (try? Data(contentsOf: file)) ?? Data()
        return ((try? Value(parsing: Array(data)))?.array ?? []).map(Scenario.init)
    }()

    @Test func `the table is there`() { #expect(Self.scenarios.count == 112) }

    @Test(arguments: scenarios)
    func `an image is worth an upload when the Python library says so`(scenario: Scenario) throws {
        let bounds = scenario.json["uncertainty"]?.array?.compactMap(\.double) ?? [0.3, 0.6]
        var filter = RelevanceFilter(uncertainty: bounds[0]...bounds[1])
        for step in try #require(scenario.json["steps"]?.array) {
            let seconds = try #require(step["at"]?.double)
            let time = Duration.seconds(seconds)
            let causes = filter.causes(of: try detections(step), camera: step["camera"]?.string, at: time)
            let expected = try #require(step["causes"]?.array).compactMap(\.string)
            #expect(causes.map(\.rawValue).sorted() == expected, "at \(time)")
        }
    }

    private func detections(_ step: Value) throws -> Detections {
        var detections = Detections()
        for entry in try #require(step["found"]?.array) {
            let name = try #require(entry[1]?.string)
            let confidence = try #require(entry[2]?.double)
            let numbers = (entry.array ?? []).dropFirst(3).compactMap(\.double)
            switch entry[0]?.string {
            case "box":
                let numbers = numbers.map { Int($0) }
                detections.boxes.append(
                    BoxDetection(
                        categoryName: name, modelName: "m", confidence: confidence, x: numbers[0], y: numbers[1],
                        width: numbers[2], height: numbers[3]))
            case "point":
                detections.points.append(
                    PointDetection(
                        categoryName: name, modelName: "m", confidence: confidence, x: numbers[0], y: numbers[1]))
            case "segmentation":
                detections.segmentations.append(
                    SegmentationDetection(
                        categoryName: name, modelName: "m", confidence: confidence, shape: Shape(points: [])))
            default:
                detections.classifications.append(
                    ClassificationDetection(categoryName: name, modelName: "m", confidence: confidence))
            }
        }
        return detections
    }

    // MARK: - Where we differ, or are bounded

    private func box(_ x: Int, confidence: Double = 0.5) -> Detections {
        Detections(boxes: [
            BoxDetection(
                categoryName: "a", modelName: "m", confidence: confidence, x: x, y: 0, width: 10, height: 10)
        ])
    }

    @Test func `cameras without a name forget, too`() {
        var filter = RelevanceFilter(uncertainty: 0.3...0.6)
        #expect(filter.causes(of: box(0), camera: nil, at: .zero) == [.uncertain])
        #expect(filter.causes(of: box(0), camera: nil, at: .seconds(3600)) == [])
        #expect(filter.causes(of: box(0), camera: nil, at: .seconds(7201)) == [.uncertain])
    }

    @Test func `a camera remembers so many things, and forgets the one that it has not seen for longest`() {
        var filter = RelevanceFilter(uncertainty: 0.3...0.6, observationLimit: 50)
        var many = Detections()
        for x in 0..<50 { many.boxes += box(20 * x).boxes }
        _ = filter.causes(of: many, camera: "front", at: .zero)
        #expect(filter.causes(of: box(0), camera: "front", at: .seconds(1)) == [])
        #expect(filter.causes(of: box(-100), camera: "front", at: .seconds(2)) == [.uncertain])
        #expect(filter.causes(of: box(0), camera: "front", at: .seconds(3)) == [])
        #expect(filter.causes(of: box(20), camera: "front", at: .seconds(4)) == [.uncertain])
    }

    @Test func `so many cameras are remembered, one more takes the place of another`() {
        var filter = RelevanceFilter(uncertainty: 0.3...0.6, cameraLimit: 5)
        for camera in 0..<5 {
            #expect(filter.causes(of: box(0), camera: "\(camera)", at: .zero) == [.uncertain])
        }
        for camera in 0..<5 { #expect(filter.causes(of: box(0), camera: "\(camera)", at: .zero) == []) }
        _ = filter.causes(of: box(0), camera: "one more", at: .zero)
        #expect(filter.causes(of: box(0), camera: "one more", at: .zero) == [])
        #expect(filter.histories.count == 5)
        _ = filter.causes(of: Detections(), camera: nil, at: .seconds(7200))
        #expect(filter.histories.count == 1, "the others have nothing to remember any more")
    }

    @Test func `numbers of any size do no harm`() {
        var filter = RelevanceFilter(uncertainty: 0.3...0.6)
        let huge = Detections(boxes: [
            BoxDetection(
                categoryName: "a", modelName: "m", confidence: 0.5, x: .min, y: .max, width: .max, height: .max)
        ])
        #expect(filter.causes(of: huge, camera: nil, at: .zero) == [.uncertain])
        #expect(filter.causes(of: huge, camera: nil, at: .zero) == [])
    }
}
