internal import LoopDomain

/// What a camera has seen of late: an image that shows nothing else is not worth an upload.
struct ObservationHistory: Sendable {
    /// How long something is remembered that is not seen any more.
    static let memory: Duration = .seconds(3600)

    /// Boxes that overlap so much (intersection over union) are the same thing.
    static let leastOverlap = 0.5

    /// Points that are closer, in pixels, are the same thing.
    static let leastDistance = 10.0

    /// Things that are remembered at most; with more, those seen longest ago are forgotten.
    ///
    /// Each is compared with each that is found, so this bounds the work for an image, too. A field of plants has some
    /// hundred at a time.
    static let standardLimit = 5_000

    fileprivate enum Place {
        case box(x: Double, y: Double, width: Double, height: Double)
        case point(x: Double, y: Double)
    }

    fileprivate struct Observation {
        let category: String
        let place: Place
        var lastSeen: Duration
    }

    private let limit: Int
    private var observations: [Observation] = []

    init(limit: Int = standardLimit) { self.limit = limit }

    var isEmpty: Bool { observations.isEmpty }

    /// Forgets what was last seen longer ago than ``memory``.
    mutating func forget(at now: Duration) {
        observations.removeAll { $0.lastSeen < now - Self.memory }
    }

    /// Takes in what was found in an image.
    ///
    /// - Parameters:
    ///   - uncertainty: confidences that are uncertain.
    ///   - now: any time that does not go back.
    /// - Returns: why the image is worth an upload; empty if it is not.
    mutating func causes(of found: Detections, uncertainty: ClosedRange<Double>, at now: Duration) -> [Cause] {
        var causes: [Cause] = []
        func add(_ cause: Cause) { if !causes.contains(cause) { causes.append(cause) } }
        for box in found.boxes {
            let place = Place.box(
                x: Double(box.x), y: Double(box.y), width: Double(box.width), height: Double(box.height))
            let isNew = see(Observation(category: box.categoryName, place: place, lastSeen: now))
            if isNew, uncertainty.contains(box.confidence) { add(.uncertain) }
        }
        for point in found.points {
            let place = Place.point(x: point.x, y: point.y)
            let isNew = see(Observation(category: point.categoryName, place: place, lastSeen: now))
            if isNew, uncertainty.contains(point.confidence) { add(.uncertain) }
        }
        if !found.segmentations.isEmpty { add(.segmentation) }
        if found.classifications.contains(where: { uncertainty.contains($0.confidence) }) { add(.uncertain) }
        return causes
    }

    /// Refreshes everything that is similar, or remembers it as something new.
    ///
    /// - Returns: whether it is new.
    private mutating func see(_ observation: Observation) -> Bool {
        var isNew = true
        for index in observations.indices where observations[index].isSimilar(to: observation) {
            observations[index].lastSeen = observation.lastSeen
            isNew = false
        }
        guard isNew else { return false }
        observations.append(observation)
        if observations.count > limit, let oldest = observations.indices.min(by: { isOlder($0, $1) }) {
            observations.remove(at: oldest)
        }
        return true
    }

    private func isOlder(_ one: Int, _ other: Int) -> Bool { observations[one].lastSeen < observations[other].lastSeen }
}

extension ObservationHistory.Observation {
    fileprivate func isSimilar(to other: Self) -> Bool {
        guard category == other.category else { return false }
        switch (place, other.place) {
        case (.box(let x, let y, let width, let height), .box(let otherX, let otherY, let otherWidth, let otherHeight)):
            let overlapWidth = max(min(x + width, otherX + otherWidth) - max(x, otherX), 0)
            let overlapHeight = max(min(y + height, otherY + otherHeight) - max(y, otherY), 0)
            let overlap = overlapWidth * overlapHeight
            let union = width * height + otherWidth * otherHeight - overlap
            return union != 0 && overlap / union >= ObservationHistory.leastOverlap
        case (.point(let x, let y), .point(let otherX, let otherY)):
            let (dx, dy) = (otherX - x, otherY - y)
            return (dx * dx + dy * dy).squareRoot() < ObservationHistory.leastDistance
        case (.box, .point), (.point, .box): return false
        }
    }
}

/// Why an image is uploaded, as its tag says it.
enum Cause: String, Sendable, Hashable {
    /// Something new was seen, and the model is neither sure of it nor sure that it is nothing.
    case uncertain
    /// An outline was found.
    case segmentation = "segmentation_detection"
    /// So much was found that something may be wrong.
    case unexpectedCount = "unexpected_observations_count"
}
