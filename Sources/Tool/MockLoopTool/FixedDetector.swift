import JSON
import LoopDomain
import LoopNode

/// A detector that finds the same in every image: what a file says. For tests of those who call detectors.
struct FixedDetector: DetectorLogic {
    private let detections: Detections

    /// Reads the JSON of a file: `{"box_detections": [{"category_name": …, "x": …, …}], …, "tags": […]}`, as detectors
    /// answer.
    ///
    /// - Throws: ``Failure`` that names the file.
    init(file: String, bytes: [UInt8]) throws {
        do {
            detections = try Detections(json: try Value(parsing: bytes))
        } catch {
            throw Failure("\(file) has no detections: \(error)", code: .wrongUsage)
        }
    }

    func detect(_ image: ImageInput) async throws -> Detections { detections }
}
