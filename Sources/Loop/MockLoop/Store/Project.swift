package import JSON
package import LoopDomain

/// A project with everything in it.
package struct Project: Sendable {
    package let path: ProjectPath
    package var categories: [Category]
    package var models = Models()
    package var images = Images()
    /// In the order of their numbers.
    package var trainings: [Training] = []
    /// The detectors that said that they are there, in the order in which they first did.
    package var detectors: [Detector] = []
    /// The id of the model that detectors shall have; nil while nobody has said.
    package var deploymentTarget: String?

    package init(path: ProjectPath, categories: [Category] = []) {
        self.path = path
        self.categories = categories
    }

    /// The model that detectors shall have; nil while there is none that has a version.
    package var deployedModel: TrainedModel? {
        guard let model = deploymentTarget.flatMap({ models[$0]?.model }), model.version != nil else { return nil }
        return model
    }

    package func training(_ number: Int) -> Training? { trainings.last { $0.number == number } }

    /// The training that a trainer is at; else the last one that it was at.
    package func training(of trainer: String) -> Training? {
        trainings.last { $0.trainer == trainer && $0.ended == nil } ?? trainings.last { $0.trainer == trainer }
    }

    mutating func changeTraining(_ number: Int, _ change: (inout Training) -> Void) {
        guard let place = trainings.lastIndex(where: { $0.number == number }) else { return }
        change(&trainings[place])
    }
}

/// A detector, as it presented itself.
package struct Detector: Sendable {
    package let id: String
    package var name: String
    /// What it last said of itself.
    package var status: Value
    package var lastSeen: Timestamp
}

extension Project {
    /// The entry in the answer to `GET /api/projects`; `resource` has no `/api`, which converters put before it.
    var listingEntry: Value {
        [
            "organization_id": .string(path.organization), "project_id": .string(path.project),
            "project_name": .string(path.project), "resource": .string(path.resource),
            "organization_name": .string(path.organization),
        ]
    }

    /// The answer to `GET` of the project. Up to version 0.4.0 converters read `box_categories`.
    var json: Value {
        var json = listingEntry
        json["categories"] = .array(categories.map(\.json))
        json["box_categories"] = .array(boxCategories)
        return json
    }

    /// The answer to `GET …/data`.
    func data(state: Image.State?) -> Value {
        [
            "image_ids": .array(images.ids(in: state).map { .string($0) }),
            "categories": .array(categories.map(\.json)), "box_categories": .array(boxCategories),
        ]
    }

    private var boxCategories: [Value] { categories.filter { $0.type == .box }.map(\.json) }

    /// The answer to `GET …/trainings`: the newest model of a training comes first, which is where tests look for it.
    var trainingCharts: Value {
        let trained = models.all.filter { $0.model.training != nil && !$0.model.formats.isEmpty }
        let data = trained.reversed().map { model -> Value in
            [
                "model_id": .string(model.model.id), "version": Value(model.model.version),
                "training": model.model.training.map { .number(Number($0)) } ?? nil,
            ]
        }
        return [
            "charts": [["name": "trainings", "data": .array(Array(data))]],
            "trainings": .array(trainings.map(\.json)),
        ]
    }
}
