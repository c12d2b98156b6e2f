internal import LoopDomain

/// The place for the model that a detector looks at images with.
///
/// Images wait in line; one, or one batch, is looked at at a time. A model that takes the place of another gets the
/// images that are still in line.
actor ModelSlot {
    /// Images, or batches, that may wait. A robot with ten cameras has ten; each holds its image in memory.
    static let lineLimit = 100

    /// A model in use.
    struct Loaded: Sendable {
        let logic: any DetectorLogic
        let information: ModelInformation
        /// Where its files are.
        let folder: String
    }

    enum State: Sendable {
        /// There is no model yet.
        case initializing
        /// The model before was let go, and the next one is not ready.
        case updating(version: String)
        case active(Loaded)
    }

    private(set) var state = State.initializing
    private var isBusy = false
    private(set) var line: [CheckedContinuation<Void, Never>] = []

    /// Why no image can be looked at.
    enum Unavailable: Error, Hashable, CustomStringConvertible {
        case initializing
        case updating(version: String)
        /// Too many images wait already.
        case busy

        /// As the Python library says it.
        var description: String {
            switch self {
            case .initializing: "detector not yet initialized"
            case .updating(let version): "updating model to version \(version)"
            case .busy: "\(ModelSlot.lineLimit) images wait already"
            }
        }
    }

    /// What a logic gave that nobody could understand.
    enum Fault: Error, Hashable, CustomStringConvertible {
        case notFinite(category: String)
        case count(Int, images: Int)

        var description: String {
            switch self {
            case .notFinite(let category):
                "a detection of \(category.debugDescription) has a confidence or a place that is no number"
            case .count(let count, let images): "the logic gave \(count) results for \(images) images"
            }
        }
    }

    /// The model in use.
    private func active() throws(Unavailable) -> Loaded {
        switch state {
        case .initializing: throw .initializing
        case .updating(let version): throw .updating(version: version)
        case .active(let model): return model
        }
    }

    /// What the model finds in images, with the ids of its categories.
    ///
    /// - Parameter isBatch: whether they are given to the logic together; else there is one.
    /// - Throws: ``Unavailable``, ``Fault``, ``ImageError``, or what the logic throws.
    func detect(_ images: [ImageInput], isBatch: Bool) async throws -> [Detections] {
        _ = try active()
        guard line.count < Self.lineLimit else { throw Unavailable.busy }
        for image in images { try image.check() }
        await takeTurn()
        defer { endTurn() }
        let model = try active()
        var results: [Detections] = []
        if isBatch {
            results = try await model.logic.detect(batch: images)
            guard results.count == images.count else { throw Fault.count(results.count, images: images.count) }
        } else {
            for image in images { results.append(try await model.logic.detect(image)) }
        }
        for index in results.indices {
            try results[index].checkNumbers()
            results[index].resolveCategories(by: model.information)
        }
        return results
    }

    /// Lets go of the model in use, once the image that it looks at is done.
    func release(for version: String) async {
        guard case .active = state else { return }
        await takeTurn()
        state = .updating(version: version)
        endTurn()
    }

    /// A model is ready.
    func put(_ model: Loaded) { state = .active(model) }

    /// The model that was awaited does not come. One that is in use stays.
    func giveUp() {
        if case .updating = state { state = .initializing }
    }

    /// As before the first model.
    func clear() { state = .initializing }

    // MARK: - Turns

    private func takeTurn() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { line.append($0) }
    }

    private func endTurn() {
        if line.isEmpty { isBusy = false } else { line.removeFirst().resume() }
    }
}

extension Detections {
    /// - Throws: ``ModelSlot/Fault/notFinite(category:)`` where JSON would have no number.
    fileprivate func checkNumbers() throws(ModelSlot.Fault) {
        func check(_ category: String, _ numbers: Double...) throws(ModelSlot.Fault) {
            guard numbers.allSatisfy(\.isFinite) else { throw .notFinite(category: category) }
        }
        for box in boxes { try check(box.categoryName, box.confidence) }
        for point in points { try check(point.categoryName, point.confidence, point.x, point.y) }
        for segmentation in segmentations { try check(segmentation.categoryName, segmentation.confidence) }
        for classification in classifications { try check(classification.categoryName, classification.confidence) }
    }

    /// Gives the detections that have none the ids of their categories, where the model knows them.
    fileprivate mutating func resolveCategories(by model: ModelInformation) {
        guard count > 0 else { return }
        let ids = Dictionary(model.categories.map { ($0.name, $0.id) }) { first, _ in first }
        for index in boxes.indices where boxes[index].categoryID == nil {
            boxes[index].categoryID = ids[boxes[index].categoryName]
        }
        for index in points.indices where points[index].categoryID == nil {
            points[index].categoryID = ids[points[index].categoryName]
        }
        for index in segmentations.indices where segmentations[index].categoryID == nil {
            segmentations[index].categoryID = ids[segmentations[index].categoryName]
        }
        for index in classifications.indices where classifications[index].categoryID == nil {
            classifications[index].categoryID = ids[classifications[index].categoryName]
        }
    }
}
