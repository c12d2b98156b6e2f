internal import Logging
internal import LoopDomain

extension DetectorNode {
    /// Finds things in images, and keeps those for the Loop that are worth it.
    ///
    /// - Parameter isBatch: whether they are given to the logic together; else there is one.
    func detect(_ images: [ImageInput], isBatch: Bool, _ wishes: DetectionWishes) async throws -> [ImageRecord] {
        let found = try await slot.detect(images, isBatch: isBatch)
        var results: [ImageRecord] = []
        for (image, detections) in zip(images, found) {
            var metadata = ImageRecord(detections)
            metadata.tags += wishes.tags
            metadata.source = wishes.source
            metadata.created = wishes.created
            results.append(metadata)
            switch wishes.upload {
            case .filtered:
                let causes = filter.causes(of: detections, camera: wishes.camera, at: elapsed())
                guard !causes.isEmpty else { continue }
                metadata.tags += causes.map(\.rawValue)
                await keep(image, metadata)
            case .all: await keep(image, metadata)
            case .disabled: break
            case .unknown(let word): logger.error("There is no autoupload \(word.debugDescription)")
            }
        }
        return results
    }

    /// Brings an image to the outbox while its caller gets the answer already, if not too many are on their way.
    private func keep(_ image: ImageInput, _ metadata: ImageRecord) async {
        pendingSaves += 1
        let save = Task { [outbox, logger, lastSave] in
            await lastSave?.value
            do {
                try await outbox.save(image, metadata)
            } catch {
                logger.error("An image could not be kept for the Loop: \(error)")
            }
            pendingSaves -= 1
        }
        lastSave = save
        if pendingSaves > Self.pendingSaveLimit { await save.value }
    }

    /// Keeps images for the Loop that a caller wants it to have.
    func upload(_ images: [(ImageInput, ImageRecord)], isPriority: Bool) async throws {
        for (image, metadata) in images {
            var metadata = metadata
            metadata.tags.append("picked_by_system")
            try await outbox.save(image, metadata, isPriority: isPriority)
        }
    }
}
