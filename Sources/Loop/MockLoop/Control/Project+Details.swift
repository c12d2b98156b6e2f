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
            "categories": .array(categories.map(\.json)), "images": .array(images.all.map(\.image.details)),
            "models": .array(models.all.map(\.model.json)), "trainings": .array(trainings.map(\.json)),
            "detectors": .array(detectors.map(\.json)),
            "deployment_target": deployedModel.map {
                ["model_id": .string($0.id), "version": Value($0.version)]
            } ?? nil,
        ]
    }
}

extension Image {
    /// What is known of an image.
    var details: Value {
        var members: [Member] = [
            Member(name: "id", value: .string(id)), Member(name: "state", value: .string(state.rawValue)),
            Member(name: "set", value: .string(set.rawValue)), Member(name: "width", value: .number(Number(width))),
            Member(name: "height", value: .number(Number(height))), Member(name: "created", value: .string(created)),
            Member(name: "source", value: Value(source)),
            Member(name: "tags", value: .array(tags.map { .string($0) })),
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
            "id": .string(id), "name": .string(name), "status": status, "last_seen": .string(lastSeen.text()),
        ]
    }
}
