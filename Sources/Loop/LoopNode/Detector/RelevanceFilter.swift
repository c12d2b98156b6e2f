internal import LoopDomain

/// Decides which images are worth an upload: one history of observations for each camera.
///
/// Cameras without a name share one. The Python library never forgets what these have seen, which lets its history grow
/// for ever; here it is like any other.
struct RelevanceFilter: Sendable {
    /// So many detections in one image are unexpected.
    static let unexpectedCount = 80

    /// Cameras that are remembered at most; a further one takes the place of any. A robot has a handful.
    static let standardCameraLimit = 1000

    private let uncertainty: ClosedRange<Double>
    private let cameraLimit: Int
    private let observationLimit: Int
    private(set) var histories: [String?: ObservationHistory] = [:]

    /// - Parameters:
    ///   - uncertainty: confidences that are uncertain.
    ///   - cameraLimit: cameras that are remembered.
    ///   - observationLimit: things of each that are.
    init(
        uncertainty: ClosedRange<Double>, cameraLimit: Int = standardCameraLimit,
        observationLimit: Int = ObservationHistory.standardLimit
    ) {
        self.uncertainty = uncertainty
        self.cameraLimit = cameraLimit
        self.observationLimit = observationLimit
    }

    /// Takes in what was found in an image of a camera.
    ///
    /// - Parameter now: any time that does not go back.
    /// - Returns: why the image is worth an upload; empty if it is not.
    mutating func causes(of found: Detections, camera: String?, at now: Duration) -> [Cause] {
        for camera in Array(histories.keys) {
            histories[camera]?.forget(at: now)
            if histories[camera]?.isEmpty == true { histories[camera] = nil }
        }
        if histories[camera] == nil, histories.count >= cameraLimit, let other = histories.keys.first {
            histories[other] = nil
        }
        var causes = histories[camera, default: ObservationHistory(limit: observationLimit)]
            .causes(of: found, uncertainty: uncertainty, at: now)
        if found.count >= Self.unexpectedCount { causes.append(.unexpectedCount) }
        return causes
    }
}
