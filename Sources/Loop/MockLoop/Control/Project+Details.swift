internal import Files
internal import JSON
internal import LoopDomain

extension Project {
    /// What the control interface lists of a project.
    var summary: Value {
        [
            "organization": .string(path.organization), "project": .string(path.project),
            "image_counts": .object(
                Image.State.allCases.compactMap { state in
                    let count = images.count(in: state)
                    return count > 0 ? Member(name: state.rawValue, value: .number(Number(count))) : nil
                }),
            "categories": .number(Number(categories.count)), "models": .number(Number(models.all.count)),
            "trainings": .number(Number(trainings.count)), "deployment_target": Value(deployedModel?.version),
        ]
    }

    /// Everything that is known of a project.
    var details: Value {
        [
            "organization": .string(path.organization), "project": .string(path.project),
            "categories": .array(categories.map(\.json)), "images": .array(images.all.map(\.details)),
            "models": .array(models.all.map(\.model.json)), "trainings": .array(trainings.map(\.json)),
            "detectors": .array(detectors.map(\.json)),
            "deployment_target": deployedModel?.target ?? nil,
        ]
    }
}

extension TrainedModel {
    /// The model as the one that detectors shall have.
    var target: Value { ["model_id": .string(id), "version": Value(version)] }
}

extension StoredImage {
    /// What is known of an image.
    var details: Value {
        let byteCount: Int? =
            switch picture {
            case .file(let file): file.byteCount
            // It is painted when somebody asks for it.
            case .painting: nil
            }
        return image.details(byteCount: byteCount)
    }
}

extension Image {
    fileprivate func details(byteCount: Int?) -> Value {
        var members: [Member] = [
            Member(name: "id", value: .string(id)), Member(name: "state", value: .string(state.rawValue)),
            Member(name: "set", value: .string(set.rawValue)), Member(name: "width", value: .number(Number(width))),
            Member(name: "height", value: .number(Number(height))), Member(name: "created", value: .string(created)),
            Member(name: "source", value: Value(source)),
            Member(name: "tags", value: .array(tags.map { .string($0) })),
            Member(name: "bytes", value: Value(byteCount)),
            Member(name: "novelty_score", value: noveltyScore.map { .number($0) } ?? nil),
        ]
        members += annotations.members(.annotations)
        members += detections.members(.detections)
        return .object(members)
    }
}

extension Detector {
    fileprivate var json: Value {
        [
            "id": .string(id), "name": .string(name), "status": status, "last_seen": .string(lastSeen.utc),
        ]
    }
}

extension Timestamp {
    /// The moment as RFC 3339 writes it: `2021-06-01T06:28:21.288442Z`.
    var utc: String { text() + "Z" }
}

extension Value {
    /// The number, or null.
    init(_ number: Int?) { self = number.map { .number(Number($0)) } ?? .null }
}
